"""The day asked for in an address: `?le=2024-03-03`."""

from datetime import date

from django.utils import timezone


def read_day(text: str) -> date | None:
    """Return a past day written year first; None for today, a day to come or anything else."""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        return None
    return day if date(1900, 1, 1) <= day < timezone.localdate() else None
