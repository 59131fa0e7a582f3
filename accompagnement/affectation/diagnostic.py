"""Why some requests are left without anybody: too few places, and where; or nobody at all (Hall's condition)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Diagnostic:
    """What is missing: requests nobody may serve, and requests that fight over the same few places."""

    sans_candidat: frozenset
    sans_place: frozenset
    disputent: frozenset
    prestataires: frozenset
    places: int


def diagnose(arcs: Mapping, choix: Mapping) -> Diagnostic:
    """Follow, from each unserved request, who holds the places it could have had, and where those could go.

    `arcs` gives the possible providers of each request, `choix` who was found for it, or None. All the places that
    are met on the way are taken: the requests met are more than they are, which is the shortage and its size.
    """
    by_provider: dict = {}
    for demande, prestataire in choix.items():
        if prestataire is not None:
            by_provider.setdefault(prestataire, []).append(demande)
    nobody = frozenset(demande for demande, found in choix.items() if found is None and not arcs[demande])
    waiting = frozenset(demande for demande, found in choix.items() if found is None) - nobody
    requests, providers = _reach(waiting, arcs, by_provider)
    places = sum(len(by_provider.get(prestataire, ())) for prestataire in providers)
    return Diagnostic(nobody, waiting, frozenset(requests), frozenset(providers), places)


def _reach(waiting: Iterable, arcs: Mapping, by_provider: Mapping) -> tuple[set, set]:
    requests, providers, todo = set(waiting), set(), list(waiting)
    while todo:
        for prestataire in arcs[todo.pop()]:
            if prestataire in providers:
                continue
            providers.add(prestataire)
            met = [demande for demande in by_provider.get(prestataire, ()) if demande not in requests]
            requests.update(met)
            todo += met
    return requests, providers
