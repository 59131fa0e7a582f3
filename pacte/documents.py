"""The pact as a PDF: the document of record once its version is published."""

from typing import Any

from django.utils.text import slugify

from pacte.models import VersionPacte
from pacte.outline import write_contents
from socle.documents import Document
from socle.permissions import can


class PactePdf(Document):
    slug = "pacte.version"
    template = "pacte/pdf/version.html"

    @classmethod
    def title(cls, params: dict[str, Any]) -> str:
        return str(_get(params))

    @classmethod
    def context(cls, params: dict[str, Any]) -> dict[str, Any]:
        version = _get(params)
        texte = version.read()
        sommaire = list(write_contents(texte.noeuds))
        return {"version": version, "texte": texte, "sommaire": sommaire, "federation": version.federation}

    @classmethod
    def filename(cls, params: dict[str, Any]) -> str:
        version = _get(params)
        return f"{slugify(version.pacte.titre)}-{version.pacte.periode}-version-{version.numero}.pdf"

    @classmethod
    def can_read(cls, user: Any, params: dict[str, Any]) -> bool:
        version = VersionPacte.objects.filter(pk=params["version"]).first()
        return version is not None and can(user, "pacte.view_version", version)


def _get(params) -> VersionPacte:
    return VersionPacte.objects.select_related("pacte", "federation").get(pk=params["version"])
