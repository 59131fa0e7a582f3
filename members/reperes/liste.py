"""The warnings of one body, from its composition: what is true, where it comes from, what can be done."""

from dataclasses import replace

from members.reperes import mandats, parts
from members.reperes.composition import Composition, Repere

FINDERS = (
    parts.find_employees_on_board,
    parts.find_employees_in_bureau,
    parts.find_quotas,
    mandats.find_minors,
    mandats.find_too_long,
    mandats.find_too_many_terms,
    mandats.find_cooptations,
    mandats.find_ending_before_assembly,
    mandats.find_ending_soon,
    mandats.find_vacancies,
)


def find_reperes(composition: Composition) -> list[Repere]:
    """Return the warnings of a body, those nobody answered first."""
    found = [_with_reason(repere, composition) for finder in FINDERS for repere in finder(composition)]
    return sorted(found, key=lambda repere: (repere.derogation is not None, repere.is_limite))


def _with_reason(repere, composition) -> Repere:
    about = repere.mandat.pk if repere.mandat else None
    noted = [d for d in composition.derogations if (d.code, d.mandat_id) == (repere.code, about)]
    return replace(repere, derogation=max(noted, key=lambda d: (d.le, d.pk))) if noted else repere
