"""Writing to one another inside a case: sealed, one after the other, and nothing once it has ended."""

from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max

from accompagnement.actions.cycle import Impossible, lock
from accompagnement.actions.lecture import hold_acces, leave_line, name_of
from accompagnement.actions.reattribution import find_acceptee
from accompagnement.models import (
    Acces,
    BrouillonMessage,
    CleDossier,
    Demande,
    Fil,
    Genre,
    Lecture,
    MessageScelle,
    Role,
)
from accompagnement.models.echanges import COTE_DEMANDEUR
from accompagnement.models.scelles import get_month
from accompagnement.notifications import DemandeAEtudier, DemandeAvancee, SollicitationChangee
from accompagnement.queries.conservation import get_oldest_month
from accompagnement.queries.echanges import FilOuvert, MessageOuvert, is_fil_ouvert
from socle.crypto import Unreadable, new_key
from socle.notifications import notify

FERME = "Ce fil est fermé : votre message n’est pas parti. Voyez plus haut où en est la demande."


@transaction.atomic
def send_message(demande: Demande, genre: str, numero: UUID, texte: str, *, by) -> MessageScelle:
    """Add a message to a thread; the same form sent twice adds one. The other side gets one neutral mail."""
    demande = lock(demande)
    acces = hold_acces(demande, genre, by)
    known = MessageScelle.objects.filter(pk=numero).select_related("fil").first()
    if known and (known.fil.demande_id, known.fil.genre, known.role) == (demande.pk, genre, acces.role):
        return known
    if not is_fil_ouvert(demande, genre):
        raise Impossible(FERME)
    fil, key = _take_fil(demande, genre, acces)
    message = MessageScelle(
        pk=uuid4() if known else numero,  # a number that is another's is not refused, which would tell
        fil=fil,
        rang=(fil.messages.aggregate(last=Max("rang"))["last"] or 0) + 1,
        role=acces.role,
        auteur=name_of(acces, by),
    )
    message.seal(texte, key)
    message.save(force_insert=True)
    acces.brouillons.filter(genre=genre).delete()
    _tell(demande, message)
    return message


def _take_fil(demande, genre, acces) -> tuple[Fil, bytes]:
    """Return the thread of today's other side and its key; made with its first message, for all who may read it."""
    prestataire = find_acceptee(demande).prestataire if genre == Genre.SUIVI else None
    fil, is_new = Fil.objects.get_or_create(demande=demande, genre=genre, prestataire=prestataire)
    if is_new:
        key = new_key()
        readers = [one for one in Acces.objects.ouverts().filter(demande=demande) if fil.is_for(one)]
        CleDossier.objects.bulk_create(one.prepare_key(genre, key, fil=fil) for one in readers)
    else:
        key = acces.get_key(genre, fil)
    if key is None or not fil.is_for(acces):
        raise PermissionDenied("no key")
    return fil, key


def _tell(demande, message) -> None:
    """A mail that says nothing, and none while the one before has not been read: their number tells nothing either."""
    mine = COTE_DEMANDEUR if message.role in COTE_DEMANDEUR else (message.role,)
    before = message.fil.messages.filter(rang=message.rang - 1, role__in=mine).first()
    read = Lecture.objects.filter(demande=demande, genre=message.fil.genre).exclude(role__in=mine)
    if before and not read.filter(faite_le__gte=before.ecrit_le).exists():
        return
    if message.role not in COTE_DEMANDEUR:
        notify(DemandeAvancee(demande))
    elif message.fil.genre == Genre.ACCUEIL:
        notify(DemandeAEtudier(demande))
    else:
        notify(SollicitationChangee(find_acceptee(demande)))


@transaction.atomic
def read_fils(demande: Demande, genre: str, *, by) -> list[FilOuvert]:
    """Open a person's threads of one kind, whole, and write one line for it; where nothing was written, none."""
    acces = hold_acces(demande, genre, by)
    cles = acces.cles.filter(genre=genre).select_related("fil__prestataire__personne")
    keys = {cle.fil_id: (cle.fil, cle.open()) for cle in cles if cle.fil is not None}
    opened = {pk: FilOuvert(fil) for pk, (fil, _) in keys.items()}
    for message in MessageScelle.objects.filter(fil__in=keys).select_related("auteur").order_by("rang"):
        opened[message.fil_id].messages.append(
            MessageOuvert(
                texte=message.open_with(keys[message.fil_id][1]),
                role=Role(message.role),
                auteur=message.auteur,
                ecrit_le=message.ecrit_le,
                is_mine=(message.role, message.auteur_id) == (acces.role, getattr(name_of(acces, by), "pk", None)),
            )
        )
    if opened:
        leave_line(acces, genre, by=by)
    return sorted(opened.values(), key=lambda fil: fil.messages[0].ecrit_le)


@transaction.atomic
def keep_message(demande: Demande, genre: str, numero: UUID, texte: str, *, by) -> None:
    """Keep what somebody is writing, sealed; a late autosave of a message already sent keeps nothing."""
    acces = hold_acces(demande, genre, by)
    if MessageScelle.objects.filter(pk=numero).exists():
        return
    if not texte.strip():
        acces.brouillons.filter(genre=genre).delete()
        return
    brouillon = acces.brouillons.filter(genre=genre).first() or BrouillonMessage(acces=acces, genre=genre)
    brouillon.mois = get_month()
    brouillon.seal(numero, texte)
    brouillon.save()


def read_message_draft(demande: Demande, genre: str, *, by) -> dict[str, str]:
    """Return what a person was writing in a thread, or nothing."""
    mine = BrouillonMessage.objects.filter(acces__in=Acces.objects.opened_for(by), acces__demande=demande)
    brouillon = mine.filter(genre=genre, mois__gte=get_oldest_month()).first()
    try:
        return brouillon.open() if brouillon else {}
    except Unreadable:
        return {}


def forget_message_drafts() -> int:
    """Remove the drafts of messages that nobody wrote in for three months."""
    return BrouillonMessage.objects.filter(mois__lt=get_oldest_month()).delete()[0]
