"""All the waiting requests at once: the flow, and constraint programming only where N7 needs it."""

import numpy as np

from accompagnement.affectation.flot import solve_flow
from accompagnement.affectation.instance import PERSONNE, Instance
from accompagnement.affectation.situations import cut, find_clashes, find_pairs_to_drop, find_part

ARCS_EXACTS = 20_000
ARCS_PEU = 400  # up to there, who is served and how well are weighed together, at no cost


def assign(instance: Instance) -> np.ndarray:
    """Return each request's provider, or -1: the most served, then urgent and waiting ones, then fit and balance.

    A flow that happens to keep situations apart is the best of all. Otherwise the part that clashes is solved
    exactly, if it is small enough; pairs are taken away one by one in any case, which is the answer if it is not.
    """
    first = solve_flow(instance)
    clashes = find_clashes(instance, first)
    if not clashes:
        return first
    repaired = min(_repair(instance, first), assign_in_order(instance), key=instance.total)
    part = find_part(instance, [q for group in clashes for q in group])
    small = cut(instance, part)
    if len(small.demande) > ARCS_EXACTS:
        return repaired
    return _improve(small, part, first, repaired)


def _repair(instance: Instance, choix: np.ndarray) -> np.ndarray:
    while dropped := find_pairs_to_drop(instance, choix):
        instance = instance.without(dropped)
        choix = solve_flow(instance)
    return choix


def _improve(small: Instance, part, first, repaired) -> np.ndarray:
    """Outside the part, the flow's own answer stands: nothing ties the two together."""
    from accompagnement.affectation.exact import solve_exact  # noqa: PLC0415 (seldom needed, and slow to load)

    choix = first.copy()
    choix[part] = repaired[part]
    is_settled = len(small.demande) > ARCS_PEU and _costs_of_nobody(small, first[part]) == _costs_of_nobody(
        small, repaired[part]
    )
    found = solve_exact(small, repaired[part], is_settled=is_settled)
    if found is not None and small.total(found) < small.total(repaired[part]):
        choix[part] = found
    return choix


def _costs_of_nobody(instance: Instance, choix: np.ndarray) -> list[int]:
    return sorted(instance.sans[choix == PERSONNE].tolist())


def assign_in_order(instance: Instance) -> np.ndarray:
    """Return what first come, first served would give: each in turn the best provider left. To compare with."""
    left, choix = instance.places.copy(), np.full(instance.demandes, PERSONNE)
    taken: set[tuple[int, int]] = set()
    for q in sorted(range(instance.demandes), key=lambda rank: (-instance.attente[rank], rank)):
        situation = int(instance.situation[q])
        free = [p for p in instance.arcs[q] if left[p] and (situation, p) not in taken]
        if not free:
            continue
        choix[q] = p = min(free, key=lambda rank: (instance.arcs[q][rank], rank))
        left[p] -= 1
        if situation != PERSONNE:
            taken.add((situation, p))
    return choix
