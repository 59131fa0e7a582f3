"""What comes after minutes circulate: corrections asked for, editions of the paper, errata."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone

from collectifs.models.comptes_rendus import CompteRendu
from collectifs.models.reunions import PointOrdreDuJour
from socle.french import say_full_date


class EditionCompteRendu(models.Model):
    """One paper of the minutes: a new one is made each time they say something else, the former ones stay."""

    class Genre(models.TextChoices):
        DIFFUSION = "diffusion", "diffusée"
        CORRECTION = "correction", "corrigée"
        APPROBATION = "approbation", "approuvée"
        ERRATUM = "erratum", "suivie d’un erratum"

    compte_rendu = models.ForeignKey(CompteRendu, models.CASCADE, related_name="editions", verbose_name="compte rendu")
    numero = models.PositiveSmallIntegerField("numéro")
    genre = models.CharField("genre", max_length=11, choices=Genre, default=Genre.DIFFUSION)
    publiee_le = models.DateTimeField("publiée le", default=timezone.now)
    document = models.ForeignKey(
        "socle.DocumentProduit", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="document"
    )

    class Meta:
        verbose_name = "édition du compte rendu"
        verbose_name_plural = "éditions du compte rendu"
        ordering = ["-numero"]
        constraints = [models.UniqueConstraint(fields=["compte_rendu", "numero"], name="edition_numero_unique")]

    def __str__(self):
        return f"Version {self.numero}, {self.get_genre_display()} le {say_full_date(self.publiee_le)}"


class CorrectionQuerySet(models.QuerySet):
    def en_attente(self):
        """Keep what nobody answered yet."""
        return self.filter(reponse=Correction.Reponse.AUCUNE)


class Correction(models.Model):
    """What somebody recorded present asks to change in circulated minutes, and what was answered (§2.6).

    `texte_avant` and `texte_retenu` are both kept: what the minutes said, and what they say since.
    """

    class Reponse(models.TextChoices):
        AUCUNE = "", "pas encore de réponse"
        ACCEPTEE = "acceptee", "acceptée"
        REFUSEE = "refusee", "refusée"

    compte_rendu = models.ForeignKey(
        CompteRendu, models.CASCADE, related_name="corrections", verbose_name="compte rendu"
    )
    point = models.ForeignKey(
        PointOrdreDuJour, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="point"
    )
    auteur = models.ForeignKey("members.Personne", models.PROTECT, related_name="+", verbose_name="proposée par")
    ecrit = models.TextField("ce qui est écrit", blank=True)
    propose = models.TextField("ce qu’il faudrait écrire")
    motif = models.CharField("pourquoi", max_length=250)
    proposee_le = models.DateTimeField("proposée le", default=timezone.now)
    reponse = models.CharField("réponse", max_length=8, choices=Reponse, blank=True)
    mot = models.CharField("un mot", max_length=250, blank=True)
    texte_avant = models.TextField("texte d’avant", blank=True)
    texte_retenu = models.TextField("texte retenu", blank=True)
    repondue_par = models.ForeignKey(
        "members.Personne", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="répondue par"
    )
    repondue_le = models.DateTimeField("répondue le", null=True, blank=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = "correction"
        ordering = ["proposee_le", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reponse="", repondue_le=None, repondue_par=None)
                | ~Q(reponse="") & Q(repondue_le__isnull=False, repondue_par__isnull=False),
                name="correction_repondue_par_quelqu_un",
            ),
            models.CheckConstraint(
                condition=~Q(reponse="refusee") | ~Q(mot=""),
                name="correction_refus_motive",
                violation_error_message="Une correction ne se refuse pas sans un mot : dites pourquoi.",
            ),
            models.CheckConstraint(
                condition=~Q(reponse="acceptee") | ~Q(texte_retenu=""),
                name="correction_acceptee_ecrite",
                violation_error_message="Écrivez le texte que le compte rendu portera désormais.",
            ),
        ]
        indexes = [
            models.Index(fields=["compte_rendu"], condition=Q(reponse=""), name="correction_en_attente"),
        ]

    def __str__(self):
        return f"Correction de {self.auteur}"

    @property
    def tone(self):
        tones = {self.Reponse.ACCEPTEE: "ok", self.Reponse.REFUSEE: "neutral"}
        return tones.get(self.reponse, "wait")

    @property
    def porte_sur(self):
        """What part of the minutes it is about, in words."""
        return str(self.point) if self.point_id else "l’ensemble du compte rendu"


class Erratum(models.Model):
    """What is said of approved minutes afterwards: their text stays as it was approved, this is read before it."""

    compte_rendu = models.ForeignKey(CompteRendu, models.CASCADE, related_name="errata", verbose_name="compte rendu")
    texte = models.TextField("ce qu’il faut lire")
    motif = models.CharField("pourquoi", max_length=250)
    auteur = models.ForeignKey("members.Personne", models.PROTECT, related_name="+", verbose_name="écrit par")
    ecrit_le = models.DateTimeField("écrit le", default=timezone.now)

    class Meta:
        verbose_name = "erratum"
        verbose_name_plural = "errata"
        ordering = ["ecrit_le", "pk"]
        triggers = [pgtrigger.Protect(name="erratum_fige", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self):
        return f"Erratum du {say_full_date(self.ecrit_le)}"


class Information(models.Model):
    """Something that a meeting wants remembered of an agenda item, beside what it decides and what it asks for."""

    point = models.ForeignKey(PointOrdreDuJour, models.CASCADE, related_name="informations", verbose_name="point")
    texte = models.CharField("information", max_length=400)

    class Meta:
        verbose_name = "information"
        ordering = ["pk"]

    def __str__(self):
        return self.texte
