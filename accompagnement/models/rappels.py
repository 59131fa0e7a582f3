"""What was reminded, so that nobody is reminded twice of the same day."""

from django.db import models

from accompagnement.models.demandes import Demande


class Rappel(models.Model):
    """A reminder that left, for one deadline of one case: a kind and a day, no reader, no words."""

    class Genre(models.TextChoices):
        PRESTATAIRE = "prestataire", "la réponse d’un prestataire est attendue"
        CHOIX_A_MI_DELAI = "choix_mi_delai", "un choix est à faire"
        CHOIX_BIENTOT_CLOS = "choix_bientot_clos", "un choix est à faire sous sept jours"
        DEPOT_SANS_SUITE = "depot_sans_suite", "une demande va s’arrêter sans suite"
        FIN_A_CONFIRMER = "fin_a_confirmer", "une fin est à confirmer"
        PAUSE_BIENTOT_FINIE = "pause_bientot_finie", "une pause va finir"
        ACCUEIL = "accueil", "une demande attend d’être lue"

    demande = models.ForeignKey(Demande, models.CASCADE, related_name="rappels", verbose_name="demande")
    genre = models.CharField("genre", max_length=20, choices=Genre)
    pour_le = models.DateField("pour l’échéance du")

    class Meta:
        verbose_name = "rappel"
        constraints = [models.UniqueConstraint(fields=["demande", "genre", "pour_le"], name="rappel_une_fois")]

    def __str__(self):
        return f"{self.demande} : {self.get_genre_display()}"
