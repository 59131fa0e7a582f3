"""What the apps do that may answer a need which another app keeps: pointed to by the name of its page and its number.

An app says what it does in the source that `settings.REPONSES_SOURCES` names; the need is shown with what the reader
may read of it, and nothing tells them of the rest.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Model, QuerySet
from django.utils.module_loading import import_string

from socle.addresses import find_address


@dataclass(frozen=True)
class Reponse:
    """Something done that may answer a need: the page it is read on, its number, in words."""

    genre: str
    objet: int
    titre: str
    detail: str = ""

    @property
    def link(self) -> str:
        return find_address(self.genre, self.objet)

    @property
    def cle(self) -> str:
        """What a form sends back."""
        return f"{self.genre}/{self.objet}"


@dataclass(frozen=True)
class Source:
    """What an app offers: the page of each, what a person may read, what they would choose among, how it is said."""

    genre: str
    readable: Callable[..., QuerySet]
    offered: Callable[..., QuerySet]
    say: Callable[[Model], tuple[str, str]]


def get_sources() -> list[Source]:
    return [import_string(name) for name in settings.REPONSES_SOURCES]


def get_reponses(personne, objets: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Reponse]:
    """Return, of these pages, those that a person may read today; nothing is asked for none."""
    wanted: dict[str, list[int]] = {}
    for genre, objet in objets:
        wanted.setdefault(genre, []).append(objet)
    found = [
        _say(source, row)
        for source in get_sources()
        if source.genre in wanted
        for row in source.readable(personne).filter(pk__in=wanted[source.genre])
    ]
    return {(reponse.genre, reponse.objet): reponse for reponse in found}


def get_offered(personne) -> list[Reponse]:
    """Return what a person may choose among, the latest first."""
    return [_say(source, row) for source in get_sources() for row in source.offered(personne)]


def _say(source, row) -> Reponse:
    return Reponse(source.genre, row.pk, *source.say(row))
