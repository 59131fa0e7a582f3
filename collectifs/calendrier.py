"""Meetings as calendar programs read them: what the mails of a meeting carry."""

from typing import Any

from django.conf import settings
from django.utils import timezone

from collectifs.models import Presence
from socle.addresses import find_address
from socle.calendrier import build_event, open_calendar
from socle.lazy import lazy

icalendar = lazy("icalendar")

PARTSTAT = {
    Presence.Reponse.VIENT: "ACCEPTED",
    Presence.Reponse.NE_VIENT_PAS: "DECLINED",
    Presence.Reponse.POUVOIR: "DECLINED",
}


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


def build_ics(entry: dict, *, method: str = "REQUEST", attendee: str = "", reponse: str = "") -> bytes:
    """Return the calendar file of one meeting; `method` is CANCEL when it is called off."""
    calendar = open_calendar(method)
    event = build_event(entry)
    if method == "CANCEL":
        event["STATUS"] = "CANCELLED"
    if method != "PUBLISH":
        event.add("organizer", _address(settings.DEFAULT_FROM_EMAIL))
        if attendee:
            event.add("attendee", _attendee(attendee, reponse))
    calendar.add_component(event)
    return calendar.to_ical()


def _attendee(address, reponse) -> Any:
    """Answers are given by the links of the mail: a calendar program is asked for none."""
    attendee = icalendar.vCalAddress(f"mailto:{address}")
    attendee.params["ROLE"] = "REQ-PARTICIPANT"
    attendee.params["PARTSTAT"] = PARTSTAT.get(reponse, "NEEDS-ACTION")
    attendee.params["RSVP"] = "FALSE"
    return attendee


def _address(sender) -> Any:
    return icalendar.vCalAddress(f"mailto:{sender.rpartition('<')[2].rstrip('>')}")
