"""What people do with networks: the team keeps them, associations come in and go out, each on a day."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from members.models import AppartenanceReseau, Association, Personne, Reseau
from socle import journal
from socle.permissions import require

EDIT, JOIN = "members.edit_reseau", "members.join_reseau"
HAS_HISTORY = "Des associations ont fait partie de ce réseau : il reste dans l’histoire. Donnez-lui plutôt une fin."


@transaction.atomic
def save_reseau(reseau: Reseau, *, by: Personne, **fields) -> Reseau:
    """Write what a network is; only an event has a window of dates."""
    require(by, EDIT)
    for name, value in fields.items():
        setattr(reseau, name, value)
    if reseau.genre != Reseau.Genre.EVENEMENTIEL:
        reseau.debut = reseau.fin = None
    elif not (reseau.debut and reseau.fin):
        raise ValidationError({"debut": "Un réseau événementiel a un premier et un dernier jour : indiquez les deux."})
    if reseau.genre == Reseau.Genre.TERRITORIAL and reseau.territoire is None:
        raise ValidationError({"territoire": "Un réseau territorial a son territoire : choisissez-le."})
    reseau.full_clean()
    reseau.save()
    journal.record("members.save_reseau", reseau, by=by, genre=reseau.genre)
    return reseau


@transaction.atomic
def delete_reseau(reseau: Reseau, *, by: Personne) -> None:
    """Remove a network that nobody ever joined."""
    require(by, EDIT)
    if reseau.appartenances.exists():
        raise ValidationError(HAS_HISTORY)
    journal.record("members.delete_reseau", reseau, by=by)
    reseau.delete()


@transaction.atomic
def join_reseau(reseau: Reseau, *, association: Association, debut: date, by: Personne) -> AppartenanceReseau:
    """Bring a member into a network from a day; it may be in several."""
    require(by, JOIN, association)
    Reseau.objects.select_for_update().get(pk=reseau.pk)
    if not Association.objects.adherentes(debut).filter(pk=association.pk).exists():
        raise ValidationError("Cette association n’est pas membre de la fédération ce jour-là.")
    if AppartenanceReseau.objects.since(debut).filter(reseau=reseau, association=association).exists():
        raise ValidationError("Cette association est déjà dans ce réseau.")
    place = AppartenanceReseau(reseau=reseau, association=association, debut=debut)
    place.full_clean()
    place.save()
    journal.record("members.join_reseau", place, by=by, association=association.pk)
    return place


@transaction.atomic
def leave_reseau(place: AppartenanceReseau, *, fin: date | None = None, by: Personne) -> AppartenanceReseau:
    """Take an association out of a network: today, or the day said, is its last; what it was stays known."""
    require(by, JOIN, place.association)
    standing = (
        AppartenanceReseau.objects.select_for_update(of=("self",)).select_related("association").get(pk=place.pk)
    )
    if standing.fin is not None:
        raise ValidationError("Cette association a déjà quitté ce réseau.")
    standing.fin = max(fin or timezone.localdate(), standing.debut)
    standing.full_clean()
    standing.save()
    journal.record("members.leave_reseau", standing, by=by, fin=standing.fin.isoformat())
    return standing
