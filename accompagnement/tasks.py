"""What comes by at regular times. Pages never wait for it: what time decides is read from dates."""

from celery import shared_task
from django.utils import timezone

from accompagnement.actions import anonymize_demande, refresh_liens, settle_demande
from accompagnement.actions.affectation import compute_lot
from accompagnement.actions.cycle import CONSERVATION
from accompagnement.models import FINIS, Demande, Etat, Prestataire

BATCH = 500


@shared_task
def settle_demandes() -> None:
    """Write down what time decided, and tell the people."""
    waiting = Demande.objects.filter(etat__in=[Etat.DEPOSEE, Etat.PROPOSEE, Etat.SOLLICITEE])
    for demande in waiting.prefetch_related("sollicitations").iterator(chunk_size=BATCH):
        if demande.etat_reel != demande.etat:
            settle_demande(demande)


@shared_task
def anonymize_demandes() -> None:
    """Erase what ended more than a year ago."""
    ended = Demande.objects.filter(etat__in=FINIS - {Etat.ANONYMISEE}, terminee_le__lt=timezone.now() - CONSERVATION)
    for demande in ended[:BATCH]:
        anonymize_demande(demande)


@shared_task
def refresh_all_liens() -> None:
    """Compute every provider's ties again, whatever changed in the portal during the day."""
    for prestataire in Prestataire.objects.exclude(etat=Prestataire.Etat.SORTI).select_related("personne"):
        refresh_liens(prestataire)


@shared_task
def compute_affectations() -> None:
    """Compute who could help whom. Nothing goes out: a coordinator validates, or not."""
    compute_lot()
