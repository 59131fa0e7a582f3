"""How a collective decides: who has a voice, how many are needed, how its decisions are numbered."""

import pghistory
from django.db import models
from django.db.models import Q

from collectifs.models.collectifs import Collectif
from collectifs.models.votes import VOICES, Quorum, VoixPar


@pghistory.track()
class RegleDecision(models.Model):
    """Who has a voice in a collective, and how many voices a decision needs. What was decided keeps its own rule."""

    VoixPar = VoixPar
    Quorum = Quorum

    collectif = models.OneToOneField(
        Collectif, models.CASCADE, related_name="regle_decision", verbose_name="collectif"
    )
    voix_par = models.CharField("qui a une voix", max_length=12, choices=VoixPar, default=VoixPar.ASSOCIATION)
    quorum = models.CharField("quorum", max_length=12, choices=Quorum, default=Quorum.AUCUN)
    quorum_nombre = models.PositiveSmallIntegerField("nombre de voix", null=True, blank=True)
    version = models.PositiveIntegerField("version", default=0, editable=False)

    class Meta:
        verbose_name = "règle de décision"
        verbose_name_plural = "règles de décision"
        constraints = [
            models.CheckConstraint(
                condition=Q(quorum="nombre", quorum_nombre__gte=1) | ~Q(quorum="nombre") & Q(quorum_nombre=None),
                name="regle_quorum_nombre",
                violation_error_message="Indiquez le nombre de voix du quorum, 1 au moins.",
            )
        ]

    def __str__(self):
        return f"Règle de décision, {self.collectif}"

    @property
    def voix_text(self):
        return VOICES[VoixPar(self.voix_par)]


class SerieDecisions(models.Model):
    """The last number that the decisions of a collective reached in a year: the next is one more, none comes twice."""

    collectif = models.ForeignKey(Collectif, models.PROTECT, related_name="+", verbose_name="collectif")
    annee = models.PositiveSmallIntegerField("année")
    dernier = models.PositiveIntegerField("dernier numéro", default=0)

    class Meta:
        verbose_name = "série de décisions"
        verbose_name_plural = "séries de décisions"
        constraints = [models.UniqueConstraint(fields=["collectif", "annee"], name="serie_decisions_unique")]

    def __str__(self):
        return f"{self.collectif}, {self.annee}"
