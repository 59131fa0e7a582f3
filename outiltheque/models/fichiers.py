"""The files of a version, and what was read of them."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone

from outiltheque.models.versions import VersionOutil


def name_stored(fichier, name: str) -> str:
    """Return a name that says nothing of the file and cannot be guessed."""
    return f"outils/{timezone.now():%Y/%m}/{uuid4().hex}"


def name_preview(fichier, name: str) -> str:
    return f"outils/apercus/{timezone.now():%Y/%m}/{uuid4().hex}.webp"


class FichierQuerySet(models.QuerySet):
    def visible_to(self, personne):
        """Keep the files of the versions that a person may read."""
        return self.filter(version__in=VersionOutil.objects.visible_to(personne).values("pk"))


class Fichier(models.Model):
    """A file that goes with a version of a tool; its text is read in the background, so that search finds it."""

    class Extraction(models.TextChoices):
        ATTEND = "attend", "texte pas encore lu"
        LU = "lu", "texte lu"
        SANS_TEXTE = "sans_texte", "sans texte à lire"
        ECHEC = "echec", "texte non lu"

    version = models.ForeignKey(VersionOutil, models.PROTECT, related_name="fichiers", verbose_name="version")
    nom = models.CharField("nom", max_length=200)
    genre = models.CharField("genre", max_length=10)
    taille = models.PositiveBigIntegerField("taille en octets")
    empreinte = models.CharField("empreinte SHA-256", max_length=64)
    fichier = models.FileField("fichier", upload_to=name_stored, max_length=200)
    apercu = models.FileField("aperçu", upload_to=name_preview, max_length=200, blank=True)
    depose_par = models.ForeignKey("members.Personne", models.PROTECT, related_name="+", verbose_name="déposé par")
    depose_le = models.DateTimeField("déposé le", default=timezone.now)
    extraction = models.CharField("lecture du texte", max_length=10, choices=Extraction, default=Extraction.ATTEND)
    motif = models.CharField("pourquoi le texte n’est pas lu", max_length=250, blank=True)
    texte = models.TextField("texte lu", blank=True)
    pages = models.PositiveIntegerField("nombre de pages", null=True, blank=True)
    extrait_le = models.DateTimeField("texte lu le", null=True, blank=True)

    objects = FichierQuerySet.as_manager()

    class Meta:
        verbose_name = "fichier"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "empreinte"],
                name="fichier_une_fois_par_version",
                violation_error_message="Ce fichier est déjà joint à cette version.",
            ),
            models.CheckConstraint(condition=Q(taille__gt=0), name="fichier_pas_vide"),
        ]
        indexes = [
            models.Index(fields=["depose_le"], condition=Q(extraction="attend"), name="fichier_a_lire"),
        ]

    def __str__(self):
        return self.nom
