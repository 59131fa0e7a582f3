"""Names that look alike, found among tens of thousands without asking the database a line at a time.

The same measure as Postgres' own: the share of the groups of three letters that two names have in common.
"""

from collections import Counter, defaultdict
from functools import lru_cache

RAREST = 9


@lru_cache(maxsize=20_000)
def cut(name: str) -> frozenset[str]:
    """Return the groups of three letters of a name, already spelt as search spells."""
    groups: set[str] = set()
    for word in name.split():
        padded = f"  {word} "
        groups.update(padded[start : start + 3] for start in range(len(padded) - 2))
    return frozenset(groups)


def compare(one: str, other: str) -> float:
    """Return how much two names look alike, from 0 to 1."""
    first, second = cut(one), cut(other)
    return len(first & second) / (len(first | second) or 1)


class Alike:
    """The names among which to look."""

    def __init__(self, names: dict[int, str]):
        self.names = names
        self.holders: dict[str, list[int]] = defaultdict(list)
        for pk, name in names.items():
            for group in cut(name):
                self.holders[group].append(pk)

    def add(self, pk: int, name: str) -> None:
        self.names[pk] = name
        for group in cut(name):
            self.holders[group].append(pk)

    def find(self, name: str, least: float, most: int = 3) -> list[tuple[int, float]]:
        """Return the nearest names and how near they are; only those that share a rare group are compared."""
        groups = sorted(cut(name), key=lambda group: len(self.holders.get(group, ())))[:RAREST]
        shared: Counter[int] = Counter()
        for group in groups:
            shared.update(self.holders.get(group, ()))
        likely = [pk for pk, number in shared.items() if number > 1 or len(groups) < 4]
        near = ((pk, compare(name, self.names[pk])) for pk in likely)
        return sorted((found for found in near if found[1] >= least), key=lambda found: -found[1])[:most]
