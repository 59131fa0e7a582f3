"""Which threads somebody has in a case, who reads each, and what they have not read yet."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Case, Count, Exists, F, OuterRef, Q, When

from accompagnement.models import (
    ACCOMPAGNEES,
    CLES_DU_ROLE,
    FILS,
    VIVANTS,
    Acces,
    Demande,
    Fil,
    Genre,
    Lecture,
    MessageScelle,
    Role,
)
from accompagnement.models.echanges import COTE_DEMANDEUR
from accompagnement.queries.suivi import get_role

OUVERTS = {Genre.ACCUEIL: VIVANTS, Genre.SUIVI: set(ACCOMPAGNEES)}
TITRES = {
    Genre.ACCUEIL: {True: "Avec la coordination neutre", False: "Avec la personne"},
    Genre.SUIVI: {True: "Avec qui vous accompagne", False: "Avec la personne"},
}
# Who reads a thread, said to each side, on the page and before anything is written.
LECTEURS = {
    Genre.ACCUEIL: {
        True: "Lu par vous et par la coordination neutre, qui ne connaît pas votre nom : ne l’écrivez pas. Le "
        "prestataire ne lit pas ce fil.",
        False: "Lu par la personne et par la coordination neutre. Le prestataire ne lit pas ce fil. Ne demandez ni "
        "son nom, ni celui de son association.",
    },
    Genre.SUIVI: {
        True: "Lu par vous et par la personne qui vous accompagne. La coordination ne lit pas ce fil. Si quelqu’un "
        "d’autre prend la suite, il ne lit pas ce que vous avez écrit ici.",
        False: "Lu par la personne et par vous. La coordination ne lit pas ce fil. Quand l’accompagnement s’arrête, "
        "vous n’y avez plus accès.",
    },
}
MANDATES = " Les personnes que votre association a nommées le lisent aussi."


@dataclass(frozen=True)
class MessageOuvert:
    """A message opened for somebody."""

    texte: str
    role: Role
    auteur: Any
    ecrit_le: datetime
    is_mine: bool


@dataclass(frozen=True)
class FilOuvert:
    """A thread opened for somebody."""

    fil: Fil
    messages: list[MessageOuvert] = field(default_factory=list)


@dataclass(frozen=True)
class Echange:
    """A thread as its reader finds it on the page of the case, closed."""

    genre: Genre
    titre: str
    lecteurs: str
    is_ouvert: bool
    total: int
    non_lus: int


def is_fil_ouvert(demande: Demande, genre: str) -> bool:
    """Say whether somebody may still write there: with the coordinators while the case lives, else while helped."""
    return demande.etat_reel in OUVERTS[Genre(genre)]


def get_echange(demande: Demande, personne, genre: str) -> Echange | None:
    """Return one thread of a case as this person may have it, or None."""
    return next((one for one in get_echanges(demande, personne) if one.genre == genre), None)


def get_echanges(demande: Demande, personne) -> list[Echange]:
    """Return the threads a person may open in a case: those they may write in, or that hold something."""
    role = get_role(demande, personne)
    if role is None:
        return []
    counts = _count(personne, demande)
    lines = [_describe(demande, role, genre, *counts.get(genre, (0, 0))) for genre in FILS]
    return [line for line in lines if line.genre in CLES_DU_ROLE[role] and (line.is_ouvert or line.total)]


def _count(personne, demande) -> dict[str, tuple[int, int]]:
    """Return how many messages each kind of thread holds for this person, and how many they have not opened."""
    by_genre = _find_messages(personne, demande=demande).values("fil__genre")
    rows = by_genre.annotate(total=Count("pk"), non_lus=Count("pk", filter=Q(is_non_lu=True)))
    return {row["fil__genre"]: (row["total"], row["non_lus"]) for row in rows}


def _describe(demande, role, genre, total, non_lus) -> Echange:
    is_theirs = role in COTE_DEMANDEUR
    return Echange(
        genre=genre,
        titre=TITRES[genre][is_theirs],
        lecteurs=LECTEURS[genre][is_theirs] + (MANDATES if is_theirs and not demande.is_personnelle else ""),
        is_ouvert=is_fil_ouvert(demande, genre),
        total=total,
        non_lus=non_lus,
    )


def get_demandes_non_lues(personne) -> set:
    """Return the cases where messages wait for this person; it is theirs alone to see."""
    return set(_find_messages(personne).filter(is_non_lu=True).values_list("fil__demande", flat=True))


def _find_messages(personne, **case):
    """Find the messages a person may open, each with whether they have not yet: by others, since they last read."""
    acces = Acces.objects.opened_for(personne).filter(**case)
    messages = MessageScelle.objects.filter(fil__cles__acces__in=acces).annotate(pour=F("fil__cles__acces__role"))
    mine = Q(role=F("pour")) & (Q(auteur=personne.pk) | Q(auteur=None))
    named = Q(lecteur=personne.pk) | Q(lecteur=None, role=Role.DEMANDEUR)
    since = Lecture.objects.filter(named, demande=OuterRef("fil__demande"), genre=OuterRef("fil__genre"))
    since = since.filter(role=OuterRef("pour"), faite_le__gte=OuterRef("ecrit_le"))
    unread = Case(When(mine, then=False), When(Exists(since), then=False), default=True, output_field=BooleanField())
    return messages.annotate(is_non_lu=unread).order_by()
