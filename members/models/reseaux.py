from django.db import models


class Reseau(models.Model):
    """A thematic, territorial or event network; without somebody who runs it, it sleeps (D12)."""

    class Genre(models.TextChoices):
        THEMATIQUE = "thematique", "thématique"
        TERRITORIAL = "territorial", "territorial"
        EVENEMENTIEL = "evenementiel", "événementiel"

    nom = models.CharField("nom", max_length=120, unique=True)
    genre = models.CharField("genre", max_length=15, choices=Genre)
    fonction_animatrice = models.ForeignKey(
        "members.FonctionMission",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="reseaux",
        verbose_name="fonction animatrice",
    )
    associations = models.ManyToManyField(
        "members.Association", blank=True, related_name="reseaux", verbose_name="associations"
    )

    class Meta:
        verbose_name = "réseau"
        verbose_name_plural = "réseaux"

    def __str__(self):
        return self.nom
