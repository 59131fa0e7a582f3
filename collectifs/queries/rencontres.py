"""What collectives tell of who was met lately: an association whose person came to a meeting was seen that day."""

from django.db.models import OuterRef, Q
from django.db.models.functions import TruncDate

from collectifs.models import Presence
from members.queries.suivi import add_rencontres


def find_latest():
    """Return the day of the last meeting that somebody of an association attended."""
    attended = Presence.objects.filter(is_presente=True, association=OuterRef("pk")).exclude(
        Q(reunion__etat="annulee")
    )
    return attended.order_by("-reunion__debut").values(le=TruncDate("reunion__debut"))[:1]


add_rencontres("collectifs", find_latest)
