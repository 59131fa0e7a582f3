from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from collectifs.actions.approbations import ask_approval, begin_with_approvals
from collectifs.actions.collectifs import make_presences
from collectifs.actions.comptes_rendus import hold_minutes
from collectifs.models import (
    ActionDecidee,
    Categorie,
    Collectif,
    CompteRendu,
    Note,
    Participation,
    PointOrdreDuJour,
    Reunion,
)
from collectifs.notifications import ReunionAnnulee, ReunionConvoquee
from collectifs.queries import get_convened
from members.models import Personne
from socle import journal
from socle.notifications import notify
from socle.permissions import require

Etat = Reunion.Etat
Genre = PointOrdreDuJour.Genre
SEEN_IN_CALENDARS = ("titre", "debut", "duree", "lieu", "lien_visio")


def move_to(reunion: Reunion, etat: str) -> None:
    """Lock the meeting and change its state if the table of transitions allows it."""
    reunion.etat = Reunion.objects.select_for_update().values_list("etat", flat=True).get(pk=reunion.pk)
    if not reunion.can_become(etat):
        now = reunion.get_etat_display()
        raise ValidationError(f"Cette réunion est {now} : elle ne peut pas devenir {Etat(etat).label}.")
    reunion.etat = etat


@transaction.atomic
def plan_reunion(
    collectif: Collectif, *, suivre: Iterable[ActionDecidee] = (), by: Personne, **fields: Any
) -> Reunion:
    """Prepare a meeting: its agenda begins with the minutes to approve, then the undone actions to follow."""
    require(by, "collectifs.add_reunion", collectif)
    reunion = Reunion(collectif=collectif, **{"presidence": by, **fields})
    reunion.full_clean()
    reunion.save()
    _begin_agenda(reunion, list(suivre))
    journal.record("collectifs.plan_reunion", reunion, by=by)
    return reunion


def _begin_agenda(reunion, suivre) -> None:
    begin_with_approvals(reunion)
    if suivre:
        point = _add_point(reunion, titre="Où en sont les actions décidées", genre=Genre.SUIVI, duree=15)
        point.actions_suivies.set(suivre)


def _add_point(reunion, **fields) -> PointOrdreDuJour:
    last = reunion.points.aggregate(last=Max("ordre"))["last"] or 0
    point = PointOrdreDuJour(reunion=reunion, ordre=last + 1, **fields)
    point.full_clean()
    point.save()
    if hasattr(reunion, "compte_rendu"):
        Note.objects.create(compte_rendu=reunion.compte_rendu, point=point)
    return point


@transaction.atomic
def edit_reunion(reunion: Reunion, *, by: Personne, **fields: Any) -> Reunion:
    """Change a meeting. If it was convened and its time or place moves, everybody is told and answers anew."""
    require(by, "collectifs.edit_reunion", reunion)
    if reunion.etat not in (Etat.BROUILLON, Etat.CONVOQUEE):
        raise ValidationError("Une réunion commencée ne se déplace plus.")
    before = Reunion.objects.select_for_update().get(pk=reunion.pk)
    reunion.etat, reunion.sequence, reunion.revisee_le = before.etat, before.sequence, before.revisee_le
    for name, value in fields.items():
        setattr(reunion, name, value)
    changed = [name for name in SEEN_IN_CALENDARS if getattr(before, name) != getattr(reunion, name)]
    if reunion.etat == Etat.CONVOQUEE and changed:
        _check_convenable(reunion)
        reunion.revise()
    reunion.full_clean()
    reunion.save()
    journal.record("collectifs.edit_reunion", reunion, by=by, changed=changed)
    if reunion.sequence > before.sequence:
        if "debut" in changed:
            reunion.presences.update(reponse="", pouvoir_a=None, repondu_le=None)
        notify(ReunionConvoquee(reunion))
    return reunion


@transaction.atomic
def add_point(reunion: Reunion, *, by: Personne, **fields: Any) -> PointOrdreDuJour:
    """Add an item at the end of the agenda; possible until the meeting is over."""
    require(by, "collectifs.run_reunion", reunion)
    if reunion.etat not in (Etat.BROUILLON, Etat.CONVOQUEE, Etat.EN_COURS):
        raise ValidationError("La réunion est terminée : son ordre du jour ne change plus.")
    return _add_point(reunion, **fields)


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
    """Take an item off the agenda, until the meeting begins."""
    _check_agenda_is_open(point, by)
    point.delete()


def _check_agenda_is_open(point, by) -> None:
    require(by, "collectifs.run_reunion", point.reunion)
    if point.reunion.etat not in (Etat.BROUILLON, Etat.CONVOQUEE):
        raise ValidationError("La réunion a commencé : son ordre du jour ne change plus.")


@transaction.atomic
def convene_reunion(reunion: Reunion, *, by: Personne) -> Reunion:
    """Convene whoever takes part: each gets a mail with the agenda, a calendar entry and three links to answer.

    People without an address are expected too; the page lists them, to be told in another way.
    """
    require(by, "collectifs.edit_reunion", reunion)
    _check_convenable(reunion)
    move_to(reunion, Etat.CONVOQUEE)
    reunion.convoquee_le = reunion.revisee_le = timezone.now()
    reunion.save()
    make_presences(reunion, [*get_convened(reunion.collectif), *_leading(reunion)])
    journal.record("collectifs.convene_reunion", reunion, by=by, convened=reunion.presences.count())
    notify(ReunionConvoquee(reunion))
    return reunion


def _check_convenable(reunion) -> None:
    if reunion.debut <= timezone.now():
        raise ValidationError("La date de cette réunion est passée : choisissez-en une autre avant de convoquer.")
    if not reunion.place:
        raise ValidationError("Cette réunion n’a pas de lieu : indiquez une adresse ou un lien de visioconférence.")


def _leading(reunion) -> list[Participation]:
    return [
        Participation(personne=referent, categorie=Categorie.FEDERATION) for referent in reunion.collectif.referents
    ]


@transaction.atomic
def cancel_reunion(reunion: Reunion, *, motif: str, by: Personne) -> Reunion:
    """Call a meeting off; whoever was convened is told, and their calendar entry is struck out."""
    require(by, "collectifs.edit_reunion", reunion)
    was_convened = reunion.etat == Etat.CONVOQUEE
    move_to(reunion, Etat.ANNULEE)
    reunion.motif_annulation = motif
    reunion.revise()
    reunion.save()
    ask_approval(reunion.collectif)
    journal.record("collectifs.cancel_reunion", reunion, by=by)
    if was_convened:
        notify(ReunionAnnulee(reunion))
    return reunion


@transaction.atomic
def open_reunion(reunion: Reunion, *, by: Personne) -> CompteRendu:
    """Begin the meeting: its minutes are opened, with a note for each item."""
    require(by, "collectifs.run_reunion", reunion)
    move_to(reunion, Etat.EN_COURS)
    reunion.ouverte_le = timezone.now().replace(second=0, microsecond=0)
    reunion.secretaire = reunion.secretaire or by
    reunion.save()
    begin_with_approvals(reunion)
    compte_rendu = CompteRendu.objects.create(reunion=reunion)
    for point in reunion.points.all():
        Note.objects.create(compte_rendu=compte_rendu, point=point)
    journal.record("collectifs.open_reunion", reunion, by=by)
    return compte_rendu


@transaction.atomic
def close_reunion(reunion: Reunion, *, by: Personne) -> Reunion:
    """End the meeting: the minutes become a draft to read again before it is circulated."""
    require(by, "collectifs.run_reunion", reunion)
    move_to(reunion, Etat.TENUE)
    reunion.fermee_le = max(timezone.now().replace(second=0, microsecond=0), reunion.ouverte_le + timedelta(minutes=1))
    reunion.save()
    compte_rendu = reunion.compte_rendu
    compte_rendu.etat = CompteRendu.Etat.PROJET
    compte_rendu.save()
    journal.record("collectifs.close_reunion", reunion, by=by)
    return reunion


@transaction.atomic
def set_seance(reunion: Reunion, *, by: Personne, **fields: Any) -> Reunion:
    """Correct who chairs, who holds the pen, and the hours of opening and closing."""
    require(by, "collectifs.edit_compte_rendu", hold_minutes(reunion))
    for name, value in fields.items():
        setattr(reunion, name, value)
    reunion.full_clean()
    reunion.save()
    return reunion
