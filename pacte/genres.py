"""What a piece of a pact may be, and what usually stands under what."""

import re

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
# What a section is about, as its title says it -> what stands under it.
SECTION_HOLDS = (
    (re.compile(r"\bcollectifs?\b", re.IGNORECASE), Genre.COLLECTIF),
    (re.compile(r"\bfonctions?\b", re.IGNORECASE), Genre.FONCTION),
    (re.compile(r"\bengagements?\b", re.IGNORECASE), Genre.ENGAGEMENT),
    (re.compile(r"\bfaire vivre\b|\banimation\b|\bmodalités\b", re.IGNORECASE), Genre.MODALITE),
)


def plural_of(genre: str) -> str:
    """Return what several pieces of a kind are called: « 22 mots-clés »."""
    return SEVERAL.get(genre) or f"{Genre(genre).label}s"


def propose_genre(above: str = "", titre: str = "", *, before: str = "") -> str:
    """Return the kind of a new piece: the one of its neighbour, or what usually stands under `above`."""
    if before and before != Genre.TEXTE:
        return before
    if above == Genre.TEXTE:
        return next((genre for pattern, genre in SECTION_HOLDS if pattern.search(titre)), Genre.TEXTE)
    return CHILD_OF.get(above, Genre.TEXTE)
