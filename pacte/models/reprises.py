"""What becomes of each block of a pact when the next one is drafted from it."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from pacte.models.blocs import Bloc
from pacte.models.pactes import VersionPacte


@pghistory.track()
class Reprise(models.Model):
    """What was decided of a block of the pact before: kept, changed or dropped, by whom and why."""

    class Choix(models.TextChoices):
        GARDER = "garder", "gardé"
        CHANGER = "changer", "changé"
        ABANDONNER = "abandonner", "abandonné"

    version = models.ForeignKey(VersionPacte, models.CASCADE, related_name="reprises", verbose_name="version")
    bloc = models.ForeignKey(Bloc, models.PROTECT, related_name="reprises", verbose_name="bloc du pacte d’avant")
    choix = models.CharField("choix", max_length=10, choices=Choix)
    motif = models.TextField("motif", blank=True)
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="décidé par")
    le = models.DateTimeField("décidé le", default=timezone.now)

    class Meta:
        verbose_name = "reprise"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "bloc"], name="pacte_reprise_unique"),
            models.CheckConstraint(
                condition=Q(choix="garder") | ~Q(motif=""),
                name="pacte_reprise_motif",
                violation_error_message="Dites pourquoi : ce qui change ou s’en va garde sa raison.",
            ),
        ]

    def __str__(self):
        return f"{self.bloc} : {self.get_choix_display()}"

    @property
    def tone(self):
        return {"garder": "ok", "changer": "wait", "abandonner": "neutral"}[self.choix]
