"""The pieces of a version."""

import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from pacte import triggers
from pacte.genres import Genre
from pacte.models.pactes import VersionPacte
from pacte.tree import Noeud


class BlocQuerySet(models.QuerySet):
    def presents(self):
        """Keep what was not removed, in the order of siblings."""
        return self.filter(retire_le=None).order_by("rang", "pk")

    def retires(self):
        return self.exclude(retire_le=None).order_by("-retire_le")


@pghistory.track()
class Bloc(models.Model):
    """One typed piece of a version. Its identifier is the same from one version to the next.

    A removed block stays, with what stands under it, until the version is published.
    """

    version = models.ForeignKey(VersionPacte, models.CASCADE, related_name="blocs", verbose_name="version")
    identifiant = models.UUIDField("identifiant", default=uuid.uuid4, editable=False)
    parent = models.ForeignKey(
        "self", models.CASCADE, related_name="enfants", null=True, blank=True, verbose_name="sous"
    )
    rang = models.PositiveIntegerField("rang", default=0)
    genre = models.CharField("genre", max_length=12, choices=Genre, default=Genre.TEXTE)
    titre = models.TextField("titre", blank=True)
    texte = models.TextField("texte", blank=True)
    referent = models.CharField("fonction référente", max_length=100, blank=True)
    indicateur = models.CharField("indicateur", max_length=200, blank=True)
    echeance = models.DateField("échéance", null=True, blank=True)
    revision = models.PositiveIntegerField("révision", default=1)
    modifie_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, verbose_name="modifié par"
    )
    modifie_le = models.DateTimeField("modifié le", default=timezone.now)
    retire_le = models.DateTimeField("retiré le", null=True, blank=True)

    objects = BlocQuerySet.as_manager()

    class Meta:
        verbose_name = "bloc"
        ordering = ["rang", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "identifiant"], name="pacte_bloc_identifiant_unique"),
            models.CheckConstraint(
                condition=~Q(titre="", texte=""),
                name="pacte_bloc_non_vide",
                violation_error_message="Ce bloc est vide : écrivez un titre ou un texte, ou supprimez le bloc.",
            ),
            models.CheckConstraint(
                condition=Q(genre=Genre.ENGAGEMENT) | Q(indicateur="", echeance=None),
                name="pacte_bloc_engagement_suivi",
                violation_error_message=(
                    "Seul un engagement a un indicateur et une échéance : videz-les, ou gardez ce genre."
                ),
            ),
        ]
        indexes = [models.Index(fields=["version", "parent", "rang"], name="pacte_bloc_ordre")]
        triggers = [triggers.BLOC_FIGE]

    def __str__(self):
        return self.libelle

    @property
    def libelle(self):
        return self.to_noeud().libelle

    def to_noeud(self) -> Noeud:
        return Noeud(
            genre=self.genre,
            titre=self.titre,
            texte=self.texte,
            referent=self.referent,
            indicateur=self.indicateur,
            echeance=self.echeance,
            identifiant=self.identifiant,
        )
