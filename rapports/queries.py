"""What may be published of a year, and what stands in the way."""

from datetime import date
from typing import Any

from django.utils import timezone

from accompagnement.queries import get_annees, get_bilan
from accompagnement.queries.evaluations import get_paroles_retenues
from accompagnement.queries.manques import get_manques
from rapports.models import SEUILS, Diffusion, RapportPilotage
from socle.small_cells import MaskedTable, find_small_differences

MANQUES = "Prestataires qui ont manqué"


def read_bilan(annee: int, diffusion: str = Diffusion.INTERNE) -> dict[str, Any]:
    """Return the figures of a year as they would be published, already masked for those who will read them."""
    bilan = get_bilan(annee, k=SEUILS[Diffusion(diffusion)])
    return {
        "tables": [[title, table.to_json()] for title, table in bilan.tables.items()],
        "delai_median": bilan.delai_median,
        "reponses": bilan.reponses,
        "satisfaction": [[title, average] for title, average in bilan.satisfaction.items()],
        "criteres": bilan.criteres,
        "paroles": get_paroles_retenues(annee),
        "manques": get_manques(bilan, k=SEUILS[Diffusion(diffusion)]),
    }


def get_last(annee: int, diffusion: str = Diffusion.INTERNE) -> RapportPilotage | None:
    """Return the last publication of a year, for those readers."""
    return RapportPilotage.objects.filter(annee=annee, diffusion=diffusion).order_by("-publication").first()


def get_rows(rapport: RapportPilotage) -> list[list[Any]]:
    """Return every published figure as the lines of a spreadsheet; a withheld one is said in its words."""
    rows: list[list[Any]] = []
    for title, table in rapport.tables:
        cells = [*table.rows, ("Total", table.total)]
        rows += [[title, label, table.hidden_word if count is None else count] for label, count in cells]
    for critere in rapport.criteres:
        for label, value, unit in critere["chiffres"]:
            shown = "pas assez de réponses" if value is None else value
            rows.append([critere["titre"], f"{label} ({unit})", shown])
    rows += [[MANQUES, sentence, "au moins " + str(rapport.k)] for sentence in rapport.manques]
    return rows


def get_annees_closes(today: date | None = None) -> list[int]:
    """Return the years that are over and have figures: a year that runs would leak by difference."""
    this_year = (today or timezone.localdate()).year
    return [annee for annee in get_annees() if annee < this_year]


def find_obstacles(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Return, in words, what a reader of both publications could subtract to find a few people (R17)."""
    old, new = dict(before["tables"]), dict(after["tables"])
    obstacles = []
    for title in dict.fromkeys([*old, *new]):
        if title in old and title in new:
            labels = find_small_differences(MaskedTable.from_json(old[title]), MaskedTable.from_json(new[title]))
            obstacles += [f"{title}, {label or 'total'}" for label in labels]
    if _tells_an_answer(before, after):
        obstacles.append("Réponses aux questionnaires")
    return obstacles


def _tells_an_answer(before, after) -> bool:
    """An average of n answers, then of a few more, gives the few away."""
    k = max((table["k"] for _, table in after["tables"]), default=0)
    if before["reponses"] is None or after["reponses"] is None:
        return False
    more = abs(after["reponses"] - before["reponses"])
    return 0 < more < k or (not more and before["satisfaction"] != after["satisfaction"])
