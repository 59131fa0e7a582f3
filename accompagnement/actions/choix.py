"""What the requester does: choose, refuse, withdraw at any moment, give an opinion."""

from django.db import IntegrityError, transaction

from accompagnement.actions.cycle import Impossible, lock, move, send_back, solicit
from accompagnement.actions.depot import know_organisations
from accompagnement.actions.liens import put_aside, refresh_liens
from accompagnement.models import FINIS, Demande, Ecart, Etat, Evenement, Proposition, Role
from accompagnement.notifications import DemandeAEtudier, SollicitationChangee
from socle.notifications import notify
from socle.permissions import require

Verbe = Evenement.Verbe
SUIVANTE = "suivante"
PLUS_OUVERT = "Ce choix n’est plus ouvert : voyez ci-dessous où en est votre demande."
PLUS_DISPONIBLE = (
    "Cette personne n’est plus disponible. Choisissez-en une autre, ou dites qu’aucune ne vous convient : "
    "la coordination cherchera encore."
)


@transaction.atomic
def choose_proposition(proposition: Proposition, *, by, secours: str | int = "") -> Demande:
    """Choose a provider, to whom the solicitation goes at once; chosen twice, it goes once.

    `secours` says who is asked next without a new choice, should this one decline or stay silent: SUIVANTE for
    the others in their order, the key of one of them, or nobody.
    """
    demande = lock(proposition.demande)
    require(by, "accompagnement.follow_demande", demande)
    proposition = Proposition.objects.select_related("prestataire__personne").get(pk=proposition.pk)
    if demande.etat == Etat.SOLLICITEE and proposition.etat == Proposition.Etat.CHOISIE:
        return demande
    if demande.etat != Etat.PROPOSEE or proposition.etat != Proposition.Etat.OUVERTE:
        raise Impossible(PLUS_OUVERT)
    know_organisations(demande, by)
    refresh_liens(proposition.prestataire)
    try:
        with transaction.atomic():
            solicit(demande, proposition)
    except IntegrityError as error:
        raise Impossible(PLUS_DISPONIBLE) from error
    move(demande, Etat.SOLLICITEE, Verbe.CHOIX, role=Role.DEMANDEUR)
    demande.secours = _keep_next(demande, secours)
    demande.save()
    return demande


def _keep_next(demande, secours) -> bool:
    """Keep in reserve those whom the person allowed to be asked next, close the others."""
    others = demande.propositions.filter(etat=Proposition.Etat.OUVERTE)
    if secours == SUIVANTE:
        kept = others.update(etat=Proposition.Etat.RESERVE)
    else:
        kept = others.filter(pk=secours or None).update(etat=Proposition.Etat.RESERVE)
    demande.propositions.filter(etat=Proposition.Etat.OUVERTE).update(etat=Proposition.Etat.FERMEE)
    return bool(kept)


@transaction.atomic
def refuse_propositions(demande: Demande, *, by) -> Demande:
    """Want none of the proposed providers; no reason is asked, none of them is proposed again."""
    demande = lock(demande)
    require(by, "accompagnement.follow_demande", demande)
    if demande.etat == Etat.QUALIFIEE:
        return demande
    if demande.etat != Etat.PROPOSEE:
        raise Impossible(PLUS_OUVERT)
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
def accept_reorientation(demande: Demande, *, by, destination: str) -> Demande:
    """Take the other kind of help that was read; this case ends. Another was suggested meanwhile: nothing is done."""
    demande = lock(demande)
    require(by, "accompagnement.follow_demande", demande)
    if demande.etat == Etat.REORIENTEE:
        return demande
    if not demande.reorientation:
        raise Impossible("Aucune autre aide n’est suggérée pour cette demande.")
    if demande.reorientation != destination:
        raise Impossible("L’aide suggérée a changé : relisez-la ci-dessous, rien n’a été fait.")
    move(demande, Etat.REORIENTEE, Verbe.REORIENTATION, role=Role.DEMANDEUR)
    return demande
