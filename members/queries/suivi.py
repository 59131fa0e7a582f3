"""Whom the team has not met for long (D14): a list of calls to make, never a word on an association."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import DateField, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Greatest, Lower
from django.utils import timezone

from members.models import Adhesion, Association, Contact, PresenceAssemblee, Rattachement, Territoire
from members.mois import add_months

NEVER = date(1, 1, 1)
MOIS, MOST_MONTHS = 9, 120

Rencontre = Callable[[], QuerySet]
_rencontres: dict[str, Rencontre] = {}


def add_rencontres(name: str, latest: Rencontre) -> None:
    """Let an app say when it saw an association: a subquery of one date, about `OuterRef("pk")`."""
    _rencontres[name] = latest


@dataclass(frozen=True)
class Recherche:
    """What the list is asked: for how many months, where."""

    mois: int = MOIS
    territoire: int | None = None

    @property
    def limit(self) -> date:
        return add_months(timezone.localdate(), -self.mois)


def read_recherche(params) -> Recherche:
    """Read the address of the list; what makes no sense is left out."""
    mois = params.get("mois", "")
    territoire = params.get("territoire", "")
    months = int(mois) if mois.isascii() and mois.isdigit() and len(mois) < 4 else MOIS
    known = territoire.isascii() and territoire.isdigit() and len(territoire) < 10
    return Recherche(min(max(months, 0), MOST_MONTHS), int(territoire) if known else None)


def get_rappels(recherche: Recherche):
    """Return the members that nobody of the team met for that long, the oldest meeting first.

    `vue_le` is the last meeting that anything knows of, empty when there is none; a member that joined lately was
    met then.
    """
    contacts = Contact.objects.filter(association=OuterRef("pk"), le__lte=timezone.localdate())
    signed = PresenceAssemblee.objects.filter(association=OuterRef("pk")).order_by("-assemblee__le")
    sources = [contacts.order_by("-le").values("le")[:1], signed.values("assemblee__le")[:1]]
    sources += [latest() for latest in _rencontres.values()]
    dates = [Coalesce(Subquery(source, output_field=DateField()), Value(NEVER)) for source in sources]
    running = Adhesion.objects.filter(association=OuterRef("pk"), periode__contains=timezone.localdate())
    last = Contact.objects.select_related("par").order_by("-le", "-pk")
    managers = Rattachement.objects.en_cours().filter(is_gestionnaire=True).select_related("personne")
    rows = (
        Association.objects.adherentes()
        .filter(fondue_dans=None)
        .annotate(
            vue_le=Greatest(*dates),
            membre_depuis=Subquery(running.values(start=Lower("periode"))[:1], output_field=DateField()),
        )
        .filter(vue_le__lt=recherche.limit)
        .filter(Q(membre_depuis=None) | Q(membre_depuis__lt=recherche.limit))
        .select_related("territoire")
        .prefetch_related(
            Prefetch("contacts", last[:1], to_attr="derniers_contacts"),
            Prefetch("rattachements", managers.order_by("personne__nom", "pk"), to_attr="gestionnaires"),
        )
        .order_by("vue_le", F("membre_depuis").asc(nulls_first=True), "nom", "pk")
    )
    return rows.filter(territoire=recherche.territoire) if recherche.territoire else rows


def get_contacts(association: Association):
    """Return what the team noted of its meetings with an association, the latest first."""
    return association.contacts.select_related("par")


def get_territoires():
    return Territoire.objects.order_by("nom")
