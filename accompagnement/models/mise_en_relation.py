"""From a list of eligible providers to one who says yes."""

import uuid

import pgtrigger
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accompagnement.models.demandes import Demande
from accompagnement.models.prestataires import Prestataire
from accompagnement.models.scelles import Acces
from accompagnement.models.vie import Role

# The hard rules, asked by the database itself each time a proposal or a solicitation becomes live.
REFUSE_OBSTACLE = """
    IF TG_OP = 'UPDATE' THEN
        IF (OLD.etat, OLD.demande_id, OLD.prestataire_id) = (NEW.etat, NEW.demande_id, NEW.prestataire_id) THEN
            RETURN NEW;
        END IF;
    END IF;
    obstacle := accompagnement_obstacle(NEW.demande_id, NEW.prestataire_id);
    IF obstacle IS NOT NULL THEN
        RAISE EXCEPTION 'neutralite : %', obstacle USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


def neutrality(condition: str) -> pgtrigger.Trigger:
    """Return the trigger that refuses a live row for a provider whom a hard rule keeps out."""
    return pgtrigger.Trigger(
        name="neutralite",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        declare=[("obstacle", "text")],
        condition=pgtrigger.Condition(condition),
        func=REFUSE_OBSTACLE,
    )


class Proposition(models.Model):
    """A provider put forward to the requester by the coordinator, with what was known that day."""

    class Etat(models.TextChoices):
        OUVERTE = "ouverte", "à choisir"
        RESERVE = "reserve", "si la première ne peut pas"
        CHOISIE = "choisie", "choisie"
        FERMEE = "fermee", "fermée"

    demande = models.ForeignKey(Demande, models.CASCADE, related_name="propositions", verbose_name="demande")
    prestataire = models.ForeignKey(
        Prestataire, models.PROTECT, related_name="propositions", verbose_name="prestataire"
    )
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.OUVERTE)
    rang = models.PositiveSmallIntegerField("rang")
    explication = models.JSONField("explication figée", default=dict)
    proposee_le = models.DateTimeField("proposée le", default=timezone.now)

    class Meta:
        verbose_name = "proposition"
        ordering = ["rang"]
        constraints = [models.UniqueConstraint(fields=["demande", "prestataire"], name="proposition_unique")]
        triggers = [neutrality("NEW.etat IN ('ouverte', 'choisie')")]

    def __str__(self):
        return f"{self.demande} : {self.prestataire}"


class SollicitationQuerySet(models.QuerySet):
    def visible_to(self, personne):
        """Keep what a provider may still open: an offer within its delay, an accompaniment under way."""
        if not personne.is_authenticated or "prestataire" not in personne.roles:
            return self.none()
        today = timezone.localdate()
        offerte = Q(etat=Sollicitation.Etat.OFFERTE, repondre_avant__gte=today)
        acces = Acces.objects.opened_for(personne).filter(demande=OuterRef("demande"), role=Role.PRESTATAIRE)
        acceptee = Q(etat=Sollicitation.Etat.ACCEPTEE) & Exists(acces)
        return self.filter(offerte | acceptee, prestataire__personne=personne)


class Sollicitation(models.Model):
    """The question put to one provider: will you take this case, of which you know the frame and nothing else?"""

    class Etat(models.TextChoices):
        OFFERTE = "offerte", "réponse attendue"
        ACCEPTEE = "acceptee", "acceptée"
        DECLINEE = "declinee", "déclinée"
        SANS_REPONSE = "sans_reponse", "sans réponse"
        RETIREE = "retiree", "retirée"
        TERMINEE = "terminee", "terminée"
        TRANSFEREE = "transferee", "confiée à quelqu’un d’autre"
        REVOQUEE = "revoquee", "arrêtée pour garder la neutralité"

    class Motif(models.TextChoices):
        DISPONIBILITE = "disponibilite", "je n’ai pas de place en ce moment"
        COMPETENCE = "competence", "ce n’est pas mon domaine"
        LIEN = "lien", "je préfère me déporter"
        AUTRE = "autre", "autre raison"

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    demande = models.ForeignKey(Demande, models.CASCADE, related_name="sollicitations", verbose_name="demande")
    prestataire = models.ForeignKey(
        Prestataire, models.PROTECT, related_name="sollicitations", verbose_name="prestataire"
    )
    etat = models.CharField("état", max_length=12, choices=Etat, default=Etat.OFFERTE)
    motif = models.CharField("motif codé", max_length=15, choices=Motif, blank=True)
    offerte_le = models.DateTimeField("offerte le", default=timezone.now)
    repondre_avant = models.DateField("dernier jour pour répondre")
    repondue_le = models.DateTimeField("répondue le", null=True)

    objects = SollicitationQuerySet.as_manager()

    class Meta:
        verbose_name = "sollicitation"
        ordering = ["repondre_avant", "offerte_le"]
        constraints = [
            models.UniqueConstraint(
                fields=["demande"], condition=Q(etat__in=["offerte", "acceptee"]), name="sollicitation_vivante_unique"
            )
        ]
        triggers = [
            neutrality("NEW.etat IN ('offerte', 'acceptee')"),
            pgtrigger.Trigger(
                name="declaration_avant_acceptation",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Condition("NEW.etat = 'acceptee'"),
                func="""
                    IF NOT EXISTS (
                        SELECT 1 FROM accompagnement_declarationindependance d WHERE d.sollicitation_id = NEW.id
                    ) THEN
                        RAISE EXCEPTION 'neutralite : acceptation sans declaration'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.demande} : {self.prestataire}"

    @property
    def is_offerte(self):
        """Whether it still waits for an answer, job or no job."""
        return self.etat == self.Etat.OFFERTE and self.repondre_avant >= timezone.localdate()

    @property
    def is_acceptee(self):
        return self.etat == self.Etat.ACCEPTEE


class DeclarationIndependance(models.Model):
    """What a provider signs before learning who it is: no tie with anything this case may concern."""

    sollicitation = models.OneToOneField(
        Sollicitation, models.CASCADE, related_name="declaration", verbose_name="sollicitation"
    )
    texte = models.CharField("version du texte", max_length=10)
    signee_le = models.DateTimeField("signée le", default=timezone.now)

    class Meta:
        verbose_name = "déclaration d’indépendance"
        verbose_name_plural = "déclarations d’indépendance"

    def __str__(self):
        return str(self.sollicitation)
