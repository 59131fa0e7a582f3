"""Changes to the words of a text as ranges of words, so that several can be written in it at once.

Two changes that touch the same words cannot both be written; two that say exactly the same are written once; words
added at the same place follow one another, the first deposited first.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from pacte.differences import TOKEN, find_spans


@dataclass(frozen=True, order=True)
class Retouche:
    """The words from `debut` to `fin` of a text, read as `mots` instead."""

    debut: int
    fin: int
    mots: str

    @property
    def is_ajout(self) -> bool:
        return self.debut == self.fin

    def touches(self, other: "Retouche") -> bool:
        """Say whether both cannot be written: they change common words, differently."""
        if self == other or (self.is_ajout and other.is_ajout):
            return False
        if self.is_ajout:
            return other.debut < self.debut < other.fin
        if other.is_ajout:
            return other.touches(self)
        return self.debut < other.fin and other.debut < self.fin


def find_retouches(before: str, after: str) -> list[Retouche]:
    """Return what changes from a text to another, in reading order."""
    old, new = TOKEN.findall(before), TOKEN.findall(after)
    return [Retouche(a, b, "".join(new[c:d])) for a, b, c, d in find_spans(old, new)]


def find_overlap(before: str, one: str, other: str) -> str | None:
    """Return the words that two rewritings of a text both change, differently; None if there are none."""
    words = TOKEN.findall(before)
    for mine in find_retouches(before, one):
        for theirs in find_retouches(before, other):
            if mine.touches(theirs):
                start, end = min(mine.debut, theirs.debut), max(mine.fin, theirs.fin)
                return "".join(words[start:end]).strip() or "…"
    return None


def merge(before: str, afters: Iterable[str]) -> str | None:
    """Return a text with every rewriting of it, each change once; None if two of them touch the same words."""
    ranked: dict[Retouche, int] = {}
    for rank, after in enumerate(afters):
        for retouche in find_retouches(before, after):
            ranked.setdefault(retouche, rank)
    retouches = sorted(ranked, key=lambda r: (r.debut, r.fin, ranked[r]))
    if any(one.touches(other) for rank, one in enumerate(retouches) for other in retouches[rank + 1 :]):
        return None
    words, written, at = TOKEN.findall(before), [], 0
    for retouche in retouches:
        written += [*words[at : retouche.debut], retouche.mots]
        at = retouche.fin
    return "".join([*written, *words[at:]])
