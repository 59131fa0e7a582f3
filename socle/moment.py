"""What awaits a person and what is near: the two shapes that every app feeds the home page with."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Attente:
    """Something a person is expected to do: a title, a page, and a badge that says how pressing it is."""

    title: str
    detail: str
    link: str
    icon: str = "clock"
    tone: str = "fed"
    badge: str = ""
    due: date | None = None


@dataclass(frozen=True)
class RendezVous:
    """Something dated that a person takes part in."""

    title: str
    detail: str
    link: str
    start: datetime
