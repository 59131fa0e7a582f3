"""Invoices of sessions: numbered without a hole, frozen as they were sent, taken back by a credit note only (§4.6)."""

import uuid

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone

from formations.models.inscriptions import Inscription
from formations.models.regles_garde import DIX_ANS, NUMERO, UNE_FOIS
from formations.models.sessions import SessionFormation


class FactureFormation(models.Model):
    """An invoice, or the credit note of one. Who sends it and who receives it are written as they were that day."""

    class Mention(models.TextChoices):
        EXONEREE = "exoneree", "Exonérée de TVA, article 261-4-4° a du code général des impôts"
        TAXABLE = "taxable", "TVA facturée"

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    annee = models.PositiveSmallIntegerField("année", editable=False)
    rang = models.PositiveIntegerField("rang dans l’année", default=0, editable=False)
    session = models.ForeignKey(SessionFormation, models.PROTECT, related_name="factures", verbose_name="session")
    association = models.ForeignKey(
        "members.Association", models.PROTECT, related_name="+", verbose_name="association"
    )
    opco = models.CharField("OPCO qui paie à sa place", max_length=150, blank=True)
    adresse = models.CharField("adresse de facturation", max_length=300, blank=True)
    emetteur = models.JSONField("qui facture", default=dict)
    destinataire = models.JSONField("à qui", default=dict)
    mention = models.CharField("mention de TVA", max_length=8, choices=Mention)
    taux = models.DecimalField("taux de TVA", max_digits=4, decimal_places=2, default=0)
    montant = models.DecimalField("montant hors taxe", max_digits=10, decimal_places=2)
    tva = models.DecimalField("TVA", max_digits=10, decimal_places=2, default=0)
    avoir_de = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="avoir", verbose_name="facture annulée"
    )
    motif = models.CharField("motif de l’avoir", max_length=250, blank=True)
    emise_le = models.DateField("émise le", default=timezone.localdate, editable=False)
    emise_par = models.ForeignKey("members.Personne", models.PROTECT, related_name="+", verbose_name="émise par")

    class Meta:
        verbose_name = "facture de formation"
        verbose_name_plural = "factures de formation"
        ordering = ["-annee", "-rang"]
        constraints = [
            models.UniqueConstraint(fields=["annee", "rang"], name="facture_formation_numero"),
            models.CheckConstraint(condition=Q(annee=models.F("emise_le__year")), name="facture_formation_annee"),
            models.CheckConstraint(
                condition=Q(avoir_de=None, montant__gt=0, tva__gte=0, motif="")
                | (Q(avoir_de__isnull=False, montant__lt=0, tva__lte=0) & ~Q(motif="")),
                name="facture_formation_signe",
            ),
            models.CheckConstraint(
                condition=Q(mention="taxable") | Q(tva=0, taux=0), name="facture_formation_tva_si_taxable"
            ),
        ]
        triggers = [NUMERO, DIX_ANS, pgtrigger.Protect(name="figee", operation=pgtrigger.Update)]

    def __str__(self):
        return f"{'Avoir' if self.avoir_de_id else 'Facture'} {self.numero}"

    @property
    def numero(self) -> str:
        return f"F{self.annee}-{self.rang:04}"

    @property
    def total(self):
        """What is to be paid, tax included."""
        return self.montant + self.tva


class LigneFacture(models.Model):
    """The hours of one person on an invoice, at the price agreed: what the certificate says, no more (R23)."""

    facture = models.ForeignKey(FactureFormation, models.CASCADE, related_name="lignes", verbose_name="facture")
    inscription = models.ForeignKey(
        Inscription, models.PROTECT, related_name="lignes_facture", verbose_name="inscription"
    )
    nom = models.CharField("prénom et nom", max_length=200)
    minutes = models.PositiveIntegerField("minutes suivies")
    prevues = models.PositiveIntegerField("minutes prévues")
    prix = models.DecimalField("prix convenu", max_digits=8, decimal_places=2)
    montant = models.DecimalField("montant hors taxe", max_digits=8, decimal_places=2)

    class Meta:
        verbose_name = "ligne de facture"
        verbose_name_plural = "lignes de facture"
        ordering = ["nom", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["facture", "inscription"], name="ligne_facture_unique"),
        ]
        triggers = [UNE_FOIS, pgtrigger.Protect(name="figee", operation=pgtrigger.Update)]

    def __str__(self):
        return f"{self.nom}, {self.facture}"
