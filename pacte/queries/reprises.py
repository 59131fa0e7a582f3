"""How far the next pact is drafted from the one before, and what was dropped on the way."""

from dataclasses import dataclass

from pacte.models import Reprise, VersionPacte
from pacte.outline import Ligne, write_plan


@dataclass(frozen=True)
class Devenir:
    """A block of the pact before, and what was decided of it."""

    ligne: Ligne
    reprise: Reprise | None


def get_devenirs(version: VersionPacte) -> list[Devenir]:
    """Return every block of the pact before in reading order, each with its decision if it has one."""
    decided = {row.bloc.identifiant: row for row in version.reprises.select_related("bloc", "par")}
    lines = write_plan(version.origine.read().noeuds)
    return [Devenir(ligne, decided.get(ligne.noeud.identifiant)) for ligne in lines]


def count_waiting(version: VersionPacte) -> int:
    """Return how many blocks of the pact before wait for a decision; none when there is no pact before."""
    if not version.origine_id:
        return 0
    return sum(devenir.reprise is None for devenir in get_devenirs(version))
