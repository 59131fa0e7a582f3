"""The tree of a pact laid out line by line, for the table of contents and for the editor."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from pacte.genres import Genre, plural_of
from pacte.tree import ON_COVER, Noeud, gather, with_ranks

CONTENTS = {Genre.DEFI, Genre.COLLECTIF, Genre.FONCTION}
GATHERED = {Genre.MOT_CLE, Genre.VALEUR, Genre.QUALITE, Genre.PRINCIPE, Genre.MISSION, Genre.OBJECTIF, Genre.QUESTION}
DEEPEST = 4


@dataclass(frozen=True)
class Ligne:
    """A line of the outline: a block, or several short ones said together."""

    text: str
    noeud: Noeud
    level: int
    is_current: bool = False
    kind: str = ""

    @property
    def ancre(self) -> str:
        return self.noeud.ancre


def write_all(noeuds: list[Noeud], level: int = 1) -> Iterator[Ligne]:
    """What the import recognised and where it put it: a line each, but for the cloud of key words."""
    ranks = {noeud.identifiant: rank for noeud, rank in with_ranks(noeuds)}
    for genre, members in gather(noeuds):
        if genre == Genre.MOT_CLE and len(members) > 1:
            cloud = ", ".join(noeud.titre for noeud in members)
            yield Ligne(cloud, members[0], min(level, DEEPEST), kind=f"{len(members)} {plural_of(genre)}")
            continue
        for noeud in members:
            kind = f"{ranks[noeud.identifiant]} {Genre(genre).label}".strip()
            yield Ligne(noeud.libelle, noeud, min(level, DEEPEST), kind=kind)
            yield from write_all(noeud.enfants, level + 1)


def write_contents(noeuds: list[Noeud], level: int = 1) -> Iterator[Ligne]:
    """What a reader looks for: the sections, the challenges, the collectives and the functions."""
    for noeud, rank in with_ranks(noeuds):
        if noeud.titre and (noeud.genre in CONTENTS or (level == 1 and noeud.genre == Genre.TEXTE)):
            text = f"{rank} défi : {noeud.titre}" if rank else noeud.titre
            yield Ligne(text, noeud, level)
            if level == 1:
                yield from write_contents(noeud.enfants, 2)


def write_around(noeuds: list[Noeud], current: UUID | None, level: int = 1) -> Iterator[Ligne]:
    """The way to the current block and its neighbours; short blocks side by side are one line until opened."""
    for genre, members in gather(noeuds):
        opened = any(noeud.identifiant == current for noeud in members)
        if genre in GATHERED and len(members) > 1 and not opened:
            yield Ligne(f"{len(members)} {plural_of(genre)}", members[0], min(level, DEEPEST))
            continue
        for noeud in members:
            yield Ligne(noeud.libelle, noeud, min(level, DEEPEST), is_current=noeud.identifiant == current)
            if any(below.identifiant == current for below in noeud.walk()):
                yield from write_around(noeud.enfants, current, level + 1)


@dataclass(frozen=True)
class Passage:
    """What is read in one go in a text under debate: a block, or the short ones of a cloud side by side."""

    noeuds: list[Noeud]
    level: int
    rank: str = ""

    @property
    def noeud(self) -> Noeud:
        return self.noeuds[0]

    @property
    def is_nuage(self) -> bool:
        return len(self.noeuds) > 1


def write_passages(noeuds: list[Noeud], level: int = 2) -> Iterator[Passage]:
    """Return the whole text, flat, in reading order, so that each block may be spoken of."""
    ranks = {noeud.identifiant: rank for noeud, rank in with_ranks(noeuds)}
    for genre, members in gather(noeuds):
        if genre in ON_COVER:
            yield Passage(members, level)
        for noeud in members:
            if genre not in ON_COVER:
                yield Passage([noeud], min(level, 6), ranks[noeud.identifiant])
            yield from write_passages(noeud.enfants, level + 1)


def find(noeuds: list[Noeud], identifiant: UUID) -> Noeud | None:
    return next((noeud for root in noeuds for noeud in root.walk() if noeud.identifiant == identifiant), None)


def write_plan(noeuds: list[Noeud], level: int = 1) -> Iterator[Ligne]:
    """Every block on its own line, in reading order, for the page where they are put in their place."""
    for noeud, rank in with_ranks(noeuds):
        kind = f"{rank} {Genre(noeud.genre).label}".strip()
        yield Ligne(noeud.libelle, noeud, min(level, DEEPEST), kind=kind)
        yield from write_plan(noeud.enfants, level + 1)
