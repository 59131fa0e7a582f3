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
    """Something dated that a person takes part in; each app says its own, `socle.agenda` puts them together.

    `state` says in words what matters of it: what the person answered, that it is called off. With a `uid` it
    goes to the calendars of whoever subscribes; what is confidential, or not announced yet, has none.
    """

    title: str
    detail: str
    link: str
    start: datetime
    end: datetime | None = None
    place: str = ""
    url: str = ""
    state: str = ""
    tone: str = "fed"
    is_off: bool = False
    is_expected: bool = True  # False: declined, called off or only being prepared
    uid: str = ""
    sequence: int = 0
    revised: datetime | None = None

    @property
    def finish(self) -> datetime:
        return self.end or self.start
