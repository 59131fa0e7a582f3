"""N7: two requests of one situation never meet the same provider."""

import numpy as np

from accompagnement.affectation.instance import PERSONNE, Instance


def find_clashes(instance: Instance, choix: np.ndarray) -> list[list[int]]:
    """Return the groups of requests of one situation that were given the same provider."""
    met: dict[tuple[int, int], list[int]] = {}
    for demande in np.flatnonzero((instance.situation != PERSONNE) & (choix != PERSONNE)).tolist():
        met.setdefault((int(instance.situation[demande]), int(choix[demande])), []).append(demande)
    return [group for group in met.values() if len(group) > 1]


def find_pairs_to_drop(instance: Instance, choix: np.ndarray) -> set[tuple[int, int]]:
    """Return the pairs to take away so that these clashes do not come back: the best placed keeps the provider."""
    dropped = set()
    for group in find_clashes(instance, choix):
        provider = int(choix[group[0]])
        kept = min(group, key=lambda q: (-int(instance.sans[q]), instance.arcs[q][provider], q))
        dropped |= {(q, provider) for q in group if q != kept}
    return dropped


def find_part(instance: Instance, start: list[int]) -> list[int]:
    """Return the requests that can be reached from these by shared providers or shared situations."""
    by_provider: dict[int, list[int]] = {}
    by_situation: dict[int, list[int]] = {}
    for q, providers in instance.arcs.items():
        for p in providers:
            by_provider.setdefault(p, []).append(q)
        if (situation := int(instance.situation[q])) != PERSONNE:
            by_situation.setdefault(situation, []).append(q)
    seen, todo, used = set(start), list(start), set()
    while todo:
        q = todo.pop()
        near = by_situation.pop(int(instance.situation[q]), [])
        for p in instance.arcs[q].keys() - used:
            used.add(p)
            near += by_provider[p]
        todo += {other for other in near if other not in seen}
        seen.update(near)
    return sorted(seen)


def cut(instance: Instance, part: list[int]) -> Instance:
    """Return the instance of these requests alone, with all the providers."""
    rank = np.full(instance.demandes, PERSONNE)
    rank[part] = np.arange(len(part))
    mask = rank[instance.demande] != PERSONNE
    rows = {name: getattr(instance, name) for name in ("places", "charge", "capacite")}
    rows |= {name: getattr(instance, name)[part] for name in ("urgence", "attente", "situation")}
    return Instance(
        demande=rank[instance.demande[mask]],
        prestataire=instance.prestataire[mask],
        cout=instance.cout[mask],
        **rows,
    )
