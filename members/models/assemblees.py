from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from members.models.periodes import Periode


class Representant(Periode):
    """Who speaks for an association in the federation's assembly, from when to when (R5)."""

    association = models.ForeignKey(
        "members.Association", models.PROTECT, related_name="representants", verbose_name="association"
    )
    personne = models.ForeignKey(
        "members.Personne", models.PROTECT, related_name="representations", verbose_name="personne"
    )
    is_suppleant = models.BooleanField("suppléance", default=False)
    decision = models.CharField("décision de désignation", max_length=200, blank=True)

    class Meta(Periode.Meta):
        verbose_name = "représentation à l’assemblée"
        verbose_name_plural = "représentations à l’assemblée"
        constraints = [
            *Periode.Meta.constraints,
            models.UniqueConstraint(
                fields=["association", "is_suppleant"],
                condition=Q(fin=None),
                name="representant_ouvert_unique",
                violation_error_message="Cette association a déjà quelqu’un à cette place : "
                "terminez d’abord cette représentation.",
            ),
        ]

    def __str__(self):
        return f"{self.personne} pour {self.association}"


class Assemblee(models.Model):
    """A general assembly on its day. Its voters' list is computed until it is frozen, then it is read."""

    instance = models.ForeignKey(
        "members.Instance", models.PROTECT, related_name="assemblees", verbose_name="instance"
    )
    intitule = models.CharField("intitulé", max_length=150)
    le = models.DateField("date")
    lieu = models.CharField("lieu", max_length=200, blank=True)
    figee_le = models.DateTimeField("liste arrêtée le", null=True, blank=True)

    class Meta:
        verbose_name = "assemblée"
        ordering = ["-le", "-pk"]

    def __str__(self):
        return f"{self.intitule}, {self.le:%d/%m/%Y}"


class Electeur(models.Model):
    """One line of a frozen voters' list: what was true the day it was frozen, whatever changes later."""

    assemblee = models.ForeignKey(Assemblee, models.PROTECT, related_name="electeurs", verbose_name="assemblée")
    association = models.ForeignKey(
        "members.Association", models.PROTECT, related_name="inscriptions_electorales", verbose_name="association"
    )
    representant = models.ForeignKey(
        "members.Personne", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="représentant"
    )
    college = models.ForeignKey(
        "members.College", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="collège"
    )
    voix = models.PositiveSmallIntegerField("voix", default=1)
    motif = models.CharField("pourquoi cette association ne vote pas", max_length=300, blank=True)

    class Meta:
        verbose_name = "inscription électorale"
        verbose_name_plural = "inscriptions électorales"
        constraints = [
            models.UniqueConstraint(
                fields=["assemblee", "association"],
                name="electeur_unique",
                violation_error_message="Cette association est déjà sur la liste de cette assemblée.",
            )
        ]

    def __str__(self):
        return f"{self.association}, {self.assemblee}"


class Pouvoir(models.Model):
    """An association's voice given to another for one assembly; it may be taken back until the day."""

    assemblee = models.ForeignKey(Assemblee, models.PROTECT, related_name="pouvoirs", verbose_name="assemblée")
    mandante = models.ForeignKey(
        "members.Association", models.PROTECT, related_name="pouvoirs_donnes", verbose_name="association qui donne"
    )
    mandataire = models.ForeignKey(
        "members.Association", models.PROTECT, related_name="pouvoirs_recus", verbose_name="association qui reçoit"
    )
    donne_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="donné par")
    donne_le = models.DateTimeField("donné le", default=timezone.now)
    retire_le = models.DateTimeField("retiré le", null=True, blank=True)

    class Meta:
        verbose_name = "pouvoir"
        constraints = [
            models.UniqueConstraint(
                fields=["assemblee", "mandante"],
                condition=Q(retire_le=None),
                name="pouvoir_unique",
                violation_error_message="Cette association a déjà donné son pouvoir pour cette assemblée : "
                "retirez-le d’abord.",
            ),
            models.CheckConstraint(
                condition=~Q(mandante=F("mandataire")),
                name="pouvoir_a_une_autre",
                violation_error_message="Une association ne se donne pas pouvoir à elle-même.",
            ),
        ]

    def __str__(self):
        return f"{self.mandante} à {self.mandataire}"


class PresenceAssemblee(models.Model):
    """An association whose representative signed in at the assembly."""

    assemblee = models.ForeignKey(Assemblee, models.PROTECT, related_name="presences", verbose_name="assemblée")
    association = models.ForeignKey(
        "members.Association", models.PROTECT, related_name="presences_assemblees", verbose_name="association"
    )
    personne = models.ForeignKey(
        "members.Personne", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="personne"
    )
    arrivee_le = models.DateTimeField("arrivée", default=timezone.now)

    class Meta:
        verbose_name = "présence à l’assemblée"
        verbose_name_plural = "présences à l’assemblée"
        constraints = [
            models.UniqueConstraint(
                fields=["assemblee", "association"],
                name="presence_assemblee_unique",
                violation_error_message="Cette association est déjà pointée.",
            )
        ]

    def __str__(self):
        return f"{self.association}, {self.assemblee}"
