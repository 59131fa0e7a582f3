"""What somebody complains of, acknowledged, answered, traced, closed with what was changed (indicator 31)."""

from datetime import timedelta

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone

from formations.models.sessions import SessionFormation

ACCUSE, REPONSE = timedelta(days=10), timedelta(days=30)


class ReclamationQuerySet(models.QuerySet):
    def visible_to(self, personne):
        """Keep one's own; all for the team that answers, nobody else."""
        if not (personne.is_authenticated and personne.is_active):
            return self.none()
        return self.all() if personne.is_federation_team else self.filter(auteur=personne.pk)

    def ouvertes(self):
        return self.exclude(etat=Reclamation.Etat.CLOSE)


class Reclamation(models.Model):
    """A complaint; its deadlines are read from the day it was made, whatever a scheduler did."""

    class Etat(models.TextChoices):
        DEPOSEE = "deposee", "déposée"
        ACCUSEE = "accusee", "reçue, en cours"
        REPONDUE = "repondue", "répondue"
        CLOSE = "close", "close"

    auteur = models.ForeignKey(
        "members.Personne", models.PROTECT, related_name="reclamations_formation", verbose_name="auteur"
    )
    session = models.ForeignKey(
        SessionFormation, models.PROTECT, null=True, blank=True, related_name="reclamations", verbose_name="session"
    )
    objet = models.CharField("objet", max_length=150)
    texte = models.TextField("ce qui s’est passé", max_length=4000)
    deposee_le = models.DateTimeField("déposée le", default=timezone.now, editable=False)
    etat = models.CharField("état", max_length=8, choices=Etat, default=Etat.DEPOSEE)
    accusee_le = models.DateTimeField("reçue le", null=True, blank=True)
    accusee_par = models.ForeignKey(
        "members.Personne", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="reçue par"
    )
    reponse = models.TextField("réponse", max_length=4000, blank=True)
    repondue_le = models.DateTimeField("répondue le", null=True, blank=True)
    repondue_par = models.ForeignKey(
        "members.Personne", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="répondue par"
    )
    changement = models.TextField("ce qui a changé", max_length=2000, blank=True)
    close_le = models.DateTimeField("close le", null=True, blank=True)

    objects = ReclamationQuerySet.as_manager()

    class Meta:
        verbose_name = "réclamation"
        ordering = ["-deposee_le", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(etat="deposee") | Q(accusee_le__isnull=False, accusee_par__isnull=False),
                name="reclamation_recue_tracee",
            ),
            models.CheckConstraint(
                condition=Q(etat__in=["deposee", "accusee"])
                | (~Q(reponse="") & Q(repondue_le__isnull=False, repondue_par__isnull=False)),
                name="reclamation_repondue_tracee",
            ),
            models.CheckConstraint(
                condition=~Q(etat="close") | (~Q(changement="") & Q(close_le__isnull=False)),
                name="reclamation_close_avec_ce_qui_a_change",
                violation_error_message="Dites ce qui a changé, ou pourquoi rien ne change.",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="transitions",
                field="etat",
                transitions=[("deposee", "accusee"), ("accusee", "repondue"), ("repondue", "close")],
            ),
            pgtrigger.ReadOnly(name="figee", fields=["auteur", "session", "objet", "texte", "deposee_le"]),
        ]

    def __str__(self):
        return self.objet

    @property
    def echeance(self):
        """By when the next step is due: acknowledged in ten days, answered in thirty."""
        after = ACCUSE if self.etat == self.Etat.DEPOSEE else REPONSE
        return timezone.localdate(self.deposee_le + after)

    @property
    def is_en_retard(self):
        return self.etat in (self.Etat.DEPOSEE, self.Etat.ACCUSEE) and self.echeance < timezone.localdate()

    @property
    def tone(self):
        if self.is_en_retard:
            return "late"
        return {self.Etat.CLOSE: "neutral", self.Etat.REPONDUE: "ok"}.get(self.etat, "wait")
