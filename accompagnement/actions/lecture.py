"""The one gate: a sealed text is opened here or nowhere, and every opening leaves its line."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accompagnement.models import Acces, Demande, Lecture, Role, Scelle


@transaction.atomic
def read_scelle(demande: Demande, genre: str, *, by) -> str:
    """Return a sealed text to who holds its key, and write who read what, when, in the same transaction.

    The access is held while it reads: closing it waits, or came first. The requester's own line has no name.
    """
    opened = Acces.objects.opened_for(by).filter(demande=demande).select_for_update()
    for acces in opened:
        key = acces.get_key(genre)
        if key is not None:
            text = Scelle.objects.get(demande=demande, genre=genre).open_with(key)
            lecteur = None if acces.role == Role.DEMANDEUR else by
            Lecture.objects.create(demande=demande, genre=genre, role=acces.role, lecteur=lecteur)
            return text
    raise PermissionDenied("no key")
