from django.db import models

from members.models.periodes import Periode


class RoleFederal(Periode):
    """A role a person holds in the federation for a time; rights come from it and from nothing else."""

    class Role(models.TextChoices):
        ADMIN_PORTAIL = "admin_portail", "administration du portail"
        COORDINATION_NEUTRE = "coordination_neutre", "coordination neutre"
        COMITE_PILOTAGE = "comite_pilotage", "comité de pilotage"
        COMITE_TECHNIQUE = "comite_technique", "comité technique"
        DELEGATION = "delegation", "délégation fédérale"
        PRESTATAIRE = "prestataire", "prestataire d’accompagnement"
        OPERATEUR = "operateur", "opérateur de l’accompagnement"

    personne = models.ForeignKey(
        "members.Personne", models.PROTECT, related_name="roles_federaux", verbose_name="personne"
    )
    role = models.CharField("rôle", max_length=25, choices=Role)

    class Meta(Periode.Meta):
        verbose_name = "rôle fédéral"
        verbose_name_plural = "rôles fédéraux"

    def __str__(self):
        return f"{self.get_role_display()} : {self.personne}"


class FonctionMission(models.Model):
    """A function of the federation's team, held by somebody for a time (C15): referents are functions."""

    intitule = models.CharField("intitulé", max_length=100, unique=True)

    class Meta:
        verbose_name = "fonction de mission"
        verbose_name_plural = "fonctions de mission"

    def __str__(self):
        return self.intitule


class Affectation(Periode):
    """Who holds a function, from when to when."""

    fonction = models.ForeignKey(FonctionMission, models.PROTECT, related_name="affectations", verbose_name="fonction")
    personne = models.ForeignKey(
        "members.Personne", models.PROTECT, related_name="affectations", verbose_name="personne"
    )

    class Meta(Periode.Meta):
        verbose_name = "affectation"

    def __str__(self):
        return f"{self.fonction} : {self.personne}"
