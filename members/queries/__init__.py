"""Questions about people and associations that span several tables."""

from members.queries.annuaire import (
    COLONNES,
    Rangee,
    find_kept,
    get_directory_options,
    get_points,
    get_public_sheet,
    get_segments,
    get_sheet,
    read_agrements,
    read_lieux,
    search_everything,
)
from members.queries.attentes import get_attentes
from members.queries.federation import FEDERATION_NAME, get_federation_name
from members.queries.fiches import find_public_sheet, find_sheet, get_equipe, get_titulaires
from members.queries.personnes import (
    Reader,
    find_invitation,
    get_fonctions,
    get_open_invitations,
    get_portrait,
    get_postal_address,
    get_propositions,
    get_readers,
    get_roles,
)

__all__ = [
    "COLONNES",
    "FEDERATION_NAME",
    "Rangee",
    "Reader",
    "find_invitation",
    "find_kept",
    "find_public_sheet",
    "find_sheet",
    "get_attentes",
    "get_directory_options",
    "get_equipe",
    "get_federation_name",
    "get_fonctions",
    "get_open_invitations",
    "get_points",
    "get_portrait",
    "get_postal_address",
    "get_propositions",
    "get_public_sheet",
    "get_readers",
    "get_roles",
    "get_segments",
    "get_sheet",
    "get_titulaires",
    "read_agrements",
    "read_lieux",
    "search_everything",
]
