import pgtrigger
from django.conf import settings
from django.db import models


class EntreeJournal(models.Model):
    """One thing somebody did. Never changed nor removed, which the database enforces, and chained by hashes."""

    fait_le = models.DateTimeField("fait le")
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="par")
    verbe = models.CharField("verbe", max_length=80)
    objet = models.CharField("objet", max_length=120)
    libelle = models.CharField("libellé", max_length=300)
    details = models.JSONField("détails", default=dict)
    empreinte = models.BinaryField("empreinte", max_length=32)

    class Meta:
        verbose_name = "entrée du journal"
        verbose_name_plural = "entrées du journal"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["objet"], name="journal_objet")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self):
        return f"{self.verbe} {self.libelle}"
