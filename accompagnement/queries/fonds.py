"""What remains, computed: of the sessions of a case, of a year's ceiling, of a fund.

Who reads what: a provider and the people of a case, its sessions; the operator, funds and years. A provider is never
told that a year's ceiling or a fund is used up: by trying amounts, they would learn what others cost.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import DecimalField, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from accompagnement.models import Demande, Extension, Facture, Fonds, MoisFacturable, Plafond, Service
from members.euros import ZERO, round_cents

PROCHE = 2  # sessions left
PRESQUE = Decimal("0.8")  # of a year's ceiling
EUROS = DecimalField(max_digits=12, decimal_places=2)
TOTAL = F("montant") + F("tva")
ENGAGEES = (Facture.Etat.VERIFIEE, Facture.Etat.REGLEE)


@dataclass(frozen=True)
class Compte:
    """The sessions of one case against its ceiling; no ceiling, no limit."""

    tenues: int
    plafond: int | None
    attente: Extension | None

    @property
    def reste(self) -> int | None:
        return None if self.plafond is None else max(self.plafond - self.tenues, 0)

    @property
    def is_atteint(self) -> bool:
        return self.reste == 0

    @property
    def is_proche(self) -> bool:
        return self.reste is not None and self.reste <= PROCHE


def get_plafond(service_pk: int | None, annee: int) -> Plafond | None:
    """Return the ceiling of a service that year: its own line, else that of all; the latest year that has begun."""
    known = Plafond.objects.filter(Q(service=service_pk) | Q(service=None), annee__lte=annee)
    return known.order_by(F("service").asc(nulls_last=True), "-annee").first()


def get_compte(demande: Demande) -> Compte:
    """Return how many sessions a case had and how many it may have, extensions included.

    The ceiling is that of the year when the accompaniment began: a new year does not shorten it.
    """
    begun = timezone.localtime(demande.acceptee_le).year if demande.acceptee_le else timezone.localdate().year
    plafond = get_plafond(demande.service_id, begun)
    extensions = list(demande.extensions.all()) if plafond else []
    more = sum(one.seances for one in extensions if one.etat == Extension.Etat.ACCORDEE)
    waiting = next((one for one in extensions if one.etat == Extension.Etat.DEMANDEE), None)
    return Compte(demande.seances.tenues().count(), plafond.seances + more if plafond else None, waiting)


def get_euros_permis(code: str, service_pk: int, annee: int) -> Decimal | None:
    """Return how much one case may cost in all, or None if nothing limits it.

    It grows as its sessions went over the ceiling, which an extension allowed: nothing of the case is needed.
    """
    plafond = get_plafond(service_pk, annee)
    if plafond is None or plafond.euros_par_dossier is None:
        return None
    held = MoisFacturable.objects.filter(code=code).aggregate(n=Sum("seances"))["n"] or 0
    return round_cents(plafond.euros_par_dossier * max(held, plafond.seances) / plafond.seances)


@dataclass(frozen=True)
class Annee:
    """A service's year against its ceiling."""

    service: Service
    permis: Decimal
    engage: Decimal

    @property
    def reste(self) -> Decimal:
        return self.permis - self.engage

    @property
    def is_proche(self) -> bool:
        return self.engage >= self.permis * PRESQUE


def get_permis_de_l_annee(plafond: Plafond, annee: int) -> Decimal | None:
    """Return how much a service may cost in a year, what the operator added included."""
    if plafond.euros_par_an is None:
        return None
    more = plafond.rallonges.filter(annee=annee).aggregate(n=Sum("euros"))["n"] or ZERO
    return plafond.euros_par_an + more


def get_engage(service_pk: int, annee: int) -> Decimal:
    """Return what was checked or paid for the months of a year, for one service."""
    return Decimal(_of_year(annee).filter(mois__service=service_pk).total())


def _of_year(annee):
    year = (date(annee, 1, 1), date(annee, 12, 31))
    return Facture.objects.filter(etat__in=ENGAGEES, mois__mois__range=year)


def get_annees(annee: int) -> list[Annee]:
    """Return the services that a year's ceiling limits, in a constant number of questions."""
    lines = Plafond.objects.filter(annee__lte=annee).prefetch_related("rallonges").order_by("-annee")
    own: dict[int | None, Plafond] = {}
    for plafond in lines:
        own.setdefault(plafond.service_id, plafond)
    rows = _of_year(annee).order_by().values_list("mois__service").annotate(n=Sum(TOTAL))
    engaged = dict(rows)
    found = []
    for service in Service.objects.proposes():
        plafond = own.get(service.pk) or own.get(None)
        if plafond and plafond.euros_par_an is not None:
            more = sum((r.euros for r in plafond.rallonges.all() if r.annee == annee), ZERO)
            found.append(Annee(service, plafond.euros_par_an + more, engaged.get(service.pk) or ZERO))
    return found


def with_engage(fonds):
    """Say of each fund what it already pays; what remains is a subtraction, never a column."""
    paid = Facture.objects.comptees().filter(fonds=OuterRef("pk")).order_by().values("fonds")
    total = Subquery(paid.annotate(n=Sum(TOTAL)).values("n"), output_field=EUROS)
    return fonds.annotate(engage=Coalesce(total, ZERO, output_field=EUROS)).annotate(reste=F("montant") - F("engage"))


def get_fonds_possibles(facture: Facture):
    """Return the funds that may pay an invoice: its month, its service, enough left."""
    month = facture.mois.mois
    fonds = with_engage(Fonds.objects.all()).filter(fin__gte=month, reste__gte=facture.total)
    fonds = fonds.filter(Q(services=None) | Q(services=facture.mois.service_id))
    return [one for one in fonds.distinct() if one.debut.replace(day=1) <= month]
