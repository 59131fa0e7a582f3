"""A pact laid out flat, as word processors keep it: a line for each thing that a block says, and what it is.

The three files that people may go on writing (Markdown, DOCX, ODT) carry it, so that what was exported comes back
as it was, whatever its kinds. A text from elsewhere has no such marks: the recogniser reads it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from pacte.genres import Genre
from pacte.tree import DEEPEST, INDICATEUR_LENGTH, REFERENT_LENGTH, FormatInconnu, Noeud, Texte, with_ranks

PACTE = "pacte"
COVER = ("titre", "territoire", "debut", "fin")
CHAMPS = ("titre", "texte", "referent", "indicateur", "echeance")
PHRASE = "phrase"  # the text of a block without a title
OPENS = ("titre", PHRASE)
DATES = ("debut", "fin", "echeance")
SAID = {
    "debut": "Du ",
    "fin": "Au ",
    "referent": "Référent : ",
    "indicateur": "Indicateur : ",
    "echeance": "Échéance : ",
}
MARK = re.compile(r"pacte (?P<genre>[a-z_]+)(?: (?P<niveau>\d{1,2}))? (?P<champ>[a-z]+)")
ORDINAL = re.compile(r"^\d{1,4}(?:er|e) défi : ")
DAMAGED = "Ce fichier est abîmé : une partie du pacte n’y est pas lisible."


@dataclass(frozen=True)
class Entree:
    """One thing that a block says; `rang` is the ordinal that the program writes before a challenge."""

    genre: str
    niveau: int
    champ: str
    valeur: str
    rang: str = ""

    @property
    def marque(self) -> str:
        """What it is, in the words that a file keeps: « pacte defi 1 titre »."""
        where = f" {self.niveau}" if self.niveau else ""
        return f"pacte {self.genre}{where} {self.champ}"

    @property
    def dit(self) -> str:
        """What is read on paper, where the ordinal of a challenge stands before its title."""
        return f"{self.rang} défi : {self.valeur}" if self.rang else SAID.get(self.champ, "") + self.valeur

    @property
    def is_titre(self) -> bool:
        return self.champ == "titre"


def write_entrees(texte: Texte) -> Iterator[Entree]:
    """Return the whole pact, flat, in reading order; each block opens with its title, or with its text."""
    for champ in COVER:
        if valeur := getattr(texte, champ):
            yield Entree(PACTE, 0, champ, _say(valeur))
    yield from _write(texte.noeuds, 1)


def _write(noeuds, niveau) -> Iterator[Entree]:
    for noeud, rank in with_ranks(noeuds):
        genre = str(Genre(noeud.genre))
        for champ in CHAMPS:
            if valeur := getattr(noeud, champ):
                said = PHRASE if champ == "texte" and not noeud.titre else champ
                yield Entree(genre, niveau, said, _say(valeur), rank if champ == "titre" else "")
        yield from _write(noeud.enfants, niveau + 1)


def read_mark(mark: str, dit: str) -> Entree:
    """Return a line from its mark and its words; raises FormatInconnu when the mark is none of ours."""
    found = MARK.fullmatch(mark)
    if found is None:
        raise FormatInconnu(DAMAGED)
    genre, champ = found["genre"], found["champ"]
    known = COVER if genre == PACTE else (*CHAMPS, PHRASE) if genre in Genre.values else ()
    if champ not in known:
        raise FormatInconnu(DAMAGED)
    said = dit.removeprefix(SAID.get(champ, ""))
    if genre == Genre.DEFI and champ == "titre":
        said = ORDINAL.sub("", said, count=1)
    return Entree(genre, int(found["niveau"] or 0), champ, said)


def read_entrees(entrees: Iterable[Entree]) -> Texte:
    """Return the pact that these lines say; raises FormatInconnu when they make none."""
    texte, way = Texte(), []
    for entree in entrees:
        if entree.genre == PACTE:
            setattr(texte, entree.champ, _read(entree))
        elif entree.champ in OPENS and entree.valeur:
            way = way[: max(entree.niveau - 1, 0)]
            noeud = Noeud(entree.genre, **{"titre" if entree.is_titre else "texte": entree.valeur})
            (way[-1].enfants if way else texte.noeuds).append(noeud)
            way.append(noeud)
        elif entree.valeur:
            _add(way, entree)
    if any(_height(noeud) > DEEPEST for noeud in texte.noeuds):
        raise FormatInconnu(DAMAGED)
    for noeud in texte.walk():
        _check(noeud)
    return texte


def _add(way, entree) -> None:
    """Give a block one more of its fields; a text cut in two by a word processor is one text again."""
    if not way:
        raise FormatInconnu(DAMAGED)
    before = way[-1].texte if entree.champ == "texte" else ""
    setattr(way[-1], entree.champ, f"{before}\n\n{entree.valeur}" if before else _read(entree))


def _say(valeur) -> str:
    return valeur.strftime("%d/%m/%Y") if isinstance(valeur, date) else valeur


def _read(entree):
    if entree.champ not in DATES:
        return entree.valeur
    try:
        return datetime.strptime(entree.valeur.strip(), "%d/%m/%Y").date()  # noqa: DTZ007 (a day, not a moment)
    except ValueError:
        raise FormatInconnu(DAMAGED) from None


def _check(noeud) -> None:
    followed = noeud.indicateur or noeud.echeance
    too_long = len(noeud.referent) > REFERENT_LENGTH or len(noeud.indicateur) > INDICATEUR_LENGTH
    if not (noeud.titre or noeud.texte) or too_long or (followed and noeud.genre != Genre.ENGAGEMENT):
        raise FormatInconnu(DAMAGED)


def _height(noeud) -> int:
    level, height = [noeud], 0
    while level:
        height += 1
        level = [enfant for each in level for enfant in each.enfants]
    return height
