from django.db import models


class Battement(models.Model):
    """The last sign of life of a process that nobody looks at: beat and the worker."""

    nom = models.CharField("nom", max_length=20, primary_key=True)
    vu_le = models.DateTimeField("vu le")

    class Meta:
        verbose_name = "battement"

    def __str__(self):
        return self.nom
