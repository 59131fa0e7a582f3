"""How long a case is kept once it has ended, who is told before, and what is to be erased today (§6.4).

The clock depends on how the case ended. A month before, the person is told by a neutral message and by the line of
their home page; the erasure waits for that month whatever the clock says. From the day of the erasure nobody opens
the case any more, whether or not a job came by.
"""

from datetime import date

from django.db.models import F, Q
from django.utils import timezone

from accompagnement.models import Brouillon, Demande
from accompagnement.models.conservation import CONSERVATION, PREAVIS, ended_since, over
from members.models import Personne

MOIS_DE_BROUILLON = 3


def get_to_warn():
    """Return the cases whose erasure must be announced: a month before, and not announced since they ended."""
    untold = Q(preavis_le=None) | Q(preavis_le__lt=F("terminee_le__date"))
    return Demande.objects.filter(ended_since(PREAVIS.days)).filter(untold)


def get_to_erase():
    """Return the cases whose time is over, and whose person was told a month ago."""
    return Demande.objects.filter(over()).order_by("terminee_le", "pk")


def get_jour_effacement(demande: Demande) -> date | None:
    """Return the day from which a case is erased; None while it lives."""
    duree = CONSERVATION.get(demande.etat_reel)
    if duree is None or demande.terminee_le is None:
        return None
    day = timezone.localtime(demande.terminee_le + duree).date()
    told = demande.preavis_le or max(timezone.localdate(), day - PREAVIS)
    return max(day, told + PREAVIS)


def is_effacement_proche(demande: Demande) -> bool:
    """Say whether the person must be shown the day of the erasure: a month before, told or not."""
    day = get_jour_effacement(demande)
    return day is not None and timezone.localdate() >= day - PREAVIS


def get_stale_brouillons():
    """Return the drafts that nobody wrote in for three months: they are already read by nobody."""
    return Brouillon.objects.filter(mois__lt=get_oldest_month())


def get_oldest_month() -> date:
    """Return the month before which a draft is forgotten."""
    today = timezone.localdate()
    months = today.year * 12 + today.month - 1 - MOIS_DE_BROUILLON
    return date(months // 12, months % 12 + 1, 1)


def get_own_cases(personne: Personne) -> list[Demande]:
    """Return somebody's own cases, the latest first."""
    cases = Demande.objects.of_requester(personne).visible_to(personne)
    return list(cases.select_related("bouquet", "service", "association").order_by("-deposee_le"))
