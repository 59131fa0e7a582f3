import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from members.models.associations import Association
from members.mois import add_months, end_of_month
from socle.french import MOIS

MONTHS_TO_ACCOUNT = 6


class AgrementQuerySet(models.QuerySet):
    def with_suite(self):
        """Say of each row whether the same approval was given again, by its file or by a later row."""
        later = (
            Agrement.objects.annotate(lieu=Coalesce("structure_id", 0))
            .filter(association=OuterRef("association"), genre=OuterRef("genre"), fin__gt=OuterRef("fin"))
            .filter(lieu=Coalesce(OuterRef("structure_id"), 0))
            .order_by()
        )
        return self.annotate(has_suite=Q(renouvellement__obtenu__isnull=False) | Exists(later))

    def en_cours(self, on=None):
        """Keep the rows that run on a day, today by default."""
        on = on or timezone.localdate()
        return self.filter(debut__lte=on, fin__gte=on)


class Agrement(models.Model):
    """A CAF's approval of an association's social project: the heartbeat of a centre (R6).

    One that ended early, or that nobody will ask for again, says why in `motif_fin`.
    """

    class Genre(models.TextChoices):
        ANIMATION_GLOBALE = "animation_globale", "animation globale"
        FAMILLES = "familles", "animation collective familles"
        EVS = "evs", "espace de vie sociale"

    association = models.ForeignKey(Association, models.PROTECT, related_name="agrements", verbose_name="association")
    structure = models.ForeignKey(
        "members.Structure", models.PROTECT, null=True, blank=True, related_name="agrements", verbose_name="lieu"
    )
    genre = models.CharField("genre", max_length=20, choices=Genre)
    caf = models.CharField("CAF", max_length=80, blank=True)
    debut = models.DateField("du")
    fin = models.DateField("au")
    motif_fin = models.CharField("pourquoi il ne sera pas redemandé", max_length=200, blank=True)

    objects = AgrementQuerySet.as_manager()

    class Meta:
        verbose_name = "agrément"
        ordering = ["fin", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(fin__gt=F("debut")),
                name="agrement_fin_apres_debut",
                violation_error_message="L’agrément finit avant de commencer : corrigez l’une des deux dates.",
            )
        ]

    def __str__(self):
        return f"{self.get_genre_display()}, {self.association}"


class RappelAgrement(models.Model):
    """A reminder that left, so that it leaves once; a date of end that is corrected asks for its own."""

    agrement = models.ForeignKey(Agrement, models.CASCADE, related_name="rappels", verbose_name="agrément")
    fin = models.DateField("fin annoncée")
    mois = models.PositiveSmallIntegerField("mois avant la fin")
    envoye_le = models.DateTimeField("envoyé le", default=timezone.now)

    class Meta:
        verbose_name = "rappel d’agrément"
        verbose_name_plural = "rappels d’agrément"
        constraints = [models.UniqueConstraint(fields=["agrement", "fin", "mois"], name="rappel_agrement_unique")]

    def __str__(self):
        return f"{self.agrement}, {self.mois} mois avant"


@pghistory.track()
class Renouvellement(models.Model):
    """The file that asks for an approval again, in three parts: diagnosis, assessment, new project (W19)."""

    agrement = models.OneToOneField(
        Agrement, models.CASCADE, related_name="renouvellement", verbose_name="agrément à renouveler"
    )
    diagnostic_le = models.DateField("diagnostic partagé fait le", null=True, blank=True)
    bilan_le = models.DateField("bilan du projet fait le", null=True, blank=True)
    projet_le = models.DateField("nouveau projet écrit le", null=True, blank=True)
    depose_le = models.DateField("dossier déposé le", null=True, blank=True)
    obtenu = models.OneToOneField(
        Agrement, models.PROTECT, null=True, blank=True, related_name="issu_de", verbose_name="agrément obtenu"
    )
    notes = models.TextField("notes de l’équipe", blank=True)
    is_pair = models.BooleanField("l’équipe veut bien en parler à d’autres associations", default=False)

    class Meta:
        verbose_name = "renouvellement"

    def __str__(self):
        return f"Renouvellement, {self.agrement}"


class ProjetSocial(models.Model):
    """The social project that an approval recognises."""

    association = models.ForeignKey(
        Association, models.PROTECT, related_name="projets_sociaux", verbose_name="association"
    )
    titre = models.CharField("titre", max_length=200)
    resume = models.TextField("résumé", blank=True)
    debut = models.DateField("du")
    fin = models.DateField("au")

    class Meta:
        verbose_name = "projet social"
        verbose_name_plural = "projets sociaux"
        ordering = ["-debut", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(fin__gt=F("debut")),
                name="projet_social_fin_apres_debut",
                violation_error_message="Le projet finit avant de commencer : corrigez l’une des deux dates.",
            )
        ]

    def __str__(self):
        return self.titre


class Financeur(models.Model):
    """Who funds the federation or its members."""

    class Genre(models.TextChoices):
        CAF = "caf", "CAF ou MSA"
        COLLECTIVITE = "collectivite", "collectivité"
        ETAT = "etat", "État"
        FONDATION = "fondation", "fondation"
        AUTRE = "autre", "autre"

    nom = models.CharField("nom", max_length=150, unique=True)
    genre = models.CharField("genre", max_length=15, choices=Genre)

    class Meta:
        verbose_name = "financeur"
        ordering = ["nom"]

    def __str__(self):
        return self.nom


class ConventionQuerySet(models.QuerySet):
    def visible_to(self, personne):
        """Keep what a person may read: all for the federation's team, those of the associations they manage."""
        if not (personne.is_authenticated and personne.is_active):
            return self.none()
        if personne.is_federation_team:
            return self
        return self.filter(
            association__in=[t.association_id for t in personne.rattachements_en_cours if t.is_gestionnaire]
        )


class Convention(models.Model):
    """An agreement with a funder, of the federation itself when no association is named."""

    financeur = models.ForeignKey(Financeur, models.PROTECT, related_name="conventions", verbose_name="financeur")
    association = models.ForeignKey(
        Association, models.PROTECT, null=True, blank=True, related_name="conventions", verbose_name="association"
    )
    intitule = models.CharField("intitulé", max_length=200)
    montant_annuel = models.DecimalField("montant annuel, en euros", max_digits=12, decimal_places=2)
    debut = models.DateField("du")
    fin = models.DateField("au")
    mois_cloture = models.PositiveSmallIntegerField(
        "dernier mois de l’exercice", default=12, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    indicateurs = models.TextField("indicateurs attendus, un par ligne", blank=True)

    objects = ConventionQuerySet.as_manager()

    class Meta:
        verbose_name = "convention"
        ordering = ["fin", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(fin__gt=F("debut")),
                name="convention_fin_apres_debut",
                violation_error_message="La convention finit avant de commencer : corrigez l’une des deux dates.",
            ),
            models.CheckConstraint(
                condition=Q(montant_annuel__gte=0),
                name="convention_montant_positif",
                violation_error_message="Un montant ne peut pas être négatif.",
            ),
        ]

    def __str__(self):
        return self.intitule

    @property
    def exercices(self):
        """The fiscal years that the agreement touches, named by the year in which they end."""
        first = self.debut.year + (self.debut > self.end_of(self.debut.year))
        last = self.fin.year + (self.fin > self.end_of(self.fin.year))
        return list(range(first, last + 1))

    @property
    def attendus(self):
        """The indicators that the funder expects, one by one."""
        return [line.strip() for line in self.indicateurs.splitlines() if line.strip()]

    @property
    def mois_de_cloture(self):
        """The name of the month that ends the fiscal year."""
        return MOIS[self.mois_cloture - 1]

    def begin_of(self, exercice):
        """Return the first day of a fiscal year."""
        return add_months(self.end_of(exercice).replace(day=1), -11)

    def end_of(self, exercice):
        """Return the last day of a fiscal year."""
        return end_of_month(exercice, self.mois_cloture)

    def due_of(self, exercice):
        """Return the last day to hand in the account of a fiscal year: six months after its end (L19)."""
        return end_of_month(exercice, self.mois_cloture, MONTHS_TO_ACCOUNT)


class CompteRenduFinancier(models.Model):
    """The account of one year of an agreement, handed in within six months of the year's end (L19, L20)."""

    convention = models.ForeignKey(
        Convention, models.CASCADE, related_name="comptes_rendus", verbose_name="convention"
    )
    exercice = models.PositiveSmallIntegerField("exercice")
    rendu_le = models.DateField("rendu le", default=timezone.localdate)
    rendu_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="rendu par")

    class Meta:
        verbose_name = "compte rendu financier"
        verbose_name_plural = "comptes rendus financiers"
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "exercice"],
                name="compte_rendu_financier_unique",
                violation_error_message="Le compte rendu de cet exercice est déjà enregistré.",
            )
        ]

    def __str__(self):
        return f"{self.convention}, {self.exercice}"
