"""Delays in working days, French public holidays left out."""

from datetime import date, timedelta

from socle.feries import is_working_day

JOURS_POUR_REPONDRE = 5
JOURS_APRES_DEPOT = 30
JOURS_POUR_CHOISIR = 60
JOURS_D_ACCUEIL = 3
JOURS_POUR_CONFIRMER = 15
JOURS_DE_PAUSE = 90

# When people are reminded: days before the deadline, working days for a provider.
JOUR_DE_RAPPEL_PRESTATAIRE = 1
JOURS_DE_RAPPEL_CHOIX = (7, 30)
JOURS_DE_RAPPEL_SUITE = 7
JOURS_DE_RAPPEL_FIN = 5
JOURS_DE_RAPPEL_PAUSE = 7


def add_working_days(day: date, count: int) -> date:
    """Return the `count`-th working day after `day`."""
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def years_after(day: date, years: int) -> date:
    """Return the same day some years later; 29 February becomes 28."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
