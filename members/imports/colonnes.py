"""Which rows are headings, and what each column means: proposed from the words, remembered by the headings."""

import json
from dataclasses import dataclass
from hashlib import sha256

from members.imports.champs import CHAMPS
from members.imports.limites import FichierIllisible
from members.models import ImportFiches
from members.normalisation import normalise

SEARCHED = 30
IGNORED = ""


@dataclass
class Entetes:
    """The headings of a table, and the number of the first line under them."""

    intitules: list[str]
    premiere_ligne: int


def find_headings(rows: list[list[str]], genre: str) -> Entetes:
    """Return the headings: the row, or the two rows, where most columns are understood.

    Titles, addresses and blank lines may stand above; without any known word, the first full row is taken.
    """
    filled = [number for number, row in enumerate(rows) if any(row)][:SEARCHED]
    best, found = (0, 0), None
    for number in filled:
        for depth in (1, 2):
            labels = combine(rows[number : number + depth])
            if depth == 1 or is_two_rows(rows[number : number + 2]):
                score = (len(propose(labels, genre)), -depth)
                if score[0] and score > best:
                    best, found = score, Entetes(labels, number + depth + 1)
    if found is None:
        full = max(filled, key=lambda number: sum(map(bool, rows[number])))
        found = Entetes(combine([rows[full]]), full + 2)
    if not any(any(row) for row in rows[found.premiere_ligne - 1 :]):
        raise FichierIllisible("Ce fichier n’a aucune ligne sous ses intitulés : vérifiez que c’est le bon.")
    width = max(len(row) for row in rows)
    found.intitules += [""] * (width - len(found.intitules))
    return found


def is_two_rows(rows: list[list[str]]) -> bool:
    """Whether the second row completes the first: headings merged over several columns leave holes in it."""
    if len(rows) < 2 or sum(map(bool, rows[0])) < 2 or not any(rows[1]):
        return False
    above = rows[0] + [""] * len(rows[1])
    return any(under and not over for under, over in zip(rows[1], above, strict=False))


def combine(rows: list[list[str]]) -> list[str]:
    """Return one heading a column: a group over several columns is said before each of them."""
    if len(rows) == 1:
        return list(rows[0])
    above, under = rows[0], rows[1]
    width = max(len(above), len(under))
    above, under = above + [""] * (width - len(above)), under + [""] * (width - len(under))
    labels, group = [], ""
    for over, below in zip(above, under, strict=True):
        group = over or (group if below else "")
        labels.append(f"{group} · {below}" if group and below and group != below else below or group)
    return labels


def propose(labels: list[str], genre: str) -> dict[str, str]:
    """Return what each column seems to mean, by its rank; a field is proposed once, to the clearest heading."""
    spelt = [normalise(label)[:80] for label in labels]
    last = [normalise(label.rpartition("·")[2])[:80] for label in labels]
    known = {word: champ.nom for champ in CHAMPS[ImportFiches.Genre(genre)] for word in reversed(champ.mots)}
    found: dict[str, str] = {}
    for texts, match in ((spelt, _exactly), (last, _exactly), (spelt, _by_beginning)):
        for rank, text in enumerate(texts):
            champ = match(text, known) if text and str(rank) not in found else None
            if champ and champ not in found.values():
                found[str(rank)] = champ
    return found


def sign(labels: list[str]) -> str:
    """Return what two files with the same headings have in common."""
    return sha256(json.dumps([normalise(label) for label in labels]).encode()).hexdigest()


def _exactly(text, known):
    return known.get(text)


def _by_beginning(text, known):
    """« Téléphone du secrétariat » begins with a known word; the longest wins."""
    words = [word for word in known if len(word) > 2 and text.startswith(f"{word} ")]
    return known[max(words, key=len)] if words else None
