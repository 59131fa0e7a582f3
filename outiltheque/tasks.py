"""What the library does by itself."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from outiltheque.actions import fichiers, lectures
from outiltheque.actions.remerciements import tell_thanks
from outiltheque.models import Fichier

BATCH = 200
STRANDED_AFTER = timedelta(seconds=45)


@shared_task
def transmit_thanks() -> int:
    """Tell those who wrote a tool the thanks of the week."""
    return tell_thanks()


@shared_task
def read_fichier(pk: str) -> None:
    """Read the text of one file, unless it already is."""
    lectures.read_fichier(pk)


@shared_task
def read_fichiers() -> None:
    """Read what waits in the database, whatever became of its hint in Redis."""
    waiting = Fichier.objects.filter(extraction=Fichier.Extraction.ATTEND)
    stranded = waiting.filter(depose_le__lt=timezone.now() - STRANDED_AFTER)
    for pk in stranded.order_by("depose_le").values_list("pk", flat=True)[:BATCH]:
        read_fichier.delay(str(pk))


@shared_task
def sweep_fichiers() -> None:
    """Erase the stored files that no row names."""
    fichiers.sweep_stored()
