"""The dates of a series, in local time: 14 h stays 14 h across a change of hour."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from collectifs.models import SerieReunions
from collectifs.models.series import MOST
from socle.feries import find_ferie
from socle.french import JOURS

Rythme = SerieReunions.Rythme
WEEKS = {Rythme.SEMAINE: 1, Rythme.QUINZAINE: 2}
MONTHS = {Rythme.MOIS: 1, Rythme.DERNIER: 1, Rythme.BIMESTRE: 2, Rythme.TRIMESTRE: 3}
RANKS = ("premier", "deuxième", "troisième", "quatrième")
AUGUST = 8
LONGEST = timedelta(days=366 * 5)


@dataclass(frozen=True)
class Moment:
    """A date of the rhythm, and why it is left out, if it is."""

    debut: datetime
    saute: str = ""

    @property
    def value(self) -> str:
        """What a form sends back for it."""
        return timezone.localtime(self.debut).strftime("%Y-%m-%dT%H:%M")


def list_moments(serie: SerieReunions) -> list[Moment]:
    """Return the dates of a series in order, those that are skipped with the reason."""
    start = timezone.localtime(serie.debut)
    last = serie.jusqu_au or (start + LONGEST).date()
    moments: list[Moment] = []
    kept = 0
    for day in _days(serie.rythme, start.date()):
        if day > last or kept == (serie.nombre or MOST):
            break
        moment = timezone.make_aware(datetime.combine(day, start.time()))
        moments.append(Moment(moment, _why_not(serie, day)))
        kept += not moments[-1].saute
    return moments


def _days(rythme, first: date) -> Iterator[date]:
    if rythme in WEEKS:
        for number in range(10_000):
            yield first + timedelta(weeks=WEEKS[rythme] * number)
    rank = -1 if rythme == Rythme.DERNIER or is_fifth(first) else (first.day - 1) // 7
    for number in range(0, 1200, MONTHS.get(rythme, 1)):
        year, month = divmod(first.year * 12 + first.month - 1 + number, 12)
        yield _find(year, month + 1, first.weekday(), rank)


def _find(year, month, weekday, rank) -> date:
    """Return the nth Tuesday of a month, the last one for rank -1."""
    days = [date(year, month, day) for day in range(1, monthrange(year, month)[1] + 1)]
    return [day for day in days if day.weekday() == weekday][rank]


def is_fifth(day: date) -> bool:
    """A fifth Tuesday is not in every month: it is taken as the last."""
    return day.day > 28


def is_last(day: date) -> bool:
    return (day + timedelta(days=7)).month != day.month


def _why_not(serie, day: date) -> str:
    if serie.is_sans_aout and day.month == AUGUST:
        return "août"
    name = find_ferie(day) if serie.is_sans_feries else ""
    return f"jour férié, {name}" if name else ""


def say_rythme(serie: SerieReunions) -> str:
    """« tous les mois, le deuxième mardi », « toutes les deux semaines, le jeudi »."""
    first = timezone.localdate(serie.debut)
    jour = JOURS[first.weekday()]
    if serie.rythme in WEEKS:
        return f"{serie.get_rythme_display()}, le {jour}"
    last = serie.rythme == Rythme.DERNIER or is_fifth(first)
    rank = "dernier" if last else RANKS[(first.day - 1) // 7]
    every = Rythme(serie.rythme).label.partition(",")[0]
    return f"{every}, le {rank} {jour}"
