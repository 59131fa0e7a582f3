"""Tables of people small enough to recognise somebody: which figures are published, which are withheld (R17).

Primary suppression hides every cell with 0 < n < k. A zero is published: nobody stands behind it.
Complementary suppression then hides further cells, the smallest first, until the total no longer tells.

Guarantee, for a reader who knows k, every published figure, and that a withheld cell is at least 1:
either the total is withheld too, and nothing bounds the withheld cells from above; or at least two cells are
withheld and each of them may be anything from 1 to a number that is at least k. In both cases a withheld cell
may be small or not: it is never pinned down, and never known to be below k. `possible_values` is that interval.

Several tables that share a total are masked with `mask_together`: what one withholds, another must not give away.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class MaskedTable:
    """A table ready to be published; `None` is a withheld figure."""

    rows: list[tuple[str, int | None]]
    total: int | None
    k: int

    @property
    def hidden(self) -> list[str]:
        """The labels of the withheld cells."""
        return [label for label, count in self.rows if count is None]

    @property
    def is_masked(self) -> bool:
        return self.total is None or bool(self.hidden)

    @property
    def shown_sum(self) -> int:
        return sum(count for _, count in self.rows if count is not None)

    @property
    def hidden_word(self) -> str:
        """What is read in place of a withheld figure; the same for all, so that it tells nothing more."""
        return f"moins de {self.k}, ou masqué"

    def to_json(self) -> dict[str, Any]:
        return {"lignes": [list(row) for row in self.rows], "total": self.total, "k": self.k}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "MaskedTable":
        return cls(rows=[(label, count) for label, count in data["lignes"]], total=data["total"], k=data["k"])


def mask(counts: Mapping[str, int], *, k: int, thin: Set[str] = frozenset(), keeps_total: bool = True) -> MaskedTable:
    """Return the table with every figure withheld that would let somebody be recognised.

    `thin` figures are withheld whatever they are: too few people, or too few associations, stand behind them.
    """
    return _mask(counts, k=k, keeps_total=keeps_total, thin=thin)


def mask_together(tables: Mapping[str, Mapping[str, int]], *, k: int) -> dict[str, MaskedTable]:
    """Mask tables that count the same people: if one must withhold the total, none may give it away."""
    masked = {name: mask(counts, k=k) for name, counts in tables.items()}
    if all(table.total is not None for table in masked.values()):
        return masked
    return {name: _mask(counts, k=k, keeps_total=False) for name, counts in tables.items()}


def possible_values(table: MaskedTable) -> tuple[int, int | None] | None:
    """Return the least and greatest value that a withheld cell may have for a reader (None: no upper limit)."""
    if not table.hidden:
        return None
    if table.total is None:
        return 1, None
    rest = table.total - table.shown_sum
    others = len(table.hidden) - 1
    return (1, rest - others) if others else (rest, rest)


def find_small_differences(before: MaskedTable, after: MaskedTable) -> list[str]:
    """Return the labels whose figures differ by 1 to k-1 between two publications; "" stands for the total.

    What can be subtracted is a cell published twice, the total, and the rest that both publications leave out.
    """
    k = max(before.k, after.k)
    old, new = dict(before.rows), dict(after.rows)
    labels = list(dict.fromkeys([*old, *new]))
    found = [label for label in labels if _is_small_difference(old.get(label, 0), new.get(label, 0), k)]
    left_out = {label for label in labels if old.get(label, 0) is None or new.get(label, 0) is None}
    rests = (_rest(before, left_out), _rest(after, left_out))
    if _is_small_difference(before.total, after.total, k) or (left_out and _is_small_difference(*rests, k)):
        found.append("")
    return found


def _mask(counts, *, k, keeps_total, thin=frozenset()) -> MaskedTable:
    total = sum(counts.values())
    hidden = {label for label, count in counts.items() if 0 < count < k or (count and label in thin)}
    ranked = [(count, rank, label) for rank, (label, count) in enumerate(counts.items()) if count >= k]
    still_shown = sorted(row for row in ranked if row[2] not in hidden)
    if hidden and keeps_total:
        while still_shown and not _is_safe(counts, hidden, k):
            hidden.add(still_shown.pop(0)[2])
        keeps_total = _is_safe(counts, hidden, k)
    if total and not keeps_total and not hidden:
        hidden.add(still_shown[0][2])  # without it the total would be a sum
    rows = [(label, None if label in hidden else count) for label, count in counts.items()]
    return MaskedTable(rows=rows, total=total if keeps_total or not total else None, k=k)


def _is_safe(counts, hidden, k) -> bool:
    return len(hidden) >= 2 and sum(counts[label] for label in hidden) - (len(hidden) - 1) >= k


def _is_small_difference(old, new, k) -> bool:
    return old is not None and new is not None and 0 < abs(old - new) < k


def _rest(table, labels) -> int | None:
    if table.total is None:
        return None
    return table.total - sum(count for label, count in table.rows if label not in labels and count is not None)
