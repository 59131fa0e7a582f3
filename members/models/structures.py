import pghistory
from django.db import models

from members.models.identifiants import validate_code_commune, validate_code_postal, validate_siret
from members.models.periodes import Periode


@pghistory.track()
class Structure(Periode):
    """A place that an association runs, approved or not: a legal person may run several."""

    class Genre(models.TextChoices):
        CENTRE_SOCIAL = "centre_social", "centre social"
        EVS = "evs", "espace de vie sociale"
        ANTENNE = "antenne", "antenne"
        AUTRE = "autre", "autre lieu"

    association = models.ForeignKey(
        "members.Association", models.PROTECT, related_name="structures", verbose_name="association"
    )
    nom = models.CharField("nom", max_length=150, db_collation="fr-x-icu")
    genre = models.CharField("genre", max_length=15, choices=Genre)
    adresse = models.CharField("adresse", max_length=200, blank=True)
    code_postal = models.CharField("code postal", max_length=5, blank=True, validators=[validate_code_postal])
    commune = models.CharField("commune", max_length=100, blank=True, db_collation="fr-x-icu")
    code_commune = models.CharField("code de la commune", max_length=5, blank=True, validators=[validate_code_commune])
    siret = models.CharField(
        "SIRET de l’établissement", max_length=14, null=True, blank=True, validators=[validate_siret]
    )
    telephone = models.CharField("téléphone", max_length=30, blank=True)
    email = models.EmailField("adresse électronique", blank=True)

    class Meta(Periode.Meta):
        verbose_name = "structure"
        constraints = [
            *Periode.Meta.constraints,
            models.UniqueConstraint(
                fields=["siret"],
                name="structure_siret_unique",
                violation_error_message="Ce SIRET est déjà celui d’une autre structure.",
            ),
        ]

    def __str__(self):
        return self.nom
