"""What a provider offers changes after they were accepted: they say so, and the operator reads it with the grid."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accompagnement.models.catalogue import Competence, ReseauMetier, Service
from accompagnement.models.prestataires import Prestataire


class ChangementOffre(models.Model):
    """What a provider wishes to offer from now on. Nothing of it counts before somebody has read it (B24)."""

    class Etat(models.TextChoices):
        PROPOSE = "propose", "à lire"
        ACCEPTE = "accepte", "accepté"
        REFUSE = "refuse", "refusé"
        RETIRE = "retire", "retiré"

    prestataire = models.ForeignKey(
        Prestataire, models.CASCADE, related_name="changements", verbose_name="prestataire"
    )
    competences = models.ManyToManyField(Competence, related_name="+", verbose_name="compétences")
    services = models.ManyToManyField(
        Service, related_name="+", blank=True, verbose_name="services rendus, tous si rien n’est coché"
    )
    reseaux = models.ManyToManyField(ReseauMetier, related_name="+", blank=True, verbose_name="réseaux de métier")
    raison = models.TextField("ce qui change, et ce qui le montre", max_length=1500)
    etat = models.CharField("état", max_length=8, choices=Etat, default=Etat.PROPOSE)
    motif = models.TextField("ce que la personne lira", max_length=2000, blank=True)
    propose_le = models.DateTimeField("proposé le", default=timezone.now)
    decide_le = models.DateTimeField("décidé le", null=True, editable=False)
    decide_par = models.ForeignKey(
        "members.Personne",
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="décidé par",
    )

    class Meta:
        verbose_name = "changement d’offre"
        verbose_name_plural = "changements d’offre"
        ordering = ["-propose_le", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["prestataire"], condition=Q(etat="propose"), name="changement_a_lire_unique"
            ),
            models.CheckConstraint(
                condition=Q(etat="propose", decide_le=None) | ~Q(etat="propose") & Q(decide_le__isnull=False),
                name="changement_decide_un_jour",
            ),
        ]

    def __str__(self):
        return f"{self.prestataire}, {timezone.localtime(self.propose_le):%d/%m/%Y}"
