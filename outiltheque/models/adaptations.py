from django.db import models
from django.utils import timezone

from outiltheque.models.outils import Outil
from outiltheque.models.versions import VersionOutil


class Adaptation(models.Model):
    """A tool that was made from a version of another: by whom its own authors say (A31)."""

    outil = models.OneToOneField(Outil, models.CASCADE, related_name="adaptation", verbose_name="outil")
    source = models.ForeignKey(
        VersionOutil, models.PROTECT, related_name="adaptations", verbose_name="version d’origine"
    )
    difference = models.CharField("ce qui est différent", max_length=400, blank=True)
    faite_par = models.ForeignKey("members.Personne", models.PROTECT, related_name="+", verbose_name="faite par")
    faite_le = models.DateTimeField("faite le", default=timezone.now)

    class Meta:
        verbose_name = "adaptation"
        ordering = ["faite_le", "pk"]

    def __str__(self):
        return f"{self.outil}, d’après {self.source}"
