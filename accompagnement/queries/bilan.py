"""The scheme's year in figures that show nobody: coarse lines only, small numbers hidden."""

from dataclasses import dataclass, field
from statistics import mean, median

from accompagnement.models import Demande, Evaluation, LigneStatistique
from socle.small_cells import MaskedTable, mask, mask_together

SEUIL_INTERNE = 5
Fait = LigneStatistique.Fait
CRITERES = ("accessibilite", "delai", "neutralite", "utilite")


@dataclass
class Bilan:
    """One year: tables one dimension at a time, and figures left empty under the threshold."""

    annee: int
    tables: dict[str, MaskedTable] = field(default_factory=dict)
    delai_median: int | None = None
    reponses: int | None = None
    satisfaction: dict[str, float | None] = field(default_factory=dict)


def get_bilan(annee: int, *, k: int = SEUIL_INTERNE) -> Bilan:
    """Return the year's report; reads the coarse lines and the authorless opinions, never a case."""
    lignes = list(LigneStatistique.objects.filter(mois__year=annee).select_related("bouquet", "territoire"))
    etudiees = [ligne for ligne in lignes if ligne.fait == Fait.QUALIFICATION]
    issues = [ligne for ligne in lignes if ligne.fait != Fait.QUALIFICATION]
    tables = mask_together(
        {
            "Par bouquet": _count(ligne.bouquet.nom for ligne in etudiees),
            "Par territoire": _count(str(ligne.territoire or "Sans territoire") for ligne in etudiees),
            "Par statut": _count(_label(Demande.Statut, ligne.statut) for ligne in etudiees),
            "Par porte": _count(_label(Demande.Porte, ligne.porte) for ligne in etudiees),
        },
        k=k,
    )
    tables["Par étape atteinte"] = mask(_count(_label(Fait, ligne.fait) for ligne in issues), k=k)
    delais = [ligne.delai_jours for ligne in lignes if ligne.fait == Fait.MISE_EN_RELATION]
    delais = [delai for delai in delais if delai is not None]
    avis = list(Evaluation.objects.filter(annee=annee))
    return Bilan(
        annee=annee,
        tables=tables,
        delai_median=round(median(delais)) if len(delais) >= k else None,
        reponses=len(avis) if len(avis) >= k else None,
        satisfaction={_title(critere): _average(avis, critere, k) for critere in CRITERES},
    )


def get_annees() -> list[int]:
    """Return the years that have a report, latest first."""
    return [day.year for day in LigneStatistique.objects.dates("mois", "year", order="DESC")]


def _count(labels) -> dict[str, int]:
    counts: dict[str, int] = {}
    for label in labels:
        counts[label] = counts.get(label, 0) + 1
    return dict(sorted(counts.items()))


def _label(choices, value) -> str:
    return str(choices(value).label).capitalize()


def _title(critere) -> str:
    return str(Evaluation._meta.get_field(critere).verbose_name).capitalize()


def _average(avis, critere, k) -> float | None:
    notes = [getattr(un, critere) for un in avis if getattr(un, critere) is not None]
    return round(mean(notes), 1) if len(notes) >= k else None
