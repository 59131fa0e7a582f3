"""What is kept of an accompaniment once it is over: opinions without an author, coarse lines to count."""

import uuid

from django.db import models

from accompagnement.models.demandes import Demande


class Note(models.IntegerChoices):
    """Four points, without a neutral middle; leaving it empty is an answer too."""

    NON = 1, "pas du tout"
    PLUTOT_NON = 2, "plutôt pas"
    PLUTOT_OUI = 3, "plutôt"
    OUI = 4, "tout à fait"


class Evaluation(models.Model):
    """An opinion that cannot be tied back: no case, no author, a year, a random key.

    It leaves the urn with others, mixed: neither its place in the table nor its transaction is its author's.
    """

    class Moment(models.TextChoices):
        FIN = "fin", "à la fin"
        SIX_MOIS = "six_mois", "six mois après"

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    annee = models.PositiveSmallIntegerField("année")
    moment = models.CharField("moment", max_length=8, choices=Moment, default=Moment.FIN)
    accessibilite = models.PositiveSmallIntegerField(
        "facile à trouver et à demander", choices=Note, null=True, blank=True
    )
    delai = models.PositiveSmallIntegerField("assez rapide", choices=Note, null=True, blank=True)
    neutralite = models.PositiveSmallIntegerField("vraiment neutre", choices=Note, null=True, blank=True)
    ecoute = models.PositiveSmallIntegerField("à l’écoute", choices=Note, null=True, blank=True)
    utilite = models.PositiveSmallIntegerField("utile", choices=Note, null=True, blank=True)
    complement = models.PositiveSmallIntegerField(
        "différent de ce que la fédération apporte", choices=Note, null=True, blank=True
    )
    effet = models.PositiveSmallIntegerField("encore utile six mois après", choices=Note, null=True, blank=True)

    class Meta:
        verbose_name = "évaluation"

    def __str__(self):
        return f"Évaluation, {self.annee}"


class LigneStatistique(models.Model):
    """A coarse line written when something is reached: a month and wide classes, no case behind it."""

    class Fait(models.TextChoices):
        QUALIFICATION = "qualification", "demandes étudiées"
        MISE_EN_RELATION = "mise_en_relation", "mises en relation"
        CLOTURE = "cloture", "terminées"
        REORIENTATION = "reorientation", "réorientées"
        RETRAIT = "retrait", "retirées"
        EXPIRATION = "expiration", "sans suite"

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    fait = models.CharField("fait", max_length=16, choices=Fait)
    mois = models.DateField("mois")
    bouquet = models.ForeignKey("accompagnement.Bouquet", models.PROTECT, related_name="+", verbose_name="bouquet")
    territoire = models.ForeignKey(
        "members.Territoire", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="territoire"
    )
    statut = models.CharField("statut", max_length=10, choices=Demande.Statut)
    porte = models.CharField("porte", max_length=12, choices=Demande.Porte)
    delai_jours = models.PositiveSmallIntegerField("délai en jours", null=True)
    destination = models.CharField("autre aide", max_length=12, choices=Demande.Destination, blank=True)
    seances = models.PositiveSmallIntegerField("séances", null=True)
    heures = models.PositiveSmallIntegerField("heures", null=True)

    class Meta:
        verbose_name = "ligne de statistique"
        verbose_name_plural = "lignes de statistique"
        indexes = [models.Index(fields=["mois", "fait"], name="ligne_par_mois")]

    def __str__(self):
        return f"{self.get_fait_display()}, {self.mois}"
