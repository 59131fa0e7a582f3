"""The fee engine: what a rule makes of a base, and the sentence that lets anybody reckon it again by hand."""

from dataclasses import dataclass
from decimal import Decimal

from members.euros import ZERO, round_cents
from members.models import Assiette, RegleBareme
from socle.french import say_euros

Base = RegleBareme.Base
HUNDRED = Decimal(100)
# A year's due is reckoned on what is already known when it is voted: the expenses of the last but one year.
YEARS_BACK = {Base.CHARGES: 2, Base.BUDGET: 0, Base.ETP: 1}
NAMES = {Base.CHARGES: "charges", Base.BUDGET: "budget", Base.ETP: "équivalents temps plein"}


@dataclass(frozen=True)
class Due:
    """An amount and how it was reckoned; no amount when what is missing forbids to know."""

    montant: Decimal | None
    calcul: str
    is_assiette_missing: bool = False


def year_of_base(base: str, annee: int) -> int:
    """Return the year whose figures a base of `annee` is made of."""
    return annee - YEARS_BACK[Base(base)]


def say_base(base: str, annee: int) -> str:
    """« charges de l’exercice 2024 »."""
    return f"{NAMES[Base(base)]} de l’exercice {year_of_base(base, annee)}"


def compute_due(regle: RegleBareme | None, assiette: Assiette | None) -> Due:
    """Return what a rule asks for, given what the association declared for the year that the rule looks at.

    Nothing declared is never taken for zero: the floor is asked for, or nothing until the base is known.
    """
    if regle is None:
        return Due(None, "Le barème n’a pas de règle pour ce genre d’association : rien ne peut être calculé.")
    if not regle.base or not regle.taux:
        return _bound(regle, regle.fixe, f"Part fixe de {say_euros(regle.fixe)}")
    if assiette is None:
        return _without_assiette(regle)
    share = round_cents(_share(regle, assiette.montant))
    said = f"{_say_share(regle, assiette.montant)} = {say_euros(share)}"
    if regle.fixe:
        said = f"{say_euros(regle.fixe)} + {said}, soit {say_euros(regle.fixe + share)}"
    return _bound(regle, regle.fixe + share, said)


def _share(regle, montant) -> Decimal:
    """Per cent of an amount of money; euros for each full-time post, which is no money."""
    return regle.taux * montant if regle.base == Base.ETP else regle.taux * montant / HUNDRED


def _say_share(regle, montant) -> str:
    if regle.base == Base.ETP:
        return f"{say_euros(round_cents(regle.taux))} × {_say_plain(montant)} équivalent temps plein"
    return f"{regle.taux_dit} de {say_euros(montant)}"


def _say_plain(number: Decimal) -> str:
    return f"{Decimal(number).normalize():f}".replace(".", ",")


def _without_assiette(regle) -> Due:
    base = say_base(regle.base, regle.bareme.annee)
    if regle.plancher is None:
        return Due(None, f"À déclarer : {base}. Rien n’est demandé tant que ce montant manque.", True)
    amount = max(regle.plancher, regle.fixe)
    return Due(round_cents(amount), f"Plancher de {say_euros(amount)}, faute de montant déclaré : {base}.", True)


def _bound(regle, amount, said) -> Due:
    if regle.plafond is not None and amount > regle.plafond:
        return Due(round_cents(regle.plafond), f"{said}, ramené au plafond de {say_euros(regle.plafond)}.")
    if regle.plancher is not None and amount < regle.plancher:
        return Due(round_cents(regle.plancher), f"{said}, relevé au plancher de {say_euros(regle.plancher)}.")
    return Due(round_cents(amount or ZERO), f"{said}.")
