from django.conf import settings
from django.db import models
from django.utils import timezone


class Contact(models.Model):
    """The federation's team met or spoke with an association. It feeds a list of whom to call, nothing else (D14)."""

    class Genre(models.TextChoices):
        VISITE = "visite", "visite"
        APPEL = "appel", "appel"
        RENCONTRE = "rencontre", "rencontre"
        COURRIEL = "courriel", "courriel"

    association = models.ForeignKey(
        "members.Association", models.PROTECT, related_name="contacts", verbose_name="association"
    )
    le = models.DateField("date", default=timezone.localdate)
    genre = models.CharField("genre", max_length=10, choices=Genre)
    note = models.CharField("de quoi il a été question", max_length=300, blank=True)
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="par")

    class Meta:
        verbose_name = "contact"
        ordering = ["-le", "-pk"]
        indexes = [models.Index(fields=["association", "-le"], name="contact_dernier")]

    def __str__(self):
        return f"{self.association}, {self.le:%d/%m/%Y}"


class Segment(models.Model):
    """A search of the directory kept under a name: the filters, never the rows found on the day."""

    personne = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="segments", verbose_name="personne"
    )
    nom = models.CharField("nom", max_length=80)
    requete = models.CharField("filtres", max_length=1000)
    is_partage = models.BooleanField("montré à l’équipe fédérale", default=False)
    cree_le = models.DateTimeField("enregistré le", default=timezone.now)

    class Meta:
        verbose_name = "segment"
        ordering = ["nom", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["personne", "nom"],
                name="segment_nom_unique",
                violation_error_message="Vous avez déjà un segment de ce nom : choisissez-en un autre.",
            )
        ]

    def __str__(self):
        return self.nom


class Opposition(models.Model):
    """An address whose owner asked never to be written to: a keyed digest, which outlives their erasure."""

    empreinte = models.BinaryField("empreinte de l’adresse", max_length=32, unique=True)
    le = models.DateTimeField("le", default=timezone.now)

    class Meta:
        verbose_name = "opposition"

    def __str__(self):
        return f"Opposition du {self.le:%d/%m/%Y}"
