"""Meetings: who is expected, what is on the agenda, what the minutes say."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from collectifs.completude import check_completeness
from collectifs.durees import say_durations
from collectifs.lecture import read_minutes
from collectifs.models import ActionDecidee, CompteRendu, PointOrdreDuJour, Presence, Reunion
from collectifs.queries.decisions import load_reviews
from collectifs.queries.questions import get_adopted_answers
from collectifs.queries.relectures import get_relecture
from members.models import Personne
from socle.compiled import compiled_query

Reponse = Presence.Reponse
AHEAD = (Reunion.Etat.CONVOQUEE, Reunion.Etat.EN_COURS, Reunion.Etat.BROUILLON)


def with_answers(meetings, personne) -> QuerySet[Reunion]:
    """Add how many come, and what this person answered: nothing yet, or None if they are not invited."""
    coming = Count("presences", filter=Q(presences__reponse=Reponse.VIENT))
    own = Presence.objects.filter(personne=personne, reunion=OuterRef("pk")).values("reponse")
    return meetings.select_related("compte_rendu__document").annotate(viennent=coming, ma_reponse=Subquery(own))


def with_outcomes(meetings) -> QuerySet[Reunion]:
    """Add how many decisions and actions came out, closed doors aside, and the minutes."""
    decided = Count("decisions", filter=_open_doors("decisions"), distinct=True)
    asked = Count("actions", filter=_open_doors("actions"), distinct=True)
    return meetings.select_related("compte_rendu__document").annotate(nb_decisions=decided, nb_actions=asked)


def _open_doors(path) -> Q:
    return Q(**{f"{path}__point": None}) | Q(**{f"{path}__point__is_huis_clos": False})


def get_undone_actions(collectif) -> QuerySet[ActionDecidee]:
    """Return what a next meeting has to come back to; an open agenda never names what closed doors hold."""
    return collectif.actions.ouvertes().publiques().select_related("responsable")


def get_minutes_to_approve(collectif, reunion=None) -> QuerySet[CompteRendu]:
    """Return the circulated minutes that a meeting has to approve, the oldest first: no earlier one will."""
    asked = PointOrdreDuJour.objects.filter(approuve=OuterRef("pk"), reunion__etat__in=AHEAD)
    if reunion is not None:
        asked = asked.filter(reunion__debut__lt=reunion.debut).exclude(reunion=reunion)
    waiting = CompteRendu.objects.filter(reunion__collectif=collectif, etat=CompteRendu.Etat.DIFFUSE)
    if reunion is None or reunion.etat != Reunion.Etat.EN_COURS:  # the one that opens takes all: it is the next
        waiting = waiting.exclude(Exists(asked))
    return waiting.select_related("reunion").order_by("reunion__debut")


def split_by_address(people) -> tuple[list[Personne], list[Personne]]:
    """Return who a mail reaches, and who is to be told in another way."""
    people = list(people)
    return [p for p in people if p.adresse], [p for p in people if not p.adresse]


def get_minutes(compte_rendu, *, with_huis_clos) -> dict:
    """Return everything the minutes say, in order, for the page and for the PDF."""
    reunion = compte_rendu.reunion
    presences = _of(reunion, _get_presences(reunion.pk))
    passages = list(reunion.passages.select_related("association"))
    present = {presence.personne_id for presence in presences if presence.is_presente}
    reunion.presents_lus = present
    minutes = {
        "compte_rendu": compte_rendu,
        "reunion": reunion,
        "collectif": reunion.collectif,
        "points": _of(reunion, _get_points_said(reunion.pk, with_huis_clos=with_huis_clos)),
        "presences": presences,
        "presents": [p for p in [*presences, *passages] if p.is_presente],
        "representes": [p for p in presences if p.pouvoir_a_id in present and not p.is_presente],
        "absents": [p for p in presences if p.is_presente is False and p.pouvoir_a_id not in present],
        "sans_pointage": [p for p in presences if p.is_presente is None and p.pouvoir_a_id not in present],
        "categories": count_by_category([*presences, *passages]),
        "reponses_adoptees": get_adopted_answers(compte_rendu),
        **get_relecture(compte_rendu),
    }
    return minutes | read_minutes(minutes)


@compiled_query
def _get_points_said(reunion, *, with_huis_clos):
    points = _open_to(PointOrdreDuJour.objects.filter(reunion=reunion), with_huis_clos)
    return points.select_related("presente_par", "note").prefetch_related(
        "decisions", "informations", Prefetch("actions", ActionDecidee.objects.select_related("responsable"))
    )


@compiled_query
def _get_points_planned(reunion, *, with_huis_clos):
    points = _open_to(PointOrdreDuJour.objects.filter(reunion=reunion), with_huis_clos)
    return points.select_related("presente_par", "approuve").prefetch_related(
        Prefetch("actions_suivies", ActionDecidee.objects.select_related("responsable"))
    )


def _of(reunion, rows) -> list:
    """Tie rows to the meeting that was read already."""
    for row in rows:
        row.reunion = reunion
    return rows


def _open_to(points, with_huis_clos):
    return points if with_huis_clos else points.filter(is_huis_clos=False)


@compiled_query
def _get_presences(reunion):
    return Presence.objects.filter(reunion=reunion).select_related("personne", "association", "pouvoir_a")


@dataclass(frozen=True)
class Bilan:
    """How many people of each category came."""

    label: str
    number: int


def count_by_category(presences) -> list[Bilan]:
    """Return the attendance by category of people (C9), the categories that nobody represents included."""
    present = [presence.categorie for presence in presences if presence.is_presente]
    return [Bilan(label, present.count(value)) for value, label in Presence.categorie.field.choices]


def get_checklist(compte_rendu, minutes=None):
    """Return the 12 items of complete minutes, with what is missing (R22); `minutes` if they were already read."""
    minutes = minutes or get_minutes(compte_rendu, with_huis_clos=False)
    return check_completeness({**minutes, "points": [point for point in minutes["points"] if not point.is_huis_clos]})


def get_reunions(collectif, personne) -> QuerySet[Reunion]:
    """Return a collective's meetings, latest first, with what came out of each."""
    seen = with_outcomes(Reunion.objects.visible_to(personne, inside=collectif))
    return seen.order_by("-debut", "-pk")


def get_reunion(reunion, personne, *, with_huis_clos) -> dict:
    """Return what the page of a meeting shows."""
    points = load_reviews(_of(reunion, _get_points_planned(reunion.pk, with_huis_clos=with_huis_clos)))
    presences = _of(reunion, _get_presences(reunion.pk))
    return {
        "reunion": reunion,
        "collectif": reunion.collectif,
        "points": points,
        "durees": say_durations(points, reunion),
        "presences": presences,
        "la_mienne": next((p for p in presences if p.personne_id == personne.pk), None),
        "reponses": count_answers(presences),
        "a_prevenir": [p for p in presences if not p.personne.adresse],
    }


def count_answers(presences) -> dict[str, int]:
    """Return how many said what."""
    said = [presence.reponse for presence in presences]
    return {
        "viennent": said.count(Reponse.VIENT),
        "pouvoirs": said.count(Reponse.POUVOIR),
        "absents": said.count(Reponse.NE_VIENT_PAS),
        "attendus": said.count(Reponse.AUCUNE),
    }
