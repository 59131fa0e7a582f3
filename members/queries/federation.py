"""The federation itself."""

from django.core.cache import caches

from members.models import Federation

FEDERATION_NAME = "federation-name"
ONE_HOUR = 3600


def get_federation_name() -> str:
    """Return the name in the portal's corner; asked on every page, so kept an hour."""
    memory = caches["process"]
    name = memory.get(FEDERATION_NAME)
    if name is None:
        federation = Federation.objects.order_by("pk").first()
        if federation is None:
            return "Portail fédéral"
        name = federation.nom
        memory.set(FEDERATION_NAME, name, ONE_HOUR)
    return name
