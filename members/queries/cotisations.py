"""What pages of dues read: campaigns, calls as of a day, payments and their credit, whom to remind."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.utils import timezone
from stdnum import iban

from members.euros import ZERO
from members.models import (
    AppelCotisation,
    Association,
    Campagne,
    EcheanceAppel,
    Exoneration,
    Federation,
    Imputation,
    LigneReleve,
    Personne,
    Rattachement,
    Reglement,
    Relance,
)
from socle.addresses import find_address
from socle.compiled import compiled_query
from socle.french import count, say_due, say_euros
from socle.moment import Attente
from socle.notifications import Exterieur

Etat = AppelCotisation.Etat


@dataclass(frozen=True)
class Totals:
    """A campaign in figures, as of a day."""

    appele: Decimal
    recu: Decimal
    remis: Decimal
    retard: Decimal
    du: Decimal
    appels: int
    en_retard: int
    soldees: int


def get_totals(appels: QuerySet) -> Totals:
    """Return the sums of the dues of `as_of`, in one query."""
    sums = appels.aggregate(
        appele=Sum("montant", default=ZERO),
        recu=Sum("paye", default=ZERO),
        remis=Sum("exonere", default=ZERO),
        retard=Sum("reste", filter=Q(etat=Etat.EN_RETARD), default=ZERO),
        du=Sum("reste", default=ZERO),
        appels=Count("pk"),
        en_retard=Count("pk", filter=Q(etat=Etat.EN_RETARD)),
        soldees=Count("pk", filter=Q(etat__in=[Etat.REGLEE, Etat.EXONEREE])),
    )
    return Totals(**sums)


def get_appels(campagne: Campagne, on: date | None = None) -> QuerySet:
    """Return the calls of a campaign as of a day, by name."""
    calls = campagne.appels.as_of(on).select_related("association__territoire", "campagne")
    return calls.order_by("association__nom", "association_id")


def get_uncalled(campagne: Campagne) -> QuerySet:
    """Return the members of today to whom this campaign asked nothing."""
    return Association.objects.adherentes().exclude(appels__campagne=campagne).order_by("nom", "pk")


def get_campagnes() -> list[Campagne]:
    """Return the campaigns, latest first, each with its figures of today."""
    campagnes = list(Campagne.objects.select_related("bareme"))
    calls = AppelCotisation.objects.as_of().values("campagne")
    sums = calls.annotate(
        appels=Count("pk"),
        appele=Sum("montant"),
        recu=Sum("paye"),
        en_retard=Count("pk", filter=Q(exige__gt=F("paye") + F("exonere"))),
    )
    figures = {row["campagne"]: row for row in sums.values("campagne", "appels", "appele", "recu", "en_retard")}
    for campagne in campagnes:
        campagne.totals = figures.get(campagne.pk)
    return campagnes


def get_appel(appels: QuerySet) -> QuerySet:
    """Return the query of a call with all that became of it."""
    return (
        appels.as_of()
        .select_related("association", "campagne__bareme")
        .prefetch_related(
            Prefetch(
                "imputations", Imputation.objects.select_related("reglement").order_by("reglement__recu_le", "pk")
            ),
            Prefetch("exonerations", Exoneration.objects.order_by("accordee_le", "pk")),
            Prefetch("echeances", EcheanceAppel.objects.order_by("le")),
            Prefetch("relances", Relance.objects.prefetch_related("personnes").order_by("rang")),
        )
    )


def with_credit(reglements: QuerySet) -> QuerySet:
    """Return payments with their `avoir`: what was received and settles nothing yet."""
    return reglements.annotate(affecte=Sum("imputations__montant", default=ZERO)).annotate(
        avoir=F("montant") - F("affecte")
    )


def get_open_appels(association: Association) -> list[AppelCotisation]:
    """Return what an association still owes, the oldest year first."""
    calls = association.appels.as_of().filter(reste__gt=0).select_related("campagne", "association")
    return list(calls.order_by("campagne__annee"))


@dataclass
class Reminder:
    """A late due that a rank of reminder awaits: who can be written to, who cannot.

    Where nobody who looks after the accounts has an address, the association's own box is written to.
    """

    appel: AppelCotisation
    people: list[Personne] = field(default_factory=list)
    without_address: list[Personne] = field(default_factory=list)

    @property
    def boite(self) -> str:
        return "" if self.people else self.appel.association.email

    @property
    def is_reachable(self) -> bool:
        return bool(self.people or self.boite)

    @property
    def recipients(self) -> list:
        return self.people or [Exterieur(self.boite)]


def get_reminders(campagne: Campagne, rang: int) -> list[Reminder]:
    """Return the late dues that had the ranks before this one and not this one, with their managers."""
    late = get_appels(campagne).filter(etat=Etat.EN_RETARD).exclude(relances__rang=rang)
    if rang > Relance.Rang.PREMIERE:
        late = late.filter(relances__rang=rang - 1)
    late = list(late)
    people = get_managers([appel.association_id for appel in late])
    return [_reminder(appel, people[appel.association_id]) for appel in late]


def get_managers(associations: Iterable[int]) -> dict[int, list[Personne]]:
    """Return who looks after the accounts of each association today."""
    ties = Rattachement.objects.en_cours().filter(association__in=list(associations), is_gestionnaire=True)
    managers = defaultdict(list)
    for tie in ties.select_related("personne").order_by("personne__nom", "pk"):
        if tie.personne not in managers[tie.association_id]:
            managers[tie.association_id].append(tie.personne)
    return managers


def count_reminders(campagne: Campagne) -> list[tuple[Relance.Rang, int]]:
    """Return how many late dues await each rank, those that nobody awaits left out."""
    late = campagne.appels.en_retard().annotate(rangs=Count("relances"))
    waiting = Counter(late.values_list("rangs", flat=True))
    return [(rang, waiting[rang - 1]) for rang in Relance.Rang if waiting[rang - 1]]


def _reminder(appel, people) -> Reminder:
    reachable = [personne for personne in people if personne.adresse]
    return Reminder(appel, reachable, [personne for personne in people if not personne.adresse])


@dataclass
class Year:
    """A civil year of an association, a member or not, with its due; or several in a row without any."""

    annee: int
    is_membre: bool
    appel: AppelCotisation | None = None
    debut: int = 0

    @property
    def titre(self) -> str:
        """« 2026 », « 2013 à 2024 »."""
        return f"{self.debut} à {self.annee}" if self.debut else str(self.annee)


@dataclass(frozen=True)
class Compte:
    """The account on which dues are paid."""

    titulaire: str
    iban: str
    bic: str

    @property
    def iban_dit(self) -> str:
        """In groups of four, as it is written on paper."""
        return iban.format(self.iban)


def get_compte() -> Compte | None:
    """Return the federation's account, None while nobody has said which."""
    federation = Federation.objects.exclude(iban="").order_by("pk").first()
    return Compte(federation.titulaire, federation.iban, federation.bic) if federation else None


def get_years(association: Association, appels: list[AppelCotisation]) -> list[Year]:
    """Return an association's years, latest first, from its first membership: a year without one is there too."""
    periods = list(association.adhesions.values_list("periode", flat=True))
    by_year = {appel.campagne.annee: appel for appel in appels}
    starts = [period.lower.year for period in periods if period.lower]
    if not (starts or by_year):
        return []
    first, this_year = min([*starts, *by_year]), timezone.localdate().year
    years: list[Year] = []
    for annee in range(max([this_year, *by_year]), first - 1, -1):
        year = Year(annee, any(_touches(period, annee) for period in periods), by_year.get(annee))
        last = years[-1] if years else None
        if last and not (last.appel or year.appel) and last.is_membre == year.is_membre:
            last.debut = annee
        else:
            years.append(year)
    return years


def _touches(period, annee) -> bool:
    """Whether a half-open period has a day in a year."""
    starts_by_then = period.lower is None or period.lower <= date(annee, 12, 31)
    return starts_by_then and (period.upper is None or period.upper > date(annee, 1, 1))


def get_attentes(personne: Personne) -> list[Attente]:
    """Return the unpaid dues of the associations a person manages, and for the team the bank lines to match."""
    if personne.is_federation_team:
        return _lines_to_match()
    managed = [tie.association_id for tie in personne.rattachements_en_cours if tie.is_gestionnaire]
    if not managed:
        return []
    today = timezone.localdate()
    return [_unpaid(appel, today) for appel in _get_unpaid(managed)]


@compiled_query
def _get_unpaid(managed):
    coming = EcheanceAppel.objects.filter(appel=OuterRef("pk"), le__gte=timezone.localdate()).order_by("le")
    unpaid = AppelCotisation.objects.as_of().filter(association__in=managed, reste__gt=0)
    unpaid = unpaid.annotate(prochaine=Subquery(coming.values("le")[:1])).select_related("association", "campagne")
    return unpaid.order_by("campagne__annee", "pk")


def count_waiting_lines() -> int:
    """Return how many sums received await somebody to say what they pay."""
    return LigneReleve.objects.filter(reglement=None, ecartee_le=None).count()


def _unpaid(appel, today) -> Attente:
    is_late = appel.etat == Etat.EN_RETARD
    dates = (appel.prochaine, appel.campagne.echeance, appel.campagne.fin_de_grace)
    due = next((day for day in dates if day and day >= today), appel.campagne.echeance)
    return Attente(
        title=f"Cotisation {appel.campagne.annee} : {say_euros(appel.reste)} à régler",
        detail=appel.association.nom,
        link=find_address("members:association_cotisations", appel.association_id),
        icon="banknotes",
        tone="late" if is_late else "fed",
        badge="en retard" if is_late else say_due(due),
        due=due,
    )


def _lines_to_match() -> list[Attente]:
    waiting = count_waiting_lines()
    if not waiting:
        return []
    return [
        Attente(
            title=count(waiting, "somme reçue à rapprocher", "sommes reçues à rapprocher"),
            detail="Relevé bancaire",
            link=find_address("members:releve_list"),
            icon="banknotes",
            tone="wait",
        )
    ]


def get_account(association: Association) -> tuple[list[AppelCotisation], list[Reglement]]:
    """Return an association's dues and payments, latest first, each with all that a page says of it."""
    calls = get_appel(association.appels.all()).order_by("-campagne__annee")
    shares = Imputation.objects.select_related("appel__campagne").order_by("appel__campagne__annee")
    received = with_credit(association.reglements.all()).prefetch_related(Prefetch("imputations", shares))
    return list(calls), list(received)
