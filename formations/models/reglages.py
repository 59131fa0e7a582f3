"""What the federation chose once for all its trainings."""

from datetime import timedelta

import pghistory
from django.db import models
from django.db.models import Q

from formations.models.numeros import validate_nda
from members.models.identifiants import validate_siret

DELAI_OFFRE = 48
SEUIL_BESOIN = 5


@pghistory.track()
class ReglageFormations(models.Model):
    """One row at most: how many associations make a need worth a session (A33), how long a place is kept (R25)."""

    seuil_besoin = models.PositiveSmallIntegerField("associations qui portent un besoin", default=SEUIL_BESOIN)
    delai_offre = models.PositiveSmallIntegerField("heures pour accepter une place proposée", default=DELAI_OFFRE)

    # What papers say of whoever organises; the name is the federation's
    adresse = models.CharField("adresse postale", max_length=300, blank=True)
    siret = models.CharField("SIRET", max_length=14, blank=True, validators=[validate_siret])
    nda = models.CharField("numéro de déclaration d’activité", max_length=11, blank=True, validators=[validate_nda])
    is_exoneree_tva = models.BooleanField("les formations sont exonérées de TVA", default=True)
    taux_tva = models.DecimalField("sinon, taux de TVA en %", max_digits=4, decimal_places=2, default=20)

    class Meta:
        verbose_name = "réglage des formations"
        verbose_name_plural = "réglages des formations"
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="reglage_formations_unique"),
            models.CheckConstraint(
                condition=Q(seuil_besoin__gte=1),
                name="reglage_seuil_besoin",
                violation_error_message="Il faut au moins une association pour porter un besoin.",
            ),
            models.CheckConstraint(
                condition=Q(delai_offre__gte=1, delai_offre__lte=240),
                name="reglage_delai_offre",
                violation_error_message="Une place proposée se garde de 1 à 240 heures.",
            ),
            models.CheckConstraint(
                condition=Q(taux_tva__gte=0, taux_tva__lte=30),
                name="reglage_taux_tva",
                violation_error_message="Un taux de TVA va de 0 à 30 %.",
            ),
        ]

    def __str__(self):
        return "Réglages des formations"

    @classmethod
    def load(cls):
        """Return what was chosen, or what stands until somebody chooses."""
        return cls.objects.first() or cls(pk=1)

    @property
    def duree_offre(self) -> timedelta:
        return timedelta(hours=self.delai_offre)
