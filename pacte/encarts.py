"""What the pact says beside the page of a collective, a meeting, an action or a training: what it serves."""

from members.models import Personne
from pacte.queries.liens import GENRE_OF, get_served
from socle.addresses import find_address
from socle.encarts import Encart, Ligne
from socle.permissions import can

TITLE = "Sert le pacte fédéral"


def get_encart(personne: Personne, page: str, objet: int) -> Encart | None:
    """Return the missions and commitments in force that it serves, and where to tie others. One question."""
    genre = GENRE_OF.get(page)
    if genre is None:
        return None
    lignes = [_say(bloc) for bloc in get_served(objet, genre=genre)]
    if can(personne, "pacte.follow"):
        address = f"{find_address('pacte:lien_choose')}?genre={genre}&objet={objet}"
        return Encart(TITLE, "document-text", lignes, "Relier au pacte", address)
    return Encart(TITLE, "document-text", lignes) if lignes else None


def _say(bloc) -> Ligne:
    address = find_address("pacte:suivi_detail", bloc.version_id, bloc.identifiant)
    return Ligne(bloc.libelle, bloc.get_genre_display().capitalize(), address)
