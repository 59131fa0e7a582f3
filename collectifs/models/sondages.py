from django.db import models
from django.db.models import Q
from django.utils import timezone

from collectifs.models.reunions import Reunion

MINIMUM, MAXIMUM = 2, 20


class SondageDatesQuerySet(models.QuerySet):
    def visible_to(self, personne):
        """Keep the polls that a person answers, and those of the meetings they prepare."""
        if not (personne.is_authenticated and personne.is_active):
            return self.none()
        asked = Q(pk__in=PersonneSondee.objects.filter(personne=personne).values("sondage"))
        return self.filter(Reunion.objects.all().run_by(personne, "reunion__") | asked)

    def ouverts(self):
        """Keep those that still take answers today, whatever a scheduler did."""
        return self.filter(clos_le=None, jusqu_au__gte=timezone.localdate(), reunion__etat__in=Reunion.SANS_DATE_SURE)


class SondageDates(models.Model):
    """Dates proposed for a meeting being prepared, or put off: whoever takes part says what suits them.

    It closes by itself the day after `jusqu_au`, or when a date is kept.
    """

    reunion = models.ForeignKey(Reunion, models.CASCADE, related_name="sondages", verbose_name="réunion")
    mot = models.CharField("mot aux personnes interrogées", max_length=300, blank=True)
    jusqu_au = models.DateField("réponses attendues jusqu’au")
    ouvert_par = models.ForeignKey("members.Personne", models.PROTECT, related_name="+", verbose_name="ouvert par")
    ouvert_le = models.DateTimeField("ouvert le", default=timezone.now)
    clos_le = models.DateTimeField("clos le", null=True, blank=True)
    relance_le = models.DateField("dernier rappel", null=True, blank=True)
    retenue = models.ForeignKey(
        "DateProposee", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="date retenue"
    )

    objects = SondageDatesQuerySet.as_manager()

    class Meta:
        verbose_name = "sondage de dates"
        verbose_name_plural = "sondages de dates"
        ordering = ["-ouvert_le", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["reunion"],
                condition=Q(clos_le=None),
                name="sondage_ouvert_unique",
                violation_error_message="Un sondage de dates est déjà ouvert pour cette réunion.",
            ),
            models.CheckConstraint(
                condition=Q(retenue=None) | Q(clos_le__isnull=False), name="sondage_retenu_est_clos"
            ),
        ]

    def __str__(self):
        return f"Dates de « {self.reunion} »"

    @property
    def is_ouvert(self):
        """It takes answers: not closed, its last day not past, the meeting still without a sure date."""
        sure = self.reunion.etat not in Reunion.SANS_DATE_SURE
        return self.clos_le is None and not sure and timezone.localdate() <= self.jusqu_au

    @property
    def can_be_relance(self):
        """A reminder goes once a day at most."""
        return self.is_ouvert and self.relance_le != timezone.localdate()


class DateProposee(models.Model):
    """One of the dates of a poll."""

    sondage = models.ForeignKey(SondageDates, models.CASCADE, related_name="dates", verbose_name="sondage")
    debut = models.DateTimeField("date et heure")

    class Meta:
        verbose_name = "date proposée"
        verbose_name_plural = "dates proposées"
        ordering = ["debut", "pk"]
        constraints = [models.UniqueConstraint(fields=["sondage", "debut"], name="date_proposee_unique")]

    def __str__(self):
        return f"{timezone.localtime(self.debut):%d/%m/%Y %H:%M}"


class PersonneSondee(models.Model):
    """Somebody whom a poll asks; the row is held while they answer, so that two taps make one answer."""

    sondage = models.ForeignKey(SondageDates, models.CASCADE, related_name="sondees", verbose_name="sondage")
    personne = models.ForeignKey(
        "members.Personne", models.PROTECT, related_name="sondages_de_dates", verbose_name="personne"
    )
    repondu_le = models.DateTimeField("répondu le", null=True, blank=True)
    mot = models.CharField("mot", max_length=200, blank=True)

    class Meta:
        verbose_name = "personne sondée"
        verbose_name_plural = "personnes sondées"
        ordering = ["personne__nom", "personne__prenom", "pk"]
        constraints = [models.UniqueConstraint(fields=["sondage", "personne"], name="personne_sondee_unique")]
        indexes = [models.Index(fields=["personne"], condition=Q(repondu_le=None), name="sondee_attendue")]

    def __str__(self):
        return f"{self.personne}, {self.sondage}"


class ReponseDate(models.Model):
    """What somebody says of one date."""

    class Choix(models.TextChoices):
        OUI = "oui", "oui"
        SI_BESOIN = "si_besoin", "si besoin"
        NON = "non", "non"

    sondee = models.ForeignKey(PersonneSondee, models.CASCADE, related_name="reponses", verbose_name="personne sondée")
    date = models.ForeignKey(DateProposee, models.CASCADE, related_name="reponses", verbose_name="date")
    choix = models.CharField("réponse", max_length=9, choices=Choix)

    class Meta:
        verbose_name = "réponse à une date"
        verbose_name_plural = "réponses à des dates"
        constraints = [models.UniqueConstraint(fields=["sondee", "date"], name="reponse_date_unique")]

    def __str__(self):
        return f"{self.sondee.personne}, {self.date} : {self.get_choix_display()}"
