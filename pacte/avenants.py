"""What an amended version of a pact changes in the one before: block by block and word by word, and nothing else.

Blocks keep their identifier from one version to the next: what is added, removed, rewritten or put elsewhere is told
apart. Put back together, the version before and these changes give the version after, to the word.
"""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from pacte.consolidation import Arbre
from pacte.differences import diff_words
from pacte.genres import Genre
from pacte.tree import Noeud
from socle.french import say_full_date

AJOUTE, RETIRE, REECRIT, DEPLACE = "ajouté", "retiré", "réécrit", "déplacé"
TONES = {AJOUTE: "ok", RETIRE: "late", REECRIT: "fed", DEPLACE: "plum"}
FIELDS = {
    "genre": "Genre",
    "titre": "Titre",
    "texte": "Texte",
    "referent": "Fonction référente",
    "indicateur": "Indicateur",
    "echeance": "Échéance",
}


@dataclass
class Ecart:
    """A block that is not the same in both versions, and in what; `numeros` are the amendments that decided it."""

    noeud: Noeud
    natures: list[str]
    mots: list[tuple[str, list[tuple[str, str]]]] = field(default_factory=list)
    place: str = ""
    numeros: list[int] = field(default_factory=list)

    @property
    def badges(self) -> list[tuple[str, str]]:
        return [(nature, TONES[nature]) for nature in self.natures]


def compare(avant: list[Noeud], apres: list[Noeud]) -> list[Ecart]:
    """Return what differs between two texts, in the reading order of the second, what was removed last."""
    old, new = Arbre(avant), Arbre(apres)
    moved = find_moved(old, new)
    found = [_compare_bloc(key, old, new, moved) for key in walk_keys(apres)]
    gone = [Ecart(old.noeuds[key], [RETIRE], _say_words(old.noeuds[key], None)) for key in walk_keys(avant)]
    return [ecart for ecart in found if ecart.natures] + [e for e in gone if e.noeud.identifiant not in new.noeuds]


def walk_keys(noeuds: Iterable[Noeud]) -> list[UUID]:
    return [noeud.identifiant for root in noeuds for noeud in root.walk()]


def find_moved(old: Arbre, new: Arbre) -> set[UUID]:
    """Return the blocks of both texts that went elsewhere, under another or past their siblings: the fewest."""
    moved = set()
    for parent in [new.racine, *new.noeuds.values()]:
        stayed = []
        for child in parent.enfants:
            before = old.parents.get(child.identifiant)
            if before is None:
                continue
            if _key(before, old) != _key(parent, new):
                moved.add(child.identifiant)
            else:
                stayed.append((before.enfants.index(old.noeuds[child.identifiant]), child.identifiant))
        kept = longest_rise([rank for rank, _ in stayed])
        moved |= {key for rank, key in stayed if rank not in kept}
    return moved


def longest_rise(ranks: list[int]) -> set[int]:
    """Return the most of these different numbers that may stay where they are, in rising order."""
    tails: list[int] = []
    place: dict[int, int] = {}
    for rank in ranks:
        place[rank] = bisect_left(tails, rank)
        tails[place[rank] : place[rank] + 1] = [rank]
    kept, wanted = set(), len(tails) - 1
    for rank in reversed(ranks):
        if place[rank] == wanted:
            kept.add(rank)
            wanted -= 1
    return kept


def _key(noeud, arbre):
    """Return which block a parent is; the top of each text is the same place."""
    return None if noeud is arbre.racine else noeud.identifiant


def _compare_bloc(key, old, new, moved) -> Ecart:
    after, before = new.noeuds[key], old.noeuds.get(key)
    words = _say_words(before, after)
    natures = [AJOUTE] if before is None else [REECRIT] if words else []
    if key in moved:
        natures.append(DEPLACE)
    place = _say_place(key, new) if before is None or key in moved else ""
    return Ecart(after, natures, words, place)


def _say_words(before: Noeud | None, after: Noeud | None) -> list[tuple[str, list[tuple[str, str]]]]:
    pairs = [(said, _say(before, name), _say(after, name)) for name, said in FIELDS.items()]
    return [(said, diff_words(old, new)) for said, old, new in pairs if old != new]


def _say(noeud, name) -> str:
    value = getattr(noeud, name, None) or ""
    if name == "genre" and value:
        return str(Genre(value).label)
    return say_full_date(value) if name == "echeance" and value else str(value)


def _say_place(key, arbre) -> str:
    """« sous « Faire réseau », après « Se former » »."""
    parent = arbre.parents[key]
    rank = parent.enfants.index(arbre.noeuds[key])
    after = parent.enfants[rank - 1] if rank else None
    above = "" if parent is arbre.racine else f"sous « {parent.libelle} », "
    return f"{above}après « {after.libelle} »" if after else f"{above}en premier"
