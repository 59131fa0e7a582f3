"""What a fee scale would ask of each member, beside what each was asked the year before."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count

from members.bareme import Due, compute_due, year_of_base
from members.euros import ZERO
from members.models import AppelCotisation, Assiette, Association, Bareme, RegleBareme


@dataclass(frozen=True)
class Ligne:
    """One member: what the scale asks, what was asked the year before.

    There is a difference only between two known amounts: a floor asked for want of figures says nothing of the scale.
    """

    association: Association
    due: Due
    avant: Decimal | None

    @property
    def ecart(self) -> Decimal | None:
        if self.due.montant is None or self.avant is None or self.due.is_assiette_missing:
            return None
        return self.due.montant - self.avant


@dataclass(frozen=True)
class Simulation:
    """A scale tried on all the members of today."""

    annee: int
    lignes: list[Ligne]

    @property
    def total(self) -> Decimal:
        return sum((ligne.due.montant or ZERO for ligne in self.lignes), ZERO)

    @property
    def ecart(self) -> Decimal:
        """The difference over the members whose two amounts are known."""
        return sum((ligne.ecart or ZERO for ligne in self.lignes), ZERO)

    @property
    def comparees(self) -> int:
        return sum(1 for ligne in self.lignes if ligne.ecart is not None)

    @property
    def by_ecart(self) -> "Simulation":
        """The same, whoever pays more first; whom nothing is compared for, last."""
        known = [ligne for ligne in self.lignes if ligne.ecart is not None]
        others = [ligne for ligne in self.lignes if ligne.ecart is None]
        return Simulation(self.annee, [*sorted(known, key=lambda ligne: -(ligne.ecart or ZERO)), *others])

    @property
    def paient_plus(self) -> int:
        return sum(1 for ligne in self.lignes if (ligne.ecart or ZERO) > 0)

    @property
    def paient_moins(self) -> int:
        return sum(1 for ligne in self.lignes if (ligne.ecart or ZERO) < 0)

    @property
    def inchangees(self) -> int:
        return sum(1 for ligne in self.lignes if ligne.ecart == 0)

    @property
    def nouvelles(self) -> int:
        """Members whom nothing was asked the year before: nothing to compare with."""
        return sum(1 for ligne in self.lignes if ligne.avant is None)

    @property
    def a_declarer(self) -> int:
        return sum(1 for ligne in self.lignes if ligne.due.is_assiette_missing)


def simulate(annee: int, regles: Iterable[RegleBareme]) -> Simulation:
    """Try rules on every member of today, saved or not; three queries whatever the number of members."""
    rules = {regle.genre: regle for regle in regles}
    members = list(Association.objects.adherentes().order_by("nom", "pk"))
    years = {year_of_base(regle.base, annee) for regle in rules.values() if regle.base}
    declared = Assiette.objects.filter(annee__in=years, association__in=members)
    assiettes = {(row.association_id, row.base, row.annee): row for row in declared}
    asked = AppelCotisation.objects.filter(campagne__annee=annee - 1).values_list("association", "montant")
    before = dict(asked)
    return Simulation(annee, [_ligne(member, rules, assiettes, before, annee) for member in members])


def _ligne(association, rules, assiettes, before, annee) -> Ligne:
    regle = rules.get(association.genre)
    assiette = None
    if regle is not None and regle.base:
        assiette = assiettes.get((association.pk, regle.base, year_of_base(regle.base, annee)))
    return Ligne(association, compute_due(regle, assiette), before.get(association.pk))


def get_baremes():
    """Return the scales, latest year first."""
    return Bareme.objects.annotate(regles_nombre=Count("regles")).order_by("-annee", "-vote_le", "-pk")


def get_bases_to_declare(association: Association, annee: int) -> list[tuple[str, int]]:
    """Return which figures the voted scales of a year and the next reckon an association's due on."""
    regles = RegleBareme.objects.filter(genre=association.genre, bareme__annee__in=[annee, annee + 1], taux__gt=0)
    wanted = regles.exclude(base="").values_list("base", "bareme__annee").distinct()
    return sorted({(base, year_of_base(base, year)) for base, year in wanted}, key=lambda pair: (-pair[1], pair[0]))
