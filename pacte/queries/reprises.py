"""How far the next pact is drafted from the one before, and what was dropped on the way."""

from dataclasses import dataclass

from members.models import Personne
from pacte.models import Reprise, VersionPacte
from pacte.outline import Ligne, write_plan
from socle.donnees import Rubrique


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


def get_donnees(personne: Personne) -> list[Rubrique]:
    """Return what the drafting of a pact from the one before holds of somebody: what they decided, and why."""
    rows = Reprise.objects.filter(par=personne).select_related("bloc", "version__pacte").order_by("le")
    lines = [
        {
            "le": row.le,
            "pacte": str(row.version),
            "bloc": row.bloc.libelle,
            "choix": row.get_choix_display(),
            "motif": row.motif,
        }
        for row in rows
    ]
    return [Rubrique("Reprises d’un pacte dans le suivant", lines)]
