"""The journal: who did what, on what, when. It is only ever added to."""

import json
from hashlib import sha256
from typing import Any

from django.db import connection, models
from django.utils import timezone

from socle.models import EntreeJournal

LOCK = 7_231_001


def record(verb: str, obj: models.Model, *, by: Any, **details: Any) -> EntreeJournal:
    """Add a line to the journal, in the caller's transaction; `details` must be JSON-able and name no secret.

    Lines are chained: each holds the digest of itself and of the one before. A lock until the end of the
    transaction keeps the chain single.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    last = EntreeJournal.objects.order_by("-pk").values_list("empreinte", flat=True).first()
    entree = EntreeJournal(
        fait_le=timezone.now(),
        par=by,
        verbe=verb,
        objet=reference(obj),
        libelle=str(obj)[:300],
        details=details,
    )
    entree.empreinte = _digest(bytes(last or b""), entree)
    entree.save()
    return entree


def reference(obj: models.Model) -> str:
    """Return the journal's name for a row: `app.model:pk`."""
    return f"{obj._meta.label_lower}:{obj.pk}"


def entries_of(obj: models.Model) -> models.QuerySet[EntreeJournal]:
    """Return what was done on a row, latest first."""
    return EntreeJournal.objects.filter(objet=reference(obj)).select_related("par")


def find_break() -> EntreeJournal | None:
    """Return the first line whose digest does not follow from the one before, or None if the chain holds."""
    previous = b""
    for entree in EntreeJournal.objects.order_by("pk").iterator():
        if bytes(entree.empreinte) != _digest(previous, entree):
            return entree
        previous = bytes(entree.empreinte)
    return None


def _digest(previous: bytes, entree: EntreeJournal) -> bytes:
    content = [
        entree.fait_le.isoformat(),
        entree.par_id,
        entree.verbe,
        entree.objet,
        entree.libelle,
        entree.details,
    ]
    return sha256(previous + json.dumps(content, sort_keys=True, default=str).encode()).digest()
