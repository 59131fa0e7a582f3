"""What administrators set of joining: the checklist and the charter."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from members.models import Charte, Personne, PieceAttendue
from socle import journal
from socle.permissions import require

SET = "members.set_adhesions"
ACCEPTED = (
    "Cette version est déjà acceptée par {count} : son texte ne change plus. Ajoutez plutôt une nouvelle version."
)


@transaction.atomic
def add_piece(*, intitule: str, aide: str, is_obligatoire: bool, by: Personne) -> PieceAttendue:
    """Ask for one more piece, at the end of the list."""
    require(by, SET)
    last = PieceAttendue.objects.aggregate(last=Max("ordre"))["last"] or 0
    piece = PieceAttendue(intitule=intitule, aide=aide, is_obligatoire=is_obligatoire, ordre=min(last + 1, 32000))
    piece.full_clean()
    piece.save()
    journal.record("members.add_piece", piece, by=by)
    return piece


@transaction.atomic
def edit_piece(piece: PieceAttendue, *, intitule: str, aide: str, is_obligatoire: bool, by: Personne) -> PieceAttendue:
    """Put a line of the list in other words."""
    require(by, SET)
    piece.intitule, piece.aide, piece.is_obligatoire = intitule, aide, is_obligatoire
    piece.full_clean()
    piece.save()
    journal.record("members.edit_piece", piece, by=by)
    return piece


@transaction.atomic
def move_piece(piece: PieceAttendue, *, is_up: bool, by: Personne) -> None:
    """Take a piece one line up or down; the whole list is numbered again."""
    require(by, SET)
    pieces = list(PieceAttendue.objects.select_for_update())
    here = pieces.index(piece)
    there = min(max(here + (-1 if is_up else 1), 0), len(pieces) - 1)
    pieces.insert(there, pieces.pop(here))
    for rank, other in enumerate(pieces, start=1):
        other.ordre = rank
    PieceAttendue.objects.bulk_update(pieces, ["ordre"])
    journal.record("members.move_piece", piece, by=by, rang=there + 1)


@transaction.atomic
def set_piece_active(piece: PieceAttendue, *, is_active: bool, by: Personne) -> None:
    """Ask for a piece no more, or again; what came in stays known."""
    require(by, SET)
    piece.is_active = is_active
    piece.save(update_fields=["is_active"])
    journal.record("members.set_piece_active", piece, by=by, active=is_active)


@transaction.atomic
def save_charte(charte: Charte, *, version: str, texte: str, en_vigueur_le: date, by: Personne) -> Charte:
    """Write a version of the charter; once somebody accepted it, it never changes."""
    require(by, SET)
    if charte.pk:
        Charte.objects.select_for_update().get(pk=charte.pk)
        if count := charte.acceptations.count():
            raise ValidationError(ACCEPTED.format(count=f"{count} association{'s' if count > 1 else ''}"))
    charte.version, charte.texte, charte.en_vigueur_le = version, texte, en_vigueur_le
    charte.full_clean()
    charte.save()
    journal.record("members.save_charte", charte, by=by)
    return charte
