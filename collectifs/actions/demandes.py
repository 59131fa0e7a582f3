"""Asking to join a collective, the answer, and the visits that say what is new."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from collectifs.actions.collectifs import add_participation, hold_collectif
from collectifs.models import Collectif, DemandeParticipation, Participation, Visite
from collectifs.notifications_entrees import DemandeRecue, DemandeRepondue
from members.models import Personne
from socle import journal
from socle.notifications import notify
from socle.permissions import require
from socle.visites import mark_visit

Etat = DemandeParticipation.Etat


@transaction.atomic
def ask_collectif(collectif: Collectif, *, mot: str, by: Personne) -> DemandeParticipation:
    """Ask to join; who leads the collective is told. Asked twice, it waits once."""
    require(by, "collectifs.ask_collectif", collectif)
    hold_collectif(collectif)
    if Participation.objects.en_cours().filter(collectif=collectif, personne=by).exists():
        raise ValidationError("Vous participez déjà à ce collectif.")
    waiting = DemandeParticipation.objects.en_attente().filter(collectif=collectif, personne=by).first()
    if waiting:
        return waiting
    demande = DemandeParticipation(collectif=collectif, personne=by, mot=mot)
    demande.full_clean()
    demande.save()
    journal.record("collectifs.ask_collectif", collectif, by=by, demande=demande.pk)
    notify(DemandeRecue(demande))
    return demande


@transaction.atomic
def settle_demande(
    demande: DemandeParticipation, *, accepte: bool, reponse: str = "", by: Personne
) -> DemandeParticipation:
    """Accept, and the person takes part from today; or refuse, with a word. The person is told either way."""
    require(by, "collectifs.settle_demande", demande)
    held = _hold(demande)
    _answer(held, Etat.ACCEPTEE if accepte else Etat.REFUSEE, reponse, by)
    if accepte:
        add_participation(held.collectif, held.personne)
    journal.record("collectifs.settle_demande", held.collectif, by=by, demande=held.pk, accepte=accepte)
    return held


def refuse_waiting(collectif: Collectif, *, reponse: str, by: Personne) -> None:
    """Answer whoever still waits when a collective closes."""
    for demande in (
        collectif.demandes.en_attente().select_related("collectif", "personne").select_for_update(of=("self",))
    ):
        _answer(demande, Etat.REFUSEE, reponse, by)


def _answer(demande, etat, reponse, by) -> None:
    demande.etat, demande.reponse = etat, reponse
    demande.decidee_par, demande.decidee_le = by, timezone.now()
    demande.full_clean()
    demande.save()
    notify(DemandeRepondue(demande))


@transaction.atomic
def withdraw_demande(demande: DemandeParticipation, *, by: Personne) -> DemandeParticipation:
    """Take back one's own request, as long as nobody answered it."""
    if demande.personne_id != by.pk:
        raise ValidationError("Seule la personne qui a demandé peut retirer sa demande.")
    held = _hold(demande)
    held.etat, held.decidee_le = Etat.RETIREE, timezone.now()
    held.save()
    journal.record("collectifs.withdraw_demande", held.collectif, by=by, demande=held.pk)
    return held


def _hold(demande) -> DemandeParticipation:
    related = DemandeParticipation.objects.select_related("collectif__fonction_referente", "personne")
    held = related.select_for_update(of=("self",)).get(pk=demande.pk)
    if not held.is_en_attente:
        raise ValidationError(f"Cette demande est déjà {held.get_etat_display()} : rien n’a changé.")
    return held


@transaction.atomic
def record_visit(collectif: Collectif, *, is_all_read: bool = False, by: Personne) -> Visite:
    """Write that a person read the page of a collective.

    Pages read within half an hour are one visit; `is_all_read` ends it, and nothing is new any more.
    """
    require(by, "collectifs.view_collectif", collectif)
    now = timezone.now()
    Visite.objects.bulk_create([Visite(personne=by, collectif=collectif, vue_le=now)], ignore_conflicts=True)
    visite = Visite.objects.select_for_update().get(personne=by, collectif=collectif)
    return mark_visit(visite, is_all_read=is_all_read)
