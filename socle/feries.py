"""French public holidays, those of the whole country, and working days."""

from datetime import date
from functools import lru_cache

from socle.lazy import lazy

france = lazy("holidays.countries.france")


@lru_cache(maxsize=32)
def get_feries(year: int) -> dict[date, str]:
    """Return the public holidays of a year; two on one day are both named."""
    return dict(france.France(years=year, language="fr"))


def find_ferie(day: date) -> str:
    """Return the name of a public holiday, empty on other days."""
    return get_feries(day.year).get(day, "")


def is_working_day(day: date) -> bool:
    """Say whether offices are open: no weekend, no public holiday."""
    return day.weekday() < 5 and not find_ferie(day)
