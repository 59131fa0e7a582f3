"""The pact as a PDF: for a screen reader and for the archives at once, its text inside for machines.

It is the document of record once its version is published; signed, it is sealed (see `pacte.travaux`).
"""

from typing import Any

from django.utils.text import slugify

from pacte import documents_bilans  # noqa: F401 (found with these)
from pacte.adresses import draw_address, say_address
from pacte.models import CeremonieSignature, VersionPacte
from pacte.outline import write_contents
from pacte.queries.signatures import find_current, get_signataires
from pacte.tree import write_canonical
from socle.documents import Document
from socle.permissions import can

INSIDE = "pacte.json"


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
        ceremonie = find_opened(version)
        code = version.code if ceremonie is None else ceremonie.code or version.code
        return {
            "version": version,
            "texte": texte,
            "sommaire": list(write_contents(texte.noeuds)),
            "federation": version.federation,
            "ratification": getattr(version, "ratification", None),
            "ceremonie": ceremonie,
            "signataires": get_signataires(ceremonie) if ceremonie else [],
            "code": code,
            "verifier": say_address(code),
            "qr": draw_address(code) if code else "",
        }

    @classmethod
    def inside(cls, params: dict[str, Any]) -> list[tuple[str, bytes, str]]:
        version = _get(params)
        ceremonie = find_opened(version)
        signed = ceremonie.contenu if ceremonie else ""
        said = "Le texte, le vote et les signatures" if signed else "Le texte du pacte, bloc par bloc"
        return [(INSIDE, (signed or write_canonical(version.read(), version.numero)).encode(), said)]

    @classmethod
    def filename(cls, params: dict[str, Any]) -> str:
        version = _get(params)
        return f"{slugify(version.pacte.titre)}-{version.pacte.periode}-version-{version.numero}.pdf"

    @classmethod
    def can_read(cls, user: Any, params: dict[str, Any]) -> bool:
        version = VersionPacte.objects.filter(pk=params["version"]).first()
        return version is not None and can(user, "pacte.view_version", version)


def find_opened(version: VersionPacte) -> CeremonieSignature | None:
    """Return the ceremony that the pact prints, once it is open."""
    ceremonie = find_current(version)
    return ceremonie if ceremonie and ceremonie.ouverte_le else None


def _get(params) -> VersionPacte:
    related = ("pacte", "federation", "ratification__instance")
    return VersionPacte.objects.select_related(*related).get(pk=params["version"])
