"""The papers that collectives produce."""

from collectifs.models import CompteRendu
from collectifs.queries import get_minutes
from members.queries import get_federation_name
from socle.documents import Document
from socle.french import say_date, say_full_date
from socle.permissions import can


def _find(params) -> CompteRendu:
    found = CompteRendu.objects.select_related("reunion__collectif", "reunion__presidence", "reunion__secretaire")
    return found.get(pk=params["compte_rendu"])


class CompteRenduPdf(Document):
    """The minutes of a meeting. Nothing that was behind closed doors enters them, not even its title."""

    slug = "collectifs.compte_rendu"
    template = "collectifs/compte_rendu_pdf.html"

    @classmethod
    def title(cls, params):
        reunion = _find(params).reunion
        return f"Compte rendu, {reunion.collectif}, {say_date(reunion.debut)}"

    @classmethod
    def context(cls, params):
        compte_rendu = _find(params)
        return {"federation": get_federation_name(), **get_minutes(compte_rendu, with_huis_clos=False)}

    @classmethod
    def filename(cls, params):
        reunion = _find(params).reunion
        return f"Compte rendu {reunion.collectif} {say_full_date(reunion.debut)}.pdf".replace("\u00a0", " ")

    @classmethod
    def can_read(cls, user, params):
        return can(user, "collectifs.view_compte_rendu", _find(params))
