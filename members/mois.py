"""Months added to a day as people count them: 31 August and six months is the end of February."""

from calendar import monthrange
from datetime import date

MONTHS = 12


def add_months(day: date, months: int) -> date:
    """Return the same day `months` later (earlier when negative), the last of the month if it has no such day."""
    year, month = divmod(day.year * MONTHS + day.month - 1 + months, MONTHS)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def end_of_month(year: int, month: int, months: int = 0) -> date:
    """Return the last day of a month, or of the one `months` later."""
    first = add_months(date(year, month, 1), months)
    return first.replace(day=monthrange(first.year, first.month)[1])


def list_months(first: date, count: int) -> list[date]:
    """Return the first day of `count` months in a row, from the month of `first`."""
    start = first.replace(day=1)
    return [add_months(start, rank) for rank in range(count)]
