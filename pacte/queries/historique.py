"""What a block said at each moment, who wrote it, and what changed from one to the next."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pacte.differences import diff_words
from pacte.genres import Genre
from pacte.models import Bloc
from socle.french import say_full_date

SAME_SITTING = timedelta(minutes=10)  # a text kept as it is typed is one state for each time somebody sat down
MOST = 60
FIELDS = ("genre", "titre", "texte", "referent", "indicateur", "echeance")
NAMES = dict(zip(FIELDS, ("Genre", "Titre", "Texte", "Fonction référente", "Indicateur", "Échéance"), strict=True))


@dataclass(frozen=True)
class Etat:
    """A block as somebody left it, and what that changed."""

    event: Any
    differences: list[tuple[str, list[tuple[str, str]]]]
    is_current: bool

    @property
    def summary(self) -> str:
        return self.event.titre or self.event.texte


def get_etats(bloc: Bloc) -> list[Etat]:
    """Return the states of a block, the latest first, in one query."""
    events = bloc.events.select_related("modifie_par").order_by("-revision", "-pgh_id").distinct("revision")
    kept = _gather(list(events[:MOST]))
    older = [*kept[1:], None]
    return [Etat(event, compare(before, event), event is kept[0]) for event, before in zip(kept, older, strict=True)]


def compare(before: Any, after: Any) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return what differs between two states, field by field and word by word."""
    pairs = [(NAMES[name], say_field(before, name), say_field(after, name)) for name in FIELDS]
    return [(name, diff_words(old, new)) for name, old, new in pairs if old != new]


def say_field(row: Any, name: str) -> str:
    """Return a field of a block as people read it."""
    value = getattr(row, name, None) or ""
    if name == "echeance" and value:
        return say_full_date(value)
    return str(Genre(value).label) if name == "genre" and value else str(value)


def _gather(events) -> list:
    """Keep the first state and the last of each sitting: somebody who goes on writing does not make a new one."""
    kept: list = []
    for event in events:
        newer = kept[-1] if kept else None
        if newer and event.revision > 1 and _is_same_sitting(event, newer):
            continue
        kept.append(event)
    return kept


def _is_same_sitting(event, newer) -> bool:
    return newer.modifie_par_id == event.modifie_par_id and newer.modifie_le - event.modifie_le < SAME_SITTING
