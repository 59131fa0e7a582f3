"""What a piece of a pact may be, and what usually stands under what."""

from django.db import models


class Genre(models.TextChoices):
    VALEUR = "valeur", "valeur"
    MOT_CLE = "mot_cle", "mot-clé"
    DEFI = "defi", "défi"
    QUALITE = "qualite", "qualité"
    PRINCIPE = "principe", "principe"
    MODALITE = "modalite", "modalité d’animation"
    COLLECTIF = "collectif", "collectif"
    AXE = "axe", "axe"
    QUESTION = "question", "question"
    OBJECTIF = "objectif", "objectif"
    FONCTION = "fonction", "fonction fédérale"
    VOLET = "volet", "volet"
    MISSION = "mission", "mission"
    ENGAGEMENT = "engagement", "engagement"
    TEXTE = "texte", "texte"


SEVERAL = {
    Genre.MOT_CLE: "mots-clés",
    Genre.MODALITE: "modalités d’animation",
    Genre.AXE: "axes",
    Genre.FONCTION: "fonctions fédérales",
    Genre.DEFI: "défis",
}
CHILD_OF = {
    Genre.DEFI: Genre.QUALITE,
    Genre.COLLECTIF: Genre.AXE,
    Genre.AXE: Genre.QUESTION,
    Genre.FONCTION: Genre.MISSION,
    Genre.VOLET: Genre.MISSION,
}


def plural_of(genre: str) -> str:
    """Return what several pieces of a kind are called: « 22 mots-clés »."""
    return SEVERAL.get(genre) or f"{Genre(genre).label}s"
