import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone


class Travail(models.Model):
    """A long job asked for by somebody, done by a worker, which says how far it is."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    genre = models.CharField("genre", max_length=80)
    objet = models.CharField("ce qu’il travaille", max_length=120)
    demande_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="demandé par"
    )
    cree_le = models.DateTimeField("demandé le", default=timezone.now)
    fini_le = models.DateTimeField("fini le", null=True, blank=True)
    fait = models.PositiveIntegerField("fait", default=0)
    total = models.PositiveIntegerField("à faire", default=0)
    essais = models.PositiveSmallIntegerField("essais", default=0)
    probleme = models.CharField("problème", max_length=200, blank=True)

    class Meta:
        verbose_name = "travail"
        verbose_name_plural = "travaux"
        ordering = ["-cree_le"]
        constraints = [
            models.UniqueConstraint(
                fields=["genre", "objet"],
                condition=models.Q(fini_le=None, probleme=""),
                name="travail_en_cours_unique",
                violation_error_message="Ce travail est déjà en cours.",
            )
        ]
        indexes = [
            models.Index(fields=["cree_le"], condition=models.Q(fini_le=None, probleme=""), name="travail_a_faire"),
            models.Index(fields=["objet", "-cree_le"], name="travail_de_objet"),
        ]

    def __str__(self):
        return f"{self.genre}, {self.objet}"

    @property
    def is_done(self):
        return self.fini_le is not None

    @property
    def has_failed(self):
        return bool(self.probleme) and not self.is_done
