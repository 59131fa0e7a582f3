from django.db import models
from django.db.models import Q
from django.utils import timezone

MOST = 60


class SerieReunions(models.Model):
    """Meetings planned together, at a rhythm. Each is an ordinary meeting; the series only remembers the rule."""

    class Rythme(models.TextChoices):
        SEMAINE = "semaine", "toutes les semaines"
        QUINZAINE = "quinzaine", "toutes les deux semaines"
        MOIS = "mois", "tous les mois, à la même place dans le mois"
        DERNIER = "dernier", "tous les mois, la dernière fois du mois"
        BIMESTRE = "bimestre", "tous les deux mois"
        TRIMESTRE = "trimestre", "tous les trois mois"

    collectif = models.ForeignKey("Collectif", models.CASCADE, related_name="series", verbose_name="collectif")
    rythme = models.CharField("rythme", max_length=10, choices=Rythme, default=Rythme.MOIS)
    debut = models.DateTimeField("première date et heure")
    jusqu_au = models.DateField("jusqu’au", null=True, blank=True)
    nombre = models.PositiveSmallIntegerField("nombre de réunions", null=True, blank=True)
    is_sans_feries = models.BooleanField("en sautant les jours fériés", default=True)
    is_sans_aout = models.BooleanField("en sautant le mois d’août", default=True)
    creee_par = models.ForeignKey("members.Personne", models.PROTECT, related_name="+", verbose_name="créée par")
    creee_le = models.DateTimeField("créée le", default=timezone.now)

    class Meta:
        verbose_name = "série de réunions"
        verbose_name_plural = "séries de réunions"
        ordering = ["-creee_le", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(jusqu_au=None, nombre__gte=2, nombre__lte=MOST) | Q(jusqu_au__isnull=False, nombre=None),
                name="serie_a_une_fin",
                violation_error_message="Une série a une fin : une dernière date, ou un nombre de réunions (2 à 60).",
            )
        ]

    def __str__(self):
        return f"{self.collectif}, {self.get_rythme_display()}"
