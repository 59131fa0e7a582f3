"""What the accompaniment knows of somebody, for their own eyes: their requests and their sheet, nobody else's case.

A requester is found by fingerprint, reads with their own keys, and every text opened leaves its line like any other
reading. What somebody did for others, as a coordinator or a provider, is not theirs: nothing of it is told.
"""

from typing import Any

from accompagnement.actions import read_brouillon, read_scelle
from accompagnement.actions.echanges import read_fils, read_message_draft
from accompagnement.actions.pieces import read_pieces
from accompagnement.donnees_suivi import read_factures, read_suivi
from accompagnement.models import FILS, Demande, Prestataire
from accompagnement.queries import get_fil
from accompagnement.queries.conservation import get_jour_effacement, get_own_cases
from socle.donnees import Rubrique


def get_donnees(personne: Any) -> list[Rubrique]:
    """Return a person's own requests with their texts, their draft, and their sheet if they are a provider."""
    cases = [_read(demande, personne) for demande in get_own_cases(personne)]
    draft = read_brouillon(by=personne)
    return [
        Rubrique("Vos demandes d’accompagnement", cases),
        Rubrique("Votre brouillon", [draft] if draft else []),
        *_provider(personne),
    ]


def _read(demande: Demande, personne) -> dict[str, Any]:
    texts = {
        scelle.get_genre_display(): read_scelle(demande, scelle.genre, by=personne)
        for scelle in demande.scelles.order_by("genre")
    }
    return {
        "code": demande.code,
        "porte": demande.get_porte_display(),
        "étape": demande.etat_reel.label,
        "bouquet": str(demande.bouquet),
        "service": str(demande.service or ""),
        "déposée le": demande.deposee_le,
        "terminée le": demande.terminee_le,
        "effacée le": get_jour_effacement(demande),
        "textes": texts,
        "messages": _read_messages(demande, personne),
        "pièces jointes": [
            {"nom": o.fiche.nom, "jointe le": o.piece.jointe_le, "à télécharger": "depuis la page de la demande"}
            for o in read_pieces(demande, by=personne)
        ],
        "ce qui s’est passé": [{"quoi": e.get_verbe_display(), "quand": e.fait_le} for e in get_fil(demande)],
        "qui a lu quoi": [
            {"quoi": one.get_genre_display(), "qualité": one.get_role_display(), "quand": one.faite_le}
            for one in demande.lectures.all()
        ],
    } | read_suivi(demande, personne)


def _read_messages(demande, personne) -> list[dict[str, Any]]:
    """Every message of their threads, and what they are writing there."""
    drafts = {genre.label: read_message_draft(demande, genre, by=personne) for genre in FILS}
    return [
        {
            "fil": fil.fil.get_genre_display(),
            "de": "vous" if message.is_mine else message.role.label,
            "quand": message.ecrit_le,
            "texte": message.texte,
        }
        for genre in FILS
        for fil in read_fils(demande, genre, by=personne)
        for message in fil.messages
    ] + [{"fil": fil, "brouillon": draft["texte"]} for fil, draft in drafts.items() if draft]


def _provider(personne) -> list[Rubrique]:
    sheets = Prestataire.objects.filter(personne=personne)
    ties = [tie for sheet in sheets for tie in sheet.liens_declares.select_related("association")]
    return [
        Rubrique(
            "Votre fiche de prestataire",
            [{"métier": s.metier, "état": s.get_etat_display(), "sortie le": s.sorti_le} for s in sheets],
        ),
        Rubrique(
            "Les changements d’offre que vous avez proposés", [_change(c) for s in sheets for c in s.changements.all()]
        ),
        Rubrique("Vos factures", read_factures(personne)),
        Rubrique(
            "Les liens que vous avez déclarés",
            [{"avec": str(t.association or "la fédération"), "nature": t.get_nature_display()} for t in ties],
        ),
    ]


def _change(changement) -> dict[str, Any]:
    return {
        "proposé le": changement.propose_le,
        "ce que vous avez dit": changement.raison,
        "état": changement.get_etat_display(),
        "réponse": changement.motif,
    }
