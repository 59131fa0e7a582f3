"""The end of an accompaniment, in two words: the provider announces it, the person confirms it. And opening again."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accompagnement.actions.cycle import Impossible, lock, move, open_acces, share_keys, shut
from accompagnement.actions.depot import know_organisations
from accompagnement.actions.reattribution import leave_if_tied
from accompagnement.actions.releve import open_to_coordinators
from accompagnement.delais import JOURS_APRES_DEPOT, JOURS_POUR_CONFIRMER
from accompagnement.models import FINIS, Acces, Demande, Etat, Evenement, Genre, Role, Sollicitation
from accompagnement.notifications import DemandeAEtudier, DemandeAvancee, SollicitationChangee
from accompagnement.queries import get_reouvrables
from socle.notifications import notify
from socle.permissions import require

Verbe = Evenement.Verbe
ROUVRABLES = (Etat.CLOTUREE, Etat.EVALUEE, Etat.RETIREE)
PAS_A_CONFIRMER = "Aucune fin n’est à confirmer : voyez ci-dessous où en est votre demande."
PERSONNE_POUR_ROUVRIR = (
    "Personne ne peut reprendre votre demande en ce moment sans lien avec vous : rien n’a été changé. "
    "Réessayez dans quelques jours."
)


@transaction.atomic
def close_demande(demande: Demande, *, by) -> Demande:
    """Announce the end: the provider's keys go at once, the person has two weeks to say that it is not over."""
    demande = lock(demande)
    if demande.etat in (Etat.A_CONFIRMER, Etat.CLOTUREE, Etat.EVALUEE):
        return demande
    require(by, "accompagnement.support_demande", demande)
    move(demande, Etat.A_CONFIRMER, Verbe.FIN_ANNONCEE, role=Role.PRESTATAIRE)
    demande.echeance = timezone.localdate() + timedelta(days=JOURS_POUR_CONFIRMER)
    demande.save()
    shut(Acces.objects.ouverts().filter(demande=demande, role=Role.PRESTATAIRE))
    notify(DemandeAvancee(demande))
    return demande


@transaction.atomic
def confirm_fin(demande: Demande, *, by) -> Demande:
    """Agree that it is over; said twice, it is once, and silence for two weeks says it too."""
    demande = lock(demande)
    require(by, "accompagnement.follow_demande", demande)
    if demande.etat in FINIS:
        return demande
    if demande.etat != Etat.A_CONFIRMER:
        raise Impossible(PAS_A_CONFIRMER)
    move(demande, Etat.CLOTUREE, Verbe.CLOTURE, role=Role.DEMANDEUR)
    return demande


@transaction.atomic
def continue_demande(demande: Demande, *, by) -> Demande:
    """Say that it is not over: the same provider is given the keys again, unless a tie appeared meanwhile."""
    demande = lock(demande)
    require(by, "accompagnement.follow_demande", demande)
    if demande.etat == Etat.EN_COURS:
        return demande
    if demande.etat != Etat.A_CONFIRMER:
        raise Impossible(PAS_A_CONFIRMER)
    sollicitation = demande.sollicitations.select_related("prestataire__personne").get(
        etat=Sollicitation.Etat.ACCEPTEE
    )
    move(demande, Etat.EN_COURS, Verbe.REPRISE, role=Role.DEMANDEUR)
    personne = sollicitation.prestataire.personne
    open_acces(demande, Role.PRESTATAIRE, share_keys(demande, Role.PRESTATAIRE), personne=personne)
    notify(SollicitationChangee(sollicitation))
    leave_if_tied(demande, sollicitation)
    return demande


@transaction.atomic
def reopen_demande(demande: Demande, *, by) -> Demande:
    """Open one's finished or withdrawn case again, before it is erased; the coordinators read it as a new one."""
    demande = lock(demande)
    require(by, "accompagnement.follow_demande", demande)
    if demande.etat == Etat.DEPOSEE:
        return demande
    if demande.etat not in ROUVRABLES:
        raise Impossible("Cette demande ne peut plus être rouverte : vous pouvez en déposer une nouvelle.")
    know_organisations(demande, by)
    return _reopen(demande, role=Role.DEMANDEUR)


@transaction.atomic
def reopen_from_coordination(demande: Demande, motif: str, *, by) -> Demande:
    """Open a finished case again, with a reason that the person reads; never one that the person withdrew.

    Only who coordinated it may, by its code: nothing else of it is left to them. The person is told.
    """
    require(by, "accompagnement.view_coordination")
    demande = lock(demande)
    if not get_reouvrables(by).filter(pk=demande.pk).exists():
        raise Impossible("Aucune demande terminée ne porte ce code : vérifiez-le.")
    _reopen(demande, role=Role.COORDINATION, motif=motif)
    notify(DemandeAvancee(demande))
    return demande


def _reopen(demande, *, role, motif="") -> Demande:
    """A new clock starts for those who read, and the one that would have erased the case stops (§2.1)."""
    demande.terminee_le, demande.acceptee_le, demande.preavis_le = None, None, None
    demande.reorientation, demande.avis_six_mois = "", ""
    demande.rouverte_le = timezone.now()
    move(demande, Etat.DEPOSEE, Verbe.REOUVERTURE, role=role, detail=motif)
    demande.echeance = timezone.localdate() + timedelta(days=JOURS_APRES_DEPOT)
    demande.save()
    if not open_to_coordinators(demande):
        raise Impossible(PERSONNE_POUR_ROUVRIR)
    courrier = Acces.objects.ouverts().filter(demande=demande, role=Role.COURRIER)
    keys = share_keys(demande, Role.COURRIER)
    if Genre.CONTACT in keys and not courrier.exists():
        open_acces(demande, Role.COURRIER, keys)
    notify(DemandeAEtudier(demande))
    return demande
