"""An accompaniment that pauses: either side may stop it for a time, and either may take it up again."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accompagnement.actions.cycle import Impossible, lock, move
from accompagnement.actions.reattribution import find_acceptee
from accompagnement.delais import JOURS_DE_PAUSE
from accompagnement.models import Demande, Etat, Evenement, MotifPause, Role
from accompagnement.notifications import DemandeAvancee, SollicitationChangee
from accompagnement.queries import get_role
from socle.notifications import notify
from socle.permissions import require

Verbe = Evenement.Verbe


@transaction.atomic
def suspend_demande(demande: Demande, motif: str, *, by) -> Demande:
    """Pause, with a coded reason that the other side reads; nothing is lost, the place stays kept, for three months.

    Past that day it goes on by itself, whether or not a job came by: a place kept for ever is missed by somebody else.
    """
    demande = lock(demande)
    require(by, "accompagnement.pause_demande", demande)
    if demande.etat == Etat.SUSPENDUE:
        return demande
    if demande.etat not in (Etat.ACCEPTEE, Etat.EN_COURS):
        raise Impossible("Cet accompagnement ne peut pas être mis en pause : voyez où il en est.")
    role = get_role(demande, by)
    until = timezone.localdate() + timedelta(days=JOURS_DE_PAUSE)
    move(demande, Etat.SUSPENDUE, Verbe.PAUSE, role=role, detail=MotifPause(motif), echeance=until)
    _tell_other(demande, role)
    return demande


@transaction.atomic
def resume_demande(demande: Demande, *, by) -> Demande:
    """Take up again where it stopped, whoever had asked for the pause."""
    demande = lock(demande)
    require(by, "accompagnement.pause_demande", demande)
    if demande.etat in (Etat.ACCEPTEE, Etat.EN_COURS):
        return demande
    if demande.etat != Etat.SUSPENDUE:
        raise Impossible("Cet accompagnement n’est pas en pause : voyez où il en est.")
    role = get_role(demande, by)
    has_met = demande.seances.filter(date__gte=demande.acceptee_le.date()).exists()
    move(demande, Etat.EN_COURS if has_met else Etat.ACCEPTEE, Verbe.REPRISE, role=role)
    _tell_other(demande, role)
    return demande


def _tell_other(demande, role) -> None:
    notify(SollicitationChangee(find_acceptee(demande)) if role == Role.DEMANDEUR else DemandeAvancee(demande))
