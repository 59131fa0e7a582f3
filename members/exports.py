"""The directory as a file: the columns, and which group of fields each belongs to.

A cell holds what its reader sees on the sheet; what an association did not choose to show is empty.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, NamedTuple

from django.utils.text import slugify

from members.models import Association
from members.queries import read_agrements, read_lieux
from members.telephones import say_phone
from members.visibilite import IDENTITE, NUMEROS, RESEAUX, Champ, Lecteur, shown_to

LONGEST_NAME = 90


class Colonne(NamedTuple):
    """A column: its heading, the group of fields it belongs to, how it is read."""

    heading: str
    group: str
    read: Callable[[Association], Any]


def _joined(name: str):
    return lambda association: ", ".join(getattr(association, name))


COLONNES = (
    Colonne("Nom", IDENTITE, lambda a: a.nom),
    Colonne("Genre", IDENTITE, lambda a: a.get_genre_display()),
    Colonne("Adresse", Champ.ADRESSE, lambda a: a.adresse),
    Colonne("Code postal", Champ.ADRESSE, lambda a: a.code_postal),
    Colonne("Commune", IDENTITE, lambda a: a.commune),
    Colonne("Territoire", IDENTITE, lambda a: a.territoire.nom if a.territoire else ""),
    Colonne("Téléphone", Champ.TELEPHONE, lambda a: say_phone(a.telephone)),
    Colonne("Adresse électronique", Champ.EMAIL, lambda a: a.email),
    Colonne("Site", Champ.SITE, lambda a: a.site),
    Colonne("Publics", Champ.ACTIVITES, _joined("noms_publics")),
    Colonne("Domaines", Champ.ACTIVITES, _joined("noms_domaines")),
    Colonne("Dispositifs", Champ.ACTIVITES, _joined("noms_dispositifs")),
    Colonne("Lieux", Champ.STRUCTURES, lambda a: " ; ".join(f"{x.nom}, {x.where}" for x in read_lieux(a))),
    Colonne("Latitude", Champ.CARTE, lambda a: a.latitude),
    Colonne("Longitude", Champ.CARTE, lambda a: a.longitude),
    Colonne("SIREN", NUMEROS, lambda a: a.siren),
    Colonne("SIRET", NUMEROS, lambda a: a.siret),
    Colonne("RNA", NUMEROS, lambda a: a.rna),
    Colonne("Réseaux", RESEAUX, _joined("noms_reseaux")),
    Colonne("Agréments", RESEAUX, lambda a: ", ".join(label for label, _ in read_agrements(a))),
    Colonne("Présentation", Champ.PRESENTATION, lambda a: a.presentation),
)
PUBLIQUES = tuple(colonne for colonne in COLONNES if colonne.group in {IDENTITE, *Champ.values})


def read_rows(associations, colonnes: tuple[Colonne, ...], lecteur: str) -> Iterator[list[Any]]:
    """Return the lines of the file, in the order of the page."""
    for association in associations:
        seen = shown_to(lecteur, association)
        yield [colonne.read(association) if colonne.group in seen else "" for colonne in colonnes]


def get_colonnes(lecteur: str) -> tuple[Colonne, ...]:
    """Return the columns that a kind of reader may find something in."""
    return PUBLIQUES if lecteur == Lecteur.PUBLIC else COLONNES


def name_file(filtre, day: date, start: str) -> str:
    """Return a name that says the day and the filters: `annuaire-2026-11-22-centre-social-rives`."""
    said = slugify(" ".join(value for _, value in filtre.said))
    return "-".join(part for part in (start, day.isoformat(), said) if part)[:LONGEST_NAME].rstrip("-")
