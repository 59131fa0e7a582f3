"""What comes back to those who lent a tool: who uses it, what it gave, a word of thanks (A31, A32)."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from members.models.periodes import Periode
from outiltheque.models.outils import Outil
from outiltheque.models.versions import VersionOutil


class UsageOutil(Periode):
    """An association says that it uses a tool; it says so no more when it wants."""

    outil = models.ForeignKey(Outil, models.PROTECT, related_name="usages", verbose_name="outil")
    association = models.ForeignKey(
        "members.Association", models.PROTECT, related_name="usages_outils", verbose_name="association"
    )
    dit_par = models.ForeignKey("members.Personne", models.PROTECT, related_name="+", verbose_name="dit par")

    class Meta(Periode.Meta):
        verbose_name = "usage d’un outil"
        verbose_name_plural = "usages d’un outil"
        constraints = [
            *Periode.Meta.constraints,
            models.UniqueConstraint(
                fields=["outil", "association"],
                condition=Q(fin=None),
                name="usage_outil_en_cours_unique",
                violation_error_message="Votre association l’utilise déjà.",
            ),
        ]

    def __str__(self):
        return f"{self.association} utilise {self.outil}"


class RetourUsage(models.Model):
    """What an association says of a tool that it tried; those who wrote it may answer."""

    outil = models.ForeignKey(Outil, models.PROTECT, related_name="retours", verbose_name="outil")
    version = models.ForeignKey(
        VersionOutil, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="version"
    )
    association = models.ForeignKey(
        "members.Association", models.PROTECT, related_name="+", verbose_name="association"
    )
    auteur = models.ForeignKey(
        "members.Personne", models.PROTECT, related_name="retours_usage", verbose_name="écrit par"
    )
    contexte = models.CharField("dans quel contexte", max_length=300)
    a_marche = models.TextField("ce qui a marché", max_length=2000)
    a_change = models.TextField("ce que vous avez changé", max_length=2000, blank=True)
    ecrit_le = models.DateTimeField("écrit le", default=timezone.now)
    retire_le = models.DateTimeField("retiré le", null=True, blank=True)
    reponse = models.TextField("réponse", max_length=2000, blank=True)
    repondu_par = models.ForeignKey(
        "members.Personne", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="répondu par"
    )
    repondu_le = models.DateTimeField("répondu le", null=True, blank=True)

    class Meta:
        verbose_name = "retour d’usage"
        verbose_name_plural = "retours d’usage"
        ordering = ["-ecrit_le", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reponse="", repondu_par=None, repondu_le=None)
                | ~Q(reponse="") & Q(repondu_par__isnull=False, repondu_le__isnull=False),
                name="retour_usage_repondu_par",
            ),
        ]
        indexes = [models.Index(fields=["outil", "-ecrit_le"], name="retour_usage_par_outil")]

    def __str__(self):
        return f"Retour de {self.association}"


class Remerciement(models.Model):
    """A person thanks those who wrote a tool; told to them in a digest, and never a ranking."""

    outil = models.ForeignKey(Outil, models.PROTECT, related_name="remerciements", verbose_name="outil")
    personne = models.ForeignKey(
        "members.Personne", models.CASCADE, related_name="remerciements", verbose_name="personne"
    )
    mot = models.CharField("un mot", max_length=300, blank=True)
    dit_le = models.DateTimeField("dit le", default=timezone.now)
    transmis_le = models.DateTimeField("transmis le", null=True, blank=True)

    class Meta:
        verbose_name = "remerciement"
        ordering = ["-dit_le", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["outil", "personne"],
                name="remerciement_une_fois",
                violation_error_message="Vous avez déjà dit merci.",
            ),
            models.CheckConstraint(
                condition=Q(transmis_le=None) | Q(transmis_le__gte=F("dit_le")), name="remerciement_transmis_apres"
            ),
        ]
        indexes = [models.Index(fields=["outil"], condition=Q(transmis_le=None), name="remerciement_a_transmettre")]

    def __str__(self):
        return f"{self.personne} remercie pour {self.outil}"
