"""What a verification code or a digest stands for: what was adopted, never a draft."""

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from pacte.models import Bilan, CeremonieSignature, VersionPacte

SHORTEST = 16  # what is printed; the whole digest is taken too
HEX = re.compile(r"[0-9a-f]{16,64}")


@dataclass(frozen=True)
class Trouve:
    """A version that anybody may check, and what its ceremony says if it was signed."""

    version: VersionPacte
    ceremonie: CeremonieSignature | None = None
    bilan: Bilan | None = None

    @property
    def signataires(self) -> list[dict[str, Any]]:
        """The signatories as the pact prints them."""
        if self.ceremonie is None:
            return []
        days = ("mandat_debut", "mandat_fin", "deliberation_le", "le")
        listed = json.loads(self.ceremonie.contenu)["signataires"]
        return [row | {day: date.fromisoformat(row[day]) if row[day] else None for day in days} for row in listed]


def find_by_code(code: str) -> Trouve | None:
    """Return what a code stands for, typed with whatever case, spaces and hyphens."""
    start = re.sub(r"[\s-]", "", code).lower()
    return _find(start) if HEX.fullmatch(start) else None


def find_by_digests(empreintes: list[str]) -> Trouve | None:
    """Return what one of the files inside a PDF is, if the portal knows it."""
    return next((found for empreinte in empreintes if (found := _find(empreinte))), None)


def _find(start) -> Trouve | None:
    closed = CeremonieSignature.objects.courantes().filter(close_le__isnull=False, empreinte__startswith=start)
    related = ("version__pacte", "version__federation", "version__ratification__instance")
    if ceremonie := closed.select_related(*related).first():
        return Trouve(ceremonie.version, ceremonie)
    versions = VersionPacte.objects.figees().filter(empreinte__startswith=start)
    version = versions.select_related("pacte", "federation", "ratification__instance").first()
    if version is None:
        return _find_bilan(start)
    signed = version.ceremonies.courantes().filter(close_le__isnull=False).first()
    return Trouve(version, signed)


def _find_bilan(start) -> Trouve | None:
    related = ("version__pacte", "version__federation", "version__ratification__instance")
    published = Bilan.objects.publies().filter(empreinte__startswith=start)
    bilan = published.select_related("pacte", *related).first()
    return Trouve(bilan.version, bilan=bilan) if bilan else None
