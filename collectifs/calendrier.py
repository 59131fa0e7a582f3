"""Meetings as calendar programs read them (RFC 5545): made from plain values, so that a mail may freeze them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event, Timezone, vCalAddress, vDuration, vUri

from collectifs.models import Presence
from socle.addresses import find_address

PRODUCT = "-//Portail fédéral//collectifs//FR"
PARIS = ZoneInfo("Europe/Paris")
PARTSTAT = {
    Presence.Reponse.VIENT: "ACCEPTED",
    Presence.Reponse.NE_VIENT_PAS: "DECLINED",
    Presence.Reponse.POUVOIR: "DECLINED",
}
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


def freeze(reunion) -> dict:
    """Return what a calendar entry needs, JSON-able."""
    return {
        "uid": reunion.calendar_uid,
        "sequence": reunion.sequence,
        "titre": f"{reunion.collectif} : {reunion.titre}",
        "debut": timezone.localtime(reunion.debut).isoformat(),
        "fin": timezone.localtime(reunion.fin).isoformat(),
        "lieu": reunion.lieu,
        "lien_visio": reunion.lien_visio,
        "page": settings.PORTAIL_URL + find_address("collectifs:reunion_detail", reunion.pk),
        "annulee": reunion.etat in (reunion.Etat.ANNULEE, reunion.Etat.REPORTEE),
        "libre": False,
        "ecrit_le": reunion.revisee_le.isoformat(),
    }


def freeze_moment(moment) -> dict:
    """Return the same of a rendez-vous, whichever app says it."""
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


def build_ics(entry: dict, *, method: str = "REQUEST", attendee: str = "", reponse: str = "") -> bytes:
    """Return the calendar file of one meeting; `method` is CANCEL when it is called off."""
    calendar = _open_calendar(method)
    event = _event(entry)
    if method == "CANCEL":
        event["STATUS"] = "CANCELLED"
    if method != "PUBLISH":
        event.add("organizer", _address(settings.DEFAULT_FROM_EMAIL))
        if attendee:
            event.add("attendee", _attendee(attendee, reponse))
    calendar.add_component(event)
    return calendar.to_ical()


def build_feed(name: str, moments) -> bytes:
    """Return what a telephone reads again and again: the same bytes as long as nothing changed."""
    calendar = _open_calendar("PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", settings.TIME_ZONE)
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    for moment in moments:
        calendar.add_component(_event(freeze_moment(moment)))
    return calendar.to_ical()


def _open_calendar(method) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    calendar.add_component(Timezone.from_ical(VTIMEZONE))
    return calendar


def _event(entry) -> Event:
    event = Event()
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
    event.add("description", f"{visio}Ordre du jour et réponse : {entry['page']}")
    event.add("url", vUri(entry["page"]))
    event.add("status", "CANCELLED" if entry["annulee"] else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if entry["libre"] else "OPAQUE")
    return event


def _attendee(address, reponse) -> vCalAddress:
    """Answers are given by the links of the mail: a calendar program is asked for none."""
    attendee = vCalAddress(f"mailto:{address}")
    attendee.params["ROLE"] = "REQ-PARTICIPANT"
    attendee.params["PARTSTAT"] = PARTSTAT.get(reponse, "NEEDS-ACTION")
    attendee.params["RSVP"] = "FALSE"
    return attendee


def _address(sender) -> vCalAddress:
    return vCalAddress(f"mailto:{sender.rpartition('<')[2].rstrip('>')}")
