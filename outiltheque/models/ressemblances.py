from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from outiltheque.models.outils import Outil


class Ressemblance(models.Model):
    """Two tools that look alike, found when the second was proposed: the team makes them one, or says they are two."""

    class Etat(models.TextChoices):
        A_VOIR = "a_voir", "à regarder"
        ECARTEE = "ecartee", "deux outils distincts"
        REUNIE = "reunie", "regroupés"

    outil = models.ForeignKey(Outil, models.CASCADE, related_name="ressemblances", verbose_name="outil")
    autre = models.ForeignKey(Outil, models.CASCADE, related_name="+", verbose_name="autre outil")
    score = models.FloatField("ressemblance")
    etat = models.CharField("état", max_length=8, choices=Etat, default=Etat.A_VOIR)
    trouvee_le = models.DateTimeField("trouvée le", default=timezone.now)
    vue_par = models.ForeignKey(
        "members.Personne", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="vue par"
    )

    class Meta:
        verbose_name = "ressemblance"
        ordering = ["-score", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["outil", "autre"], name="ressemblance_unique"),
            models.CheckConstraint(condition=~Q(outil=F("autre")), name="ressemblance_entre_deux"),
        ]

    def __str__(self):
        return f"{self.outil} ressemble à {self.autre}"
