"""All the requests at once, but for N7: a flow of least cost, always whole and always possible."""

import numpy as np
from ortools.graph.python import min_cost_flow

from accompagnement.affectation.instance import PERSONNE, Instance


def solve_flow(instance: Instance) -> np.ndarray:
    """Return each request's provider, or -1; a request that nobody can serve leaves by an arc of its own."""
    n, m = instance.demandes, instance.prestataires
    choix = np.full(n, PERSONNE)
    if not n:
        return choix
    sink = n + m
    flow = min_cost_flow.SimpleMinCostFlow()
    arcs = _add(flow, instance.demande, instance.prestataire + n, instance.cout)
    _add(flow, np.arange(n), np.full(n, sink), instance.sans)
    owners, costs = instance.costs_of_places()
    _add(flow, np.array(owners, np.int64) + n, np.full(len(owners), sink), np.array(costs, np.int64))
    supplies = np.zeros(sink + 1, np.int64)
    supplies[:n], supplies[sink] = 1, -n
    flow.set_nodes_supplies(np.arange(sink + 1), supplies)
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise RuntimeError(f"the flow has no answer: {status}")
    if len(arcs):
        used = flow.flows(arcs) > 0
        choix[instance.demande[used]] = instance.prestataire[used]
    return choix


def _add(flow, starts, ends, costs):
    if not len(starts):
        return np.array([], np.int64)
    return flow.add_arcs_with_capacity_and_unit_cost(starts, ends, np.ones(len(starts), np.int64), costs)
