"""The half-days of sessions as a calendar file; each keeps the identifier that the person's agenda gives it."""

from datetime import UTC, datetime

from django.utils import timezone
from icalendar import Calendar, Event

from formations.models import SessionFormation


def build_session_ics(session: SessionFormation) -> bytes:
    """Return one event a half-day; called off, they are marked so."""
    return build_ics([session])


def build_ics(sessions) -> bytes:
    """Return the half-days of several sessions as one calendar; where to join them from afar is not in it."""
    calendar = Calendar()
    for name, value in (("prodid", "-//Portail fédéral//Formations//FR"), ("version", "2.0"), ("method", "PUBLISH")):
        calendar.add(name, value)
    for session in sessions:
        for half in session.demi_journees.all():
            half.session = session
            calendar.add_component(_event(half, session))
    return calendar.to_ical()


def _event(half, session) -> Event:
    event = Event()
    event.add("uid", f"{half.date:%Y%m%d}-{half.moment}-{session.calendar_uid}")
    event.add("sequence", session.sequence)
    event.add("dtstamp", session.revisee_le.astimezone(UTC))
    event.add("dtstart", _utc(half.date, half.debut))
    event.add("dtend", _utc(half.date, half.fin))
    event.add("summary", f"Formation : {session.formation}")
    event.add("location", half.place)
    if session.etat == SessionFormation.Etat.ANNULEE:
        event.add("status", "CANCELLED")
    return event


def _utc(day, at) -> datetime:
    return timezone.make_aware(datetime.combine(day, at)).astimezone(UTC)
