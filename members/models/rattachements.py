import pghistory
from django.db import models
from django.db.models import Q

from members.models.periodes import Periode


@pghistory.track()
class Rattachement(Periode):
    """A person's dated tie with an association; a new role closes this row and opens another."""

    class Genre(models.TextChoices):
        SALARIE = "salarie", "équipe salariée"
        BENEVOLE = "benevole", "bénévole"
        BENEVOLE_RESPONSABLE = "benevole_responsable", "bénévole en responsabilité"

    personne = models.ForeignKey(
        "members.Personne", models.PROTECT, related_name="rattachements", verbose_name="personne"
    )
    association = models.ForeignKey(
        "members.Association", models.PROTECT, related_name="rattachements", verbose_name="association"
    )
    genre = models.CharField("genre", max_length=20, choices=Genre)
    fonction = models.CharField("fonction", max_length=100, blank=True)
    is_gestionnaire = models.BooleanField("gère la fiche et les comptes de l’association", default=False)

    class Meta(Periode.Meta):
        verbose_name = "rattachement"
        constraints = [
            *Periode.Meta.constraints,
            models.UniqueConstraint(
                fields=["personne", "association", "genre"],
                condition=Q(fin=None),
                name="rattachement_ouvert_unique",
                violation_error_message="Cette personne a déjà ce rattachement à l’association.",
            ),
        ]

    def __str__(self):
        return f"{self.personne}, {self.association}"
