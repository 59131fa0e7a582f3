"""The files of a version, and what was read of them."""

from uuid import uuid4

import pgtrigger
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone

from outiltheque.models.versions import VersionOutil, freeze_with_version
from socle.fichiers import GENRES, erase_with_row
from socle.french import count, say_size


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
    pages = models.PositiveIntegerField("nombre de pages", null=True, blank=True)
    essais = models.PositiveSmallIntegerField("essais de lecture", default=0)
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
        triggers = [freeze_with_version("version_id", "nom", "genre", "taille", "empreinte", "fichier")]

    def __str__(self):
        return self.nom

    @property
    def dit(self):
        """What it is, in a few words: its kind, its pages, its size."""
        genre = GENRES.get(self.genre)
        said = [genre.libelle if genre else self.genre, count(self.pages, "page") if self.pages else ""]
        return ", ".join(filter(None, (*said, say_size(self.taille))))

    @property
    def waits(self):
        return self.extraction == self.Extraction.ATTEND


erase_with_row(Fichier, "fichier", "apercu")


def _gather_words(operation, rows: str) -> pgtrigger.Trigger:
    """Tell the versions whose files have other passages which words their files hold."""
    return pgtrigger.Trigger(
        name=f"mots_{rows}",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(**{"new" if operation is pgtrigger.Insert else "old": rows}),
        func=f"""
            UPDATE outiltheque_versionoutil v SET mots_fichiers = public.outiltheque_mots_fichiers(v.id)
            WHERE v.id IN (SELECT f.version_id FROM {rows} p JOIN outiltheque_fichier f ON f.id = p.fichier_id);
            RETURN NULL;
        """,  # noqa: S608 (our own names)
    )


class Passage(models.Model):
    """About a page of the text of a file: what a search shows, and whose words it finds."""

    fichier = models.ForeignKey(Fichier, models.CASCADE, related_name="passages", verbose_name="fichier")
    rang = models.PositiveIntegerField("rang")
    page = models.PositiveIntegerField("page", null=True, blank=True)
    texte = models.TextField("texte")
    vecteur = models.GeneratedField(
        expression=Func(F("texte"), function="outiltheque_vecteur"),
        output_field=SearchVectorField(),
        db_persist=True,
        verbose_name="mots du texte",
    )

    class Meta:
        verbose_name = "passage d’un fichier"
        verbose_name_plural = "passages des fichiers"
        ordering = ["fichier", "rang"]
        constraints = [models.UniqueConstraint(fields=["fichier", "rang"], name="passage_rang_unique")]
        triggers = [_gather_words(pgtrigger.Insert, "ajoutes"), _gather_words(pgtrigger.Delete, "otes")]

    def __str__(self):
        return f"{self.fichier}, passage {self.rang}"


class MotConnu(models.Model):
    """A word that some tool or file holds, as search spells it: what a word typed amiss is brought back to."""

    mot = models.CharField("mot", max_length=40, unique=True)

    class Meta:
        verbose_name = "mot connu"
        verbose_name_plural = "mots connus"
        indexes = [GinIndex(OpClass(F("mot"), name="gin_trgm_ops"), name="mot_connu_ressemblance")]

    def __str__(self):
        return self.mot
