"""What is new, as a page lists it: rows of several tables in the same five columns, in one query."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import CharField, DateTimeField, IntegerField, QuerySet, Value
from django.db.models.functions import Cast

from socle.addresses import find_address

TEXT: CharField = CharField()


@dataclass(frozen=True)
class Nouveaute:
    """Something new: what kind of thing, of what, when, and where to read it.

    `KINDS` gives for each kind its words, its icon, its tone and the name of its page.
    """

    KINDS: ClassVar[dict[str, tuple[str, str, str, str]]]

    genre: str
    titre: str
    detail: str
    quand: datetime
    lien: int

    @property
    def dit(self) -> str:
        return self.KINDS[self.genre][0]

    @property
    def icon(self) -> str:
        return self.KINDS[self.genre][1]

    @property
    def tone(self) -> str:
        return self.KINDS[self.genre][2]

    @property
    def link(self) -> str:
        return find_address(self.KINDS[self.genre][3], self.lien)


def say_news(rows: QuerySet, genre: Any, *, titre: Any, quand: Any, lien: Any = "pk", detail: Any = "") -> QuerySet:
    """Say a kind of news in the same five columns as the others, so that a union puts them together."""
    named = {
        "genre": _constant(genre),
        "titre": Cast(titre, TEXT),
        "detail": Cast(_constant(detail), TEXT),
        "quand": Cast(quand, DateTimeField()),
        "lien": Cast(lien, IntegerField()),
    }
    renamed = {f"n_{name}": value for name, value in named.items()}
    return rows.order_by().annotate(**renamed).values_list(*renamed)


def _constant(said):
    return said if hasattr(said, "resolve_expression") else Value(said, TEXT)
