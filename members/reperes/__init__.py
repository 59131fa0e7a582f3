"""What the portal points out about a governing body: worked out when it is read, said plainly, never blocking."""

from members.reperes.calculs import (
    COMPTE_TROP,
    count_consecutive,
    excess_over,
    judge_share,
    missing_for,
    reaches,
)
from members.reperes.composition import Composition, Place, Regles, Repere
from members.reperes.liste import find_reperes

__all__ = [
    "COMPTE_TROP",
    "Composition",
    "Place",
    "Regles",
    "Repere",
    "count_consecutive",
    "excess_over",
    "find_reperes",
    "judge_share",
    "missing_for",
    "reaches",
]
