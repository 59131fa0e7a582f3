from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from collectifs.actions.approbations import ask_approval, begin_with_approvals
from collectifs.actions.comptes_rendus import hold_minutes
from collectifs.actions.convocations import expect_everybody
from collectifs.actions.decisions import put_on_agenda
from collectifs.actions.ordre_du_jour import append_point, give_back
from collectifs.actions.sondages import close_sondages
from collectifs.models import (
    ActionDecidee,
    Collectif,
    CompteRendu,
    Decision,
    Note,
    PointOrdreDuJour,
    Reunion,
)
from collectifs.notifications import ReunionAnnulee, ReunionConvoquee
from collectifs.notifications_reunions import ReunionReportee
from collectifs.queries import get_people_to_convene
from members.models import Personne
from socle import journal
from socle.empreintes import EcritParUnAutre
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
    collectif: Collectif,
    *,
    suivre: Iterable[ActionDecidee] = (),
    revoir: Iterable[Decision] = (),
    by: Personne,
    **fields: Any,
) -> Reunion:
    """Prepare a meeting: its agenda begins with the minutes to approve, then what is to follow or review."""
    require(by, "collectifs.add_reunion", collectif)
    reunion = Reunion(collectif=collectif, **{"presidence": by, **fields})
    reunion.full_clean()
    reunion.save()
    _begin_agenda(reunion, list(suivre))
    put_on_agenda(reunion, list(revoir))
    journal.record("collectifs.plan_reunion", reunion, by=by)
    return reunion


def _begin_agenda(reunion, suivre) -> None:
    begin_with_approvals(reunion)
    if suivre:
        point = append_point(reunion, titre="Où en sont les actions décidées", genre=Genre.SUIVI, duree=15)
        point.actions_suivies.set(suivre)


@transaction.atomic
def edit_reunion(reunion: Reunion, *, lu: str = "", by: Personne, **fields: Any) -> Reunion:
    """Change a meeting. If it was convened and its time or place moves, everybody is told and answers anew.

    `lu` says which writing was read: what somebody else wrote since is shown, not overwritten.
    """
    require(by, "collectifs.edit_reunion", reunion)
    before = Reunion.objects.select_for_update(of=("self",)).select_related("collectif").get(pk=reunion.pk)
    if not before.is_preparable:
        raise ValidationError("Une réunion commencée ne se déplace plus.")
    if lu and lu != before.empreinte and any(getattr(before, name) != value for name, value in fields.items()):
        raise EcritParUnAutre(before)
    reunion.refresh_from_db()
    for name, value in fields.items():
        setattr(reunion, name, value)
    changed = [name for name in SEEN_IN_CALENDARS if getattr(before, name) != getattr(reunion, name)]
    if reunion.etat == Etat.CONVOQUEE and changed:
        _check_convenable(reunion)
        reunion.revise()
    reunion.version += 1
    reunion.full_clean()
    reunion.save()
    journal.record("collectifs.edit_reunion", reunion, by=by, changed=changed)
    if reunion.sequence > before.sequence:
        if "debut" in changed:
            _forget_answers(reunion)
        notify(ReunionConvoquee(reunion))
    return reunion


def _forget_answers(reunion) -> None:
    """Whoever could come that day may not be able to come another."""
    reunion.presences.update(reponse="", pouvoir_a=None, repondu_le=None)


@transaction.atomic
def convene_reunion(reunion: Reunion, *, by: Personne) -> Reunion:
    """Convene whoever takes part, and the categories chosen: each gets a mail with the agenda and three links.

    People without an address are expected too; the page lists them, to be told in another way.
    """
    require(by, "collectifs.edit_reunion", reunion)
    _check_convenable(reunion)
    move_to(reunion, Etat.CONVOQUEE)
    if reunion.convoquee_le:  # it was put off: calendars take what has a higher number
        reunion.revise()
        reunion.presences.exclude(personne__in=get_people_to_convene(reunion)).delete()
    reunion.convoquee_le = reunion.revisee_le = timezone.now()
    reunion.motif_report = ""
    reunion.save()
    expect_everybody(reunion)
    close_sondages(reunion)
    journal.record("collectifs.convene_reunion", reunion, by=by, convened=reunion.presences.count())
    notify(ReunionConvoquee(reunion))
    return reunion


def _check_convenable(reunion) -> None:
    if reunion.debut <= timezone.now():
        raise ValidationError("La date de cette réunion est passée : choisissez-en une autre avant de convoquer.")
    if not reunion.place:
        raise ValidationError("Cette réunion n’a pas de lieu : indiquez une adresse ou un lien de visioconférence.")


@transaction.atomic
def postpone_reunion(reunion: Reunion, *, motif: str, by: Personne) -> Reunion:
    """Put a convened meeting off, without a new date yet: people are told, calendars strike it out (§2.6)."""
    require(by, "collectifs.edit_reunion", reunion)
    move_to(reunion, Etat.REPORTEE)
    reunion.motif_report = motif
    reunion.version += 1
    reunion.revise()
    reunion.save()
    _forget_answers(reunion)
    journal.record("collectifs.postpone_reunion", reunion, by=by)
    notify(ReunionReportee(reunion))
    return reunion


@transaction.atomic
def cancel_reunion(reunion: Reunion, *, motif: str, by: Personne) -> Reunion:
    """Call a meeting off; whoever was convened is told, and their calendar entry is struck out."""
    require(by, "collectifs.edit_reunion", reunion)
    move_to(reunion, Etat.ANNULEE)
    reunion.motif_annulation = motif
    reunion.revise()
    reunion.save()
    close_sondages(reunion)
    give_back(reunion.points.all())
    ask_approval(reunion.collectif)
    journal.record("collectifs.cancel_reunion", reunion, by=by)
    if reunion.convoquee_le:
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
