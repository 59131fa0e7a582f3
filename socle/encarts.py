"""What another app has to say at the side of a page that it does not know: asked of each source, drawn by one tag.

A page is named as in `{% url %}` with the number of what it shows; a source of `settings.ENCARTS_SOURCES` answers
with a card, or with nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Ligne:
    """A line of the card, which leads somewhere."""

    titre: str
    detail: str
    link: str


@dataclass(frozen=True)
class Encart:
    """A card: its lines, and what may be done about them by whoever reads it."""

    titre: str
    icon: str
    lignes: Sequence[Ligne] = ()
    geste: str = ""
    link: str = ""


def get_encarts(personne, page: str, objet: int) -> list[Encart]:
    """Return what every source says beside a page, to somebody who is signed in."""
    if not personne.is_authenticated:
        return []
    sources = [import_string(name) for name in settings.ENCARTS_SOURCES]
    return [encart for source in sources if (encart := source(personne, page, objet))]
