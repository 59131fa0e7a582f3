"""French public holidays (Code du travail, article L3133-1), those of the whole country, and working days."""

from datetime import date, timedelta
from functools import lru_cache

from dateutil.easter import easter

FIXED = {
    (1, 1): "Jour de l'an",
    (5, 1): "Fête du Travail",
    (5, 8): "Fête de la Victoire",
    (7, 14): "Fête nationale",
    (8, 15): "Assomption",
    (11, 1): "Toussaint",
    (11, 11): "Armistice",
    (12, 25): "Noël",
}
AFTER_EASTER = {1: "Lundi de Pâques", 39: "Ascension", 50: "Lundi de Pentecôte"}


@lru_cache(maxsize=32)
def get_feries(year: int) -> dict[date, str]:
    """Return the public holidays of a year; two on one day are both named."""
    named = [(date(year, *day), name) for day, name in FIXED.items()]
    named += [(easter(year) + timedelta(days=days), name) for days, name in AFTER_EASTER.items()]
    feries: dict[date, str] = {}
    for day, name in sorted(named):
        feries[day] = f"{feries[day]}; {name}" if day in feries else name
    return feries


def find_ferie(day: date) -> str:
    """Return the name of a public holiday, empty on other days."""
    return get_feries(day.year).get(day, "")


def is_working_day(day: date) -> bool:
    """Say whether offices are open: no weekend, no public holiday."""
    return day.weekday() < 5 and not find_ferie(day)
