"""How many people and associations stand behind a figure, counted without keeping which (R17, §6.3)."""

import uuid

from django.db import models
from django.db.models import Q


class CleAnnuelle(models.Model):
    """The wrapped key under which a year's presences are written; destroyed when the year is over."""

    annee = models.PositiveSmallIntegerField("année", primary_key=True)
    cle_enveloppee = models.BinaryField("clé enveloppée")

    class Meta:
        verbose_name = "clé annuelle"
        verbose_name_plural = "clés annuelles"

    def __str__(self):
        return f"Clé de {self.annee}"

    @property
    def place(self) -> str:
        """What it is wrapped for."""
        return f"presence:{self.annee}"


class Presence(models.Model):
    """Somebody, or an association, stands behind a cell of a year: a token that differs from cell to cell.

    Nobody can compute a token again once the year's key is gone. Past the threshold no more are written.
    """

    class Genre(models.TextChoices):
        PERSONNE = "personne", "une personne"
        ORGANISATION = "organisation", "une organisation"

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    annee = models.PositiveSmallIntegerField("année")
    cellule = models.CharField("cellule", max_length=40)
    genre = models.CharField("genre", max_length=12, choices=Genre)
    jeton = models.BinaryField("jeton", max_length=16)

    class Meta:
        verbose_name = "présence"
        constraints = [
            models.UniqueConstraint(fields=["annee", "cellule", "genre", "jeton"], name="presence_une_fois"),
            models.CheckConstraint(condition=Q(genre__in=["personne", "organisation"]), name="presence_genre_connu"),
        ]

    def __str__(self):
        return f"{self.get_genre_display()}, {self.annee}"
