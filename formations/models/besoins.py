"""What associations need to learn, said by one and supported by others (A33)."""

from django.db import models
from django.db.models import Count, Q
from django.utils import timezone


class BesoinFormationQuerySet(models.QuerySet):
    def visible_to(self, personne):
        """Keep what a person may read: everything for whoever is signed in."""
        return self.all() if personne.is_authenticated and personne.is_active else self.none()

    def ouverts(self):
        return self.filter(etat=BesoinFormation.Etat.OUVERT)

    def with_soutiens(self):
        """Count the associations that support each today: `soutenu_par`."""
        running = Q(soutiens__retire_le=None)
        return self.annotate(soutenu_par=Count("soutiens", filter=running))


class BesoinFormation(models.Model):
    """A need for training, which keeps its link to the training that answers it."""

    class Etat(models.TextChoices):
        OUVERT = "ouvert", "à soutenir"
        REPONDU = "repondu", "une formation y répond"
        ECARTE = "ecarte", "écarté"

    titre = models.CharField("titre", max_length=150)
    description = models.TextField("ce qui manque, et à qui", max_length=2000)
    association = models.ForeignKey(
        "members.Association", models.PROTECT, related_name="besoins_formation", verbose_name="association"
    )
    exprime_par = models.ForeignKey("members.Personne", models.PROTECT, related_name="+", verbose_name="exprimé par")
    cree_le = models.DateTimeField("exprimé le", default=timezone.now, editable=False)
    etat = models.CharField("état", max_length=8, choices=Etat, default=Etat.OUVERT)
    formation = models.ForeignKey(
        "Formation", models.PROTECT, null=True, blank=True, related_name="besoins", verbose_name="formation"
    )
    reponse = models.TextField("réponse de la fédération", max_length=1000, blank=True)
    repondu_le = models.DateTimeField("répondu le", null=True, blank=True)

    objects = BesoinFormationQuerySet.as_manager()

    class Meta:
        verbose_name = "besoin de formation"
        verbose_name_plural = "besoins de formation"
        ordering = ["-cree_le", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(etat="repondu") | Q(formation__isnull=False),
                name="besoin_repondu_par_une_formation",
                violation_error_message="Choisissez la formation qui répond à ce besoin.",
            ),
            models.CheckConstraint(
                condition=~Q(etat="ecarte") | ~Q(reponse=""),
                name="besoin_ecarte_motive",
                violation_error_message="Dites pourquoi ce besoin est écarté : les associations le liront.",
            ),
        ]

    def __str__(self):
        return self.titre

    @property
    def tone(self):
        tones = {self.Etat.OUVERT: "wait", self.Etat.REPONDU: "ok"}
        return tones.get(self.etat, "neutral")


class SoutienBesoin(models.Model):
    """The voice of an association for a need: one at a time, withdrawn freely; what was withdrawn stays known."""

    besoin = models.ForeignKey(
        BesoinFormation, models.CASCADE, related_name="soutiens", verbose_name="besoin de formation"
    )
    association = models.ForeignKey(
        "members.Association", models.PROTECT, related_name="+", verbose_name="association"
    )
    personne = models.ForeignKey("members.Personne", models.PROTECT, related_name="+", verbose_name="donné par")
    personnes = models.PositiveSmallIntegerField("personnes intéressées", default=1)
    donne_le = models.DateTimeField("donné le", default=timezone.now, editable=False)
    retire_le = models.DateTimeField("retiré le", null=True, blank=True)

    class Meta:
        verbose_name = "soutien à un besoin"
        verbose_name_plural = "soutiens à un besoin"
        ordering = ["donne_le", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["besoin", "association"],
                condition=Q(retire_le=None),
                name="soutien_un_par_association",
                violation_error_message="Votre association soutient déjà ce besoin.",
            ),
            models.CheckConstraint(
                condition=Q(personnes__gte=1, personnes__lte=500),
                name="soutien_personnes",
                violation_error_message="Indiquez combien de personnes viendraient, de 1 à 500.",
            ),
        ]

    def __str__(self):
        return f"{self.association} : {self.besoin}"
