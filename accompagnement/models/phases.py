"""The phases of the scheme (B12), and the catalogue as it stood when each began (B29)."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone


class VersionCatalogue(models.Model):
    """The whole catalogue, written once and never again: a request keeps the version it was made under."""

    nom = models.CharField("nom", max_length=60, unique=True)
    contenu = models.JSONField("contenu")
    gelee_le = models.DateTimeField("gelée le", default=timezone.now)

    class Meta:
        verbose_name = "version du catalogue"
        verbose_name_plural = "versions du catalogue"
        ordering = ["-gelee_le", "-pk"]
        triggers = [pgtrigger.Protect(name="gelee", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self):
        return self.nom

    def get_nom(self, fiche) -> str:
        """Return what a bundle or a service is called in this version; today's name if the version has none."""
        named = {
            one["cle"]: one["nom"] for bouquet in self.contenu["bouquets"] for one in (bouquet, *bouquet["services"])
        }
        return named.get(str(fiche.cle), fiche.nom)


class PhaseQuerySet(models.QuerySet):
    def en_cours(self, on=None):
        """Keep the phases that run that day."""
        on = on or timezone.localdate()
        return self.filter(Q(terminee_le=None) | Q(terminee_le__gt=on), commencee_le__lte=on)


class Phase(models.Model):
    """A time of the scheme: who may ask during it, where, and from which version of the catalogue."""

    class Genre(models.TextChoices):
        SENSIBILISATION = "sensibilisation", "sensibilisation"
        EXPERIMENTATION = "experimentation", "expérimentation"
        LANCEMENT = "lancement", "construction et lancement"

    nom = models.CharField("nom", max_length=60)
    genre = models.CharField("genre", max_length=15, choices=Genre)
    territoires = models.ManyToManyField(
        "members.Territoire", related_name="+", blank=True, verbose_name="territoires"
    )
    reseaux = models.ManyToManyField(
        "accompagnement.ReseauMetier", related_name="phases", blank=True, verbose_name="réseaux de métier"
    )
    version = models.ForeignKey(
        VersionCatalogue,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="phases",
        verbose_name="version du catalogue",
    )
    commencee_le = models.DateField("commencée le", null=True, editable=False)
    terminee_le = models.DateField("terminée le", null=True, editable=False)

    objects = PhaseQuerySet.as_manager()

    class Meta:
        verbose_name = "phase"
        ordering = [models.F("commencee_le").desc(nulls_first=True), "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(commencee_le=None) | Q(version__isnull=False), name="phase_commencee_avec_sa_version"
            )
        ]

    def __str__(self):
        return self.nom

    @property
    def is_commencee(self):
        return self.commencee_le is not None

    @property
    def is_en_cours(self):
        today = timezone.localdate()
        started = self.commencee_le is not None and self.commencee_le <= today
        return started and (self.terminee_le is None or self.terminee_le > today)

    @property
    def is_ouverte(self):
        """Whether people may ask for help during it; one only informs in the first."""
        return self.is_en_cours and self.genre != self.Genre.SENSIBILISATION
