"""Codes of attendance: read from the clock and the key ring, kept nowhere.

The code of a half-day is shown in the room and changes every ten minutes: a photograph sent outside is soon stale.
The personal code is read by one person on their own page: on a tablet that goes round, nobody signs for another.
"""

from datetime import datetime
from hmac import compare_digest

from django.utils import timezone

from formations.models import DemiJournee, Inscription
from socle.crypto import fingerprint

SLOT = 600


def get_room_code(half: DemiJournee, now: datetime | None = None) -> str:
    """Return the six figures shown in the room at this moment."""
    return _room(half, _slot(now))


def is_room_code(half: DemiJournee, typed: str, now: datetime | None = None) -> bool:
    """Say whether the code was shown in the room now, or just before."""
    slot = _slot(now)
    return any(_same(_room(half, shown), typed) for shown in (slot, slot - 1))


def get_personal_code(inscription: Inscription) -> str:
    """Return the six figures by which one person signs on a tablet."""
    return _draw("emargement:personne", inscription.pk)


def is_personal_code(inscription: Inscription, typed: str) -> bool:
    return _same(get_personal_code(inscription), typed)


def _slot(now) -> int:
    return int((now or timezone.now()).timestamp()) // SLOT


def _room(half, slot) -> str:
    return _draw("emargement:salle", f"{half.pk}:{slot}")


def _draw(purpose, value) -> str:
    return f"{int.from_bytes(fingerprint(purpose, value)[:8]) % 1_000_000:06}"


def _same(code, typed) -> bool:
    return compare_digest(code.encode(), typed.replace(" ", "").strip().encode())
