"""What people do with ties: a tie is closed, never rewritten."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from members.models import Association, Personne, Rattachement
from socle import journal
from socle.permissions import require

LAST_MANAGER = (
    "Vous êtes la seule personne à gérer cette fiche : confiez-la d’abord à quelqu’un d’autre, "
    "ou demandez à la fédération de le faire."
)


@transaction.atomic
def end_rattachement(rattachement: Rattachement, *, on: date, by: Personne) -> Rattachement:
    """Say which day was, or will be, the last of a tie; what it was stays known."""
    require(by, "members.edit_rattachement", rattachement.association)
    standing = _lock(rattachement)
    if standing.fin is not None:
        raise ValidationError("Ce rattachement a déjà une fin : il n’y a rien à changer.")
    _keep_a_manager(standing, by)
    standing.fin = on
    standing.full_clean()
    standing.save()
    journal.record("members.end_rattachement", standing, by=by, fin=on.isoformat())
    return standing


@transaction.atomic
def change_rattachement(
    rattachement: Rattachement, *, genre: str, fonction: str, is_gestionnaire: bool, by: Personne
) -> Rattachement:
    """Give somebody another place in the association from today: the old row closes yesterday, another opens.

    A row that only began today was never true for a whole day: it is corrected in place.
    """
    require(by, "members.edit_rattachement", rattachement.association)
    standing = _lock(rattachement)
    if standing.fin is not None:
        raise ValidationError("Ce rattachement est terminé : ouvrez-en plutôt un nouveau par une invitation.")
    if not is_gestionnaire:
        _keep_a_manager(standing, by)
    today = timezone.localdate()
    if standing.debut < today:
        standing.fin = today - timedelta(days=1)
        standing.save()
        standing = Rattachement(personne=standing.personne, association=standing.association, debut=today)
    standing.genre, standing.fonction, standing.is_gestionnaire = genre, fonction, is_gestionnaire
    standing.full_clean()
    standing.save()
    journal.record("members.change_rattachement", standing, by=by, genre=genre, gestionnaire=is_gestionnaire)
    return standing


def open_rattachement(invitation, *, on: date) -> Rattachement:
    """Open the tie that an accepted invitation promised, unless the same runs already."""
    association: Association = invitation.association
    running = association.rattachements.filter(personne=invitation.personne, genre=invitation.genre, fin=None)
    standing = running.first() or Rattachement(
        personne=invitation.personne,
        association=association,
        genre=invitation.genre,
        fonction=invitation.fonction,
        debut=on,
    )
    standing.is_gestionnaire = standing.is_gestionnaire or invitation.is_gestionnaire
    standing.full_clean()
    standing.save()
    return standing


def _lock(rattachement) -> Rattachement:
    rows = Rattachement.objects.select_for_update(of=("self",)).select_related("personne", "association")
    return rows.get(pk=rattachement.pk)


def _keep_a_manager(rattachement, by) -> None:
    if not rattachement.is_gestionnaire or rattachement.personne_id != by.pk:
        return
    others = rattachement.association.rattachements.en_cours().filter(is_gestionnaire=True)
    if not others.exclude(pk=rattachement.pk).exists():
        raise ValidationError(LAST_MANAGER)
