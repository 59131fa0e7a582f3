"""What the provider does: answer blind, then and only then meet the person, log the sessions."""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from accompagnement.actions.cycle import (
    Impossible,
    count_line,
    lock,
    move,
    open_acces,
    pass_on,
    share_keys,
)
from accompagnement.actions.liens import put_aside, refresh_liens
from accompagnement.models import (
    DeclarationIndependance,
    Demande,
    Ecart,
    Etat,
    Evenement,
    LigneStatistique,
    Role,
    Sollicitation,
)
from accompagnement.notifications import DemandeAvancee
from socle.notifications import notify
from socle.permissions import require

Verbe = Evenement.Verbe
TEXTE_DECLARATION = "2026-1"
PLUS_OUVERTE = "Cette sollicitation n’attend plus de réponse : rien n’a été changé."


def _lock(sollicitation, by) -> tuple[Sollicitation, Demande]:
    require(by, "accompagnement.answer_sollicitation", sollicitation)
    demande = lock(sollicitation.demande)
    return Sollicitation.objects.select_related("prestataire__personne").get(pk=sollicitation.pk), demande


@transaction.atomic
def accept_sollicitation(sollicitation: Sollicitation, *, has_declared: bool, by) -> Demande:
    """Sign the declaration of independence, accept, and only now get the keys of the need and of the name (R15).

    Nothing reopens an offer that was declined, withdrawn or left to lapse.
    """
    sollicitation, demande = _lock(sollicitation, by)
    if sollicitation.is_acceptee:
        return demande
    if not sollicitation.is_offerte or demande.etat != Etat.SOLLICITEE:
        raise Impossible(PLUS_OUVERTE)
    if not has_declared:
        raise Impossible("La déclaration d’indépendance est à signer avant d’accepter.")
    if demande.is_from(by):
        raise PermissionDenied("one’s own case")
    refresh_liens(sollicitation.prestataire)
    try:
        with transaction.atomic():
            DeclarationIndependance.objects.create(sollicitation=sollicitation, texte=TEXTE_DECLARATION)
            _answer(sollicitation, Sollicitation.Etat.ACCEPTEE)
    except IntegrityError as error:
        raise Impossible("Vous n’êtes plus éligible pour cette demande : déclinez-la, sans conséquence.") from error
    demande.acceptee_le = timezone.now()
    move(demande, Etat.ACCEPTEE, Verbe.ACCEPTATION, role=Role.PRESTATAIRE)
    open_acces(demande, Role.PRESTATAIRE, share_keys(demande, Role.PRESTATAIRE), personne=by)
    if demande.evenements.filter(verbe=Verbe.ACCEPTATION).count() == 1:
        days = (timezone.localdate() - timezone.localtime(demande.deposee_le).date()).days
        count_line(demande, LigneStatistique.Fait.MISE_EN_RELATION, delai_jours=days)
    notify(DemandeAvancee(demande))
    return demande


def _answer(sollicitation, etat, motif="") -> None:
    sollicitation.etat, sollicitation.motif, sollicitation.repondue_le = etat, motif, timezone.now()
    sollicitation.save()


@transaction.atomic
def decline_sollicitation(sollicitation: Sollicitation, *, motif: str, by) -> Demande:
    """Say no, which costs a provider nothing; the next one is asked, or the coordinators look for somebody else."""
    sollicitation, demande = _lock(sollicitation, by)
    if sollicitation.etat == Sollicitation.Etat.DECLINEE:
        return demande
    if not sollicitation.is_offerte or demande.etat != Etat.SOLLICITEE:
        raise Impossible(PLUS_OUVERTE)
    _answer(sollicitation, Sollicitation.Etat.DECLINEE, motif)
    put_aside(demande, sollicitation.prestataire, Ecart.Origine.PRESTATAIRE)
    pass_on(demande, Verbe.DECLIN, role=Role.PRESTATAIRE)
    return demande
