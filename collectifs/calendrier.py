"""Meetings as calendar programs read them (RFC 5545): made from plain values, so that a mail may freeze them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event, vCalAddress

PRODUCT = "-//Portail fédéral//collectifs//FR"
DOMAIN = "portail.solidaubrelle.example"


def freeze(reunion) -> dict:
    """Return what a calendar entry needs, JSON-able."""
    return {
        "uid": f"{reunion.uid}@{DOMAIN}",
        "sequence": reunion.sequence,
        "titre": f"{reunion.collectif} : {reunion.titre}",
        "debut": timezone.localtime(reunion.debut).isoformat(),
        "duree": reunion.duree,
        "lieu": reunion.lieu or reunion.lien_visio,
        "lien_visio": reunion.lien_visio,
        "annulee": reunion.etat == reunion.Etat.ANNULEE,
        "ecrit_le": timezone.now().isoformat(),
    }


def build_ics(entry: dict, *, method: str = "REQUEST", attendee: str = "") -> bytes:
    """Return the calendar file of one meeting; `method` is CANCEL when it is called off."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(_event(entry, method, attendee))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _event(entry, method, attendee) -> Event:
    start = datetime.fromisoformat(entry["debut"]).astimezone(ZoneInfo(settings.TIME_ZONE))
    event = Event()
    event.add("uid", entry["uid"])
    event.add("sequence", entry["sequence"])
    event.add("dtstamp", datetime.fromisoformat(entry["ecrit_le"]))
    event.add("dtstart", start)
    event.add("dtend", start + timedelta(minutes=entry["duree"]))
    event.add("summary", entry["titre"])
    event.add("location", entry["lieu"])
    event.add("status", "CANCELLED" if method == "CANCEL" or entry["annulee"] else "CONFIRMED")
    if entry["lien_visio"]:
        event.add("url", entry["lien_visio"])
    if method != "PUBLISH":
        event.add("organizer", _address(settings.DEFAULT_FROM_EMAIL))
        if attendee:
            event.add("attendee", vCalAddress(f"mailto:{attendee}"))
    return event


def _address(sender) -> vCalAddress:
    return vCalAddress(f"mailto:{sender.rpartition('<')[2].rstrip('>')}")
