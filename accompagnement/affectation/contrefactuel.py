"""Why not this one: what it would have cost to give a request another provider, and who would have moved.

From a best assignment, forcing one pair changes one chain of requests: each takes the place of the next, until a
free place, a request left without anybody, or the place that was given up. The cheapest chain is the answer.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field

LIBRE = "libre"


@dataclass(frozen=True)
class Deplacement:
    """A request that would go elsewhere; without anybody if `vers` is None."""

    demande: Hashable
    vers: Hashable | None


@dataclass(frozen=True)
class Contrefactuel:
    """What the whole would cost more, and the requests that would move for it."""

    surcout: int
    deplacements: list[Deplacement] = field(default_factory=list)


@dataclass(frozen=True)
class Etat:
    """A best assignment: what pairs cost, who was found, what an unserved request and one more place cost.

    `place(p, k)` is what the k-th place of a provider costs, from 0; `libres[p]` is how many are still free.
    """

    arcs: Mapping
    choix: Mapping
    sans: Mapping
    libres: Mapping
    place: Callable


def ask_why_not(etat: Etat, demande, prestataire) -> Contrefactuel | None:
    """Return what it would cost to give this provider to this request; None if no place can be found at all."""
    current = etat.choix[demande]
    if current == prestataire:
        return Contrefactuel(0)
    end = LIBRE if current is None else current
    edges = _find_edges(etat, demande)
    best, last = _search(edges, prestataire)
    if end not in best:
        return None
    before = etat.sans[demande] if current is None else etat.arcs[demande][current]
    return Contrefactuel(etat.arcs[demande][prestataire] - before + best[end], _follow(last, prestataire, end))


def _find_edges(etat: Etat, demande) -> dict:
    """Return from where to where a place may pass, at what cost, and by which request's move."""
    edges: dict = {}
    for start, end, cost, move in [*_moves(etat, demande), *_free_places(etat)]:
        known = edges.setdefault(start, {}).get(end)
        if known is None or cost < known[0]:
            edges[start][end] = (cost, move)
    return edges


def _moves(etat, demande):
    """Every other request may leave what it was given, for nothing or for another provider."""
    for other, found in etat.choix.items():
        if other == demande:
            continue
        start, given = (LIBRE, etat.sans[other]) if found is None else (found, etat.arcs[other][found])
        if found is not None:
            yield found, LIBRE, etat.sans[other] - given, Deplacement(other, None)
        for where, cost in etat.arcs[other].items():
            if where != found:
                yield start, where, cost - given, Deplacement(other, where)


def _free_places(etat):
    """A provider may take one more, if a place is left, or carry one less."""
    loads = Counter(etat.choix.values())
    for prestataire, free in etat.libres.items():
        load = loads[prestataire]
        if free > 0:
            yield prestataire, LIBRE, etat.place(prestataire, load), None
        if load:
            yield LIBRE, prestataire, -etat.place(prestataire, load - 1), None


def _search(edges, start) -> tuple[dict, dict]:
    """Find the cheapest way from a provider to everywhere (Bellman and Ford: a move may save something)."""
    best, last, changed = {start: 0}, {}, {start}
    for _ in range(2 * len(edges) + 2):
        if not changed:
            break
        todo, changed = changed, set()
        for node in todo:
            for end, (cost, move) in edges.get(node, {}).items():
                if end != start and best[node] + cost < best.get(end, float("inf")):
                    best[end], last[end] = best[node] + cost, (node, move)
                    changed.add(end)
    return best, last


def _follow(last, start, end) -> list[Deplacement]:
    moves = []
    seen = set()
    while end != start and end not in seen:
        seen.add(end)
        end, move = last[end]
        if move is not None:
            moves.append(move)
    return moves[::-1]
