"""The one gate: what is sealed is opened here or nowhere, and every opening leaves its line."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accompagnement.models import CLES_DU_ROLE, Acces, Demande, Lecture, Role, Scelle


def hold_acces(demande: Demande, genre: str, by) -> Acces:
    """Return the open access by which somebody may open this kind of thing, held until the end of the transaction.

    The case is held first, as whoever closes an access does: closing it waits, or came first.
    """
    Demande.objects.select_for_update().get(pk=demande.pk)
    for acces in Acces.objects.opened_for(by).filter(demande=demande).select_for_update(of=("self",)):
        if genre in CLES_DU_ROLE[Role(acces.role)]:
            return acces
    raise PermissionDenied("no key")


def leave_line(acces: Acces, genre: str, *, by, numero: int | None = None) -> None:
    """Write who read what, when, in the transaction of the reading. The requester's own line has no name."""
    Lecture.objects.create(
        demande_id=acces.demande_id, genre=genre, role=acces.role, lecteur=name_of(acces, by), numero=numero
    )


def name_of(acces: Acces, by):
    """Return who acts by this access, as a row may name them: the requester never is."""
    return None if acces.role == Role.DEMANDEUR else by


@transaction.atomic
def read_scelle(demande: Demande, genre: str, *, by) -> str:
    """Return a sealed text to who holds its key, and write who read what, when, in the same transaction."""
    acces = hold_acces(demande, genre, by)
    key = acces.get_key(genre)
    scelle = Scelle.objects.filter(demande=demande, genre=genre).first()
    if key is None or scelle is None:
        raise PermissionDenied("no key")
    text = scelle.open_with(key)
    leave_line(acces, genre, by=by)
    return text
