"""Decisions and actions across meetings."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from collectifs.models import ActionDecidee, Participation
from members.models import Personne

Etat = ActionDecidee.Etat
WEEK = timedelta(days=7)
SHOWN_ENDED = 20
COLUMNS = {
    Etat.A_FAIRE: "À faire",
    Etat.EN_COURS: "En cours",
    Etat.FAITE: "Faites",
    Etat.ABANDONNEE: "Abandonnées",
}
MOST_NAMED = 30


def get_actions_of(collectif, personne, etat="ouvertes") -> QuerySet[ActionDecidee]:
    """Return a collective's actions that a person may read: open, late, finished, or all of them."""
    seen = ActionDecidee.objects.visible_to(personne, inside=collectif)
    kept = {
        "ouvertes": seen.ouvertes(),
        "retard": seen.en_retard(),
        "finies": seen.exclude(pk__in=seen.ouvertes().values("pk")),
    }
    return kept.get(etat, seen).select_related("responsable", "reunion")


def get_mine(personne, etat="a_faire") -> QuerySet[ActionDecidee]:
    """Return what a person has to do in every collective, what of it is late, or what they did or dropped."""
    mine = ActionDecidee.objects.filter(responsable=personne)
    kept = {
        "a_faire": mine.ouvertes(),
        "retard": mine.en_retard(),
        "faites": mine.in_state(Etat.FAITE).order_by("-faite_le", "-pk"),
        "abandonnees": mine.in_state(Etat.ABANDONNEE).order_by("-abandonnee_le", "-pk"),
    }
    return kept.get(etat, kept["a_faire"]).select_related("collectif", "reunion")


def count_mine(personne) -> dict[str, int]:
    """Return how many actions each list of « Mes actions » holds."""
    still = Q(faite_le=None, abandonnee_le=None)
    return ActionDecidee.objects.filter(responsable=personne).aggregate(
        a_faire=Count("pk", filter=still),
        retard=Count("pk", filter=still & Q(echeance__lt=timezone.localdate())),
        faites=Count("pk", filter=Q(faite_le__isnull=False)),
        abandonnees=Count("pk", filter=Q(abandonnee_le__isnull=False)),
    )


def get_board(collectif, personne) -> list[tuple[str, str, list[ActionDecidee]]]:
    """Return the columns of a collective's board: a state, its name, its actions; the latest of what is over."""
    seen = ActionDecidee.objects.visible_to(personne, inside=collectif).select_related("responsable", "reunion")
    ends = {Etat.FAITE: "-faite_le", Etat.ABANDONNEE: "-abandonnee_le"}
    columns = []
    for etat in Etat:
        rows = seen.in_state(etat)
        if etat in ends:
            rows = rows.order_by(ends[etat], "-pk")[:SHOWN_ENDED]
        actions = list(rows)
        for action in actions:
            action.collectif = collectif  # already read, with who leads it
        columns.append((etat.value, COLUMNS[etat], actions))
    return columns


@dataclass(frozen=True)
class Rappel:
    """What a person is reminded of on a day; `total` also counts what a mail may not name."""

    personne: Personne
    jour: date
    actions: list[ActionDecidee]
    total: int
    en_retard: int


def get_rappels(jour: date, *, since: date | None) -> list[Rappel]:
    """Return who is to be reminded on this day, the last round having been made on `since`.

    On the first round of a week, whoever has something late or due within seven days; on the others, whoever
    has something that became late since the last round. Nobody whom nothing awaits.
    """
    is_weekly = since is None or since < jour - timedelta(days=jour.weekday())
    by_person = defaultdict(list)
    for action in _due(jour):
        by_person[action.responsable].append(action)
    return [
        _remind(personne, jour, actions)
        for personne, actions in by_person.items()
        if is_weekly or any(since <= action.echeance < jour for action in actions)
    ]


def _due(jour) -> QuerySet[ActionDecidee]:
    """The open actions late or due within seven days, of whoever still signs in or takes part."""
    taking_part = Participation.objects.en_cours(jour).filter(
        collectif=OuterRef("collectif"), personne=OuterRef("responsable")
    )
    due = ActionDecidee.objects.ouvertes().filter(echeance__lt=jour + WEEK)
    there = Q(responsable__is_active=True) | Exists(taking_part)
    return due.filter(there).select_related("responsable", "collectif", "point").order_by("echeance", "pk")


def _remind(personne, jour, actions) -> Rappel:
    named = [action for action in actions if not (action.point and action.point.is_huis_clos)]
    late = sum(action.echeance < jour for action in actions)
    return Rappel(personne, jour, named[:MOST_NAMED], len(actions), late)
