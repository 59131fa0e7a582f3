from datetime import timedelta

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone

from collectifs.models.reunions import PointOrdreDuJour, Reunion


class CompteRenduQuerySet(models.QuerySet):
    def visible_to(self, personne):
        """Keep what a person may read: drafts for whoever writes them, circulated minutes as their meeting."""
        if not (personne.is_authenticated and personne.is_active):
            return self.none()
        meetings = Q(reunion__in=Reunion.objects.visible_to(personne).values("pk"))
        return self.filter(
            Reunion.objects.all().run_by(personne, "reunion__") | Q(etat__in=CompteRendu.DIFFUSES) & meetings
        )

    def diffuses(self):
        """Keep the minutes that were circulated, approved or not."""
        return self.filter(etat__in=CompteRendu.DIFFUSES)


class CompteRendu(models.Model):
    """The minutes of a meeting: written during it, circulated, approved at the next one."""

    class Etat(models.TextChoices):
        PRISE_DE_NOTES = "notes", "prise de notes"
        PROJET = "projet", "projet"
        DIFFUSE = "diffuse", "diffusé"
        APPROUVE = "approuve", "approuvé"

    DIFFUSES = (Etat.DIFFUSE, Etat.APPROUVE)
    OUVERTS = (Etat.PRISE_DE_NOTES, Etat.PROJET)
    RELECTURE = timedelta(days=7)
    TRANSITIONS = {
        Etat.PRISE_DE_NOTES: {Etat.PROJET},
        Etat.PROJET: {Etat.DIFFUSE},
        Etat.DIFFUSE: {Etat.APPROUVE, Etat.PROJET},
        Etat.APPROUVE: set(),
    }

    reunion = models.OneToOneField(Reunion, models.PROTECT, related_name="compte_rendu", verbose_name="réunion")
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.PRISE_DE_NOTES)
    diffuse_le = models.DateTimeField("diffusé le", null=True, blank=True)
    approuve_le = models.DateField("approuvé le", null=True, blank=True)
    approuve_lors = models.ForeignKey(
        Reunion, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="approuvé lors de"
    )
    modifications = models.TextField("modifications décidées à l’approbation", blank=True)
    document = models.ForeignKey(
        "socle.DocumentProduit", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="document"
    )

    objects = CompteRenduQuerySet.as_manager()

    class Meta:
        verbose_name = "compte rendu"
        verbose_name_plural = "comptes rendus"
        triggers = [
            pgtrigger.FSM(
                name="transitions",
                field="etat",
                transitions=[
                    ("notes", "projet"),
                    ("projet", "diffuse"),
                    ("diffuse", "approuve"),
                    ("diffuse", "projet"),
                ],
            )
        ]

    def __str__(self):
        return f"Compte rendu de « {self.reunion} »"

    @property
    def is_ouvert(self):
        """It can still be written; once circulated, nothing moves."""
        return self.etat in self.OUVERTS

    @property
    def relecture_jusqu_au(self):
        """The last day on which a correction may be proposed: seven days after it circulates (§2.6)."""
        return self.diffuse_le and timezone.localdate(self.diffuse_le) + self.RELECTURE

    @property
    def is_en_relecture(self):
        """Corrections are taken today; derived when read, whatever a scheduler did."""
        return self.etat == self.Etat.DIFFUSE and timezone.localdate() <= self.relecture_jusqu_au

    def can_become(self, etat) -> bool:
        return etat in self.TRANSITIONS[self.Etat(self.etat)]


@pghistory.track()
class Note(models.Model):
    """What was said on one agenda item. Every version is kept.

    `version` grows at each change and `page` names the page that wrote last: whoever saves over a version they
    did not read is shown both texts.
    """

    compte_rendu = models.ForeignKey(CompteRendu, models.CASCADE, related_name="notes", verbose_name="compte rendu")
    point = models.OneToOneField(PointOrdreDuJour, models.PROTECT, related_name="note", verbose_name="point")
    texte = models.TextField("texte", blank=True)
    version = models.PositiveIntegerField("version", default=0)
    page = models.CharField("page qui a écrit", max_length=36, blank=True)
    modifiee_par = models.ForeignKey(
        "members.Personne", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="modifiée par"
    )
    modifiee_le = models.DateTimeField("modifiée le", null=True, blank=True)

    class Meta:
        verbose_name = "note"
        ordering = ["point__ordre", "pk"]

    def __str__(self):
        return f"Note sur « {self.point} »"
