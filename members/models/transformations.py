from django.conf import settings
from django.db import models


class Transformation(models.Model):
    """The day an association stopped being what it was, and which one to look for now (A5).

    Its sheet, its people and its papers stay where they were: what it did remains known under its name.
    """

    class Genre(models.TextChoices):
        FUSION = "fusion", "fusion"
        ABSORPTION = "absorption", "absorption"
        SCISSION = "scission", "scission"
        DISSOLUTION = "dissolution", "dissolution"
        DEMISSION = "demission", "démission"
        RADIATION = "radiation", "radiation"

    association = models.ForeignKey(
        "members.Association", models.PROTECT, related_name="transformations", verbose_name="association"
    )
    genre = models.CharField("genre", max_length=15, choices=Genre)
    le = models.DateField("date d’effet")
    motif = models.TextField("motif", blank=True)
    proces_verbal = models.CharField("référence du procès-verbal", max_length=200, blank=True)
    successeurs = models.ManyToManyField(
        "members.Association", blank=True, related_name="heritages", verbose_name="associations qui prennent la suite"
    )
    enregistree_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="enregistrée par"
    )

    class Meta:
        verbose_name = "transformation"
        ordering = ["-le", "-pk"]

    def __str__(self):
        return f"{self.get_genre_display()} de {self.association}"
