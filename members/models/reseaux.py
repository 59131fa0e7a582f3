from django.db import models
from django.db.models import F, Q

from members.models.periodes import Periode


class Reseau(models.Model):
    """A thematic, territorial or event network; without somebody who runs it, it sleeps (D12).

    An event network lives in a window of dates; the two others have none.
    """

    class Genre(models.TextChoices):
        THEMATIQUE = "thematique", "thématique"
        TERRITORIAL = "territorial", "territorial"
        EVENEMENTIEL = "evenementiel", "événementiel"

    nom = models.CharField("nom", max_length=120, unique=True)
    genre = models.CharField("genre", max_length=15, choices=Genre)
    presentation = models.TextField("présentation", blank=True)
    territoire = models.ForeignKey(
        "members.Territoire", models.PROTECT, null=True, blank=True, related_name="reseaux", verbose_name="territoire"
    )
    debut = models.DateField("du", null=True, blank=True)
    fin = models.DateField("au", null=True, blank=True)
    fonction_animatrice = models.ForeignKey(
        "members.FonctionMission",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="reseaux",
        verbose_name="fonction animatrice",
    )

    class Meta:
        verbose_name = "réseau"
        verbose_name_plural = "réseaux"
        constraints = [
            models.CheckConstraint(
                condition=Q(debut=None) | Q(fin=None) | Q(fin__gte=F("debut")),
                name="reseau_fin_apres_debut",
                violation_error_message="La fin précède le début : corrigez l’une des deux dates.",
            )
        ]

    def __str__(self):
        return self.nom


class AppartenanceReseau(Periode):
    """An association's dated place in a network; it may have several, in several networks."""

    reseau = models.ForeignKey(Reseau, models.PROTECT, related_name="appartenances", verbose_name="réseau")
    association = models.ForeignKey(
        "members.Association", models.PROTECT, related_name="appartenances", verbose_name="association"
    )

    class Meta(Periode.Meta):
        verbose_name = "appartenance à un réseau"
        verbose_name_plural = "appartenances à un réseau"
        constraints = [
            *Periode.Meta.constraints,
            models.UniqueConstraint(
                fields=["reseau", "association"],
                condition=Q(fin=None),
                name="appartenance_ouverte_unique",
                violation_error_message="Cette association est déjà dans ce réseau.",
            ),
        ]

    def __str__(self):
        return f"{self.association}, {self.reseau}"
