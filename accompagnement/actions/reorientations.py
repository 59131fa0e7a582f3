"""Another door is suggested, never imposed: the person takes it or keeps their request (B23, R12)."""

from django.db import transaction

from accompagnement.actions.cycle import Impossible, lock, record
from accompagnement.models import Demande, Etat, Evenement, Role
from accompagnement.notifications import DemandeAEtudier
from socle.notifications import notify
from socle.permissions import require

OUVERTES = (Etat.DEPOSEE, Etat.QUALIFIEE, Etat.PROPOSEE)


@transaction.atomic
def decline_reorientation(demande: Demande, *, by) -> Demande:
    """Keep one's request here: the suggestion goes, the study continues, no reason is asked."""
    demande = lock(demande)
    require(by, "accompagnement.follow_demande", demande)
    if not demande.reorientation and demande.etat in OUVERTES:
        return demande
    if demande.etat not in OUVERTES:
        raise Impossible("Ce choix n’est plus ouvert : voyez ci-dessous où en est votre demande.")
    demande.reorientation = ""
    demande.save()
    record(demande, Evenement.Verbe.REORIENTATION_REFUSEE, role=Role.DEMANDEUR)
    notify(DemandeAEtudier(demande))
    return demande
