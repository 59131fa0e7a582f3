"""Which services lack providers, and where, as it may be told: no number, and only where enough people waited (R17).

A service and a territory are named together once k people and three organisations have waited there a week or more in
the year, and once both are figures that the report writes anyway: naming them tells nothing that it withheld. Under
the threshold the service alone is named, if k people waited for it over all the territories; else nothing is.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from unicodedata import normalize

from django.utils import timezone

from accompagnement.models import Demande, LigneAffectation, Presence, Service
from accompagnement.queries.bilan import SANS_TERRITOIRE, SEUIL_INTERNE, SEUIL_ORGANISATIONS, Bilan
from members.models import Territoire

ATTENTE_COMPTEE = timedelta(days=7)
PREFIX = "manque"
Genre = Presence.Genre


def get_sans_personne() -> Iterable[LigneAffectation]:
    """Return the lines of the last computation left without anybody, of requests studied a week ago or more."""
    lines = LigneAffectation.objects.a_decider().filter(prestataire=None, demande__service__isnull=False)
    long_ago = timezone.now() - ATTENTE_COMPTEE
    return lines.filter(demande__qualifiee_le__lte=long_ago).select_related("demande").order_by("pk")


def get_cellules(demande: Demande) -> list[str]:
    """Return the two cells that a request without a provider goes to: its service there, its service anywhere."""
    return [f"{PREFIX}:{demande.service_id}:{demande.territoire_id or 0}", f"{PREFIX}:{demande.service_id}:"]


def get_manques(bilan: Bilan, *, k: int = SEUIL_INTERNE) -> list[dict[str, Any]]:
    """Return who is missing in a year: the service, the territory if it may be named, the skills it asks for."""
    cells = _find_thick(bilan.annee, k)
    services = {s.pk: s for s in Service.objects.select_related("bouquet").prefetch_related("competences")}
    places = {t.pk: str(t) for t in Territoire.objects.all()} | {0: SANS_TERRITOIRE}
    named = _find_written(bilan)
    found, told = [], set()
    for service, place in sorted(cells, key=lambda cell: (cell[1] is None, cell)):
        fiche, where = services.get(service), places.get(place, "")
        if fiche is None or fiche.bouquet.nom not in named["Par bouquet"]:
            continue
        if service in told if place is None else where not in named["Par territoire"]:
            continue
        told.add(service)
        # In the order of a dictionary, whatever the database's: é is next to e.
        skills = sorted(map(str, fiche.competences.all()), key=lambda name: normalize("NFD", name.casefold()))
        found.append({"service": str(fiche), "territoire": where, "competences": skills})
    return sorted(found, key=lambda one: (one["territoire"] == "", one["territoire"], one["service"]))


def _find_thick(annee, k) -> set[tuple[int, int | None]]:
    """Return the cells behind which stand k people and three organisations."""
    behind: dict[str, dict[str, int]] = {}
    rows = Presence.objects.filter(annee=annee, cellule__startswith=f"{PREFIX}:")
    for cellule, genre in rows.values_list("cellule", "genre"):
        counts = behind.setdefault(cellule, dict.fromkeys(Genre, 0))
        counts[genre] += 1
    thick = [
        cellule
        for cellule, counts in behind.items()
        if counts[Genre.PERSONNE] >= k and counts[Genre.ORGANISATION] >= SEUIL_ORGANISATIONS
    ]
    return {(int(service), int(place) if place else None) for _, service, place in (c.split(":") for c in thick)}


def _find_written(bilan) -> dict[str, set[str]]:
    """Return the labels whose figure is written in each of the two tables."""
    written = {}
    for title in ("Par bouquet", "Par territoire"):
        table = bilan.tables.get(title)
        written[title] = {label for label, count in table.rows if count is not None} if table else set()
    return written
