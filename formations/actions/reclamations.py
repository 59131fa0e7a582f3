"""A complaint, step by step, each under its lock and traced (indicator 31)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from formations.models import Reclamation, SessionFormation
from formations.notifications_papiers import ReclamationAvancee, ReclamationDeposee
from members.models import Personne
from socle import journal
from socle.notifications import notify
from socle.permissions import require

Etat = Reclamation.Etat
LATE = "Cette réclamation est « {etat} » : quelqu’un l’a peut-être fait avancer entre-temps."


@transaction.atomic
def file_complaint(*, objet: str, texte: str, session: SessionFormation | None = None, by: Personne) -> Reclamation:
    """Write a complaint: anybody who is signed in; it is read by its author and whoever organises, nobody else."""
    require(by, "formations.file_complaint")
    reclamation = Reclamation(auteur=by, session=session, objet=objet, texte=texte)
    reclamation.full_clean()
    reclamation.save()
    journal.record("formations.file_complaint", reclamation, by=by)
    notify(ReclamationDeposee(reclamation))
    return reclamation


@transaction.atomic
def acknowledge(reclamation: Reclamation, *, by: Personne) -> Reclamation:
    """Say that it was received and by whom it is followed."""
    reclamation = _hold(reclamation, Etat.DEPOSEE, by)
    reclamation.accusee_le, reclamation.accusee_par = timezone.now(), by
    return _move(reclamation, Etat.ACCUSEE, by)


@transaction.atomic
def reply(reclamation: Reclamation, *, reponse: str, by: Personne) -> Reclamation:
    """Answer it."""
    reclamation = _hold(reclamation, Etat.ACCUSEE, by)
    reclamation.reponse, reclamation.repondue_le, reclamation.repondue_par = reponse, timezone.now(), by
    return _move(reclamation, Etat.REPONDUE, by)


@transaction.atomic
def close(reclamation: Reclamation, *, changement: str, by: Personne) -> Reclamation:
    """Close it with what was changed, or why nothing is."""
    reclamation = _hold(reclamation, Etat.REPONDUE, by)
    reclamation.changement, reclamation.close_le = changement, timezone.now()
    return _move(reclamation, Etat.CLOSE, by)


def _hold(reclamation, etat, by) -> Reclamation:
    require(by, "formations.organise")
    held = Reclamation.objects.select_for_update(of=("self",)).select_related("auteur").get(pk=reclamation.pk)
    if held.etat != etat:
        raise ValidationError(LATE.format(etat=held.get_etat_display()))
    return held


def _move(reclamation, etat, by) -> Reclamation:
    reclamation.etat = etat
    reclamation.full_clean()
    reclamation.save()
    journal.record("formations.move_complaint", reclamation, by=by, etat=etat)
    notify(ReclamationAvancee(reclamation))
    return reclamation
