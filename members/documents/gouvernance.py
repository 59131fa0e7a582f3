"""The papers of governance: a body as it stands on a day, the voters' list with its column of signatures."""

from datetime import date

from django.utils import timezone

from members.models import Assemblee, Instance
from members.queries import get_federation_name
from members.queries.assemblees import get_liste_electorale
from members.queries.gouvernance import get_composition
from socle.documents import Document
from socle.french import say_full_date
from socle.permissions import can

NBSP = "\u00a0"


class CompositionPdf(Document):
    """Who sits in a body on a day. Warnings are not in it: they are for whoever looks after the body."""

    slug = "members.composition"
    template = "members/pdf/composition.html"

    @staticmethod
    def find(params) -> tuple[Instance, date]:
        instance = Instance.objects.select_related("association").get(pk=params["instance"])
        return instance, date.fromisoformat(params["le"])

    @classmethod
    def title(cls, params):
        instance, on = cls.find(params)
        return f"Composition, {instance}, {say_full_date(on)}"

    @classmethod
    def context(cls, params):
        instance, on = cls.find(params)
        composition = get_composition(instance, on)
        return {"federation": get_federation_name(), "instance": instance, "composition": composition, "on": on}

    @classmethod
    def filename(cls, params):
        instance, on = cls.find(params)
        return f"Composition {instance} {say_full_date(on)}.pdf".replace(NBSP, " ")

    @classmethod
    def can_read(cls, user, params):
        return can(user, "members.view_gouvernance")


class ListeElectoralePdf(Document):
    """The voters' list of an assembly, to be signed on paper, and who is not on it with the reason."""

    slug = "members.liste_electorale"
    template = "members/pdf/liste_electorale.html"

    @staticmethod
    def find(params) -> Assemblee:
        return Assemblee.objects.select_related("instance").get(pk=params["assemblee"])

    @classmethod
    def title(cls, params):
        assemblee = cls.find(params)
        return f"Liste électorale, {assemblee.intitule}, {say_full_date(assemblee.le)}"

    @classmethod
    def context(cls, params):
        assemblee = cls.find(params)
        return {
            "federation": get_federation_name(),
            "assemblee": assemblee,
            "liste": get_liste_electorale(assemblee),
            "today": timezone.localdate(),
        }

    @classmethod
    def filename(cls, params):
        assemblee = cls.find(params)
        return f"Liste électorale {say_full_date(assemblee.le)}.pdf".replace(NBSP, " ")

    @classmethod
    def can_read(cls, user, params):
        return can(user, "members.manage_assemblees")
