"""The clock of a provider who left (§6.4): pages read it from the day they left, whether or not a job came by."""

from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from accompagnement.delais import years_after
from accompagnement.models import Prestataire
from accompagnement.models.conservation import PREAVIS

ANNEES_ACTIVES, ANNEES_D_ARCHIVE = 2, 5


def is_archivable() -> Q:
    """The condition of having left two years ago."""
    return _left_since(ANNEES_ACTIVES)


def _left_since(years: int, days: int = 0) -> Q:
    limit = years_after(timezone.localdate() + timedelta(days=days), -years)
    return Q(etat=Prestataire.Etat.SORTI, sorti_le__lte=limit)


def get_to_archive():
    """Return the files that go to the archive today."""
    return Prestataire.objects.filter(is_archivable(), archive_le=None)


def get_to_announce():
    """Return the archived files whose destruction is a month away and was not announced."""
    due = _left_since(ANNEES_ACTIVES + ANNEES_D_ARCHIVE, PREAVIS.days)
    return Prestataire.objects.filter(due, archive_le__isnull=False, preavis_le=None).select_related("personne")


def get_to_destroy():
    """Return the archived files whose time is over, and whose person was told a month ago."""
    told = timezone.localdate() - PREAVIS
    return Prestataire.objects.filter(_left_since(ANNEES_ACTIVES + ANNEES_D_ARCHIVE), preavis_le__lte=told)


def get_archives():
    """Return the archived files, those that a job has not moved yet included, the nearest to its end first."""
    return Prestataire.objects.filter(is_archivable()).select_related("personne").order_by("sorti_le", "pk")


def is_archive(prestataire: Prestataire) -> bool:
    """Say whether a file is in the archive today."""
    return prestataire.sorti_le is not None and get_jour_archive(prestataire) <= timezone.localdate()


def get_jour_archive(prestataire: Prestataire) -> date:
    return years_after(prestataire.sorti_le, ANNEES_ACTIVES)


def get_jour_destruction(prestataire: Prestataire) -> date:
    """Return the day from which nothing is kept: five years after the archive, a month after the notice."""
    day = years_after(prestataire.sorti_le, ANNEES_ACTIVES + ANNEES_D_ARCHIVE)
    told = prestataire.preavis_le or max(timezone.localdate(), day - PREAVIS)
    return max(day, told + PREAVIS)
