from outiltheque.queries.attentes import get_attentes

__all__ = ["get_attentes"]
