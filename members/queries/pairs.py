"""Who renewed the same approval lately, the nearest first: the people worth a call before writing one's own file."""

from dataclasses import dataclass
from datetime import date
from math import cos, radians

from django.db.models import Case, Exists, FloatField, OuterRef, Prefetch, Q, Value, When
from django.db.models.functions import ASin, Cast, Coalesce, Cos, Least, Power, Radians, Sin, Sqrt

from members.models import Agrement, Association, Personne, Rattachement
from members.mois import add_months
from members.queries.agrements import is_gone
from members.telephones import say_phone
from socle.french import NBSP, say_number

SINCE = 18
SHOWN = 6
EARTH = 6371.0
# How far, for the order alone, an association is whose point on the map is not known, in kilometres.
SAME_COMMUNE, SAME_TERRITOIRE, SAME_DEPARTEMENT, ELSEWHERE = 0.0, 20.0, 50.0, 20_000.0
WORDS = {
    SAME_COMMUNE: "même commune",
    SAME_TERRITOIRE: "même territoire",
    SAME_DEPARTEMENT: "même département",
}


@dataclass
class Pair:
    """An association that renewed, how near it is, and the people to call if its team agreed to it."""

    association: Association
    agrement: Agrement
    proximite: str
    contacts: list[Personne]
    telephone: str


def find_pairs(agrement: Agrement, today: date) -> list[Pair]:
    """Return the nearest associations that renewed this kind of approval in the last eighteen months."""
    here = agrement.association
    rows = (
        _renewed(agrement, today)
        .annotate(km=_distance(here), voisinage=_neighbourhood(here))
        .order_by(Coalesce("km", "voisinage"), "-debut", "association__nom", "pk")
        .select_related("association")
    )
    managers = Rattachement.objects.en_cours().filter(is_gestionnaire=True).select_related("personne").order_by("pk")
    rows = rows.prefetch_related(Prefetch("association__rattachements", managers, to_attr="gestionnaires"))
    found: dict[int, Pair] = {}
    for row in rows[: 3 * SHOWN]:
        found.setdefault(row.association_id, _pair(row))
    return list(found.values())[:SHOWN]


def _pair(row) -> Pair:
    contacts = [tie.personne for tie in row.association.gestionnaires] if row.is_pair else []
    return Pair(row.association, row, _say_near(row.km, row.voisinage), contacts, say_phone(row.association.telephone))


def _say_near(km, neighbourhood) -> str:
    if km is None:
        return WORDS.get(neighbourhood, "")
    return WORDS[SAME_COMMUNE] if km < 1 else f"à {say_number(round(km))}{NBSP}km à vol d’oiseau"


def _renewed(agrement, today):
    """Keep the approvals of this kind that follow another, by their file or by their dates."""
    before = Agrement.objects.filter(
        association=OuterRef("association"), genre=OuterRef("genre"), debut__lt=OuterRef("debut")
    ).order_by()
    rows = Agrement.objects.filter(genre=agrement.genre, motif_fin="", debut__gte=add_months(today, -SINCE))
    return (
        rows.exclude(association=agrement.association_id)
        .filter(Q(issu_de__isnull=False) | Exists(before))
        .exclude(is_gone(today))
        .annotate(is_pair=Coalesce("issu_de__is_pair", Value(False)))
    )


def _distance(here):
    """The great circle between two points, in kilometres; nothing when one of them is not known."""
    if here.latitude is None:
        return Value(None, output_field=FloatField())
    latitude = Radians(Cast("association__latitude", FloatField()))
    longitude = Radians(Cast("association__longitude", FloatField()))
    north, east = radians(here.latitude), radians(here.longitude)
    half = Power(Sin((latitude - Value(north)) / 2.0), 2) + Value(cos(north)) * Cos(latitude) * Power(
        Sin((longitude - Value(east)) / 2.0), 2
    )
    circle = Value(2 * EARTH) * ASin(Sqrt(Least(half, Value(1.0))))
    return Case(When(association__latitude__isnull=False, then=circle), default=None, output_field=FloatField())


def _neighbourhood(here):
    """What is known without a point: the commune, by its code or its name and département, else wider and wider."""
    by_name = Q(association__commune=here.commune, association__departement=here.departement)
    commune = by_name | Q(association__code_commune=here.code_commune) if here.code_commune else by_name
    nearness = [When(commune, then=Value(SAME_COMMUNE))]
    if here.territoire_id:
        nearness.append(When(association__territoire=here.territoire_id, then=Value(SAME_TERRITOIRE)))
    if here.departement:
        nearness.append(When(association__departement=here.departement, then=Value(SAME_DEPARTEMENT)))
    return Case(*nearness, default=Value(ELSEWHERE), output_field=FloatField())
