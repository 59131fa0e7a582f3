from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Case, DecimalField, Exists, F, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from stdnum import iso11649

from members.models.associations import Association

EUROS = DecimalField(max_digits=12, decimal_places=2)
NOTHING = Value(Decimal("0.00"), output_field=EUROS)


class Bareme(models.Model):
    """How much each kind of member owes for a year, once a body of the federation has voted it."""

    nom = models.CharField("nom", max_length=120)
    annee = models.PositiveSmallIntegerField("année")
    vote_le = models.DateField("voté le", null=True, blank=True)
    proces_verbal = models.CharField("référence du procès-verbal", max_length=200, blank=True)

    class Meta:
        verbose_name = "barème"
        ordering = ["-annee", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["annee"],
                condition=Q(vote_le__isnull=False),
                name="bareme_vote_unique",
                violation_error_message="Un barème est déjà voté pour cette année : il n’y en a qu’un.",
            )
        ]

    def __str__(self):
        return f"{self.nom} ({self.annee})"


class RegleBareme(models.Model):
    """One kind of member's due: a fixed part and a share of a base, between a floor and a cap, in euros."""

    class Base(models.TextChoices):
        AUCUNE = "", "aucune"
        CHARGES = "charges", "charges de l’avant-dernier exercice"
        BUDGET = "budget", "budget de l’année"
        ETP = "etp", "équivalents temps plein"

    bareme = models.ForeignKey(Bareme, models.CASCADE, related_name="regles", verbose_name="barème")
    genre = models.CharField("genre d’association", max_length=15, choices=Association.Genre)
    fixe = models.DecimalField("part fixe, en euros", max_digits=10, decimal_places=2, default=0)
    taux = models.DecimalField("part proportionnelle, en pour cent", max_digits=7, decimal_places=4, default=0)
    base = models.CharField("assiette", max_length=10, choices=Base, blank=True)
    plancher = models.DecimalField("plancher, en euros", max_digits=10, decimal_places=2, null=True, blank=True)
    plafond = models.DecimalField("plafond, en euros", max_digits=10, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = "règle de barème"
        verbose_name_plural = "règles de barème"
        constraints = [
            models.UniqueConstraint(
                fields=["bareme", "genre"],
                name="regle_bareme_unique",
                violation_error_message="Ce barème a déjà une règle pour ce genre d’association.",
            ),
            models.CheckConstraint(
                condition=Q(fixe__gte=0, taux__gte=0),
                name="regle_bareme_positive",
                violation_error_message="Un montant et un taux ne sont jamais négatifs.",
            ),
            models.CheckConstraint(
                condition=Q(plancher=None) | Q(plafond=None) | Q(plancher__lte=F("plafond")),
                name="regle_bareme_bornes",
                violation_error_message="Le plancher dépasse le plafond : l’un des deux est à corriger.",
            ),
        ]

    def __str__(self):
        return f"{self.bareme}, {self.get_genre_display()}"

    @property
    def taux_dit(self):
        """« 0,35 % »; on full-time posts, which are no money, the rate is in euros each."""
        number = f"{self.taux.normalize():f}".replace(".", ",")
        return f"{number}\u00a0€ par poste" if self.base == self.Base.ETP else f"{number}\u00a0%"


class Assiette(models.Model):
    """What an association declared for a year, on which its due is reckoned."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="assiettes", verbose_name="association")
    annee = models.PositiveSmallIntegerField("exercice")
    base = models.CharField("assiette", max_length=10, choices=RegleBareme.Base)
    montant = models.DecimalField("montant", max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = "assiette"
        constraints = [
            models.UniqueConstraint(
                fields=["association", "annee", "base"],
                name="assiette_unique",
                violation_error_message="Cette association a déjà déclaré ce montant pour cet exercice.",
            ),
            models.CheckConstraint(
                condition=Q(montant__gte=0),
                name="assiette_positive",
                violation_error_message="Ce montant ne peut pas être négatif.",
            ),
        ]

    def __str__(self):
        return f"{self.association}, {self.get_base_display()} {self.annee}"


class Campagne(models.Model):
    """A year's dues: when they are asked for, by when they are expected, until when nobody is reminded."""

    annee = models.PositiveSmallIntegerField(
        "année", unique=True, error_messages={"unique": "Cette année a déjà sa campagne : il n’y en a qu’une par an."}
    )
    bareme = models.ForeignKey(Bareme, models.PROTECT, related_name="campagnes", verbose_name="barème")
    ouverte_le = models.DateField("ouverte le", null=True, blank=True)
    echeance = models.DateField("échéance")
    fin_de_grace = models.DateField("fin du délai de grâce")
    close_le = models.DateField("close le", null=True, blank=True)

    class Meta:
        verbose_name = "campagne"
        ordering = ["-annee"]
        constraints = [
            models.CheckConstraint(
                condition=Q(fin_de_grace__gte=F("echeance")),
                name="campagne_grace_apres_echeance",
                violation_error_message="Le délai de grâce finit avant l’échéance : choisissez une date plus tardive.",
            )
        ]

    def __str__(self):
        return f"Campagne {self.annee}"


class AppelCotisationQuerySet(models.QuerySet):
    """Dues as of a day. Nothing here is stored: what was paid and waived until that day says it all."""

    def as_of(self, on=None):
        """Keep the dues that were issued on a day, with what was then `paye`, `exonere`, `exige` and `reste`.

        Nothing is required before the end of the grace. After it, what was agreed to be paid in several times is
        required as its dates pass; the rest at once.
        """
        on = on or timezone.localdate()
        here = OuterRef("pk")
        instalments = EcheanceAppel.objects.filter(appel=here)
        return (
            self.filter(emis_le__lte=on)
            .annotate(
                paye=_total(Imputation.objects.filter(appel=here, reglement__recu_le__lte=on)),
                exonere=_total(Exoneration.objects.filter(appel=here, accordee_le__lte=on)),
                exige=Case(
                    When(campagne__fin_de_grace__gte=on, then=NOTHING),
                    When(Exists(instalments), then=_total(instalments.filter(le__lt=on))),
                    default=F("montant"),
                    output_field=EUROS,
                ),
            )
            .annotate(reste=Greatest(F("montant") - F("paye") - F("exonere"), NOTHING, output_field=EUROS))
            .annotate(etat=_state())
        )

    def en_retard(self, on=None):
        """Keep the dues that were required on a day and not settled."""
        return self.as_of(on).filter(exige__gt=F("paye") + F("exonere"))


def _total(rows):
    sums = rows.order_by().values("appel").annotate(total=Sum("montant")).values("total")
    return Coalesce(Subquery(sums, output_field=EUROS), NOTHING)


def _state():
    etat = AppelCotisation.Etat
    return Case(
        When(reste=0, exonere__gt=0, paye=0, then=Value(etat.EXONEREE)),
        When(reste=0, then=Value(etat.REGLEE)),
        When(exige__gt=F("paye") + F("exonere"), then=Value(etat.EN_RETARD)),
        When(paye__gt=0, then=Value(etat.PARTIELLE)),
        default=Value(etat.APPELEE),
        output_field=models.CharField(),
    )


class AppelCotisation(models.Model):
    """What one association is asked for one year; how it was reckoned is kept with it, word for word."""

    class Etat(models.TextChoices):
        """Where a due stands on a day: reckoned by `as_of`, never stored."""

        APPELEE = "appelee", "appelée"
        PARTIELLE = "partielle", "partiellement réglée"
        REGLEE = "reglee", "réglée"
        EXONEREE = "exoneree", "exonérée"
        EN_RETARD = "en_retard", "en retard"

    campagne = models.ForeignKey(Campagne, models.PROTECT, related_name="appels", verbose_name="campagne")
    association = models.ForeignKey(Association, models.PROTECT, related_name="appels", verbose_name="association")
    montant = models.DecimalField("montant, en euros", max_digits=10, decimal_places=2)
    calcul = models.TextField("calcul")
    reference = models.CharField("référence bancaire", max_length=25, unique=True)
    emis_le = models.DateField("émis le", default=timezone.localdate)

    objects = AppelCotisationQuerySet.as_manager()

    class Meta:
        verbose_name = "appel de cotisation"
        verbose_name_plural = "appels de cotisation"
        constraints = [
            models.UniqueConstraint(
                fields=["campagne", "association"],
                name="appel_unique",
                violation_error_message="Cette association a déjà son appel pour cette campagne.",
            ),
            models.CheckConstraint(
                condition=Q(montant__gte=0),
                name="appel_positif",
                violation_error_message="Une cotisation ne peut pas être négative.",
            ),
        ]

    def __str__(self):
        return f"{self.association}, {self.campagne.annee}"

    @property
    def titre(self):
        return f"Cotisation {self.campagne.annee}"

    @property
    def reference_dite(self):
        """In groups of four, as it is written on paper."""
        return iso11649.format(self.reference)


class EcheanceAppel(models.Model):
    """One instalment of a due that is paid in several times."""

    appel = models.ForeignKey(AppelCotisation, models.CASCADE, related_name="echeances", verbose_name="appel")
    le = models.DateField("à payer le")
    montant = models.DecimalField("montant, en euros", max_digits=10, decimal_places=2)

    class Meta:
        verbose_name = "échéance"
        ordering = ["le"]
        constraints = [
            models.CheckConstraint(
                condition=Q(montant__gt=0),
                name="echeance_positive",
                violation_error_message="Une échéance est d’un centime au moins.",
            )
        ]

    def __str__(self):
        return f"{self.appel}, {self.le:%d/%m/%Y}"


class Reglement(models.Model):
    """Money received from an association. Which year it pays is said apart, by `Imputation`."""

    class Moyen(models.TextChoices):
        VIREMENT = "virement", "virement"
        CHEQUE = "cheque", "chèque"
        PRELEVEMENT = "prelevement", "prélèvement"
        ESPECES = "especes", "espèces"

    association = models.ForeignKey(Association, models.PROTECT, related_name="reglements", verbose_name="association")
    montant = models.DecimalField("montant, en euros", max_digits=10, decimal_places=2)
    recu_le = models.DateField("reçu le")
    moyen = models.CharField("moyen", max_length=12, choices=Moyen)
    libelle = models.CharField("libellé", max_length=200, blank=True)
    saisi_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="saisi par")

    class Meta:
        verbose_name = "règlement"
        ordering = ["-recu_le", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(montant__gt=0),
                name="reglement_positif",
                violation_error_message="Un règlement est d’un centime au moins.",
            )
        ]

    def __str__(self):
        return f"{self.association}, {self.recu_le:%d/%m/%Y}"


class Imputation(models.Model):
    """The part of a payment that settles one due: the year is the one somebody chose, never guessed from a date."""

    reglement = models.ForeignKey(Reglement, models.CASCADE, related_name="imputations", verbose_name="règlement")
    appel = models.ForeignKey(AppelCotisation, models.PROTECT, related_name="imputations", verbose_name="appel")
    montant = models.DecimalField("montant, en euros", max_digits=10, decimal_places=2)

    class Meta:
        verbose_name = "imputation"
        constraints = [
            models.UniqueConstraint(
                fields=["reglement", "appel"],
                name="imputation_unique",
                violation_error_message="Ce règlement est déjà affecté à cet appel.",
            ),
            models.CheckConstraint(
                condition=Q(montant__gt=0),
                name="imputation_positive",
                violation_error_message="Un montant affecté est d’un centime au moins.",
            ),
        ]

    def __str__(self):
        return f"{self.reglement}, {self.appel}"


class Exoneration(models.Model):
    """A due given up in whole or in part, by a decision that has its minute."""

    appel = models.ForeignKey(AppelCotisation, models.PROTECT, related_name="exonerations", verbose_name="appel")
    montant = models.DecimalField("montant, en euros", max_digits=10, decimal_places=2)
    accordee_le = models.DateField("accordée le")
    motif = models.TextField("motif")
    proces_verbal = models.CharField("référence du procès-verbal", max_length=200)

    class Meta:
        verbose_name = "exonération"
        constraints = [
            models.CheckConstraint(
                condition=Q(montant__gt=0),
                name="exoneration_positive",
                violation_error_message="Une exonération est d’un centime au moins.",
            )
        ]

    def __str__(self):
        return f"Exonération, {self.appel}"


class Relance(models.Model):
    """A reminder of an unpaid due: one of each rank, whatever is clicked twice, and to whom it went."""

    class Rang(models.IntegerChoices):
        PREMIERE = 1, "première relance"
        DEUXIEME = 2, "deuxième relance"
        DERNIERE = 3, "dernier rappel"

    appel = models.ForeignKey(AppelCotisation, models.CASCADE, related_name="relances", verbose_name="appel")
    rang = models.PositiveSmallIntegerField("rang", choices=Rang)
    le = models.DateField("envoyée le", default=timezone.localdate)
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="envoyée par")
    personnes = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", verbose_name="personnes")

    class Meta:
        verbose_name = "relance"
        ordering = ["rang"]
        constraints = [
            models.UniqueConstraint(
                fields=["appel", "rang"],
                name="relance_unique",
                violation_error_message="Cette relance est déjà partie.",
            )
        ]

    def __str__(self):
        return f"{self.get_rang_display()}, {self.appel}"
