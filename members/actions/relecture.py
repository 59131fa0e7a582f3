"""Rewriting a row that others may rewrite: of two people who save together, the second sees the first's text."""

import json
from datetime import date
from hashlib import sha256

from socle.french import say_full_date


class RowChanged(Exception):
    """Somebody else changed the row since it was read. `standing` is what it says now."""

    def __init__(self, standing, typed: dict):
        super().__init__(standing.pk)
        self.standing = standing
        self.differences = [
            (standing._meta.get_field(name).verbose_name, _say(standing, name))
            for name, value in typed.items()
            if getattr(standing, name) != value
        ]


def read_row(row, names) -> str:
    """Return the mark of what a row says, to know later whether it still says it."""
    content = {name: str(getattr(row, _column(row, name))) for name in sorted(names)}
    return sha256(json.dumps(content).encode()).hexdigest()[:32]


def rewrite(row, *, read: str, fields: dict, names) -> list[str]:
    """Write a row locked by its caller if it still says what was read, else raise RowChanged; return what changed."""
    if row.pk and read_row(row, names) != read:
        raise RowChanged(row, fields)
    changed = [name for name, value in fields.items() if getattr(row, name) != value]
    for name, value in fields.items():
        setattr(row, name, value)
    row.full_clean()
    row.save()
    return changed


def _column(row, name) -> str:
    return row._meta.get_field(name).attname


def _say(row, name) -> str:
    value = getattr(row, name)
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, date):
        return say_full_date(value)
    display = getattr(row, f"get_{name}_display", None)
    return str(display() if display else value or "rien")
