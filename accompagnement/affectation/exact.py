"""The part of the requests where N7 binds: constraint programming, on one worker, the same answer each time."""

import numpy as np
from ortools.sat.python import cp_model

from accompagnement.affectation.instance import PERSONNE, Instance

# On two cores, one worker at linearization level 2 proves in 0.2 s what two default workers do not in 30.
LINEARIZATION = 2
EFFORT, SECONDES = 3.0, 60.0


def solve_exact(instance: Instance, hint: np.ndarray, *, is_settled: bool = False) -> np.ndarray | None:
    """Return the best assignment that keeps the requests of a situation apart, or None if none was found in time.

    `is_settled` says that nobody could do better than the hint on who is served: as many of each urgency and age
    stay unserved, and only fit and balance are left to find, which is much sooner proved.

    The effort is counted in operations, not in seconds, so that a busy machine finds the same; the seconds are a
    guard only.
    """
    model = cp_model.CpModel()
    pairs = {
        (q, p): model.new_bool_var("")
        for q, p in zip(instance.demande.tolist(), instance.prestataire.tolist(), strict=True)
    }
    nobody = [model.new_bool_var("") for _ in range(instance.demandes)]
    _serve_once(model, pairs, nobody)
    slots = _fill_places(model, instance, pairs)
    _keep_apart(model, instance, pairs)
    terms = [instance.arcs[q][p] * var for (q, p), var in pairs.items()]
    if is_settled:
        _settle(model, instance, nobody, hint)
    else:
        terms += [int(cost) * var for cost, var in zip(instance.sans, nobody, strict=True)]
    model.minimize(sum(terms) + sum(cost * var for cost, var in slots))
    for (q, p), var in pairs.items():
        model.add_hint(var, int(hint[q] == p))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers, solver.parameters.random_seed = 1, 0
    solver.parameters.linearization_level = LINEARIZATION
    solver.parameters.max_deterministic_time, solver.parameters.max_time_in_seconds = EFFORT, SECONDES
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    choix = np.full(instance.demandes, PERSONNE)
    for (q, p), var in pairs.items():
        if solver.boolean_value(var):
            choix[q] = p
    return choix


def _settle(model, instance, nobody, hint) -> None:
    classes: dict[int, list[int]] = {}
    for q, cost in enumerate(instance.sans.tolist()):
        classes.setdefault(cost, []).append(q)
    for alike in classes.values():
        model.add(sum(nobody[q] for q in alike) == int((hint[alike] == PERSONNE).sum()))


def _serve_once(model, pairs, nobody) -> None:
    by_request = [[var] for var in nobody]
    for (q, _), var in pairs.items():
        by_request[q].append(var)
    for variables in by_request:
        model.add_exactly_one(variables)


def _fill_places(model, instance, pairs) -> list:
    """Give each place a variable and a cost; the cheapest are filled first by themselves."""
    by_provider: dict[int, list] = {}
    for (_, p), var in pairs.items():
        by_provider.setdefault(p, []).append(var)
    slots: dict[int, list] = {p: [] for p in by_provider}
    for p, cost in zip(*instance.costs_of_places(), strict=True):
        if p in slots:
            slots[p].append((cost, model.new_bool_var("")))
    for p, variables in by_provider.items():
        model.add(sum(variables) == sum(var for _, var in slots[p]))
    return [slot for found in slots.values() for slot in found]


def _keep_apart(model, instance, pairs) -> None:
    groups: dict[tuple[int, int], list] = {}
    for (q, p), var in pairs.items():
        if instance.situation[q] != PERSONNE:
            groups.setdefault((int(instance.situation[q]), p), []).append(var)
    for variables in groups.values():
        if len(variables) > 1:
            model.add_at_most_one(variables)
