from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from members.models.cotisations import Reglement


class ReleveBancaire(models.Model):
    """A bank statement that was read; the same file read twice adds nothing."""

    class Genre(models.TextChoices):
        CSV = "csv", "CSV"
        CAMT = "camt053", "CAMT.053"
        OFX = "ofx", "OFX"

    nom_fichier = models.CharField("fichier", max_length=200)
    genre = models.CharField("format", max_length=10, choices=Genre)
    empreinte = models.CharField(
        "empreinte du fichier",
        max_length=64,
        unique=True,
        error_messages={"unique": "Ce relevé est déjà importé : il n’y a rien à refaire."},
    )
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="importé par")
    le = models.DateTimeField("importé le", default=timezone.now)

    class Meta:
        verbose_name = "relevé bancaire"
        verbose_name_plural = "relevés bancaires"
        ordering = ["-le"]

    def __str__(self):
        return self.nom_fichier


class LigneReleve(models.Model):
    """One credit of a statement: what the bank says, and the payment it became once somebody agreed."""

    releve = models.ForeignKey(ReleveBancaire, models.PROTECT, related_name="lignes", verbose_name="relevé")
    identite = models.CharField("identité de l’opération", max_length=64, unique=True)
    le = models.DateField("date")
    montant = models.DecimalField("montant, en euros", max_digits=10, decimal_places=2)
    payeur = models.CharField("payeur", max_length=150, blank=True)
    libelle = models.CharField("libellé", max_length=300, blank=True)
    reglement = models.OneToOneField(
        Reglement, models.SET_NULL, null=True, blank=True, related_name="ligne_releve", verbose_name="règlement"
    )
    ecartee_le = models.DateTimeField("écartée le", null=True, blank=True)

    class Meta:
        verbose_name = "ligne de relevé"
        verbose_name_plural = "lignes de relevé"
        ordering = ["le", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(montant__gt=0),
                name="ligne_releve_credit",
                violation_error_message="Seules les sommes reçues sont gardées.",
            )
        ]

    def __str__(self):
        return f"{self.le:%d/%m/%Y}, {self.payeur or self.libelle}"
