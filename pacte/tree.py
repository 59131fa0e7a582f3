"""The tree of a pact as plain values: what is read from a text, written to JSON, and drawn on a page."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID, uuid4

from pacte.genres import Genre

FORMAT = "pacte-federal/1"
REFERENT_LENGTH = 100
INDICATEUR_LENGTH = 200
DEEPEST = 20  # a page draws a level inside the other
ON_COVER = (Genre.VALEUR, Genre.MOT_CLE)


class FormatInconnu(ValueError):
    """A file that says it is a pact and does not read as one."""


@dataclass
class Noeud:
    """One piece of a pact and what stands under it."""

    genre: str
    titre: str = ""
    texte: str = ""
    referent: str = ""
    identifiant: UUID = field(default_factory=uuid4)
    enfants: list["Noeud"] = field(default_factory=list)
    indicateur: str = ""
    echeance: date | None = None

    @property
    def ancre(self) -> str:
        return str(self.identifiant)

    @property
    def libelle(self) -> str:
        """What it is called in a list: its title, or the start of its text."""
        return shorten(self.titre or self.texte)

    @property
    def groupes(self) -> list[tuple[str, list["Noeud"]]]:
        return gather(self.enfants)

    @property
    def is_bare(self) -> bool:
        """A word or a line alone, which may be drawn side by side with others."""
        return bool(self.titre) and not (self.texte or self.referent or self.enfants)

    def walk(self) -> Iterator["Noeud"]:
        yield self
        for enfant in self.enfants:
            yield from enfant.walk()


def shorten(said: str, width: int = 90) -> str:
    return said if len(said) <= width else f"{said[: width - 1].rsplit(' ', 1)[0]}…"


def gather(noeuds: list[Noeud]) -> list[tuple[str, list[Noeud]]]:
    """Put side by side the pieces of a same kind that follow one another."""
    return [(str(genre), list(group)) for genre, group in groupby(noeuds, key=lambda noeud: noeud.genre)]


def ordinal(rank: int) -> str:
    """« 1er », « 2e »."""
    return f"{rank}{'er' if rank == 1 else 'e'}"


def with_ranks(noeuds: list[Noeud]) -> Iterator[tuple[Noeud, str]]:
    """Give each challenge its rank among its siblings, and nothing to the rest."""
    rank = 0
    for noeud in noeuds:
        rank += noeud.genre == Genre.DEFI
        yield noeud, ordinal(rank) if noeud.genre == Genre.DEFI else ""


@dataclass
class Texte:
    """A whole pact as plain values."""

    titre: str = ""
    territoire: str = ""
    debut: date | None = None
    fin: date | None = None
    noeuds: list[Noeud] = field(default_factory=list)

    def walk(self) -> Iterator[Noeud]:
        for noeud in self.noeuds:
            yield from noeud.walk()

    @property
    def couverture(self) -> list[tuple[str, list[Noeud]]]:
        """The values and the key words, which open the pact."""
        return gather([noeud for genre in ON_COVER for noeud in self.noeuds if noeud.genre == genre])

    @property
    def sections(self) -> list[tuple[Noeud, str]]:
        """What follows the cover, each challenge with its rank, « 1er », « 2e »."""
        return list(with_ranks([noeud for noeud in self.noeuds if noeud.genre not in ON_COVER]))

    def count(self, genre: str) -> int:
        return sum(noeud.genre == genre for noeud in self.walk())


def to_data(texte: Texte) -> dict[str, Any]:
    """Return a pact as JSON-able values."""
    return {
        "format": FORMAT,
        "titre": texte.titre,
        "territoire": texte.territoire,
        "debut": texte.debut.isoformat() if texte.debut else None,
        "fin": texte.fin.isoformat() if texte.fin else None,
        "blocs": [_write(noeud) for noeud in texte.noeuds],
    }


def from_data(data: Any) -> Texte:
    """Read a pact written by `to_data`; raises FormatInconnu when something is missing or misplaced."""
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise FormatInconnu("Ce fichier JSON ne vient pas de l’export d’un pacte.")
    try:
        texte = Texte(
            titre=_text(data, "titre"),
            territoire=_text(data, "territoire"),
            debut=date.fromisoformat(data["debut"]) if data["debut"] else None,
            fin=date.fromisoformat(data["fin"]) if data["fin"] else None,
            noeuds=[_read(bloc) for bloc in data["blocs"]],
        )
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise FormatInconnu("Ce fichier JSON est abîmé : une partie du pacte n’y est pas lisible.") from error
    identifiants = [noeud.identifiant for noeud in texte.walk()]
    if len(set(identifiants)) != len(identifiants):
        raise FormatInconnu("Ce fichier JSON est abîmé : deux blocs y portent le même identifiant.")
    return texte


def write_canonical(texte: Texte, numero: str) -> str:
    """Return the one writing of a version whose digest is its verification code."""
    data = to_data(texte) | {"numero": numero}
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest(texte: Texte, numero: str) -> str:
    return hashlib.sha256(write_canonical(texte, numero).encode()).hexdigest()


def _write(noeud) -> dict[str, Any]:
    """Return a block as values; how it is followed is written only where it is, so that older digests still hold."""
    followed = {"indicateur": noeud.indicateur} if noeud.indicateur else {}
    if noeud.echeance:
        followed["echeance"] = noeud.echeance.isoformat()
    return followed | {
        "identifiant": str(noeud.identifiant),
        "genre": str(noeud.genre),
        "titre": noeud.titre,
        "texte": noeud.texte,
        "referent": noeud.referent,
        "blocs": [_write(enfant) for enfant in noeud.enfants],
    }


def _read(bloc, depth=1) -> Noeud:
    noeud = Noeud(
        identifiant=UUID(bloc["identifiant"]),
        genre=Genre(bloc["genre"]),
        titre=_text(bloc, "titre"),
        texte=_text(bloc, "texte"),
        referent=_text(bloc, "referent"),
        indicateur=_text({"indicateur": ""} | bloc, "indicateur"),
        echeance=date.fromisoformat(bloc["echeance"]) if bloc.get("echeance") else None,
    )
    if not (noeud.titre or noeud.texte) or len(noeud.referent) > REFERENT_LENGTH or depth > DEEPEST:
        raise ValueError(noeud.identifiant)
    if len(noeud.indicateur) > INDICATEUR_LENGTH or (noeud.genre != Genre.ENGAGEMENT and _is_followed(noeud)):
        raise ValueError(noeud.identifiant)
    noeud.enfants = [_read(enfant, depth + 1) for enfant in bloc["blocs"]]
    return noeud


def _is_followed(noeud) -> bool:
    return bool(noeud.indicateur or noeud.echeance)


def _text(data, key) -> str:
    value = data[key]
    if not isinstance(value, str) or "\0" in value:
        raise TypeError(key)
    return value
