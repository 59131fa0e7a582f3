"""What the requester does: choose, refuse, withdraw at any moment, give an opinion."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from accompagnement.actions.cycle import Impossible, lock, move, put_aside, refresh_liens, send_back
from accompagnement.delais import JOURS_POUR_REPONDRE, add_working_days
from accompagnement.models import FINIS, Demande, Ecart, Etat, Evaluation, Evenement, Proposition, Role, Sollicitation
from accompagnement.notifications import DemandeAEtudier, SollicitationChangee
from socle.notifications import notify
from socle.permissions import require

Verbe = Evenement.Verbe
PLUS_DISPONIBLE = (
    "Cette personne n’est plus disponible. Choisissez-en une autre, ou dites qu’aucune ne vous convient : "
    "la coordination cherchera encore."
)


@transaction.atomic
def choose_proposition(proposition: Proposition, *, by) -> Demande:
    """Choose a provider, to whom the solicitation goes at once; chosen twice, it goes once."""
    demande = lock(proposition.demande)
    require(by, "accompagnement.follow_demande", demande)
    proposition = Proposition.objects.select_related("prestataire__personne").get(pk=proposition.pk)
    if demande.etat == Etat.SOLLICITEE and proposition.etat == Proposition.Etat.CHOISIE:
        return demande
    if demande.etat != Etat.PROPOSEE or proposition.etat != Proposition.Etat.OUVERTE:
        raise Impossible("Ce choix n’est plus ouvert : voyez ci-dessous où en est votre demande.")
    refresh_liens(proposition.prestataire)
    try:
        with transaction.atomic():
            sollicitation = _solicit(demande, proposition)
    except IntegrityError as error:
        raise Impossible(PLUS_DISPONIBLE) from error
    move(demande, Etat.SOLLICITEE, Verbe.CHOIX, role=Role.DEMANDEUR)
    notify(SollicitationChangee(sollicitation))
    return demande


def _solicit(demande, proposition) -> Sollicitation:
    proposition.etat = Proposition.Etat.CHOISIE
    proposition.save()
    demande.propositions.exclude(pk=proposition.pk).update(etat=Proposition.Etat.FERMEE)
    return Sollicitation.objects.create(
        demande=demande,
        prestataire=proposition.prestataire,
        repondre_avant=add_working_days(timezone.localdate(), JOURS_POUR_REPONDRE),
    )


@transaction.atomic
def refuse_propositions(demande: Demande, *, by) -> Demande:
    """Want none of the proposed providers; no reason is asked, none of them is proposed again."""
    demande = lock(demande)
    require(by, "accompagnement.follow_demande", demande)
    if demande.etat == Etat.QUALIFIEE:
        return demande
    if demande.etat != Etat.PROPOSEE:
        raise Impossible("Ce choix n’est plus ouvert : voyez ci-dessous où en est votre demande.")
    for proposition in demande.propositions.filter(etat=Proposition.Etat.OUVERTE).select_related("prestataire"):
        put_aside(demande, proposition.prestataire, Ecart.Origine.DEMANDEUR)
    send_back(demande, Verbe.REFUS, role=Role.DEMANDEUR)
    return demande


@transaction.atomic
def withdraw_demande(demande: Demande, *, by) -> Demande:
    """Withdraw, at any moment before the end, without a reason: every other access is cut at once (R16)."""
    demande = lock(demande)
    require(by, "accompagnement.follow_demande", demande)
    if demande.etat in FINIS:
        return demande
    told = list(
        demande.sollicitations.filter(etat__in=["offerte", "acceptee"]).select_related("prestataire__personne")
    )
    notify(DemandeAEtudier(demande))
    for sollicitation in told:
        notify(SollicitationChangee(sollicitation))
    move(demande, Etat.RETIREE, Verbe.RETRAIT, role=Role.DEMANDEUR)
    return demande


@transaction.atomic
def accept_reorientation(demande: Demande, *, by) -> Demande:
    """Take the other kind of help that was suggested; this case ends."""
    demande = lock(demande)
    require(by, "accompagnement.follow_demande", demande)
    if demande.etat == Etat.REORIENTEE:
        return demande
    if not demande.reorientation:
        raise Impossible("Aucune autre aide n’est suggérée pour cette demande.")
    move(demande, Etat.REORIENTEE, Verbe.REORIENTATION, role=Role.DEMANDEUR)
    return demande


@transaction.atomic
def evaluate_demande(demande: Demande, *, by, **notes) -> Demande:
    """Give an opinion, kept apart from the case and from its author; every question may be left empty."""
    demande = lock(demande)
    require(by, "accompagnement.follow_demande", demande)
    if demande.etat == Etat.EVALUEE:
        return demande
    move(demande, Etat.EVALUEE, Verbe.EVALUATION, role=Role.DEMANDEUR)
    if any(note is not None for note in notes.values()):
        evaluation = Evaluation(annee=timezone.localdate().year, **notes)
        evaluation.full_clean()
        evaluation.save()
    return demande
