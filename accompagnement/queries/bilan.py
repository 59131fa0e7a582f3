"""The scheme's year in figures that show nobody: coarse lines only, small numbers hidden, one dimension at a time.

The four criteria of the scheme (B22) order them. A figure is written when enough people, and enough associations,
stand behind it: tokens left at each line say how many, never which (`Presence`). An exact audit then solves, for each
withheld figure, what somebody who holds the whole report could still compute of it (`socle.small_cells_audit`).
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Avg, Count, Sum

from accompagnement.models import Bouquet, Demande, Evaluation, LigneStatistique, Presence
from accompagnement.queries.couts import get_couts
from accompagnement.queries.evaluations import CRITERES
from members.models import Territoire
from socle.small_cells import MaskedTable
from socle.small_cells_audit import Linked, protect

SEUIL_INTERNE, SEUIL_EXTERNE, SEUIL_ORGANISATIONS = 5, 11, 3
Fait, Genre = LigneStatistique.Fait, Presence.Genre
SANS_TERRITOIRE = "Sans territoire"
DELAIS = [(7, "Jusqu’à 7 jours"), (14, "8 à 14 jours"), (30, "15 à 30 jours"), (None, "Plus de 30 jours")]
SEANCES = [(0, "Aucune"), (2, "1 ou 2"), (5, "3 à 5"), (10, "6 à 10"), (None, "Plus de 10")]
ETUDIEES = ("Par bouquet", "Par territoire", "Par statut", "Par porte")
ETAPES = "Par étape atteinte"
# Tables whose total is one cell of the table of the stages.
DETAILS = {
    "Délai jusqu’à la mise en relation": Fait.MISE_EN_RELATION,
    "Par nombre de séances": Fait.CLOTURE,
    "Vers une autre aide": Fait.REORIENTATION,
}
CRITERES_DU_DISPOSITIF = [
    ("Pertinence", "L’offre répond-elle aux besoins ?", ["Par bouquet", "Par statut"], ("utilite", "effet")),
    (
        "Complémentarité",
        "Que fait-elle que la fédération ne fait pas ?",
        ["Par porte", "Vers une autre aide"],
        ("complement",),
    ),
    ("Économie", "Combien de temps demande un accompagnement ?", ["Par nombre de séances"], ()),
    (
        "Organisation",
        "Chacun trouve-t-il vite quelqu’un de neutre ?",
        ["Par territoire", ETAPES, "Délai jusqu’à la mise en relation"],
        ("accessibilite", "delai", "neutralite", "ecoute"),
    ),
]


@dataclass
class Bilan:
    """One year: tables one dimension at a time, and figures left empty under the threshold."""

    annee: int
    tables: dict[str, MaskedTable] = field(default_factory=dict)
    delai_median: int | None = None
    seances: float | None = None
    heures: float | None = None
    reponses: int | None = None
    satisfaction: dict[str, float | None] = field(default_factory=dict)
    couts: list[tuple[str, int | None]] = field(default_factory=list)
    criteres: list[dict[str, Any]] = field(default_factory=list)


def get_cellules(ligne: LigneStatistique) -> list[str]:
    """Return the cells of the report that a line goes to: what `Presence` counts behind each."""
    cells = [f"fait:{ligne.fait}"]
    if ligne.fait == Fait.QUALIFICATION:
        cells += [f"bouquet:{ligne.bouquet_id}", f"territoire:{ligne.territoire_id or 0}"]
        cells += [f"statut:{ligne.statut}", f"porte:{ligne.porte}"]
    if ligne.fait == Fait.MISE_EN_RELATION and ligne.delai_jours is not None:
        cells.append(f"delai:{_rank(DELAIS, ligne.delai_jours)}")
    if ligne.fait == Fait.CLOTURE and ligne.seances is not None:
        cells.append(f"seances:{_rank(SEANCES, ligne.seances)}")
    if ligne.destination:
        cells.append(f"destination:{ligne.destination}")
    return cells


def get_bilan(annee: int, *, k: int = SEUIL_INTERNE) -> Bilan:
    """Return the year's report; reads the coarse lines and the authorless opinions, never a case."""
    lignes = LigneStatistique.objects.filter(mois__range=(date(annee, 1, 1), date(annee, 12, 31)))
    counted = _count_all(lignes)
    behind = _count_presences(annee)
    tables = protect(_link(counted, behind, k), k=k)
    bilan = Bilan(annee=annee, tables=tables)
    _add_lengths(bilan, lignes, tables)
    _add_opinions(bilan, annee, k)
    bilan.couts = get_couts(annee, k=k, organisations=SEUIL_ORGANISATIONS)
    bilan.criteres = [_criterion(bilan, *criterion) for criterion in CRITERES_DU_DISPOSITIF]
    return bilan


def get_annees() -> list[int]:
    """Return the years that have a report, latest first."""
    return [day.year for day in LigneStatistique.objects.dates("mois", "year", order="DESC")]


Cells = dict[str, tuple[str, int]]  # what is read: its cell, and how many lines


def _count_all(lignes) -> dict[str, Cells]:
    etudiees = lignes.filter(fait=Fait.QUALIFICATION)
    bouquets = dict(Bouquet.objects.values_list("pk", "nom"))
    territoires = {str(t.pk): str(t) for t in Territoire.objects.all()} | {"0": SANS_TERRITOIRE}
    return {
        "Par bouquet": _by(etudiees, "bouquet", lambda pk: bouquets[pk]),
        "Par territoire": _by(etudiees, "territoire", lambda pk: territoires[str(pk or 0)]),
        "Par statut": _by(etudiees, "statut", lambda value: _label(Demande.Statut, value)),
        "Par porte": _by(etudiees, "porte", lambda value: _label(Demande.Porte, value)),
        ETAPES: _by(lignes.exclude(fait=Fait.QUALIFICATION), "fait", lambda value: _label(Fait, value)),
        "Délai jusqu’à la mise en relation": _by_class(
            lignes.filter(fait=Fait.MISE_EN_RELATION), "delai_jours", "delai", DELAIS
        ),
        "Par nombre de séances": _by_class(lignes.filter(fait=Fait.CLOTURE), "seances", "seances", SEANCES),
        "Vers une autre aide": _by(
            lignes.filter(fait=Fait.REORIENTATION).exclude(destination=""),
            "destination",
            lambda value: _label(Demande.Destination, value),
        ),
    }


def _by(lignes, column, read) -> Cells:
    rows = lignes.order_by().values_list(column).annotate(n=Count("pk"))
    return dict(sorted((read(value), (f"{column}:{value or 0}", n)) for value, n in rows))


def _by_class(lignes, column, prefix, classes) -> Cells:
    """Group figures in the classes that are published, in their order; a line without a figure is in none."""
    found: dict[int, int] = {}
    for value, n in lignes.exclude(**{column: None}).order_by().values_list(column).annotate(n=Count("pk")):
        rank = _rank(classes, value)
        found[rank] = found.get(rank, 0) + n
    return {classes[rank][1]: (f"{prefix}:{rank}", found[rank]) for rank in sorted(found)}


def _rank(classes, value) -> int:
    return next(rank for rank, (limit, _) in enumerate(classes) if limit is None or value <= limit)


def _count_presences(annee) -> dict[tuple[str, str], int]:
    rows = Presence.objects.filter(annee=annee).values_list("cellule", "genre").annotate(n=Count("pk"))
    return {(cell, genre): n for cell, genre, n in rows}


def _link(counted, behind, k) -> list[Linked]:
    """Say of each table what is too thin to be written, and which figures of two tables are one and the same."""

    def is_thin(cell) -> bool:
        too_few = behind.get((cell, Genre.PERSONNE), 0) < k
        return too_few or behind.get((cell, Genre.ORGANISATION), 0) < SEUIL_ORGANISATIONS

    linked = []
    for title, cells in counted.items():
        total = None
        if title in ETUDIEES:
            total = f"fait:{Fait.QUALIFICATION}"
        elif title in DETAILS:
            whole = sum(n for cell, n in counted[ETAPES].values() if cell == f"fait:{DETAILS[title]}")
            is_same = sum(n for _, n in cells.values()) == whole
            total = f"fait:{DETAILS[title]}" if is_same else None
        thin = frozenset(label for label, (cell, _) in cells.items() if is_thin(cell))
        names = {label: cell for label, (cell, _) in cells.items()}
        counts = {label: n for label, (_, n) in cells.items()}
        linked.append(Linked(title, counts, names, total, thin, total is not None and is_thin(total)))
    return linked


def _add_lengths(bilan, lignes, tables) -> None:
    """A median or a mean is written where every figure it is made of stands on enough people: its total is."""
    if tables["Délai jusqu’à la mise en relation"].total:
        rows = lignes.filter(fait=Fait.MISE_EN_RELATION).exclude(delai_jours=None)
        days = rows.order_by("delai_jours").values_list("delai_jours").annotate(n=Count("pk"))
        bilan.delai_median = _median(list(days))
    if total := tables["Par nombre de séances"].total:
        sums = lignes.filter(fait=Fait.CLOTURE).aggregate(s=Sum("seances"), h=Sum("heures"))
        bilan.seances, bilan.heures = round((sums["s"] or 0) / total, 1), round((sums["h"] or 0) / total, 1)


def _median(days) -> int:
    half, seen = sum(n for _, n in days) / 2, 0
    for rank, (value, n) in enumerate(days):
        seen += n
        if seen > half or rank == len(days) - 1:
            return value
        if seen == half:
            return round((value + days[rank + 1][0]) / 2)
    return 0


def _add_opinions(bilan, annee, k) -> None:
    asked = {f"{name}_moyenne": Avg(name) for name in CRITERES} | {f"{name}_n": Count(name) for name in CRITERES}
    found = Evaluation.objects.filter(annee=annee).aggregate(n=Count("pk"), **asked)
    bilan.reponses = found["n"] if found["n"] >= k else None
    for name in CRITERES:
        average = round(float(found[f"{name}_moyenne"]), 1) if found[f"{name}_n"] >= k else None
        bilan.satisfaction[_title(name)] = average


def _criterion(bilan, titre, question, tables, opinions) -> dict[str, Any]:
    chiffres: list[list[Any]] = [[_title(name), bilan.satisfaction[_title(name)], "sur 4"] for name in opinions]
    if titre == "Économie":
        chiffres += [["Séances par accompagnement", bilan.seances, "en moyenne"]]
        chiffres += [["Heures par accompagnement", bilan.heures, "en moyenne"]]
        chiffres += [
            [f"Coût d’un accompagnement : {service}", cost, "euros, en moyenne"] for service, cost in bilan.couts
        ]
    if titre == "Organisation":
        chiffres.append(["Jusqu’à la mise en relation", bilan.delai_median, "jours, délai médian"])
    return {"titre": titre, "question": question, "tables": tables, "chiffres": chiffres}


def _label(choices, value) -> str:
    return str(choices(value).label).capitalize()


def _title(critere) -> str:
    return str(Evaluation._meta.get_field(critere).verbose_name).capitalize()
