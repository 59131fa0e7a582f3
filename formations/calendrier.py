"""The half-days of sessions as a calendar file; each keeps the identifier that the person's agenda gives it."""

from datetime import datetime

from django.utils import timezone

from formations.models import SessionFormation
from socle.addresses import find_address
from socle.calendrier import build_feed
from socle.moment import RendezVous

ABOUT = "Programme et inscription"


def build_session_ics(session: SessionFormation) -> bytes:
    """Return one event a half-day; called off, they are marked so."""
    return build_ics([session])


def build_ics(sessions) -> bytes:
    """Return the half-days of several sessions as one calendar; where to join them from afar is not in it."""
    moments = [_say(half, session) for session in sessions for half in session.demi_journees.all()]
    return build_feed("Formations", moments, about=ABOUT)


def _say(half, session) -> RendezVous:
    half.session = session
    is_off = session.etat == SessionFormation.Etat.ANNULEE
    return RendezVous(
        title=f"Formation : {session.formation}",
        detail=half.module,
        link=find_address("formations:session_detail", session.pk),
        start=timezone.make_aware(datetime.combine(half.date, half.debut)),
        end=timezone.make_aware(datetime.combine(half.date, half.fin)),
        place=half.place,
        is_off=is_off,
        is_expected=not is_off,
        uid=f"{half.date:%Y%m%d}-{half.moment}-{session.calendar_uid}",
        sequence=session.sequence,
        revised=session.revisee_le,
    )
