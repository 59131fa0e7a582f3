from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models


class Adhesion(models.Model):
    """A period during which an association is a member; two periods of one association never overlap."""

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
