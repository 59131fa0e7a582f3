from django.db import models

from members.models.periodes import Periode


class Instance(models.Model):
    """A governing body: of an association, or of the federation itself when none is named."""

    class Genre(models.TextChoices):
        CA = "ca", "conseil d’administration"
        BUREAU = "bureau", "bureau"
        AG = "ag", "assemblée générale"
        COMITE = "comite", "comité"

    genre = models.CharField("genre", max_length=10, choices=Genre)
    nom = models.CharField("nom", max_length=120)
    association = models.ForeignKey(
        "members.Association",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="instances",
        verbose_name="association",
    )

    class Meta:
        verbose_name = "instance"

    def __str__(self):
        return self.nom


class Mandat(Periode):
    """A seat held by a person in a governing body, from when to when."""

    class College(models.TextChoices):
        USAGERS = "usagers", "usagers"
        PROFESSIONNELS = "professionnels", "professionnels"
        INSTITUTIONNELS = "institutionnels", "institutionnels"
        AUCUN = "", "sans collège"

    instance = models.ForeignKey(Instance, models.PROTECT, related_name="mandats", verbose_name="instance")
    personne = models.ForeignKey("members.Personne", models.PROTECT, related_name="mandats", verbose_name="personne")
    fonction = models.CharField("fonction", max_length=80, blank=True)
    college = models.CharField("collège", max_length=20, choices=College, blank=True)
    has_voix = models.BooleanField("voix délibérative", default=True)

    class Meta(Periode.Meta):
        verbose_name = "mandat"

    def __str__(self):
        return f"{self.personne}, {self.instance}"
