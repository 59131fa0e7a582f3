"""Questions about trainings that other parts of the portal ask."""

from formations.queries.agenda import get_rendez_vous
from formations.queries.attentes import get_attentes

__all__ = ["get_attentes", "get_rendez_vous"]
