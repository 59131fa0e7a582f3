import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

GARDE = timedelta(days=5)


class ExportPersonnelQuerySet(models.QuerySet):
    def of(self, personne):
        """Keep what this person asked for themselves and may still fetch: past the delay it is gone, job or no job."""
        return self.filter(demande_par=personne, cree_le__gt=timezone.now() - GARDE)

    def perimes(self):
        """Keep what is to be removed."""
        return self.filter(cree_le__lte=timezone.now() - GARDE)


class ExportPersonnel(models.Model):
    """All that the portal knows of somebody, asked for by them: sealed, the same size for everybody, gone in days."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    demande_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="demandé par"
    )
    contenu = models.BinaryField("contenu chiffré", null=True)
    cree_le = models.DateTimeField("demandé le", default=timezone.now)

    objects = ExportPersonnelQuerySet.as_manager()

    class Meta:
        verbose_name = "export personnel"
        verbose_name_plural = "exports personnels"
        ordering = ["-cree_le"]

    def __str__(self):
        return "Export personnel"

    @property
    def is_ready(self):
        return self.contenu is not None

    @property
    def place(self) -> str:
        """What its content is sealed for."""
        return f"export:{self.pk}"

    @property
    def until(self):
        return self.cree_le + GARDE
