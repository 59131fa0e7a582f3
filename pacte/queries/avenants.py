"""Questions about an amended version: which one it follows, what it changes, and which amendments decided that."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from members.models import Personne
from pacte.avenants import DEPLACE, RETIRE, Ecart, compare
from pacte.consolidation import Arbre
from pacte.models import Amendement, VersionPacte
from pacte.queries.consultations import find_debated
from pacte.queries.versions import get_versions

Operation = Amendement.Operation


@dataclass(frozen=True)
class Avenant:
    """A version, the one published before it, and what changed, in numbered lines."""

    avant: VersionPacte
    apres: VersionPacte
    ecarts: list[Ecart]
    amendements: list[Amendement]

    @property
    def directs(self) -> list[Ecart]:
        """What changed without an amendment: written straight in the draft."""
        return [ecart for ecart in self.ecarts if not ecart.numeros]


def find_before(personne: Personne, version: VersionPacte) -> VersionPacte | None:
    """Return the version of the same pact that was published just before this one."""
    return pick_before(get_versions(personne).filter(pacte=version.pacte_id), version)


def pick_before(versions: Iterable[VersionPacte], version: VersionPacte) -> VersionPacte | None:
    """Return, of the versions of a pact, the last one published before this one."""
    number = (version.majeure, version.avenant)
    earlier = [row for row in versions if row.is_publiee and (row.majeure, row.avenant) < number]
    return max(earlier, key=lambda row: (row.majeure, row.avenant), default=None)


def describe_avenant(avant: VersionPacte, apres: VersionPacte) -> Avenant:
    """Return what a version changes in the one before it, each line with the amendments that decided it."""
    before, after = avant.read().noeuds, apres.read().noeuds
    ecarts = compare(before, after)
    amendements = get_decided(apres)
    old, new = Arbre(before), Arbre(after)
    for ecart in ecarts:
        ecart.numeros = sorted({row.numero for row in amendements if decides(row, ecart, old, new)})
    return Avenant(avant, apres, ecarts, amendements)


def get_decided(version: VersionPacte) -> list[Amendement]:
    """Return the amendments adopted in the debates that this text comes out of."""
    debated = [pk for pk in find_debated(version) if pk != version.pk]
    rows = Amendement.objects.adoptes().filter(consultation__version__in=debated)
    return list(rows.select_related("association").order_by("consultation", "numero"))


def decides(amendement: Amendement, ecart: Ecart, old: Arbre, new: Arbre) -> bool:
    """Say whether what was decided is this very change."""
    key: UUID = ecart.noeud.identifiant
    if amendement.operation == Operation.INSERER:
        return key == amendement.nouveau
    if amendement.operation == Operation.SUPPRIMER:
        return RETIRE in ecart.natures and key in old.below(amendement.bloc)
    if amendement.operation == Operation.DEPLACER:
        return DEPLACE in ecart.natures and key == amendement.bloc
    return key == amendement.bloc and bool(ecart.mots) and RETIRE not in ecart.natures
