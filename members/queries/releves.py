"""Sums received and what each may pay: a proposal says why, and nothing is written before somebody agrees."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches

from django.db.models import QuerySet

from members.models import AppelCotisation, LigneReleve, ReleveBancaire
from members.normalisation import normalise, search_words
from members.references import find_near, find_references

ALIKE, ENOUGH = 0.85, 0.6
# Words that many names share say nothing of whose transfer it is.
COMMON = frozenset(
    ["association", "centre", "social", "sociale", "vie", "espace", "maison", "vir", "sepa", "cotisation"]
)


@dataclass(frozen=True)
class Proposition:
    """A due that a sum may pay: why it is proposed, how much would settle it, how much would be left over."""

    appel: AppelCotisation
    raison: str
    montant: Decimal
    avoir: Decimal


def get_waiting_lines() -> QuerySet:
    """Return the sums that nobody said anything of, the oldest first."""
    return LigneReleve.objects.filter(reglement=None, ecartee_le=None).select_related("releve").order_by("le", "pk")


def get_treated_lines() -> QuerySet:
    """Return the sums that somebody matched or set aside, the latest first."""
    treated = LigneReleve.objects.exclude(reglement=None, ecartee_le=None)
    return treated.select_related("releve", "reglement__association").order_by("-le", "-pk")


def get_releves() -> QuerySet:
    """Return the statements read lately."""
    return ReleveBancaire.objects.select_related("par").order_by("-le")


def propose(lignes: Iterable[LigneReleve]) -> list[tuple[LigneReleve, Proposition | None]]:
    """Return each sum with the due it may pay; three queries whatever their number.

    First the reference, checked by its own figures; then the same but for one sign; then the exact amount and a name
    alike, if there is only one. Else nothing: a wrong proposal costs more than none.
    """
    lignes = list(lignes)
    calls = AppelCotisation.objects.as_of().select_related("campagne", "association")
    written = {ligne.pk: find_references(ligne.libelle) for ligne in lignes}
    referred = calls.filter(reference__in={name for names in written.values() for name in names})
    by_reference = {appel.reference: appel for appel in referred}
    unpaid = list(calls.filter(reste__gt=0)) if lignes else []
    index = Index(unpaid)
    return [(ligne, _propose(ligne, written[ligne.pk], by_reference, index)) for ligne in lignes]


class Index:
    """The unpaid dues, by reference and by amount."""

    def __init__(self, appels: list[AppelCotisation]):
        self.by_reference = {appel.reference: appel for appel in appels}
        self.by_amount: dict[Decimal, list[AppelCotisation]] = defaultdict(list)
        for appel in appels:
            self.by_amount[appel.reste].append(appel)

    def find_near(self, ligne: LigneReleve) -> AppelCotisation | None:
        """Return the due whose reference was written with one fault; between several, the one of this amount."""
        near = [self.by_reference[reference] for reference in find_near(ligne.libelle, self.by_reference)]
        near = near if len(near) == 1 else [appel for appel in near if appel.reste == ligne.montant]
        return near[0] if len(near) == 1 else None

    def find_alike(self, ligne: LigneReleve) -> AppelCotisation | None:
        """Return the only due of this amount whose association has the name of the payer."""
        words = normalise(f"{ligne.payeur} {ligne.libelle}").split()
        scores = {appel: score_name(appel.association.nom, words) for appel in self.by_amount[ligne.montant]}
        alike = [appel for appel, score in scores.items() if score >= ENOUGH]
        best = [appel for appel in alike if scores[appel] == max(scores.values())]
        return best[0] if len(best) == 1 else None


def score_name(nom: str, words: list[str]) -> float:
    """Return how much of a name is in a label, from 0 to 1: words cut short or mistyped count, common ones do not."""
    wanted = [word for word in search_words(normalise(nom)) if word not in COMMON] or search_words(normalise(nom))
    if not wanted:
        return 0
    found = sum(1 for word in wanted if get_close_matches(word, words, n=1, cutoff=ALIKE))
    return found / len(wanted)


def _propose(ligne, references, by_reference, index) -> Proposition | None:
    for reference in references:
        if reference in by_reference:
            return _say(ligne, by_reference[reference], "la référence est dans le libellé")
    if nearest := index.find_near(ligne):
        return _say(ligne, nearest, "la référence est dans le libellé, à une faute près")
    if alike := index.find_alike(ligne):
        return _say(ligne, alike, "le montant est exact et le nom ressemble")
    return None


def _say(ligne, appel, raison) -> Proposition:
    settled = min(ligne.montant, appel.reste)
    return Proposition(appel, raison, settled, ligne.montant - settled)
