"""The attendance sheet of a meeting: everybody expected by category of people (C9), and who came besides."""

from dataclasses import dataclass

from collectifs.models import Categorie, PersonneDePassage, Presence
from members.normalisation import normalise


@dataclass(frozen=True)
class Groupe:
    """The people of a category, with how many came of how many expected."""

    label: str
    presences: list[Presence]
    passages: list[PersonneDePassage]

    @property
    def venues(self) -> int:
        return sum(presence.is_presente is True for presence in self.presences) + len(self.passages)

    @property
    def attendues(self) -> int:
        return len(self.presences)


@dataclass(frozen=True)
class Feuille:
    groupes: list[Groupe]
    total: int
    attendues: int


def read_feuille(reunion, words: str = "") -> Feuille:
    """Return the sheet in two questions; `words` keeps the names that hold them, the counts stay whole."""
    presences = list(reunion.presences.select_related("personne", "association", "pouvoir_a"))
    passages = list(reunion.passages.select_related("association"))
    wanted = normalise(words[:100])
    for presence in presences:
        presence.mots = normalise(f"{presence.personne} {presence.association or ''}")
        presence.is_hidden = wanted not in presence.mots
    groupes = []
    for value, label in Categorie.choices:
        theirs = [presence for presence in presences if presence.categorie == value]
        besides = [passage for passage in passages if passage.categorie == value]
        groupes.append(Groupe(label, theirs, besides))
    total = sum(groupe.venues for groupe in groupes)
    return Feuille(groupes, total, len(presences))
