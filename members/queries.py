"""Questions about people and associations that span several tables."""

from django.core.cache import cache

from members.models import Federation

FEDERATION_NAME = "federation-name"
ONE_HOUR = 3600


def get_federation_name() -> str:
    """Return the name in the portal's corner; asked on every page, so kept an hour."""
    name = cache.get(FEDERATION_NAME)
    if name is None:
        federation = Federation.objects.order_by("pk").first()
        name = federation.nom if federation else "Portail fédéral"
        cache.set(FEDERATION_NAME, name, ONE_HOUR)
    return name
