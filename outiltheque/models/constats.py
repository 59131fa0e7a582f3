from django.db import models
from django.utils import timezone

from outiltheque.models.outils import Outil


class ConstatTerrainQuerySet(models.QuerySet):
    def visible_to(self, personne):
        """Keep what a person may read: what stands for all who are signed in, what was withdrawn for its author."""
        if not (personne.is_authenticated and personne.is_active):
            return self.none()
        return self.filter(models.Q(retire_le=None) | models.Q(auteur=personne))


class ConstatTerrain(models.Model):
    """What an association sees on its ground, said quickly so that others answer it (A13, A26)."""

    association = models.ForeignKey(
        "members.Association", models.PROTECT, related_name="constats", verbose_name="association"
    )
    territoire = models.ForeignKey(
        "members.Territoire", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="territoire"
    )
    publics = models.ManyToManyField("members.Public", blank=True, related_name="+", verbose_name="publics")
    titre = models.CharField("en une phrase", max_length=150)
    vu = models.TextField("ce que vous avez vu", max_length=3000)
    besoin = models.CharField("besoin non couvert", max_length=400, blank=True)
    vu_le = models.DateField("vu le", default=timezone.localdate)
    auteur = models.ForeignKey("members.Personne", models.PROTECT, related_name="+", verbose_name="écrit par")
    ecrit_le = models.DateTimeField("écrit le", default=timezone.now)
    retire_le = models.DateTimeField("retiré le", null=True, blank=True)
    outils = models.ManyToManyField(Outil, through="ReponseConstat", related_name="constats", verbose_name="outils")

    objects = ConstatTerrainQuerySet.as_manager()

    class Meta:
        verbose_name = "constat de terrain"
        verbose_name_plural = "constats de terrain"
        ordering = ["-ecrit_le", "-pk"]

    def __str__(self):
        return self.titre


class ReponseConstat(models.Model):
    """A tool that answers what was seen."""

    constat = models.ForeignKey(ConstatTerrain, models.CASCADE, related_name="reponses", verbose_name="constat")
    outil = models.ForeignKey(Outil, models.PROTECT, related_name="reponses", verbose_name="outil")
    comment = models.CharField("en quoi il y répond", max_length=250, blank=True)
    proposee_par = models.ForeignKey("members.Personne", models.PROTECT, related_name="+", verbose_name="proposée par")
    proposee_le = models.DateTimeField("proposée le", default=timezone.now)

    class Meta:
        verbose_name = "outil qui répond à un constat"
        verbose_name_plural = "outils qui répondent à un constat"
        ordering = ["proposee_le", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["constat", "outil"],
                name="reponse_constat_unique",
                violation_error_message="Cet outil répond déjà à ce constat.",
            )
        ]

    def __str__(self):
        return f"{self.outil} répond à {self.constat}"


class ActionQuiRepond(models.Model):
    """Something done together that answers what was seen (A13): known by its page and its number, read by rights."""

    constat = models.ForeignKey(ConstatTerrain, models.CASCADE, related_name="actions", verbose_name="constat")
    genre = models.CharField("genre", max_length=60)
    objet = models.BigIntegerField("numéro")
    comment = models.CharField("en quoi elle y répond", max_length=250, blank=True)
    proposee_par = models.ForeignKey("members.Personne", models.PROTECT, related_name="+", verbose_name="proposée par")
    proposee_le = models.DateTimeField("proposée le", default=timezone.now)

    class Meta:
        verbose_name = "action qui répond à un constat"
        verbose_name_plural = "actions qui répondent à un constat"
        ordering = ["proposee_le", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["constat", "genre", "objet"],
                name="action_qui_repond_unique",
                violation_error_message="Cette action répond déjà à ce constat.",
            )
        ]

    def __str__(self):
        return f"{self.genre} {self.objet} répond à {self.constat}"
