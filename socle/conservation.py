"""What the kernel keeps for a time only, and for how long (§6.4). What is past its time is shown to nobody already."""

from datetime import timedelta

from django.db.models import Model, Q
from django.utils import timezone

from socle.models import Courriel, DocumentProduit, Envoi, Notification, Travail
from socle.models.notifications import JAMAIS_LUES

ENVOIS = timedelta(days=90)
DOCUMENTS = timedelta(days=365)
BATCH = 5000


def get_past(now=None) -> list[tuple[type[Model], Q]]:
    """Return, for each table, the condition of being past its time."""
    now = now or timezone.now()
    return [
        (Notification, Notification.objects.all().is_past()),
        (Envoi, Q(envoye_le__lte=now - ENVOIS) | Q(cree_le__lte=now - JAMAIS_LUES)),
        (Courriel, Q(envoye_le__lte=now - ENVOIS)),
        (Travail, Q(cree_le__lte=now - ENVOIS)),
    ]


def forget_past(batch: int = BATCH) -> dict[str, int]:
    """Remove what is past its time, by batches that may stop anywhere; return how many rows of each table."""
    counts = {}
    for model, condition in get_past():
        past = model._base_manager.filter(condition)
        counts[model._meta.label] = 0
        while pks := list(past.values_list("pk", flat=True)[:batch]):
            counts[model._meta.label] += model._base_manager.filter(pk__in=pks).delete()[0]
    counts["socle.DocumentProduit"] = _forget_documents(batch)
    return counts


def _forget_documents(batch) -> int:
    """Remove the PDFs of a year ago with their files: each can be asked for again."""
    old = DocumentProduit.objects.filter(cree_le__lte=timezone.now() - DOCUMENTS)[:batch]
    for document in old:
        if document.fichier:
            document.fichier.delete(save=False)
        document.delete()
    return len(old)
