"""The files of a case: encrypted before they are stored, opened one at a time, gone when somebody takes them back."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max

from accompagnement.actions.cycle import Impossible, lock
from accompagnement.actions.lecture import hold_acces, leave_line, name_of
from accompagnement.actions.reattribution import find_acceptee
from accompagnement.coffre import drop, fetch, find_orphans, store
from accompagnement.models import ACCOMPAGNEES, Acces, CleDossier, Demande, Genre, PieceScellee, Role
from accompagnement.models.echanges import COTE_DEMANDEUR
from accompagnement.models.pieces import Fiche
from accompagnement.notifications import DemandeAvancee, SollicitationChangee
from accompagnement.queries.pieces import may_join, may_remove
from socle.crypto import Unreadable, new_key
from socle.notifications import notify

MOST_PIECES = 20
FERMEE = "Cette demande est terminée : la pièce n’a pas été jointe. Rouvrez la demande si vous voulez continuer."
TROP_DE_PIECES = "Vingt pièces sont jointes à cette demande : retirez-en une avant d’en joindre une autre."
PERDUE = "Ce fichier ne s’ouvre plus : il a été altéré ou perdu. Demandez à qui l’a joint de le joindre de nouveau."
RETIREE = "Cette pièce a été retirée entre-temps : relisez la liste."
PAS_LA_VOTRE = "Seule la personne peut retirer ce qu’elle a joint : rien n’a été changé."


@dataclass(frozen=True)
class PieceOuverte:
    """A piece of a case, with what is said of it, opened for somebody."""

    piece: PieceScellee
    fiche: Fiche
    may_remove: bool


@transaction.atomic
def add_piece(demande: Demande, numero: UUID, fiche: Fiche, content: bytes, *, by) -> PieceScellee:
    """Join a file to a case, encrypted here; the same form sent twice joins one. The other side gets one mail."""
    demande = lock(demande)
    acces = hold_acces(demande, Genre.PIECES, by)
    known = PieceScellee.objects.filter(pk=numero).first()
    if known and (known.demande_id, known.role) == (demande.pk, acces.role):
        return known
    if not may_join(demande, acces.role):
        raise Impossible(FERMEE)
    if demande.pieces.count() >= MOST_PIECES:
        raise Impossible(TROP_DE_PIECES)
    key = _take_key(demande, acces)
    piece = PieceScellee(
        pk=uuid4() if known else numero,
        demande=demande,
        numero=_next_number(demande),
        role=acces.role,
        auteur=name_of(acces, by),
    )
    piece.describe(fiche, key)
    piece.chemin = store(piece.chemin, piece.wrap(content, key))
    piece.save(force_insert=True)
    _tell(demande, acces)
    return piece


def _next_number(demande) -> int:
    """A number is never given twice: the lines of what was read speak of pieces that may be gone."""
    last = demande.pieces.aggregate(last=Max("numero"))["last"] or 0
    return max(last, demande.lectures.aggregate(last=Max("numero"))["last"] or 0) + 1


def _take_key(demande, acces) -> bytes:
    """Return the key of the pieces; made with the first of them, for all who may read them."""
    key = acces.get_key(Genre.PIECES)
    if key is not None:
        return key
    if CleDossier.objects.filter(acces__demande=demande, genre=Genre.PIECES).exists():
        raise PermissionDenied("no key")
    key = new_key()
    readers = Acces.objects.ouverts().filter(
        demande=demande, role__in=[Role.DEMANDEUR, Role.MANDATAIRE, Role.PRESTATAIRE]
    )
    CleDossier.objects.bulk_create(one.prepare_key(Genre.PIECES, key) for one in readers)
    return key


def _tell(demande, acces) -> None:
    if acces.role not in COTE_DEMANDEUR:
        notify(DemandeAvancee(demande))
    elif demande.etat in ACCOMPAGNEES:
        notify(SollicitationChangee(find_acceptee(demande)))


@transaction.atomic
def read_pieces(demande: Demande, *, by) -> list[PieceOuverte]:
    """Open the names of the pieces, and write one line for it; where nothing is joined, none."""
    acces = hold_acces(demande, Genre.PIECES, by)
    pieces = list(demande.pieces.select_related("auteur"))
    if not pieces:
        return []
    key = _key_of(acces)
    opened = [PieceOuverte(piece, piece.read_fiche(key), may_remove(piece, acces)) for piece in pieces]
    leave_line(acces, Genre.LISTE, by=by)
    return opened


@transaction.atomic
def read_piece(demande: Demande, piece: UUID, *, by) -> tuple[Fiche, bytes]:
    """Open one file, and write which one was opened, in the same transaction."""
    acces = hold_acces(demande, Genre.PIECES, by)
    found = demande.pieces.filter(pk=piece).first()
    if found is None:
        raise Impossible(RETIREE)
    key = _key_of(acces)
    try:
        fiche = found.read_fiche(key)
        content = found.unwrap(fetch(found.chemin), key, fiche.taille)
    except (OSError, Unreadable) as error:
        raise Impossible(PERDUE) from error
    leave_line(acces, Genre.PIECES, by=by, numero=found.numero)
    return fiche, content


def _key_of(acces) -> bytes:
    key = acces.get_key(Genre.PIECES)
    if key is None:
        raise PermissionDenied("no key")
    return key


@transaction.atomic
def remove_piece(demande: Demande, piece: UUID, *, by) -> None:
    """Take a piece back: the person any of them, at any time, the others what they joined themselves."""
    acces = hold_acces(demande, Genre.PIECES, by)
    found = demande.pieces.filter(pk=piece).first()
    if found is None:
        return
    if not may_remove(found, acces):
        raise Impossible(PAS_LA_VOTRE)
    found.delete()
    drop([found.chemin])


def sweep_orphans() -> int:
    """Delete the stored files that no row names: what a crash between the two left; return how many."""
    known = set(PieceScellee.objects.values_list("chemin", flat=True))
    orphans = list(find_orphans(known))
    drop(orphans)
    return len(orphans)
