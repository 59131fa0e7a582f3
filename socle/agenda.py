"""A person's agenda: what every app says they take part in, by date, and the sheet of a month."""

import re
from calendar import Calendar
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from socle.moment import RendezVous

MONTH = re.compile(r"(?P<year>[0-9]{4})-(?P<month>0[1-9]|1[0-2])")
FIRST_YEAR, LAST_YEAR = 1980, 2200


@dataclass
class Day:
    """A square of the sheet."""

    date: date
    is_inside: bool
    is_today: bool
    moments: list[RendezVous] = field(default_factory=list)


def gather(personne, debut: datetime, fin: datetime | None = None) -> list[RendezVous]:
    """Return what begins for a person from `debut` on and before `fin`, in every app of AGENDA_SOURCES."""
    sources = [import_string(name) for name in settings.AGENDA_SOURCES]
    found = [rendez_vous for source in sources for rendez_vous in source(personne, debut, fin)]
    return sorted(found, key=lambda rendez_vous: (rendez_vous.start, rendez_vous.title))


def midnight(day: date) -> datetime:
    """Return the moment a day begins here."""
    return timezone.make_aware(datetime.combine(day, time.min))


def read_month(text: str, today: date) -> date:
    """Return the first day of « 2026-11 »; of this month when the text is nothing of the kind."""
    found = MONTH.fullmatch(text)
    if found and FIRST_YEAR <= int(found["year"]) <= LAST_YEAR:
        return date(int(found["year"]), int(found["month"]), 1)
    return today.replace(day=1)


def read_year(text: str, today: date) -> int:
    """Return the year written, this one when the text is nothing of the kind."""
    is_year = len(text) == 4 and text.isascii() and text.isdigit() and FIRST_YEAR <= int(text) <= today.year
    return int(text) if is_year else today.year


def next_month(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)


def previous_month(first: date) -> date:
    return (first - timedelta(days=1)).replace(day=1)


def make_sheet(first: date, today: date) -> list[list[Day]]:
    """Return the weeks of a month, Monday first, with the days of its neighbours that complete them."""
    weeks = Calendar().monthdatescalendar(first.year, first.month)
    return [[Day(day, day.month == first.month, day == today) for day in week] for week in weeks]


def fill_sheet(weeks: list[list[Day]], moments: list[RendezVous]) -> None:
    """Put each rendez-vous on its day."""
    days = {day.date: day for week in weeks for day in week}
    for moment in moments:
        days[timezone.localdate(moment.start)].moments.append(moment)
