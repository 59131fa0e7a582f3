"""Thanks told to those who wrote, together and once."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from outiltheque.models import Outil, Remerciement
from outiltheque.notifications.retours import RemerciementsRecus
from socle.notifications import notify

EVERY = timedelta(days=7)


def tell_thanks() -> int:
    """Tell the thanks of the tools whose last digest is a week old; returns how many tools were told of."""
    waiting = Remerciement.objects.filter(outil=OuterRef("pk"), transmis_le=None)
    recent = Remerciement.objects.filter(outil=OuterRef("pk"), transmis_le__gt=timezone.now() - EVERY)
    due = Outil.objects.filter(Exists(waiting), ~Exists(recent)).values_list("pk", flat=True)
    return sum(_tell(pk) for pk in list(due))


@transaction.atomic
def _tell(pk: int) -> bool:
    outil = Outil.objects.select_for_update().get(pk=pk)
    rows = Remerciement.objects.select_for_update(of=("self",)).filter(outil=outil, transmis_le=None)
    thanks = list(rows.select_related("personne"))
    if not thanks:
        return False
    notify(RemerciementsRecus(outil, thanks))
    Remerciement.objects.filter(pk__in=[row.pk for row in thanks]).update(transmis_le=timezone.now())
    return True
