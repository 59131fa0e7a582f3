import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone

from collectifs.models.collectifs import Collectif, led_by


class DemandeParticipationQuerySet(models.QuerySet):
    def visible_to(self, personne):
        """Keep what a person may read: what they asked, and what is asked of the collectives that they lead."""
        if not (personne.is_authenticated and personne.is_active):
            return self.none()
        return self.filter(Q(personne=personne) | led_by(personne, "collectif__"))

    def en_attente(self):
        return self.filter(etat=DemandeParticipation.Etat.EN_ATTENTE)


class DemandeParticipation(models.Model):
    """Somebody of the network asks to join a collective, with a word; who leads it says yes, or no and why."""

    class Etat(models.TextChoices):
        EN_ATTENTE = "attente", "en attente"
        ACCEPTEE = "acceptee", "acceptée"
        REFUSEE = "refusee", "refusée"
        RETIREE = "retiree", "retirée"

    collectif = models.ForeignKey(Collectif, models.CASCADE, related_name="demandes", verbose_name="collectif")
    personne = models.ForeignKey(
        "members.Personne", models.PROTECT, related_name="demandes_participation", verbose_name="personne"
    )
    mot = models.CharField("votre mot", max_length=500)
    faite_le = models.DateTimeField("faite le", default=timezone.now)
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.EN_ATTENTE)
    reponse = models.CharField("réponse", max_length=500, blank=True)
    decidee_par = models.ForeignKey(
        "members.Personne", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="répondue par"
    )
    decidee_le = models.DateTimeField("répondue le", null=True, blank=True)

    objects = DemandeParticipationQuerySet.as_manager()

    class Meta:
        verbose_name = "demande de participation"
        verbose_name_plural = "demandes de participation"
        ordering = ["faite_le", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["collectif", "personne"],
                condition=Q(etat="attente"),
                name="demande_participation_unique",
                violation_error_message="Votre demande attend déjà une réponse.",
            ),
            models.CheckConstraint(
                condition=~Q(etat="refusee") | ~Q(reponse=""),
                name="demande_refus_motive",
                violation_error_message="Un refus s’explique : écrivez un mot.",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="transitions",
                field="etat",
                transitions=[("attente", "acceptee"), ("attente", "refusee"), ("attente", "retiree")],
            )
        ]

    def __str__(self):
        return f"Demande de {self.personne}"

    @property
    def is_en_attente(self):
        return self.etat == self.Etat.EN_ATTENTE


class Visite(models.Model):
    """When a person last read the page of a collective, and when their visit before began to be the past.

    Pages read within half an hour are one visit: what was new stays new until it ends.
    """

    personne = models.ForeignKey("members.Personne", models.CASCADE, related_name="visites", verbose_name="personne")
    collectif = models.ForeignKey(Collectif, models.CASCADE, related_name="visites", verbose_name="collectif")
    vue_le = models.DateTimeField("vue le")
    avant_le = models.DateTimeField("visite précédente", null=True, blank=True)

    class Meta:
        verbose_name = "visite"
        constraints = [models.UniqueConstraint(fields=["personne", "collectif"], name="visite_unique")]

    def __str__(self):
        return f"{self.personne}, {self.collectif}"
