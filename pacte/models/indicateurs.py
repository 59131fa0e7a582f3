"""What is measured of a commitment: each value with its date, its source and whoever wrote it."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class ReleveQuerySet(models.QuerySet):
    def courants(self):
        """Keep what was not corrected since."""
        return self.filter(correction=None)


class Releve(models.Model):
    """What was found of a commitment on a day. Written once: a mistake is corrected by another row, which says so."""

    identifiant = models.UUIDField("engagement du pacte")
    le = models.DateField("à la date du", default=timezone.localdate)
    valeur = models.DecimalField("valeur", max_digits=12, decimal_places=2, null=True, blank=True)
    is_tenu = models.BooleanField("l’engagement est tenu", default=False)
    source = models.CharField("source", max_length=200)
    corrige = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="correction", verbose_name="corrige"
    )
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="écrit par")
    ecrit_le = models.DateTimeField("écrit le", default=timezone.now)

    objects = ReleveQuerySet.as_manager()

    class Meta:
        verbose_name = "relevé"
        ordering = ["-le", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valeur__isnull=False) | Q(is_tenu=True),
                name="pacte_releve_dit_quelque_chose",
                violation_error_message="Écrivez la valeur relevée, ou dites que l’engagement est tenu.",
            ),
            models.CheckConstraint(
                condition=~Q(source=""),
                name="pacte_releve_source",
                violation_error_message="Dites d’où vient ce relevé : une personne, un document, une réunion.",
            ),
        ]
        indexes = [models.Index(fields=["identifiant", "-le", "-id"], name="pacte_releve_dernier")]
        triggers = [
            pgtrigger.ReadOnly(
                name="ecrit_une_fois",
                fields=["identifiant", "le", "valeur", "is_tenu", "source", "corrige", "ecrit_le"],
            ),
            pgtrigger.Protect(name="garde", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return f"{self.source}, {self.le}"
