"""The steering report as a PDF."""

from typing import Any

from members.queries import get_federation_name
from rapports.models import RapportPilotage
from socle.documents import Document
from socle.permissions import can


class RapportPdf(Document):
    slug = "rapports.pilotage"
    template = "rapports/pdf/rapport.html"

    @classmethod
    def title(cls, params: dict[str, Any]) -> str:
        return str(_get(params))

    @classmethod
    def context(cls, params: dict[str, Any]) -> dict[str, Any]:
        return {"rapport": _get(params), "federation": get_federation_name()}

    @classmethod
    def filename(cls, params: dict[str, Any]) -> str:
        rapport = _get(params)
        suffix = "-a-diffuser" if rapport.is_externe else ""
        return f"rapport-dispositif-{rapport.annee}{suffix}.pdf"

    @classmethod
    def can_read(cls, user: Any, params: dict[str, Any]) -> bool:
        rapport = RapportPilotage.objects.filter(pk=params["rapport"]).first()
        return rapport is not None and can(user, "rapports.view_rapport", rapport)


def _get(params) -> RapportPilotage:
    return RapportPilotage.objects.get(pk=params["rapport"])
