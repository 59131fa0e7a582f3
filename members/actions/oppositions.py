"""« Ne plus m’écrire »: said once, for good, by whoever holds the link of a mail."""

from members.models import Opposition


def oppose(empreinte: bytes) -> None:
    """Note that an address must not be written to any more; twice changes nothing, and nobody else is told."""
    Opposition.objects.get_or_create(empreinte=empreinte)
