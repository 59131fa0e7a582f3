from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from outiltheque.models.outils import Outil
from outiltheque.models.versions import VersionOutil


class VitrineQuerySet(models.QuerySet):
    def montrees(self):
        """Keep what everybody may read: versions that came out, of tools that stand."""
        standing = Outil.objects.parus().filter(pk=OuterRef("version__outil"))
        return self.filter(Exists(standing), version__etat__in=VersionOutil.PARUES)

    def courantes(self):
        """Keep, of each tool, what shows the version that the network reads."""
        return self.montrees().filter(version=F("version__outil__courante"))


class Vitrine(models.Model):
    """What everybody may read of one version of a tool, without signing in: what its association chose (A28, E22).

    No row, nothing shown. A version that follows is not shown before somebody chooses so.
    """

    class Champ(models.TextChoices):
        DESCRIPTION = "description", "ce que c’est et comment s’en servir"
        PARTIES = "parties", "le constat, l’action et les résultats"
        TRANSCRIPTION = "transcription", "la transcription"
        LIENS = "liens", "les liens"
        FICHIERS = "fichiers", "les fichiers à télécharger"
        USAGES = "usages", "le nombre d’associations qui l’utilisent"

    version = models.OneToOneField(VersionOutil, models.CASCADE, related_name="vitrine", verbose_name="version")
    champs = ArrayField(
        models.CharField(max_length=15, choices=Champ),
        verbose_name="ce que tout le monde voit",
        blank=True,
        default=list,
    )
    montree_par = models.ForeignKey("members.Personne", models.PROTECT, related_name="+", verbose_name="montrée par")
    montree_le = models.DateTimeField("montrée le", default=timezone.now)

    objects = VitrineQuerySet.as_manager()

    class Meta:
        verbose_name = "vitrine"
        ordering = ["-montree_le", "-pk"]

    def __str__(self):
        return f"Vitrine de {self.version}"
