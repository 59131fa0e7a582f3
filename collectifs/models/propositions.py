from django.db import models
from django.db.models import Q
from django.utils import timezone

from collectifs.models.collectifs import led_by
from collectifs.models.reunions import PointOrdreDuJour, Reunion


class PropositionPointQuerySet(models.QuerySet):
    def visible_to(self, personne):
        """Keep what a person proposed, and what is proposed to whoever prepares."""
        if not (personne.is_authenticated and personne.is_active):
            return self.none()
        prepares = Q(collectif__reunions__secretaire=personne, collectif__reunions__etat__in=Reunion.PREPARABLES)
        theirs = led_by(personne, "collectif__") | Q(auteur=personne)
        return self.filter(Q(pk__in=self.model.objects.filter(prepares).values("pk")) | theirs)

    def attendues(self, reunion):
        """Keep what waits for a word in the preparation of a meeting: what was put off before it comes back."""
        asked_for = Q(reportee_de=None) & (Q(reunion=None) | Q(reunion__debut__lte=reunion.debut))
        put_off = Q(reportee_de__debut__lt=reunion.debut)
        waiting = self.filter(collectif=reunion.collectif_id, etat=PropositionPoint.Etat.PROPOSEE)
        return waiting.filter(asked_for | put_off).exclude(reportee_de=reunion)


class PropositionPoint(models.Model):
    """An agenda item that somebody who takes part asks for, before a meeting."""

    class Etat(models.TextChoices):
        PROPOSEE = "proposee", "en attente"
        RETENUE = "retenue", "retenue"
        DECLINEE = "declinee", "déclinée"

    collectif = models.ForeignKey("Collectif", models.CASCADE, related_name="propositions", verbose_name="collectif")
    reunion = models.ForeignKey(
        Reunion, models.SET_NULL, null=True, blank=True, related_name="propositions", verbose_name="pour la réunion"
    )
    auteur = models.ForeignKey("members.Personne", models.PROTECT, related_name="+", verbose_name="proposée par")
    titre = models.CharField("titre", max_length=200)
    pourquoi = models.TextField("pourquoi", max_length=1000, blank=True)
    duree = models.PositiveSmallIntegerField("durée souhaitée, en minutes", default=15)
    proposee_le = models.DateTimeField("proposée le", default=timezone.now)
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.PROPOSEE)
    reportee_de = models.ForeignKey(
        Reunion, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="reportée de la réunion"
    )
    reponse = models.CharField("mot de la personne qui anime", max_length=300, blank=True)
    traitee_par = models.ForeignKey(
        "members.Personne", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="traitée par"
    )
    traitee_le = models.DateTimeField("traitée le", null=True, blank=True)
    point = models.OneToOneField(
        PointOrdreDuJour, models.SET_NULL, null=True, blank=True, related_name="proposition", verbose_name="point"
    )

    objects = PropositionPointQuerySet.as_manager()

    class Meta:
        verbose_name = "proposition de point"
        verbose_name_plural = "propositions de points"
        ordering = ["proposee_le", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(duree__gte=1, duree__lte=240),
                name="proposition_duree",
                violation_error_message="Un point dure de 1 à 240 minutes.",
            )
        ]

    def __str__(self):
        return self.titre

    @property
    def tone(self):
        return {self.Etat.RETENUE: "ok", self.Etat.DECLINEE: "neutral"}.get(self.etat, "wait")

    @property
    def said(self):
        """Its state in words: put off is a wait that has a reason."""
        is_put_off = self.etat == self.Etat.PROPOSEE and self.reportee_de_id is not None
        return "reportée à la prochaine réunion" if is_put_off else self.get_etat_display()
