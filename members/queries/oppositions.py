"""Who asked never to be written to: known by a keyed digest of the address, which outlives their erasure."""

from collections.abc import Iterable

from members.models import Opposition
from socle.crypto import fingerprint

PURPOSE = "opposition"


def print_of(address: str) -> bytes:
    """Return what is kept of an address, however it is typed."""
    return fingerprint(PURPOSE, address.strip().lower())


def find_opposed(addresses: Iterable[str]) -> set[str]:
    """Return which of these addresses must not be written to, in one query."""
    prints = {print_of(address): address for address in addresses if address}
    found = Opposition.objects.filter(empreinte__in=list(prints)).values_list("empreinte", flat=True)
    return {prints[bytes(empreinte)] for empreinte in found}


def is_opposed(address: str) -> bool:
    return bool(find_opposed([address]))
