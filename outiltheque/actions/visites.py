from django.db import transaction
from django.utils import timezone

from members.models import Personne
from outiltheque.models import VisiteOutiltheque
from socle.visites import mark_visit


@transaction.atomic
def record_visit(*, is_all_read: bool = False, by: Personne) -> VisiteOutiltheque:
    """Write that a person read what changed in the library."""
    VisiteOutiltheque.objects.bulk_create(
        [VisiteOutiltheque(personne=by, vue_le=timezone.now())], ignore_conflicts=True
    )
    visite = VisiteOutiltheque.objects.select_for_update().get(personne=by)
    return mark_visit(visite, is_all_read=is_all_read)
