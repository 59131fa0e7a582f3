"""The papers of dues: what is asked for, what was received."""

from members.models import AppelCotisation, Reglement
from members.queries import get_federation_name
from members.queries.cotisations import get_appel, get_compte, with_credit
from socle.documents import Document
from socle.permissions import can


def _find_appel(params) -> AppelCotisation:
    return get_appel(AppelCotisation.objects.all()).get(pk=params["appel"])


def _find_reglement(params) -> Reglement:
    found = with_credit(Reglement.objects.select_related("association"))
    return found.prefetch_related("imputations__appel__campagne").get(pk=params["reglement"])


class AppelPdf(Document):
    """A call for dues: how much, how it is reckoned, by when, to which account, with which reference."""

    slug = "members.appel"
    template = "members/appel_pdf.html"

    @classmethod
    def title(cls, params):
        appel = _find_appel(params)
        return f"Appel de cotisation {appel.campagne.annee}, {appel.association}"

    @classmethod
    def context(cls, params):
        appel = _find_appel(params)
        return {
            "federation": get_federation_name(),
            "compte": get_compte(),
            "appel": appel,
        }

    @classmethod
    def filename(cls, params):
        return f"{cls.title(params)}.pdf"

    @classmethod
    def can_read(cls, user, params):
        return can(user, "members.view_cotisations", _find_appel(params).association)


class RecuPdf(Document):
    """A receipt: what was received, when, and which years it pays."""

    slug = "members.recu"
    template = "members/recu_pdf.html"

    @classmethod
    def title(cls, params):
        reglement = _find_reglement(params)
        return f"Reçu de cotisation n° {reglement.pk}, {reglement.association}"

    @classmethod
    def context(cls, params):
        reglement = _find_reglement(params)
        shares = sorted(reglement.imputations.all(), key=lambda share: share.appel.campagne.annee)
        return {"federation": get_federation_name(), "reglement": reglement, "imputations": shares}

    @classmethod
    def filename(cls, params):
        return f"{cls.title(params)}.pdf"

    @classmethod
    def can_read(cls, user, params):
        return can(user, "members.view_cotisations", _find_reglement(params).association)
