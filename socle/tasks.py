"""What workers run. Every task takes the name of a row and nothing else: no text ever travels through Redis."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from socle import conservation, documents, donnees, notifications, travaux
from socle.health import sign
from socle.models import DocumentProduit, Envoi, Travail

BATCH = 500
STRANDED_AFTER = timedelta(seconds=30)


@shared_task
def deliver_notification(identifiant: str) -> None:
    """Send one mail of the outbox, unless it already left."""
    notifications.deliver(identifiant)


@shared_task
def produce_document(pk: str) -> None:
    """Make one document, unless it already is."""
    documents.make(pk)


@shared_task
def do_travail(pk: str) -> None:
    """Do one long job, unless it is done or another worker is at it."""
    travaux.run(pk)


@shared_task
def beat() -> None:
    """Leave the sign of life that beat and the worker are both up."""
    sign("worker")


@shared_task
def sweep() -> None:
    """Send and make what waits in the database, whatever became of its hint in Redis."""
    for identifiant in Envoi.objects.due().values_list("identifiant", flat=True)[:BATCH]:
        notifications.deliver(str(identifiant))
    stranded = DocumentProduit.objects.filter(fini_le=None, probleme="", cree_le__lt=timezone.now() - STRANDED_AFTER)
    for pk in stranded.values_list("pk", flat=True)[:BATCH]:
        produce_document.delay(str(pk))
    waiting = Travail.objects.filter(fini_le=None, probleme="", cree_le__lt=timezone.now() - STRANDED_AFTER)
    for pk in waiting.values_list("pk", flat=True)[:BATCH]:
        do_travail.delay(str(pk))


@shared_task
def forget_past() -> None:
    """Remove messages, mails, files and jobs whose time is over (§6.4)."""
    conservation.forget_past()
    donnees.forget_exports()
