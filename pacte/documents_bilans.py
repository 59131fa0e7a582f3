"""The review of a pact as a PDF, its figures inside for machines."""

from typing import Any

from django.utils.text import slugify

from pacte.adresses import draw_address, say_address
from pacte.models import Bilan
from pacte.queries.bilans import draw_contenu
from socle.documents import Document
from socle.permissions import can

INSIDE = "bilan.json"


class BilanPdf(Document):
    slug = "pacte.bilan"
    template = "pacte/pdf/bilan.html"

    @classmethod
    def title(cls, params: dict[str, Any]) -> str:
        return str(_get(params))

    @classmethod
    def context(cls, params: dict[str, Any]) -> dict[str, Any]:
        bilan = _get(params)
        verifier = say_address(bilan.code) if bilan.is_publie else ""
        return {
            "bilan": bilan,
            "contenu": draw_contenu(bilan),
            "federation": bilan.pacte.federation,
            "verifier": verifier,
            "qr": draw_address(bilan.code) if verifier else "",
        }

    @classmethod
    def inside(cls, params: dict[str, Any]) -> list[tuple[str, bytes, str]]:
        written = _get(params).contenu
        return [(INSIDE, written.encode(), "Le bilan, ses récits et ses chiffres")] if written else []

    @classmethod
    def filename(cls, params: dict[str, Any]) -> str:
        bilan = _get(params)
        return f"{slugify(bilan.get_genre_display())}-{bilan.jusqu_au:%Y-%m-%d}-{slugify(bilan.pacte.titre)}.pdf"

    @classmethod
    def can_read(cls, user: Any, params: dict[str, Any]) -> bool:
        bilan = Bilan.objects.filter(pk=params["bilan"]).first()
        return bilan is not None and can(user, "pacte.view_bilan", bilan)


def _get(params) -> Bilan:
    return Bilan.objects.select_related("pacte__federation", "version", "publie_par").get(pk=params["bilan"])
