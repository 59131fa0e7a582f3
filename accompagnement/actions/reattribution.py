"""Somebody else for the rest: at anybody's word, without a reason, or because a tie appeared (N1 to N3)."""

from django.db import transaction

from accompagnement.actions.cycle import Impossible, lock, send_back, shut
from accompagnement.actions.liens import put_aside
from accompagnement.models import ACCOMPAGNEES, Acces, Demande, Ecart, Etat, Evenement, Role, Sollicitation
from accompagnement.notifications import DemandeAvancee, SollicitationChangee
from accompagnement.queries import get_role
from socle.notifications import notify
from socle.permissions import require

Verbe = Evenement.Verbe
AVEC_PRESTATAIRE = (*ACCOMPAGNEES, Etat.A_CONFIRMER)
ORIGINES = {
    Role.DEMANDEUR: Ecart.Origine.DEMANDEUR,
    Role.PRESTATAIRE: Ecart.Origine.PRESTATAIRE,
    Role.COORDINATION: Ecart.Origine.COORDINATION,
    Role.SYSTEME: Ecart.Origine.NEUTRALITE,
}


@transaction.atomic
def reassign_demande(demande: Demande, *, by) -> Demande:
    """Part a case from its provider, who loses its keys at once and never meets it again; the study resumes.

    The person, the provider or the coordinators may; nobody says why, and it costs nobody anything.
    """
    demande = lock(demande)
    require(by, "accompagnement.reassign_demande", demande)
    role = get_role(demande, by)
    if demande.etat == Etat.QUALIFIEE:
        return demande
    if demande.etat not in AVEC_PRESTATAIRE:
        raise Impossible("Personne n’accompagne cette demande en ce moment : rien n’a été changé.")
    part(demande, find_acceptee(demande), role=role)
    return demande


def find_acceptee(demande: Demande) -> Sollicitation:
    """Return the solicitation of who accompanies this case."""
    accepted = demande.sollicitations.select_related("prestataire__personne")
    return accepted.get(etat=Sollicitation.Etat.ACCEPTEE)


def part(demande: Demande, sollicitation: Sollicitation, *, role: Role, is_tied: bool = False) -> None:
    """Cut a provider's access, put them aside for good, tell whoever did not ask, give the case back to study."""
    put_aside(demande, sollicitation.prestataire, ORIGINES[role])
    sollicitation.etat = Sollicitation.Etat.REVOQUEE if is_tied else Sollicitation.Etat.TRANSFEREE
    sollicitation.save()
    shut(Acces.objects.ouverts().filter(demande=demande, role=Role.PRESTATAIRE))
    if role != Role.DEMANDEUR:
        notify(DemandeAvancee(demande))
    if role != Role.PRESTATAIRE:
        notify(SollicitationChangee(sollicitation))
    demande.acceptee_le = None
    send_back(demande, Verbe.NEUTRALITE if is_tied else Verbe.REATTRIBUTION, role=role)


def leave_if_tied(demande: Demande, sollicitation: Sollicitation) -> bool:
    """Part a case from a provider to whom reading is already refused; return whether it was."""
    personne = sollicitation.prestataire.personne
    if Acces.objects.opened_for(personne).filter(demande=demande, role=Role.PRESTATAIRE).exists():
        return False
    part(demande, sollicitation, role=Role.SYSTEME, is_tied=personne.is_active and "prestataire" in personne.roles)
    return True
