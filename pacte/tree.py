"""The tree of a pact as plain values: what is read from a text, written to JSON, and drawn on a page."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from pacte.genres import Genre

FORMAT = "pacte-federal/1"


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

    def walk(self) -> Iterator["Noeud"]:
        yield self
        for enfant in self.enfants:
            yield from enfant.walk()


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
        raise FormatInconnu("Ce fichier JSON est abîmé : une partie du pacte n’y est pas lisible.") from error
    identifiants = [noeud.identifiant for noeud in texte.walk()]
    if len(set(identifiants)) != len(identifiants):
        raise FormatInconnu("Ce fichier JSON est abîmé : deux blocs y portent le même identifiant.")
    return texte


def write_canonical(texte: Texte, numero: str) -> str:
    """Return the one writing of a version whose digest is its verification code."""
    data = to_data(texte) | {"numero": numero}
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest(texte: Texte, numero: str) -> str:
    return hashlib.sha256(write_canonical(texte, numero).encode()).hexdigest()


def _write(noeud) -> dict[str, Any]:
    return {
        "identifiant": str(noeud.identifiant),
        "genre": str(noeud.genre),
        "titre": noeud.titre,
        "texte": noeud.texte,
        "referent": noeud.referent,
        "blocs": [_write(enfant) for enfant in noeud.enfants],
    }


def _read(bloc) -> Noeud:
    return Noeud(
        identifiant=UUID(bloc["identifiant"]),
        genre=Genre(bloc["genre"]),
        titre=_text(bloc, "titre"),
        texte=_text(bloc, "texte"),
        referent=_text(bloc, "referent"),
        enfants=[_read(enfant) for enfant in bloc["blocs"]],
    )


def _text(data, key) -> str:
    value = data[key]
    if not isinstance(value, str) or "\0" in value:
        raise TypeError(key)
    return value
