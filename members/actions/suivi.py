"""What the team notes of whom it met."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from members.models import Association, Contact, Personne
from socle import journal
from socle.permissions import require


@transaction.atomic
def note_contact(association: Association, *, le: date, genre: str, note: str, by: Personne) -> Contact:
    """Write that somebody of the team met or spoke with an association, and about what; nobody else reads it."""
    require(by, "members.view_rappels")
    if le > timezone.localdate():
        raise ValidationError("Ce jour est à venir : notez le contact quand il a eu lieu.")
    contact = Contact(association=association, le=le, genre=genre, note=note, par=by)
    contact.full_clean()
    contact.save()
    journal.record("members.note_contact", association, by=by, le=le.isoformat(), genre=genre)
    return contact


@transaction.atomic
def remove_contact(contact: Contact, *, by: Personne) -> None:
    """Take back what one wrote oneself by mistake."""
    require(by, "members.view_rappels")
    if contact.par_id != by.pk:
        raise ValidationError("Seule la personne qui a noté ce contact peut le retirer.")
    journal.record("members.remove_contact", contact.association, by=by, le=contact.le.isoformat())
    contact.delete()
