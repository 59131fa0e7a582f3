"""Agreements with funders: which yearly accounts are due, when, and what is late; all of it read from dates."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Prefetch, QuerySet

from members.models import CompteRenduFinancier, Convention, Financeur
from members.mois import add_months
from members.queries.agrements import MOST_MONTHS
from socle.french import NBSP, say_number

COMPULSORY_ABOVE = Decimal(23_000)
PUBLIC_FUNDERS = {Financeur.Genre.CAF, Financeur.Genre.COLLECTIVITE, Financeur.Genre.ETAT}
SOON = 60


@dataclass
class Echeance:
    """The account of one fiscal year: when it is due, who handed it in."""

    exercice: int
    debut: date
    fin: date
    due: date
    rendu: CompteRenduFinancier | None
    today: date
    is_asked: bool = False  # its own form came back with something to correct

    @property
    def is_late(self) -> bool:
        return self.rendu is None and self.due < self.today

    @property
    def is_over(self) -> bool:
        return self.fin < self.today

    @property
    def is_soon(self) -> bool:
        return self.rendu is None and self.is_over and 0 <= (self.due - self.today).days <= SOON

    @property
    def tone(self) -> str:
        if self.rendu is not None:
            return "ok"
        return "late" if self.is_late else "wait" if self.is_soon else "neutral"


@dataclass
class Suivi:
    """An agreement in a list, with the next account that somebody must hand in."""

    convention: Convention
    prochaine: Echeance | None


def with_comptes_rendus(conventions) -> QuerySet[Convention]:
    """Read with agreements their funder, their association and the accounts handed in: two queries in all."""
    handed = CompteRenduFinancier.objects.select_related("rendu_par").order_by("exercice")
    return conventions.select_related("financeur", "association").prefetch_related(
        Prefetch("comptes_rendus", handed, to_attr="rendus")
    )


def get_echeances(convention: Convention, today: date, *, asked: int | None = None) -> list[Echeance]:
    """Return the accounts of an agreement, year by year; `convention` comes from `with_comptes_rendus`.

    A year that was handed in stays, even when the dates of the agreement do not reach it any more.
    """
    handed = {row.exercice: row for row in convention.rendus}
    years = sorted({*convention.exercices, *handed})
    return [_echeance(convention, year, handed.get(year), today, year == asked) for year in years]


def _echeance(convention, year, rendu, today, is_asked) -> Echeance:
    dates = convention.begin_of(year), convention.end_of(year), convention.due_of(year)
    return Echeance(year, *dates, rendu, today, is_asked)


def follow_conventions(conventions, today: date) -> list[Suivi]:
    """Return agreements with their next account, the most pressing first, those with nothing left at the end."""
    rows = [Suivi(row, find_next(row, today)) for row in with_comptes_rendus(conventions)]
    return sorted(rows, key=lambda row: (row.prochaine.due if row.prochaine else date.max, row.convention.intitule))


def find_next(convention: Convention, today: date) -> Echeance | None:
    """Return the first account that was not handed in."""
    return next((row for row in get_echeances(convention, today) if row.rendu is None), None)


def find_reperes_convention(convention: Convention) -> list[str]:
    """Return, in words, what the law says of such an agreement: advice, never a reason to refuse it."""
    reperes = []
    if convention.financeur.genre in PUBLIC_FUNDERS and convention.montant_annuel > COMPULSORY_ABOVE:
        reperes.append(
            f"Au-delà de {say_number(COMPULSORY_ABOVE)}{NBSP}€ par an, une convention écrite est obligatoire avec un "
            "financeur public. Gardez-en l’exemplaire signé, avec ses annexes."
        )
    if convention.fin > add_months(convention.debut, MOST_MONTHS):
        reperes.append(
            "Une convention pluriannuelle d’objectifs dure quatre ans au plus : vérifiez les dates, ou prévoyez un "
            "avenant."
        )
    return reperes
