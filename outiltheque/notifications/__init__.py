from outiltheque.notifications import outils, retours

__all__ = ["outils", "retours"]
