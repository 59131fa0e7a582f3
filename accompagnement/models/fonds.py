"""The money of the scheme: funds, ceilings, and what goes beyond them with a decision (§4.6, B28)."""

from decimal import Decimal

import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accompagnement.models.catalogue import Service
from accompagnement.models.demandes import Demande

CENT = MinValueValidator(Decimal("0.01"), "Un montant est plus grand que zéro : corrigez-le.")
MOST_MORE = 20


class Fonds(models.Model):
    """Money put aside to pay for accompaniments: which services, how much, from when to when.

    No association is ever tied to a fund: paid by the money of one employer, an invoice would say whose case it is.
    What remains is computed from the invoices, never stored.
    """

    nom = models.CharField("nom", max_length=120, unique=True)
    montant = models.DecimalField("montant, en euros", max_digits=10, decimal_places=2, validators=[CENT])
    debut = models.DateField("premier jour")
    fin = models.DateField("dernier jour")
    services = models.ManyToManyField(
        Service, related_name="fonds", blank=True, verbose_name="services payés (aucun : tous)"
    )

    class Meta:
        verbose_name = "fonds"
        verbose_name_plural = "fonds"
        ordering = ["-fin", "nom"]
        constraints = [
            models.CheckConstraint(
                condition=Q(fin__gte=F("debut")),
                name="fonds_periode",
                violation_error_message="Le dernier jour vient avant le premier : corrigez l’un des deux.",
            ),
            models.CheckConstraint(
                condition=Q(montant__gt=0),
                name="fonds_montant_positif",
                violation_error_message="Un montant est plus grand que zéro : corrigez-le.",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="pas_moins_que_paye",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF NEW.montant < (
                        SELECT coalesce(sum(montant + tva), 0) FROM accompagnement_facture
                        WHERE fonds_id = NEW.id AND etat <> 'refusee'
                    ) THEN
                        RAISE EXCEPTION 'fonds : moins que ce qui est engage' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self):
        return self.nom


class Plafond(models.Model):
    """How far an accompaniment may go in a year: of one service, or of every service that has no line of its own.

    The line of a year holds until there is one for a later year.
    """

    service = models.ForeignKey(
        Service, models.CASCADE, null=True, blank=True, related_name="plafonds", verbose_name="service (aucun : tous)"
    )
    annee = models.PositiveSmallIntegerField(
        "à partir de l’année", validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )
    seances = models.PositiveSmallIntegerField(
        "séances par dossier", validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    euros_par_dossier = models.DecimalField(
        "euros par dossier", max_digits=10, decimal_places=2, null=True, blank=True, validators=[CENT]
    )
    euros_par_an = models.DecimalField(
        "euros par an", max_digits=10, decimal_places=2, null=True, blank=True, validators=[CENT]
    )

    class Meta:
        verbose_name = "plafond"
        ordering = ["-annee", "service__bouquet__ordre", "service__ordre"]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "annee"],
                nulls_distinct=False,
                name="plafond_unique",
                violation_error_message="Un plafond est déjà fixé pour ce service et cette année : modifiez-le.",
            ),
            models.CheckConstraint(
                condition=Q(seances__gte=1)
                & (Q(euros_par_dossier=None) | Q(euros_par_dossier__gt=0))
                & (Q(euros_par_an=None) | Q(euros_par_an__gt=0)),
                name="plafond_positif",
            ),
        ]

    def __str__(self):
        return f"{self.service or 'Tous les services'}, {self.annee}"


class MotifExtension(models.TextChoices):
    """Why more is needed, or why not: coded, so that nothing of a case is told (§4.6)."""

    SITUATION = "situation", "la situation demande plus de temps"
    GROUPE = "groupe", "le groupe est plus nombreux que prévu"
    SUITE = "suite", "un relais se prépare"


class ReponseExtension(models.TextChoices):
    BESOIN = "besoin", "le besoin le justifie"
    FIN_PROCHE = "fin_proche", "l’accompagnement approche de sa fin"
    AUTRE_AIDE = "autre_aide", "une autre aide conviendrait mieux"
    BUDGET = "budget", "les moyens de l’année ne le permettent pas"


class Extension(models.Model):
    """More sessions than the ceiling for one case: asked by its provider, decided by its coordinator."""

    class Etat(models.TextChoices):
        DEMANDEE = "demandee", "demandée"
        ACCORDEE = "accordee", "accordée"
        REFUSEE = "refusee", "refusée"

    demande = models.ForeignKey(Demande, models.CASCADE, related_name="extensions", verbose_name="demande")
    seances = models.PositiveSmallIntegerField(
        "séances de plus", validators=[MinValueValidator(1), MaxValueValidator(MOST_MORE)]
    )
    motif = models.CharField("pourquoi", max_length=10, choices=MotifExtension)
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.DEMANDEE)
    reponse = models.CharField("raison de la réponse", max_length=10, choices=ReponseExtension, blank=True)
    demandee_le = models.DateTimeField("demandée le", default=timezone.now)
    decidee_le = models.DateTimeField("décidée le", null=True)

    class Meta:
        verbose_name = "extension"
        ordering = ["-demandee_le"]
        constraints = [
            models.UniqueConstraint(fields=["demande"], condition=Q(etat="demandee"), name="extension_une_a_la_fois"),
            models.CheckConstraint(
                condition=Q(etat="demandee", reponse="", decidee_le=None)
                | Q(etat__in=["accordee", "refusee"], decidee_le__isnull=False) & ~Q(reponse=""),
                name="extension_reponse_dite",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="vie_legale",
                field="etat",
                transitions=[("demandee", "accordee"), ("demandee", "refusee")],
            )
        ]

    def __str__(self):
        return f"{self.demande} : {self.seances} séances de plus"


class Rallonge(models.Model):
    """More money than a year's ceiling, decided by the operator: added to the ceiling, never taken back."""

    plafond = models.ForeignKey(Plafond, models.CASCADE, related_name="rallonges", verbose_name="plafond")
    annee = models.PositiveSmallIntegerField("année")
    euros = models.DecimalField("euros de plus", max_digits=10, decimal_places=2, validators=[CENT])
    motif = models.CharField("raison", max_length=10, choices=ReponseExtension)
    decidee_par = models.ForeignKey("members.Personne", models.PROTECT, related_name="+", verbose_name="décidée par")
    decidee_le = models.DateTimeField("décidée le", default=timezone.now)

    class Meta:
        verbose_name = "rallonge"
        ordering = ["-decidee_le"]
        constraints = [models.CheckConstraint(condition=Q(euros__gt=0), name="rallonge_positive")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update)]

    def __str__(self):
        return f"{self.plafond} : {self.euros} € de plus"
