"""What the demo's people wrote to one another inside their requests, and the files they joined, sealed for real."""

from io import BytesIO

from PIL import Image

from accompagnement.coffre import store
from accompagnement.models import Acces, CleDossier, Fil, Genre, MessageScelle, PieceScellee, Role
from accompagnement.models.pieces import Fiche
from socle.crypto import new_key

SUIVI = [
    (Role.PRESTATAIRE, "Bonjour, merci de votre confiance. Je vous propose une première rencontre mardi à 17 h 30."),
    (Role.DEMANDEUR, "Bonjour. Mardi me va. Plutôt à distance la première fois, si c’est possible."),
    (Role.PRESTATAIRE, "C’est noté, à distance. Vous pouvez m’écrire ici d’ici là."),
    (Role.DEMANDEUR, "J’ai joint le planning dont je vous parlais : c’est lui qui pose problème."),
]
ACCUEIL = [
    (Role.COORDINATION, "Bonjour. Avez-vous une préférence pour quelqu’un qui connaît les petites équipes ?"),
    (Role.DEMANDEUR, "Oui, s’il vous plaît, et pas trop loin de la gare."),
]


def exchange(world, dossiers) -> None:
    """Give the two accompaniments that Inès and another hold a thread, and two cases under study a word of intake."""
    helped = [dossier.demande for dossier in dossiers if dossier.issue in ("acceptee", "en_cours")]
    held = Acces.objects.ouverts().filter(demande__in=helped, role=Role.PRESTATAIRE).select_related("demande")
    named = [
        one.demande
        for one in held.order_by("demande__deposee_le")
        if str(one.personne) in ("Inès Galvorine", "Fabien Ostrelle")
    ]
    for demande in named[:3]:
        accepted = demande.sollicitations.get(etat="acceptee")
        _write(world, demande, Genre.SUIVI, SUIVI, prestataire=accepted.prestataire)
        _join(world, demande)
    for dossier in [one for one in dossiers if one.issue == "qualifiee"][:2]:
        _write(world, dossier.demande, Genre.ACCUEIL, ACCUEIL)


def _write(world, demande, genre, lines, prestataire=None) -> None:
    fil, key = Fil.objects.create(demande=demande, genre=genre, prestataire=prestataire), new_key()
    readers = {one.role: one for one in Acces.objects.ouverts().filter(demande=demande) if fil.is_for(one)}
    CleDossier.objects.bulk_create(one.prepare_key(genre, key, fil=fil) for one in readers.values())
    messages = []
    for rang, (role, text) in enumerate(lines, 1):
        message = MessageScelle(fil=fil, rang=rang, role=role, auteur=readers[role].personne)
        message.ecrit_le = world.at(rang - len(lines) - 1, 9 + rang)
        message.seal(text, key)
        messages.append(message)
    MessageScelle.objects.bulk_create(messages)


def _join(world, demande) -> None:
    """A small picture, so that there is something to download."""
    drawn = BytesIO()
    Image.new("RGB", (320, 200), (236, 228, 240)).save(drawn, "PNG")
    content, key = drawn.getvalue(), new_key()
    readers = Acces.objects.ouverts().filter(demande=demande, role__in=[Role.DEMANDEUR, Role.PRESTATAIRE])
    CleDossier.objects.bulk_create(one.prepare_key(Genre.PIECES, key) for one in readers)
    piece = PieceScellee(demande=demande, numero=1, role=Role.DEMANDEUR, jointe_le=world.at(-1, 14))
    piece.describe(Fiche("planning-de-novembre.png", "image/png", len(content)), key)
    piece.chemin = store(piece.chemin, piece.wrap(content, key))
    piece.save()
