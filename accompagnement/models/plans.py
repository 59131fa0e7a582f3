"""The plan of an association's accompaniment: a shared diagnosis, steps, what came of it (§4.1). Texts are sealed.

Every text is sealed under the key « plan » of the case, wrapped per access like any other (`CleDossier`).
"""

import uuid

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accompagnement.models.demandes import Demande
from accompagnement.models.vie import Role
from socle.crypto import seal, unseal


class TexteDuPlan(models.Model):
    """Something sealed in a plan; its version grows at each writing: nobody writes over what they did not read."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    contenu = models.BinaryField("contenu chiffré")
    version = models.PositiveIntegerField("version", default=1)
    role = models.CharField("écrit en qualité de", max_length=12, choices=Role)
    ecrit_le = models.DateTimeField("écrit le", default=timezone.now)

    class Meta:
        abstract = True

    @property
    def place(self) -> str:
        """What it is sealed for."""
        return f"plan:{self.pk}"

    def seal_with(self, key: bytes, text: str) -> None:
        self.contenu = seal(text.encode(), key=key, aad=self.place)

    def open_with(self, key: bytes) -> str:
        return unseal(self.contenu, key=key, aad=self.place).decode()


class Plan(models.Model):
    """The plan of one association's case. Its version grows with its steps: what was agreed to is one version."""

    demande = models.OneToOneField(Demande, models.CASCADE, related_name="plan", verbose_name="demande")
    version = models.PositiveIntegerField("version des étapes", default=0)

    class Meta:
        verbose_name = "plan d’accompagnement"
        verbose_name_plural = "plans d’accompagnement"
        triggers = [
            pgtrigger.Trigger(
                name="pour_une_association",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF NOT EXISTS (
                        SELECT 1 FROM accompagnement_demande WHERE id = NEW.demande_id AND porte = 'association'
                    ) THEN
                        RAISE EXCEPTION 'plan : porte personnelle' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self):
        return f"Plan de la {self.demande}"


class TextePlan(TexteDuPlan):
    """The shared diagnosis, or what the accompaniment left: one text of each, written by several hands."""

    class Nature(models.TextChoices):
        DIAGNOSTIC = "diagnostic", "le diagnostic partagé"
        SUIVI = "suivi", "ce qui en reste"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="textes", verbose_name="plan")
    nature = models.CharField("texte", max_length=10, choices=Nature)

    class Meta:
        verbose_name = "texte du plan"
        verbose_name_plural = "textes du plan"
        constraints = [models.UniqueConstraint(fields=["plan", "nature"], name="texte_plan_unique")]

    def __str__(self):
        return f"{self.plan} : {self.get_nature_display()}"


class EtapePlan(TexteDuPlan):
    """A step: what is to be done is sealed, its rank, its state and its day are not."""

    class Etat(models.TextChoices):
        A_FAIRE = "a_faire", "à faire"
        EN_COURS = "en_cours", "en cours"
        FAITE = "faite", "faite"
        ABANDONNEE = "abandonnee", "abandonnée"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="etapes", verbose_name="plan")
    rang = models.PositiveSmallIntegerField("rang")
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.A_FAIRE)
    echeance = models.DateField("échéance", null=True, blank=True)

    class Meta:
        verbose_name = "étape du plan"
        verbose_name_plural = "étapes du plan"
        ordering = ["rang", "ecrit_le", "pk"]

    def __str__(self):
        return f"{self.plan} : étape {self.rang}"

    @property
    def rang_dit(self) -> str:
        return str(self.rang)

    @property
    def is_ouverte(self):
        return self.etat in (self.Etat.A_FAIRE, self.Etat.EN_COURS)

    @property
    def is_en_retard(self):
        """Late is read from the day, whether or not a job came by."""
        return self.is_ouverte and self.echeance is not None and self.echeance < timezone.localdate()


class ValidationPlan(models.Model):
    """The beneficiary's own « yes » to one version of the diagnosis, of the steps, or of what remains: added, never
    changed. The requester's has no name, as their readings have none."""

    class Objet(models.TextChoices):
        DIAGNOSTIC = "diagnostic", "le diagnostic partagé"
        ETAPES = "etapes", "les étapes"
        SUIVI = "suivi", "ce qui en reste"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="validations", verbose_name="plan")
    objet = models.CharField("validé", max_length=10, choices=Objet)
    version = models.PositiveIntegerField("version validée")
    role = models.CharField("en qualité de", max_length=12, choices=Role)
    par = models.ForeignKey("members.Personne", models.PROTECT, null=True, related_name="+", verbose_name="validé par")
    validee_le = models.DateTimeField("validé le", default=timezone.now)

    class Meta:
        verbose_name = "validation du plan"
        verbose_name_plural = "validations du plan"
        ordering = ["validee_le", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "objet", "version"], name="validation_une_par_version"),
            models.CheckConstraint(
                condition=Q(role=Role.DEMANDEUR, par=None) | Q(role=Role.MANDATAIRE, par__isnull=False),
                name="validation_du_beneficiaire",
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self):
        return f"{self.plan} : {self.get_objet_display()}"
