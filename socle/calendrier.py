"""Rendez-vous as calendar programs read them (RFC 5545): made from plain values, so that a mail may freeze them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from socle.lazy import lazy
from socle.moment import RendezVous

icalendar = lazy("icalendar")

PRODUCT = "-//Portail fédéral//Agenda//FR"
PARIS = ZoneInfo("Europe/Paris")
# Written out: two rules say every change of hour since 1996, where a library lists them one by one until 2037.
VTIMEZONE = b"""BEGIN:VTIMEZONE
TZID:Europe/Paris
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""
REFRESH = timedelta(hours=1)
ABOUT = "Ordre du jour et réponse"


def freeze_moment(moment: RendezVous) -> dict[str, Any]:
    """Return what a calendar entry needs of a rendez-vous, JSON-able, whichever app says it."""
    return {
        "uid": moment.uid,
        "sequence": moment.sequence,
        "titre": moment.title,
        "debut": timezone.localtime(moment.start).isoformat(),
        "fin": timezone.localtime(moment.finish).isoformat(),
        "lieu": moment.place,
        "lien_visio": moment.url,
        "page": settings.PORTAIL_URL + moment.link,
        "annulee": moment.is_off,
        "libre": not moment.is_expected,
        "ecrit_le": (moment.revised or moment.start).isoformat(),
    }


def build_feed(name: str, moments: Iterable[RendezVous], *, about: str = ABOUT) -> bytes:
    """Return what a telephone reads again and again: the same bytes as long as nothing changed."""
    calendar = open_calendar("PUBLISH")
    hourly = icalendar.vDuration(REFRESH)
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", settings.TIME_ZONE)
    calendar.add("refresh-interval", hourly, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", hourly)
    for moment in moments:
        calendar.add_component(build_event(freeze_moment(moment), about=about))
    return calendar.to_ical()


def open_calendar(method: str) -> Any:
    """Return an empty calendar that knows our time zone."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    calendar.add_component(icalendar.Timezone.from_ical(VTIMEZONE))
    return calendar


def build_event(entry: dict[str, Any], *, about: str = ABOUT) -> Any:
    """Return the event of a frozen entry; `about` says what is found on its page."""
    event = icalendar.Event()
    event.add("uid", entry["uid"])
    event.add("sequence", entry["sequence"])
    event.add("dtstamp", datetime.fromisoformat(entry["ecrit_le"]))
    event.add("last-modified", datetime.fromisoformat(entry["ecrit_le"]))
    event.add("dtstart", datetime.fromisoformat(entry["debut"]).astimezone(PARIS))
    event.add("dtend", datetime.fromisoformat(entry["fin"]).astimezone(PARIS))
    event.add("summary", entry["titre"])
    if place := entry["lieu"] or entry["lien_visio"]:
        event.add("location", place)
    visio = f"Visioconférence : {entry['lien_visio']}\n" if entry["lien_visio"] else ""
    event.add("description", f"{visio}{about} : {entry['page']}")
    event.add("url", icalendar.vUri(entry["page"]))
    event.add("status", "CANCELLED" if entry["annulee"] else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if entry["libre"] else "OPAQUE")
    return event
