"""All that the portal knows of somebody, asked for by them: made by a worker, sealed, for them alone, gone in days.

Each app says what it knows in the function that `settings.DONNEES_SOURCES` names: `(personne) -> list[Rubrique]`.
Apps never ask one another; the file is the sum of what each answers. The sealed file is filled up to a round size: two
people's differ by nothing that a copy of the database would show.
"""

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from socle.crypto import seal_alone, unseal_alone
from socle.models import ExportPersonnel, Travail
from socle.travaux import Advance, find_latest, job, launch

JOB = "socle.export"
ROUND = 256 * 1024


@dataclass
class Rubrique:
    """A heading of the file, and the lines under it: each a dictionary of words and values."""

    titre: str
    lignes: list[dict[str, Any]] = field(default_factory=list)


@transaction.atomic
def ask_export(*, by: Any) -> tuple[ExportPersonnel, Travail]:
    """Ask for one's own data; asked again while one is being made, it is the same."""
    waiting = ExportPersonnel.objects.of(by).filter(contenu=None).first()
    latest = find_latest(waiting) if waiting else None
    if waiting and latest and latest.has_failed:
        waiting.delete()
        waiting = None
    export = waiting or ExportPersonnel.objects.create(demande_par=by)
    return export, launch(JOB, export, by=by)


@job(JOB)
def make_export(pk: str, advance: Advance) -> None:
    """Gather what every app knows, and seal it; made twice, it is the same file."""
    export = ExportPersonnel.objects.select_related("demande_par").filter(pk=pk).first()
    if export is None or export.is_ready:
        return
    rubriques = []
    sources = settings.DONNEES_SOURCES
    for rank, source in enumerate(sources, 1):
        rubriques += import_string(source)(export.demande_par)
        advance(rank, len(sources))
    export.contenu = seal_alone(fill(write(export, rubriques)), export.place)
    export.save(update_fields=["contenu"])


def write(export: ExportPersonnel, rubriques: list[Rubrique]) -> str:
    """Return the file: JSON, which other programs read too, with its headings in plain words."""
    content = {
        "fichier": "Ce que le portail sait de vous",
        "demandé le": export.cree_le,
        "rubriques": [{"titre": r.titre, "lignes": r.lignes} for r in rubriques if r.lignes],
    }
    return json.dumps(content, ensure_ascii=False, indent=2, default=say)


def say(value: Any) -> Any:
    """Return a value as it is read in the file."""
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="minutes") if timezone.is_aware(value) else str(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def fill(text: str) -> str:
    """Add blanks at the end up to a round size, which JSON allows and nobody sees."""
    return text + " " * (-len(text.encode()) % ROUND)


def read_export(export: ExportPersonnel) -> bytes:
    """Return the file of a ready export."""
    return unseal_alone(bytes(export.contenu or b""), export.place).rstrip().encode() + b"\n"


def forget_exports() -> int:
    """Remove the files whose delay is over; nobody could fetch them since."""
    return ExportPersonnel.objects.perimes().delete()[0]
