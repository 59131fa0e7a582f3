"""The sums behind the warnings: integers only, no percentage is ever rounded."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from members.models import Mandat

OK, LIMITE, COMPTE_TROP = "ok", "limite", "depasse"
# An assembly is never held on the very anniversary of the last one: a term that begins within that time follows on.
MOST_BETWEEN_TERMS = timedelta(days=90)


def judge_share(salaries: int, sieges: int, one_in: int) -> str:
    """Say where employees stand against « one seat in `one_in` » (R1)."""
    if one_in * salaries > sieges:
        return COMPTE_TROP
    return LIMITE if salaries and one_in * salaries == sieges else OK


def reaches(held: int, filled: int, percentage: int) -> int:
    """Return a positive number above the percentage, zero exactly at it, a negative one below (R3)."""
    return 100 * held - percentage * filled


def missing_for(held: int, filled: int, minimum: int) -> int:
    """Return how many people a college lacks to hold at least `minimum` per cent, each one adding to the body."""
    short = -reaches(held, filled, minimum)
    if short <= 0:
        return 0
    return -(-short // (100 - minimum)) if minimum < 100 else filled - held


def excess_over(held: int, filled: int, maximum: int) -> int:
    """Return how many people a college has beyond `maximum` per cent, each one leaving the body."""
    over = reaches(held, filled, maximum)
    return -(-over // (100 - maximum)) if over > 0 and maximum < 100 else 0


def count_consecutive(current: Mandat, others: Iterable[Mandat], *, counts_partial: bool) -> int:
    """Return which term in a row this one is, for the same person in the same body.

    A change of function closes a row and opens another within one term: rows that share their planned end are one
    term. A partial term (the rest of somebody else's) counts or not according to the statutes; one that its holder
    ended early counts as whole, else resigning the day before would start afresh.
    """
    terms: list[Term] = []
    for mandat in sorted([*others, current], key=lambda mandat: (mandat.debut, mandat.pk or 0)):
        if mandat.debut > current.debut:
            continue
        term = Term(mandat.fin_prevue, mandat.fin or mandat.fin_prevue, mandat.is_complet)
        last = terms[-1] if terms else None
        if last and last.holds(mandat):
            terms[-1] = Term(last.planned, _later(last.end, term.end), last.is_whole or term.is_whole)
        elif last and last.end and mandat.debut - last.end > MOST_BETWEEN_TERMS:
            terms = [term]
        else:
            terms.append(term)
    return sum(1 for term in terms if term.is_whole or counts_partial)


class Term(NamedTuple):
    """One term: its planned end, when it ended or is to end, whether it was a whole one."""

    planned: date | None
    end: date | None
    is_whole: bool

    def holds(self, mandat: Mandat) -> bool:
        """Whether a row goes on within this term: the same planned end, or begun before this one ended."""
        is_same = mandat.fin_prevue is not None and mandat.fin_prevue == self.planned
        return is_same or self.end is None or mandat.debut < self.end


def _later(one: date | None, other: date | None) -> date | None:
    return None if one is None or other is None else max(one, other)
