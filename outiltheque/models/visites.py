from django.db import models


class VisiteOutiltheque(models.Model):
    """When a person last read the tools, and when their visit before began to be the past."""

    personne = models.OneToOneField(
        "members.Personne", models.CASCADE, related_name="visite_outiltheque", verbose_name="personne"
    )
    vue_le = models.DateTimeField("vue le")
    avant_le = models.DateTimeField("visite précédente", null=True, blank=True)

    class Meta:
        verbose_name = "visite de l’outilthèque"
        verbose_name_plural = "visites de l’outilthèque"

    def __str__(self):
        return str(self.personne)
