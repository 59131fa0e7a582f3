from django.db import models
from django.db.models import Q
from django.utils import timezone

from collectifs.models.collectifs import Categorie
from collectifs.models.reunions import Reunion
from members.models import Association


class CategorieConvoquee(models.Model):
    """A category of people convened to a meeting beside those who take part: who they are, in which associations.

    A kept search of the directory is copied (`requete`): what was convened does not change with it.
    """

    class Qui(models.TextChoices):
        PRESIDENCES = "presidences", "les présidences"
        DIRECTIONS = "directions", "les directions"
        FAMILLES = "familles", "les référentes et référents famille"
        GESTIONNAIRES = "gestionnaires", "les personnes qui gèrent la fiche"
        TOUTES = "toutes", "toutes les personnes rattachées"

    class Ou(models.TextChoices):
        ADHERENTES = "adherentes", "toutes les associations adhérentes"
        GENRE = "genre", "un genre d’association"
        RESEAU = "reseau", "un réseau"
        SEGMENT = "segment", "une recherche gardée de l’annuaire"

    reunion = models.ForeignKey(Reunion, models.CASCADE, related_name="categories", verbose_name="réunion")
    qui = models.CharField("qui", max_length=13, choices=Qui)
    ou = models.CharField("dans quelles associations", max_length=10, choices=Ou, default=Ou.ADHERENTES)
    genre = models.CharField("genre d’association", max_length=15, choices=Association.Genre, blank=True)
    reseau = models.ForeignKey(
        "members.Reseau", models.CASCADE, null=True, blank=True, related_name="+", verbose_name="réseau"
    )
    requete = models.CharField("filtres de la recherche", max_length=1000, blank=True)
    libelle = models.CharField("en mots", max_length=250)
    ajoutee_par = models.ForeignKey("members.Personne", models.PROTECT, related_name="+", verbose_name="ajoutée par")

    class Meta:
        verbose_name = "catégorie convoquée"
        verbose_name_plural = "catégories convoquées"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["reunion", "libelle"],
                name="categorie_convoquee_unique",
                violation_error_message="Cette catégorie est déjà convoquée.",
            ),
            models.CheckConstraint(
                condition=~Q(ou="genre", genre="") & ~Q(ou="reseau", reseau=None) & ~Q(ou="segment", requete=""),
                name="categorie_convoquee_complete",
                violation_error_message="Précisez le genre, le réseau ou la recherche.",
            ),
        ]

    def __str__(self):
        return self.libelle


class PersonneDePassage(models.Model):
    """Somebody who came to a meeting without being convened, known by what they say of themselves: no account."""

    is_presente = True

    reunion = models.ForeignKey(Reunion, models.CASCADE, related_name="passages", verbose_name="réunion")
    nom = models.CharField("nom", max_length=120)
    categorie = models.CharField("catégorie", max_length=12, choices=Categorie, default=Categorie.HABITANT)
    association = models.ForeignKey(
        "members.Association", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="association"
    )
    notee_par = models.ForeignKey("members.Personne", models.PROTECT, related_name="+", verbose_name="notée par")
    notee_le = models.DateTimeField("notée le", default=timezone.now)

    class Meta:
        verbose_name = "personne de passage"
        verbose_name_plural = "personnes de passage"
        ordering = ["nom", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["reunion", "nom"],
                name="passage_unique",
                violation_error_message="Une personne de ce nom est déjà notée : précisez-le si c’en est une autre.",
            )
        ]

    def __str__(self):
        return self.nom

    @property
    def personne(self):
        """Its name where minutes read who came."""
        return self.nom
