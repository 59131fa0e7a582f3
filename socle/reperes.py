"""Places of long texts that a page of another app may point to, whichever app keeps the text."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Repere:
    """A piece of a text, known by an identifier that stays from one version to the next."""

    identifiant: UUID
    genre: str
    titre: str
    link: str

    def __str__(self):
        return f"{self.genre.capitalize()} : {self.titre}"


def get_reperes(personne, identifiants: Iterable[UUID] | None = None) -> list[Repere]:
    """Return the pieces that a person may read today, all of them or these, from every app of REPERES_SOURCES."""
    wanted = None if identifiants is None else list(identifiants)
    if wanted == []:
        return []
    sources = [import_string(name) for name in settings.REPERES_SOURCES]
    return [repere for source in sources for repere in source(personne, wanted)]
