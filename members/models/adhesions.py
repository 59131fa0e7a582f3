from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models

from members.models.periodes import Periode


class Adhesion(models.Model):
    """A period during which an association is a member; two periods of one association never overlap.

    The period has no end while the association stays: belonging does not depend on having paid.
    """

    class Categorie(models.TextChoices):
        FONDATRICE = "fondatrice", "fondatrice"
        ACTIVE = "active", "active"
        ASSOCIEE = "associee", "associée"

    association = models.ForeignKey(
        "members.Association", models.PROTECT, related_name="adhesions", verbose_name="association"
    )
    categorie = models.CharField("catégorie", max_length=12, choices=Categorie)
    periode = DateRangeField("période")

    class Meta:
        verbose_name = "adhésion"
        constraints = [
            ExclusionConstraint(
                name="adhesion_sans_chevauchement",
                expressions=[("association", RangeOperators.EQUAL), ("periode", RangeOperators.OVERLAPS)],
                violation_error_message="Cette association a déjà une adhésion pendant cette période : "
                "fermez-la d’abord, ou choisissez d’autres dates.",
            )
        ]

    def __str__(self):
        return f"{self.association}, {self.get_categorie_display()}"


class Suspension(Periode):
    """A time during which a member loses its voice without leaving; it ends by being lifted."""

    adhesion = models.ForeignKey(Adhesion, models.PROTECT, related_name="suspensions", verbose_name="adhésion")
    motif = models.TextField("motif")
    proces_verbal = models.CharField("référence du procès-verbal", max_length=200, blank=True)

    class Meta(Periode.Meta):
        verbose_name = "suspension"

    def __str__(self):
        return f"Suspension de {self.adhesion.association}"
