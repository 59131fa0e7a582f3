"""The secrets of the second factor, which the accounts library keeps as text in a JSON of its own."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Iterator

from allauth.mfa.models import Authenticator
from django.db import transaction

from members.accounts import PLACE
from socle.crypto import (
    KEY_ID_BYTES,
    WRAPPED_KEY_BYTES,
    Unreadable,
    is_wrapped_by_active_key,
    ring_ids,
    unwrap_key,
    wrap_key,
)
from socle.trousseau import BATCH, Tour, register


class SecondsFacteurs:
    """Each text of an authenticator that begins with a wrapped key."""

    label, column = "mfa.Authenticator", "data"

    def __str__(self):
        return "seconds facteurs (Authenticator.data)"

    def count(self) -> dict[bytes, int]:
        found: dict[bytes, int] = {}
        for data in Authenticator.objects.values_list("data", flat=True).iterator():
            for text in data.values():
                sealed = _read(text)
                if sealed is not None:
                    found[sealed[:KEY_ID_BYTES]] = found.get(sealed[:KEY_ID_BYTES], 0) + 1
        return found

    def turn(self, batch: int = BATCH) -> Iterator[Tour]:
        for pk in Authenticator.objects.order_by("pk").values_list("pk", flat=True):
            with transaction.atomic():
                row = Authenticator.objects.select_for_update().filter(pk=pk).first()
                tour = _turn(row) if row else Tour(0, 0)
            if tour != Tour(0, 0):
                yield tour


def _read(text) -> bytes | None:
    """Return what is sealed in this text, or None if it is not a sealed one."""
    try:
        sealed = urlsafe_b64decode(text) if isinstance(text, str) else b""
    except (Error, ValueError):
        return None
    return sealed if len(sealed) > WRAPPED_KEY_BYTES and sealed[:KEY_ID_BYTES] in ring_ids() else None


def _turn(row) -> Tour:
    done = lost = 0
    for name, text in row.data.items():
        sealed = _read(text)
        if sealed is None or is_wrapped_by_active_key(sealed):
            continue
        try:
            key = unwrap_key(sealed[:WRAPPED_KEY_BYTES], PLACE)
        except Unreadable:
            lost += 1
            continue
        row.data[name] = urlsafe_b64encode(wrap_key(key, PLACE) + sealed[WRAPPED_KEY_BYTES:]).decode()
        done += 1
    if done:
        row.save(update_fields=["data"])
    return Tour(done, lost)


register(SecondsFacteurs())
