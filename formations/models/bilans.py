"""What a year's figures need beside the sheets: amounts taken from the accounts, and the evidence put together."""

import uuid
from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from socle.fichiers import erase_with_row

DOSSIERS = "formations/preuves"
GARDES = timedelta(days=30)


class EcritureBilan(models.Model):
    """An amount of the accounts that the portal cannot count: a product of frame C, a charge of frame D."""

    class Poste(models.TextChoices):
        """Lines of the yearly form (cerfa 10443, frames C and D) that are not read from enrolments."""

        EUROPE = "C4", "C4 : instances européennes"
        ETAT = "C5", "C5 : État, dont FDVA"
        REGION = "C6", "C6 : conseils régionaux"
        EMPLOI = "C7", "C7 : France Travail"
        PUBLIC = "C8", "C8 : autres ressources publiques"
        PARTICULIERS = "C9", "C9 : particuliers, à leurs frais"
        ORGANISMES = "C10", "C10 : autres organismes de formation"
        AUTRES = "C11", "C11 : autres produits de la formation"
        SALAIRES = "D2", "D2 : salaires des formatrices et formateurs"
        ACHATS = "D3", "D3 : achats de prestations et honoraires de formation"
        CHARGES = "D9", "D : autres charges de la formation"

    annee = models.PositiveSmallIntegerField("année")
    poste = models.CharField("ligne du bilan", max_length=3, choices=Poste)
    libelle = models.CharField("ce que c’est", max_length=150)
    montant = models.DecimalField("montant hors taxe, en euros", max_digits=10, decimal_places=2)
    piece = models.CharField("pièce comptable", max_length=80, blank=True)
    saisie_par = models.ForeignKey("members.Personne", models.PROTECT, related_name="+", verbose_name="saisie par")
    saisie_le = models.DateTimeField("saisie le", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "écriture du bilan"
        verbose_name_plural = "écritures du bilan"
        ordering = ["annee", "poste", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(montant__gt=0),
                name="ecriture_bilan_montant",
                violation_error_message="Un montant est plus grand que zéro.",
            )
        ]

    def __str__(self):
        return f"{self.libelle}, {self.annee}"


class DossierPreuvesQuerySet(models.QuerySet):
    def perimes(self, now=None):
        """Keep what is past its month: given to nobody any more, erased or not yet."""
        return self.filter(cree_le__lte=(now or timezone.now()) - GARDES)

    def recents(self, now=None):
        return self.filter(cree_le__gt=(now or timezone.now()) - GARDES)


class DossierPreuves(models.Model):
    """The evidence of a year in one archive, made by a worker, kept a month: it can be asked for again."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    annee = models.PositiveSmallIntegerField("année")
    demande_par = models.ForeignKey("members.Personne", models.CASCADE, related_name="+", verbose_name="demandé par")
    cree_le = models.DateTimeField("demandé le", default=timezone.now, editable=False)
    fichier = models.FileField("archive", upload_to=f"{DOSSIERS}/", blank=True)
    papiers = models.PositiveIntegerField("papiers", default=0)
    taille = models.PositiveBigIntegerField("taille", default=0)
    empreinte = models.CharField("empreinte", max_length=64, blank=True)

    objects = DossierPreuvesQuerySet.as_manager()

    class Meta:
        verbose_name = "dossier de preuves"
        verbose_name_plural = "dossiers de preuves"
        ordering = ["-cree_le"]

    def __str__(self):
        return f"Preuves {self.annee}"

    @property
    def is_ready(self):
        return bool(self.fichier)


erase_with_row(DossierPreuves, "fichier")
