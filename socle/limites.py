"""How often a visitor without an account may do something. Without Redis nobody is refused."""

from contextlib import suppress

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

from socle.crypto import fingerprint


def is_too_many(request: HttpRequest, what: str, *, most: int, seconds: int) -> bool:
    """Count one more `what` from this visitor's address, kept as a keyed digest; say whether it is one too many."""
    address = get_adapter(request).get_client_ip(request)
    key = f"limite:{what}:{fingerprint('limite', address).hex()}"
    cache.add(key, 0, seconds)
    done = 1
    with suppress(ValueError):  # the time ended between the two
        done = cache.incr(key)
    return done > most
