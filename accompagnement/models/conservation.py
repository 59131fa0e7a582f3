"""How long a case is kept once it has ended, by the way it ended (§6.4): the one place where these clocks are."""

from datetime import timedelta

from django.db.models import F, Q
from django.utils import timezone

from accompagnement.models.vie import Etat

PREAVIS = timedelta(days=30)
CONSERVATION = {
    Etat.CLOTUREE: timedelta(days=365),  # an opinion is asked six months after
    Etat.EVALUEE: timedelta(days=365),
    Etat.REORIENTEE: timedelta(days=182),
    Etat.EXPIREE: timedelta(days=182),
    Etat.RETIREE: timedelta(days=91),  # long enough to open it again
}


def ended_since(days: int = 0, prefix: str = "") -> Q:
    """The condition of having a clock with at most `days` left."""
    condition = Q(pk__in=[])
    for etat, duree in CONSERVATION.items():
        limit = timezone.now() + timedelta(days=days) - duree
        condition |= Q(**{f"{prefix}etat": etat, f"{prefix}terminee_le__lte": limit})
    return condition


def over(prefix: str = "") -> Q:
    """The condition of being erased as from today: the clock has run out and the person was told a month ago."""
    told = {
        f"{prefix}preavis_le__lte": timezone.localdate() - PREAVIS,
        f"{prefix}preavis_le__gte": F(f"{prefix}terminee_le__date"),
    }
    return ended_since(prefix=prefix) & Q(**told)
