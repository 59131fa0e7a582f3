"""Items of an agenda once they are there: changed, moved, taken off; the undone actions one comes back to."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from collectifs.models import ActionDecidee, Note, PointOrdreDuJour, PropositionPoint, Reunion
from members.models import Personne
from socle import journal
from socle.empreintes import EcritParUnAutre
from socle.permissions import require

Etat = Reunion.Etat
Genre = PointOrdreDuJour.Genre


def append_point(reunion: Reunion, **fields) -> PointOrdreDuJour:
    """Write an item after the others, with its note if minutes are being taken."""
    last = reunion.points.aggregate(last=Max("ordre"))["last"] or 0
    point = PointOrdreDuJour(reunion=reunion, ordre=last + 1, **fields)
    point.full_clean()
    point.save()
    if hasattr(reunion, "compte_rendu"):
        Note.objects.create(compte_rendu=reunion.compte_rendu, point=point)
    return point


@transaction.atomic
def add_point(reunion: Reunion, *, by: Personne, **fields: Any) -> PointOrdreDuJour:
    """Add an item at the end of the agenda; possible until the meeting is over."""
    require(by, "collectifs.run_reunion", reunion)
    if not (reunion.is_preparable or reunion.etat == Etat.EN_COURS):
        raise ValidationError("La réunion est terminée : son ordre du jour ne change plus.")
    return append_point(reunion, **fields)


@transaction.atomic
def edit_point(point: PointOrdreDuJour, *, lu: str = "", by: Personne, **fields: Any) -> PointOrdreDuJour:
    """Change an item until the meeting begins; `lu` says which writing was read, another one is not overwritten."""
    held = PointOrdreDuJour.objects.select_for_update(of=("self",))
    point = held.select_related("reunion__collectif__fonction_referente").get(pk=point.pk)
    _check_agenda_is_open(point, by)
    if lu and lu != point.empreinte and any(getattr(point, name) != value for name, value in fields.items()):
        raise EcritParUnAutre(point)
    for name, value in fields.items():
        setattr(point, name, value)
    point.version += 1
    point.full_clean()
    point.save()
    journal.record("collectifs.edit_point", point.reunion, by=by, point=point.pk)
    return point


@transaction.atomic
def move_point(point: PointOrdreDuJour, *, up: bool, by: Personne) -> None:
    """Swap an item with its neighbour, until the meeting begins."""
    _check_agenda_is_open(point, by)
    points = list(point.reunion.points.select_for_update(of=("self",)))
    here = points.index(point)
    there = here - 1 if up else here + 1
    if 0 <= there < len(points):
        points[here], points[there] = points[there], points[here]
    for rank, moved in enumerate(points, start=1):
        moved.ordre = rank
    PointOrdreDuJour.objects.bulk_update(points, ["ordre"])


@transaction.atomic
def remove_point(point: PointOrdreDuJour, *, by: Personne) -> None:
    """Take an item off the agenda, until the meeting begins; whoever had proposed it sees it wait again."""
    _check_agenda_is_open(point, by)
    give_back(PointOrdreDuJour.objects.filter(pk=point.pk))
    point.delete()


def _check_agenda_is_open(point, by) -> None:
    require(by, "collectifs.run_reunion", point.reunion)
    if not point.reunion.is_preparable:
        raise ValidationError("La réunion a commencé : son ordre du jour ne change plus.")


def give_back(points) -> None:
    """What was taken up and is not treated after all waits again: its item left the agenda, or its meeting is off."""
    held = PropositionPoint.objects.filter(point__in=points, etat=PropositionPoint.Etat.RETENUE)
    held.update(etat=PropositionPoint.Etat.PROPOSEE, point=None, reunion=None, reponse="")


@transaction.atomic
def follow_actions(reunion: Reunion, *, suivre: Iterable[ActionDecidee], by: Personne) -> PointOrdreDuJour | None:
    """Say which undone actions the meeting comes back to: one item holds them, and leaves with the last of them."""
    require(by, "collectifs.run_reunion", reunion)
    if not reunion.is_preparable:
        raise ValidationError("La réunion a commencé : son ordre du jour ne change plus.")
    chosen = list(suivre)
    point = reunion.points.select_for_update(of=("self",)).filter(genre=Genre.SUIVI).first()
    if point is None and chosen:
        point = append_point(reunion, titre="Où en sont les actions décidées", genre=Genre.SUIVI, duree=15)
    if point is not None and chosen:
        point.actions_suivies.set(chosen)
    elif point is not None:
        point.delete()
        point = None
    journal.record("collectifs.follow_actions", reunion, by=by, number=len(chosen))
    return point
