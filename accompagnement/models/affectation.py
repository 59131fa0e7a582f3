"""What a computation found for all the waiting requests together, and what the coordinators decided of it."""

import uuid

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accompagnement.models.demandes import Demande, Role
from accompagnement.models.mise_en_relation import neutrality
from accompagnement.models.prestataires import Prestataire
from accompagnement.models.scelles import Acces


class LotAffectation(models.Model):
    """One computation: what is found is deployed by a coordinator only, line by line; the next one replaces it."""

    class Etat(models.TextChoices):
        CALCULE = "calcule", "à valider"
        VALIDE = "valide", "validé"
        ABANDONNE = "abandonne", "remplacé"

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.CALCULE)
    regles = models.CharField("version des règles", max_length=10)
    empreinte = models.BinaryField("empreinte des données", max_length=32)
    calcule_le = models.DateTimeField("calculé le", default=timezone.now)

    class Meta:
        verbose_name = "lot d’affectation"
        verbose_name_plural = "lots d’affectation"
        ordering = ["-calcule_le"]
        constraints = [
            models.UniqueConstraint(fields=["etat"], condition=Q(etat="calcule"), name="lot_a_valider_unique")
        ]

    def __str__(self):
        return f"Lot du {timezone.localtime(self.calcule_le):%d/%m/%Y}"


class LigneAffectationQuerySet(models.QuerySet):
    def visible_to(self, personne):
        """Keep the lines of the cases this person coordinates: a computation opens no case to anybody."""
        acces = Acces.objects.opened_for(personne).filter(role=Role.COORDINATION, demande=OuterRef("demande"))
        return self.filter(Exists(acces))

    def a_decider(self):
        """Keep what still waits for a decision: computed last, for a case that still looks for somebody."""
        return self.filter(
            Exists(Demande.objects.sans_prestataire().filter(pk=OuterRef("demande"))),
            etat=LigneAffectation.Etat.CALCULEE,
            lot__etat=LotAffectation.Etat.CALCULE,
        )


class LigneAffectation(models.Model):
    """What one computation found for one case: a provider, or nobody; with all that was known at that moment.

    The requester and the provider know nothing of it. The candidates are kept by number, never who was kept out.
    """

    class Etat(models.TextChoices):
        CALCULEE = "calculee", "à valider"
        VALIDEE = "validee", "validée"
        REMPLACEE = "remplacee", "remplacée par un autre choix"
        REPORTEE = "reportee", "remise au prochain calcul"

    class Motif(models.TextChoices):
        """Why a coordinator prefers another eligible provider: coded, so that nothing of a case is told here."""

        SITUATION = "situation", "convient mieux à ce qui est raconté"
        SOUHAIT = "souhait", "répond à un souhait de la personne"
        DELAI = "delai", "peut commencer plus tôt"
        EQUILIBRE = "equilibre", "répartit mieux les suivis"
        AUTRE = "autre", "autre raison"

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    lot = models.ForeignKey(LotAffectation, models.CASCADE, related_name="lignes", verbose_name="lot")
    demande = models.ForeignKey(Demande, models.CASCADE, related_name="affectations", verbose_name="demande")
    prestataire = models.ForeignKey(
        Prestataire, models.PROTECT, null=True, related_name="affectations", verbose_name="prestataire calculé"
    )
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.CALCULEE)
    explication = models.JSONField("explication figée", default=dict)
    retenu = models.ForeignKey(
        Prestataire, models.PROTECT, null=True, related_name="+", verbose_name="prestataire retenu"
    )
    motif = models.CharField("raison du remplacement", max_length=10, choices=Motif, blank=True)
    decidee_le = models.DateTimeField("décidée le", null=True)

    objects = LigneAffectationQuerySet.as_manager()

    class Meta:
        verbose_name = "ligne d’affectation"
        verbose_name_plural = "lignes d’affectation"
        constraints = [
            models.UniqueConstraint(fields=["lot", "demande"], name="affectation_unique"),
            models.CheckConstraint(
                condition=Q(etat="remplacee", retenu__isnull=False) & ~Q(motif="") | ~Q(etat="remplacee"),
                name="affectation_remplacee_motivee",
            ),
        ]
        triggers = [neutrality("NEW.prestataire_id IS NOT NULL AND NEW.etat IN ('calculee', 'validee')")]

    def __str__(self):
        return f"{self.demande} : {self.get_etat_display()}"
