"""The text that comes out of a debate: the frozen one and the changes that were adopted, and nothing else.

Pure values in, pure values out: whatever the order in which changes come, the same text comes out. Where two of them
cannot both be written nothing is chosen here: it is a conflict, that somebody settles.
"""

import hashlib
import json
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from pacte.mots import find_overlap, merge
from pacte.tree import Noeud

MOTS, SUPPRESSION, PLACE = "mots", "suppression", "place"


def digest_bloc(noeud: Noeud) -> str:
    """Return the digest of what a block says and of how it is followed, whatever stands under it."""
    followed = [noeud.indicateur, noeud.echeance.isoformat() if noeud.echeance else ""]
    said = [str(noeud.genre), noeud.titre, noeud.texte, noeud.referent, *(followed if any(followed) else [])]
    said = json.dumps(said, ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()


@dataclass(frozen=True)
class Changement:
    """What an amendment does, as it was adopted."""

    numero: int
    operation: str
    bloc: UUID
    base: str = ""
    genre: str = ""
    titre: str = ""
    texte: str = ""
    referent: str | None = None  # the function that answers for the block; None leaves the one it has
    cible: UUID | None = None
    place: str = ""
    nouveau: UUID | None = None


class Conflit(NamedTuple):
    """Adopted changes to a block that cannot all be written."""

    bloc: UUID
    sujet: str
    numeros: tuple[int, ...]


@dataclass(frozen=True)
class Choix:
    """How somebody settled a conflict: the words to write, or the number of the change that applies (None: none)."""

    titre: str = ""
    texte: str = ""
    referent: str = ""
    retenu: int | None = None


@dataclass
class Resultat:
    noeuds: list[Noeud]
    conflits: list[Conflit] = field(default_factory=list)


class Arbre:
    """A tree whose blocks are found, put and taken by their identifier."""

    def __init__(self, noeuds: list[Noeud]):
        self.racine = Noeud("texte", enfants=deepcopy(noeuds))
        self.noeuds: dict[UUID, Noeud] = {}
        self.parents: dict[UUID, Noeud] = {}
        self._note(self.racine)

    def _note(self, noeud):
        for enfant in noeud.enfants:
            self.noeuds[enfant.identifiant] = enfant
            self.parents[enfant.identifiant] = noeud
            self._note(enfant)

    def below(self, identifiant: UUID) -> set[UUID]:
        """Return a block and all that stands under it."""
        noeud = self.noeuds.get(identifiant)
        return {below.identifiant for below in noeud.walk()} if noeud else set()

    def lands_in(self, near: UUID, place: str, identifiant: UUID) -> bool:
        """Say whether that place is inside a block, rather than beside it."""
        return near in self.below(identifiant) and not (place == "apres" and near == identifiant)

    def put(self, noeud: Noeud, near: UUID, place: str, after: Iterable[UUID] = ()) -> None:
        """Put a block after another one (and after those of `after` that follow it), or under it, last."""
        if place == "dessous":
            parent, rank = self.noeuds[near], len(self.noeuds[near].enfants)
        else:
            parent = self.parents[near]
            rank = parent.enfants.index(self.noeuds[near]) + 1
            added = set(after)
            while rank < len(parent.enfants) and parent.enfants[rank].identifiant in added:
                rank += 1
        parent.enfants.insert(rank, noeud)
        self.noeuds[noeud.identifiant], self.parents[noeud.identifiant] = noeud, parent

    def take(self, identifiant: UUID) -> Noeud:
        noeud = self.noeuds[identifiant]
        self.parents.pop(identifiant).enfants.remove(noeud)
        return noeud

    def climb(self, identifiant: UUID) -> list[UUID]:
        """Return a block and what it stands under, up to the top."""
        way = [identifiant]
        while (parent := self.parents.get(way[-1])) is not None and parent is not self.racine:
            way.append(parent.identifiant)
        return way


def find_collision(noeuds: list[Noeud] | Arbre, one: Changement, other: Changement) -> str:
    """Return in a few words why two changes cannot both be written as they are; empty if they can."""
    arbre = noeuds if isinstance(noeuds, Arbre) else Arbre(noeuds)
    kinds = {one.operation, other.operation}
    if kinds == {"remplacer"}:
        return _share_words(arbre, one, other)
    if kinds == {"deplacer"}:
        return _share_place(arbre, one, other)
    if "supprimer" in kinds and kinds != {"supprimer"}:
        deletion, kept = (one, other) if one.operation == "supprimer" else (other, one)
        return "l’un supprime ce que l’autre change" if _is_lost_with(arbre, kept, deletion) else ""
    return ""


def _share_words(arbre, one, other) -> str:
    if one.bloc != other.bloc or one.bloc not in arbre.noeuds:
        return ""
    noeud = arbre.noeuds[one.bloc]
    for before, mine, theirs in ((noeud.titre, one.titre, other.titre), (noeud.texte, one.texte, other.texte)):
        if words := find_overlap(before, mine, theirs):
            return f"tous deux changent « {words[:120]} »"
    named = {change.referent for change in (one, other) if change.referent not in (None, noeud.referent)}
    return "ils nomment deux fonctions référentes" if len(named) > 1 else ""


def _share_place(arbre, one, other) -> str:
    if one.bloc == other.bloc:
        same = (one.cible, one.place) == (other.cible, other.place)
        return "" if same else "ils déplacent le même bloc à deux endroits"
    crossed = one.cible in arbre.below(other.bloc) and other.cible in arbre.below(one.bloc)
    crossed = crossed and (
        arbre.lands_in(one.cible, one.place, other.bloc) or arbre.lands_in(other.cible, other.place, one.bloc)
    )
    return "chacun déplace son bloc dans celui de l’autre" if crossed else ""


def _is_lost_with(arbre, kept, deletion) -> bool:
    if kept.operation == "inserer":
        return arbre.lands_in(kept.bloc, kept.place, deletion.bloc)
    if kept.bloc in arbre.below(deletion.bloc):
        return True
    return kept.operation == "deplacer" and arbre.lands_in(kept.cible, kept.place, deletion.bloc)


def consolidate(
    noeuds: list[Noeud], changements: Iterable[Changement], choix: dict[Conflit, Choix] | None = None
) -> Resultat:
    """Return the text with every change written once, and the conflicts that nobody settled yet."""
    return _Consolidation(noeuds, changements, choix or {}).run()


def merge_referents(noeud: Noeud, changes: list[Changement]) -> str | None:
    """Return the function that answers for a block once changed; None if two are named."""
    named = {change.referent for change in changes if change.referent not in (None, noeud.referent)}
    return None if len(named) > 1 else next(iter(named), noeud.referent)


class _Consolidation:
    def __init__(self, noeuds, changements, choix):
        self.base, self.arbre, self.choix = Arbre(noeuds), Arbre(noeuds), choix
        self.by_operation: dict[str, list[Changement]] = {}
        for changement in sorted(changements, key=lambda changement: changement.numero):
            self.by_operation.setdefault(changement.operation, []).append(changement)
        self.conflits: list[Conflit] = []

    def run(self) -> Resultat:
        self.write_words()
        deletions = self.keep_deletions()
        self.add_blocs()
        self.move_blocs()
        for deletion in deletions:
            if deletion.bloc in self.arbre.parents:
                self.arbre.take(deletion.bloc)
        return Resultat(self.arbre.racine.enfants, self.conflits)

    def of(self, operation) -> list[Changement]:
        return self.by_operation.get(operation, [])

    def settle(self, bloc, sujet, numeros) -> Choix | None:
        """Return what was chosen about these very changes; note the conflict if nothing was."""
        conflit = Conflit(bloc, sujet, tuple(sorted(set(numeros))))
        if conflit not in self.choix:
            self.conflits.append(conflit)
        return self.choix.get(conflit)

    def write_words(self) -> None:
        by_bloc: dict[UUID, list[Changement]] = {}
        for changement in self.of("remplacer"):
            by_bloc.setdefault(changement.bloc, []).append(changement)
        for bloc, changes in by_bloc.items():
            noeud = self.arbre.noeuds[bloc]
            titre = merge(noeud.titre, [change.titre for change in changes])
            texte = merge(noeud.texte, [change.texte for change in changes])
            has_moved = any(change.base and change.base != digest_bloc(noeud) for change in changes)
            referent = merge_referents(noeud, changes)
            if None in (titre, texte, referent) or has_moved or not (titre or texte):
                chosen = self.settle(bloc, MOTS, [change.numero for change in changes])
                if chosen is None:
                    continue
                titre, texte, referent = chosen.titre, chosen.texte, chosen.referent
            noeud.titre, noeud.texte, noeud.referent = titre, texte, referent

    def keep_deletions(self) -> list[Changement]:
        """Return what is taken out; a block that another change touches goes only if somebody said so."""
        others = [change for kind in ("remplacer", "inserer", "deplacer") for change in self.of(kind)]
        by_bloc: dict[UUID, list[Changement]] = {}
        for deletion in self.of("supprimer"):
            by_bloc.setdefault(deletion.bloc, []).append(deletion)
        kept = []
        for bloc, deletions in by_bloc.items():
            lost = [other.numero for other in others if _is_lost_with(self.base, other, deletions[0])]
            if lost:
                chosen = self.settle(bloc, SUPPRESSION, [*lost, *(deletion.numero for deletion in deletions)])
                if chosen is None or chosen.retenu is None:
                    continue
            kept.append(deletions[0])
        return kept

    def add_blocs(self) -> None:
        """Write what is added, in the order of numbers; what is exactly the same is written once."""
        added: dict[tuple, UUID] = {}
        for change in self.of("inserer"):
            said = (change.bloc, change.place, change.genre, change.titre, change.texte)
            if said in added:
                continue
            noeud = Noeud(change.genre, change.titre, change.texte, identifiant=change.nouveau)
            self.arbre.put(noeud, change.bloc, change.place, after=added.values())
            added[said] = change.nouveau

    def move_blocs(self) -> None:
        by_bloc: dict[UUID, list[Changement]] = {}
        for change in self.of("deplacer"):
            by_bloc.setdefault(change.bloc, []).append(change)
        dropped: set[int] = set()
        for bloc, changes in by_bloc.items():
            if len({(change.cible, change.place) for change in changes}) > 1:
                dropped |= self._drop(bloc, [change.numero for change in changes])
        moves = [change for change in self.of("deplacer") if change.numero not in dropped]
        while ring := self._find_ring(moves):
            numeros = [change.numero for change in ring]
            lost = self._drop(ring[-1].bloc, numeros) or set(numeros)
            moves = [change for change in moves if change.numero not in lost]
        for change in {change.bloc: change for change in moves}.values():
            noeud = self.arbre.take(change.bloc)
            self.arbre.put(noeud, change.cible, change.place)

    def _drop(self, bloc, numeros) -> set[int]:
        chosen = self.settle(bloc, PLACE, numeros)
        return set(numeros) - ({chosen.retenu} if chosen else set())

    def _find_ring(self, moves) -> list[Changement]:
        """Return moves that would put blocks inside one another, in the order of numbers; empty if none do."""
        parents = {key: parent.identifiant for key, parent in self.arbre.parents.items()}
        done: dict[UUID, Changement] = {}
        for change in moves:
            done[change.bloc] = change
            parents[change.bloc] = change.cible if change.place == "dessous" else parents[change.cible]
            way, at = [change.cible], parents[change.cible]
            while at in parents and at != change.bloc and at not in way:
                way.append(at)
                at = parents[at]
            if at == change.bloc:
                ring = [done[step] for step in [*way, change.bloc] if step in done]
                return sorted(ring, key=lambda c: c.numero)
        return []
