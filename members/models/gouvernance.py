from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from members.models.periodes import Periode


class Instance(models.Model):
    """A governing body: of an association, or of the federation itself when none is named."""

    class Genre(models.TextChoices):
        CA = "ca", "conseil d’administration"
        BUREAU = "bureau", "bureau"
        AG = "ag", "assemblée générale"
        CONSEIL = "conseil", "conseil fédéral"
        COMITE = "comite", "comité"

    genre = models.CharField("genre", max_length=10, choices=Genre)
    nom = models.CharField("nom", max_length=120)
    association = models.ForeignKey(
        "members.Association",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="instances",
        verbose_name="association",
    )

    class Meta:
        verbose_name = "instance"

    def __str__(self):
        return self.nom


class College(models.Model):
    """A group of members that has its own seats or its own share of the voices."""

    nom = models.CharField("nom", max_length=80, unique=True)
    ordre = models.PositiveSmallIntegerField("ordre", default=0)

    class Meta:
        verbose_name = "collège"
        ordering = ["ordre", "nom"]

    def __str__(self):
        return self.nom


class QuotaSieges(models.Model):
    """The least and the most that a college may hold of an instance's filled seats, in per cent (R3)."""

    instance = models.ForeignKey(Instance, models.CASCADE, related_name="quotas", verbose_name="instance")
    college = models.ForeignKey(College, models.PROTECT, related_name="quotas", verbose_name="collège")
    minimum = models.PositiveSmallIntegerField(
        "au moins, en pour cent", null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    maximum = models.PositiveSmallIntegerField(
        "au plus, en pour cent", null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    article = models.CharField("article des statuts", max_length=120, blank=True)

    class Meta:
        verbose_name = "quota de sièges"
        verbose_name_plural = "quotas de sièges"
        constraints = [
            models.UniqueConstraint(
                fields=["instance", "college"],
                name="quota_unique",
                violation_error_message="Ce collège a déjà un quota dans cette instance.",
            ),
            models.CheckConstraint(
                condition=Q(minimum=None) | Q(maximum=None) | Q(minimum__lte=F("maximum")),
                name="quota_bornes",
                violation_error_message="Le minimum dépasse le maximum : l’un des deux est à corriger.",
            ),
        ]

    def __str__(self):
        return f"{self.instance}, {self.college}"


class Siege(Periode):
    """A place in an instance, held or vacant, that exists for a time."""

    instance = models.ForeignKey(Instance, models.PROTECT, related_name="sieges", verbose_name="instance")
    intitule = models.CharField("intitulé", max_length=120)
    college = models.ForeignKey(
        College, models.PROTECT, null=True, blank=True, related_name="sieges", verbose_name="collège"
    )
    has_voix = models.BooleanField("voix délibérative", default=True)

    class Meta(Periode.Meta):
        verbose_name = "siège"

    def __str__(self):
        return f"{self.intitule}, {self.instance}"


class Mandat(Periode):
    """A person in a governing body, from when to when.

    `fin_prevue` is what the statutes planned and `fin` what happened: a mandate whose planned end is past runs on
    until the assembly that renews it is held, and one that ended early stays in the history.
    """

    class Designation(models.TextChoices):
        ELECTION = "election", "élection"
        COOPTATION = "cooptation", "cooptation, à ratifier"
        DELEGATION = "delegation", "désignation par une association"
        DROIT = "droit", "membre de droit"

    class MotifFin(models.TextChoices):
        TERME = "terme", "fin du mandat"
        DEMISSION = "demission", "démission"
        QUALITE = "qualite", "perte de la qualité de membre"
        REVOCATION = "revocation", "révocation"
        REFUS = "refus", "cooptation non ratifiée"
        DECES = "deces", "décès"

    instance = models.ForeignKey(Instance, models.PROTECT, related_name="mandats", verbose_name="instance")
    siege = models.ForeignKey(
        Siege, models.PROTECT, null=True, blank=True, related_name="mandats", verbose_name="siège"
    )
    personne = models.ForeignKey("members.Personne", models.PROTECT, related_name="mandats", verbose_name="personne")
    association = models.ForeignKey(
        "members.Association",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="mandats_portes",
        verbose_name="au titre de",
    )
    fonction = models.CharField("fonction", max_length=80, blank=True)
    college = models.ForeignKey(
        College, models.PROTECT, null=True, blank=True, related_name="mandats", verbose_name="collège"
    )
    has_voix = models.BooleanField("voix délibérative", default=True)
    suppleant_de = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="suppleants", verbose_name="suppléance de"
    )
    designation = models.CharField("désignation", max_length=12, choices=Designation, default=Designation.ELECTION)
    decision = models.CharField("décision de désignation", max_length=200, blank=True)
    ratifie_le = models.DateField("ratifié le", null=True, blank=True)
    is_complet = models.BooleanField("mandat complet", default=True)
    fin_prevue = models.DateField("fin prévue", null=True, blank=True)
    motif_fin = models.CharField("motif de fin", max_length=12, choices=MotifFin, blank=True)

    class Meta(Periode.Meta):
        verbose_name = "mandat"
        constraints = [
            *Periode.Meta.constraints,
            models.CheckConstraint(
                condition=Q(fin_prevue=None) | Q(fin_prevue__gte=F("debut")),
                name="mandat_fin_prevue_apres_debut",
                violation_error_message="La fin prévue précède le début du mandat : corrigez l’une des deux dates.",
            ),
        ]

    def __str__(self):
        return f"{self.personne}, {self.instance}"


class RegleMandat(models.Model):
    """A number that the statutes set for a kind of instance, for as long as that article holds."""

    class Parametre(models.TextChoices):
        DUREE = "duree", "durée d’un mandat, en années"
        CONSECUTIFS = "consecutifs", "mandats consécutifs, au plus"
        PARTIEL_COMPTE = "partiel_compte", "un mandat partiel compte (1) ou non (0)"
        SALARIES = "salaries", "une personne salariée pour tant de sièges, au plus"
        SALARIES_UTILITE_PUBLIQUE = "salaries_rup", "la même, pour une association reconnue d’utilité publique"
        POUVOIRS = "pouvoirs", "pouvoirs par mandataire, au plus"
        QUORUM = "quorum", "quorum, en pour cent des voix"
        ANCIENNETE = "anciennete", "ancienneté pour voter, en jours"
        A_JOUR = "a_jour", "la cotisation à jour est exigée pour voter (1) ou non (0)"
        VOIX = "voix", "voix par association"
        VOIX_ASSOCIEES = "voix_associees", "voix par membre associé"

    genre = models.CharField("genre d’instance", max_length=10, choices=Instance.Genre)
    instance = models.ForeignKey(
        Instance, models.CASCADE, null=True, blank=True, related_name="regles", verbose_name="instance"
    )
    parametre = models.CharField("paramètre", max_length=15, choices=Parametre)
    valeur = models.PositiveSmallIntegerField("valeur")
    article = models.CharField("article des statuts", max_length=200, blank=True)
    periode = DateRangeField("en vigueur")

    class Meta:
        verbose_name = "règle de mandat"
        verbose_name_plural = "règles de mandat"
        constraints = [
            ExclusionConstraint(
                name="regle_mandat_sans_chevauchement",
                expressions=[
                    ("genre", RangeOperators.EQUAL),
                    (Coalesce("instance", 0), RangeOperators.EQUAL),
                    ("parametre", RangeOperators.EQUAL),
                    ("periode", RangeOperators.OVERLAPS),
                ],
                violation_error_message="Cette règle a déjà une valeur pendant cette période : fermez-la d’abord.",
            )
        ]

    def __str__(self):
        return f"{self.get_parametre_display()} : {self.valeur}"


class Derogation(models.Model):
    """Why an administrator went on in spite of a warning. Nothing is ever blocked; the reason is kept."""

    code = models.CharField("avertissement", max_length=40)
    instance = models.ForeignKey(Instance, models.PROTECT, related_name="derogations", verbose_name="instance")
    mandat = models.ForeignKey(
        Mandat, models.PROTECT, null=True, blank=True, related_name="derogations", verbose_name="mandat"
    )
    motif = models.TextField("motif")
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="par")
    le = models.DateTimeField("le", default=timezone.now)

    class Meta:
        verbose_name = "dérogation"
        ordering = ["-le"]

    def __str__(self):
        return f"{self.code}, {self.instance}"
