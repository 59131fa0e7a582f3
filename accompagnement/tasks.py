"""What comes by at regular times. Pages never wait for it: what time decides is read from dates."""

from celery import shared_task
from django.utils import timezone

from accompagnement.actions import (
    echeances,
    guard_demande,
    refresh_liens,
    remind_demande,
    settle_demande,
)
from accompagnement.actions.affectation import compute_lot
from accompagnement.actions.archives import mind_archives
from accompagnement.actions.conservation import erase_ended, forget_brouillons, warn_demande
from accompagnement.actions.echanges import forget_message_drafts
from accompagnement.actions.evaluations import ask_later, pour_ended_years
from accompagnement.actions.manques import count_manques
from accompagnement.actions.pieces import sweep_orphans
from accompagnement.actions.rappels import find_due
from accompagnement.actions.statistiques import forget_annual_keys
from accompagnement.models import Demande, Prestataire
from accompagnement.models.vie import A_SURVEILLER
from accompagnement.queries import find_to_guard
from accompagnement.queries.conservation import get_to_warn
from accompagnement.queries.evaluations import get_to_ask_later

BATCH = 500


@shared_task
def settle_demandes() -> None:
    """Write down what time decided, and tell the people."""
    waiting = Demande.objects.filter(etat__in=A_SURVEILLER)
    for demande in waiting.prefetch_related("sollicitations").iterator(chunk_size=BATCH):
        if demande.is_a_ecrire:
            settle_demande(demande)


@shared_task
def remind_demandes() -> None:
    """Send the reminders of the day, each once."""
    today = timezone.localdate()
    for demande in Demande.objects.filter(etat__in=A_SURVEILLER).iterator(chunk_size=BATCH):
        if find_due(demande, today):
            remind_demande(demande)


@shared_task
def guard_demandes() -> None:
    """Remove the keys of who may no longer read a case, and hand over those that nobody holds any more."""
    for demande in find_to_guard():
        guard_demande(demande)


@shared_task
def warn_demandes() -> None:
    """Tell the people whose case will be erased in a month."""
    for demande in get_to_warn().iterator(chunk_size=BATCH):
        warn_demande(demande)


@shared_task
def anonymize_demandes() -> None:
    """Erase what is over, the drafts that were left, and the files that no case names any more."""
    erase_ended()
    forget_brouillons()
    forget_message_drafts()
    sweep_orphans()


@shared_task
def ask_opinions() -> None:
    """Tell, once, those who may say what is left of it six months after; count the opinions of the years past."""
    for demande in get_to_ask_later().iterator(chunk_size=BATCH):
        ask_later(demande)
    pour_ended_years()
    forget_annual_keys()


@shared_task
def refresh_all_liens() -> None:
    """Compute every provider's ties again, whatever changed in the portal during the day."""
    for prestataire in Prestataire.objects.exclude(etat=Prestataire.Etat.SORTI).select_related("personne"):
        refresh_liens(prestataire)


@shared_task
def compute_affectations() -> None:
    """Compute who could help whom. Nothing goes out: a coordinator validates, or not."""
    compute_lot()
    count_manques()


@shared_task
def mind_prestataires() -> None:
    """Remind providers of what ends soon; erase, archive and destroy what is kept no longer."""
    echeances.remind_prestataires()
    echeances.forget_candidatures()
    echeances.forget_factures()
    mind_archives()
