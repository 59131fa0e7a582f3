"""Questions about pacts, one module a theme."""

from pacte.queries.agenda import get_rendez_vous
from pacte.queries.attentes import get_attentes
from pacte.queries.versions import (
    describe_content,
    find_earliest_start,
    find_in_force,
    get_next_version,
    get_versions,
    propose_start,
)

__all__ = [
    "describe_content",
    "find_earliest_start",
    "find_in_force",
    "get_attentes",
    "get_next_version",
    "get_rendez_vous",
    "get_versions",
    "propose_start",
]
