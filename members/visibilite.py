"""Who sees what of an association, said once.

The sheets, the public directory, its search, the exports and « Qui voit cette fiche » all read these tables: what the
page says and what the page shows cannot differ.
"""

from typing import NamedTuple

from django.db import models

from members.models import Association, Personne
from members.rules import is_federation_team, is_gestionnaire

Champ = Association.ChampPublic


class Lecteur(models.TextChoices):
    """Somebody who reads a sheet, from the farthest to the nearest."""

    PUBLIC = "public", "Le public"
    CONNECTEES = "connectees", "Les personnes connectées"
    GESTIONNAIRES = "gestionnaires", "Qui gère la fiche"
    EQUIPE = "equipe", "L’équipe fédérale"


class Groupe(NamedTuple):
    """Fields that are seen together."""

    code: str
    label: str


IDENTITE = "identite"
NUMEROS = "numeros"
RESEAUX = "reseaux"
EQUIPE = "equipe"
JOINDRE = "joindre"
INVITATIONS = "invitations"

GROUPES = (
    Groupe(IDENTITE, "le nom, le genre, la commune et le territoire"),
    *(Groupe(champ.value, champ.label) for champ in Champ),
    Groupe(NUMEROS, "le SIREN, le SIRET et le numéro RNA"),
    Groupe(RESEAUX, "les réseaux et les agréments"),
    Groupe(EQUIPE, "l’équipe et les mandats, avec le nom des personnes"),
    Groupe(JOINDRE, "le téléphone de chaque personne de l’équipe"),
    Groupe(INVITATIONS, "les invitations en attente"),
)
TOUT = frozenset(groupe.code for groupe in GROUPES)
ICI = TOUT - {JOINDRE, INVITATIONS}


def shown_to(lecteur: str, association: Association) -> frozenset[str]:
    """Return the groups of fields that a kind of reader sees of an association."""
    if lecteur == Lecteur.PUBLIC:
        return frozenset([IDENTITE, *association.champs_publics]) if association.is_publiee else frozenset()
    return ICI if lecteur == Lecteur.CONNECTEES else TOUT


def read_as(personne: Personne, association: Association) -> str:
    """Return what kind of reader somebody is for an association."""
    if not (personne.is_authenticated and personne.is_active):
        return Lecteur.PUBLIC
    if is_federation_team(personne):
        return Lecteur.EQUIPE
    return Lecteur.GESTIONNAIRES if is_gestionnaire(personne, association) else Lecteur.CONNECTEES


def seen_by(personne: Personne, association: Association) -> frozenset[str]:
    """Return the groups of fields that somebody sees of an association."""
    return shown_to(read_as(personne, association), association)
