"""What people do with the searches of the directory they keep."""

from django.core.exceptions import ValidationError
from django.db import transaction

from members.models import Personne, Segment
from socle import journal
from socle.permissions import require

MOST = 50
TOO_MANY = f"Vous gardez déjà {MOST} recherches : supprimez-en une que vous n’utilisez plus."


@transaction.atomic
def save_segment(*, nom: str, requete: str, is_partage: bool, by: Personne) -> Segment:
    """Keep the filters of a search under a name; the rows it finds are found again each time."""
    require(by, "members.add_segment")
    Personne.objects.select_for_update().get(pk=by.pk)
    if by.segments.count() >= MOST:
        raise ValidationError(TOO_MANY)
    return _write(Segment(personne=by, requete=requete), "members.add_segment", by, nom=nom, is_partage=is_partage)


@transaction.atomic
def edit_segment(segment: Segment, *, nom: str, is_partage: bool, by: Personne) -> Segment:
    """Give a kept search another name, show it to the federal team or keep it to oneself again."""
    require(by, "members.edit_segment", segment)
    Personne.objects.select_for_update().get(pk=segment.personne_id)
    return _write(segment, "members.edit_segment", by, nom=nom, is_partage=is_partage)


@transaction.atomic
def delete_segment(segment: Segment, *, by: Personne) -> None:
    """Forget a kept search; the associations it found are not touched."""
    require(by, "members.edit_segment", segment)
    journal.record("members.delete_segment", segment, by=by)
    segment.delete()


def _write(segment, verb, by, *, nom, is_partage) -> Segment:
    segment.nom, segment.is_partage = nom, is_partage
    segment.full_clean()
    segment.save()
    journal.record(verb, segment, by=by, partage=is_partage)
    return segment
