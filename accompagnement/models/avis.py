"""Opinions between the person and the count: an urn mixed at each vote, and words that may be quoted (§4.5)."""

import uuid

from django.db import models


class AvisEnAttente(models.Model):
    """An opinion in the urn, sealed, without a day: it is only counted once enough others lie beside it."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    contenu = models.BinaryField("contenu chiffré")

    class Meta:
        verbose_name = "avis en attente"
        verbose_name_plural = "avis en attente"

    def __str__(self):
        return "Avis en attente"

    @property
    def place(self) -> str:
        """What its content is sealed for."""
        return f"avis:{self.pk}"


class Parole(models.Model):
    """Words whose author ticked « peut être cité anonymement »: sealed, read by a human before any use (R27)."""

    class Etat(models.TextChoices):
        A_RELIRE = "a_relire", "à relire"
        RETENUE = "retenue", "peut être citée"

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    annee = models.PositiveSmallIntegerField("année")
    contenu = models.BinaryField("contenu chiffré")
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.A_RELIRE)

    class Meta:
        verbose_name = "parole"
        ordering = ["annee", "pk"]

    def __str__(self):
        return f"Parole de {self.annee}"

    @property
    def place(self) -> str:
        """What its content is sealed for."""
        return f"parole:{self.pk}"
