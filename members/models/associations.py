import pghistory
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from stdnum.exceptions import ValidationError as StdnumError
from stdnum.fr import siret as stdnum_siret

from members.models.recherche import RechercheQuerySet
from members.normalisation import normalise

RNA_FORM = r"^W\d[0-9A-Z]\d{7}$"


def validate_siret(value):
    """Refuse a SIRET with a wrong length or key; all zeros has a right key and is refused too."""
    try:
        stdnum_siret.validate(value)
    except StdnumError:
        raise ValidationError(
            "Le SIRET « %(value)s » ne convient pas : 14 chiffres sont attendus, dont les derniers servent de "
            "contrôle. Vérifiez-le sur un avis de situation de l’Insee.",
            params={"value": value},
        ) from None
    if not value.strip("0"):
        raise ValidationError("Un SIRET fait seulement de zéros n’existe pas : laissez le champ vide.")


class Federation(models.Model):
    """The federation that the portal serves."""

    nom = models.CharField("nom", max_length=150)
    sigle = models.CharField("sigle", max_length=20, blank=True)
    fondee_en = models.PositiveSmallIntegerField("fondée en", null=True, blank=True)
    is_demo = models.BooleanField("fédération de démonstration", default=False, editable=False)

    class Meta:
        verbose_name = "fédération"

    def __str__(self):
        return self.nom


class Territoire(models.Model):
    """A set of départements or communes that people speak of as one place; the same commune may be in two."""

    class Echelle(models.TextChoices):
        LOCAL = "local", "local"
        DEPARTEMENTAL = "departemental", "départemental"
        REGIONAL = "regional", "régional"
        NATIONAL = "national", "national"

    nom = models.CharField("nom", max_length=100, unique=True)
    echelle = models.CharField("échelle", max_length=15, choices=Echelle, default=Echelle.LOCAL)

    class Meta:
        verbose_name = "territoire"
        ordering = ["nom"]

    def __str__(self):
        return self.nom


class Etiquette(models.Model):
    """A word of one of the federation's lists."""

    nom = models.CharField("nom", max_length=100, unique=True)

    class Meta:
        abstract = True
        ordering = ["nom"]

    def __str__(self):
        return self.nom


class Public(Etiquette):
    """People an association works with (A10)."""

    class Meta(Etiquette.Meta):
        verbose_name = "public"


class Domaine(Etiquette):
    """A field an association works in (A7)."""

    class Meta(Etiquette.Meta):
        verbose_name = "domaine"


class Dispositif(Etiquette):
    """A public scheme an association takes part in (C21)."""

    class Meta(Etiquette.Meta):
        verbose_name = "dispositif"


class AssociationQuerySet(RechercheQuerySet):
    def visible_to(self, personne):
        """Keep what a person may read: everything for whoever belongs here, else what chose to be public."""
        if personne.is_active and personne.is_authenticated:
            return self
        return self.filter(is_publiee=True)

    def adherentes(self, on=None):
        """Keep the associations whose membership runs on a day, today by default."""
        return self.filter(adhesions__periode__contains=on or timezone.localdate())


@pghistory.track(exclude=["recherche"])
class Association(models.Model):
    """A legal person of the network: it joins the federation and employs or gathers people."""

    class Genre(models.TextChoices):
        CENTRE_SOCIAL = "centre_social", "centre social"
        EVS = "evs", "espace de vie sociale"
        COGEREE = "cogeree", "association cogérée"
        COLLECTIVITE = "collectivite", "collectivité"
        ASSOCIEE = "associee", "membre associé"

    nom = models.CharField("nom", max_length=150, db_collation="fr-x-icu")
    genre = models.CharField("genre", max_length=15, choices=Genre)
    presentation = models.TextField("présentation", blank=True)
    adresse = models.CharField("adresse", max_length=200, blank=True)
    code_postal = models.CharField("code postal", max_length=5, blank=True)
    commune = models.CharField("commune", max_length=100, db_collation="fr-x-icu")
    departement = models.CharField("département", max_length=3, blank=True)
    territoire = models.ForeignKey(
        Territoire, models.PROTECT, null=True, blank=True, related_name="associations", verbose_name="territoire"
    )
    email = models.EmailField("adresse électronique", blank=True)
    telephone = models.CharField("téléphone", max_length=30, blank=True)
    site = models.URLField("site", blank=True)
    siret = models.CharField("SIRET", max_length=14, null=True, blank=True, validators=[validate_siret])
    rna = models.CharField("RNA", max_length=10, null=True, blank=True)
    publics = models.ManyToManyField(Public, blank=True, verbose_name="publics")
    domaines = models.ManyToManyField(Domaine, blank=True, verbose_name="domaines")
    dispositifs = models.ManyToManyField(Dispositif, blank=True, verbose_name="dispositifs")
    is_publiee = models.BooleanField("fiche publique", default=False)
    recherche = models.CharField("texte de recherche", max_length=300, editable=False, default="")

    objects = AssociationQuerySet.as_manager()

    class Meta:
        verbose_name = "association"
        constraints = [
            models.UniqueConstraint(
                fields=["siret"],
                name="association_siret_unique",
                violation_error_message="Ce SIRET est déjà celui d’une autre association.",
            ),
            models.CheckConstraint(
                condition=Q(rna=None) | Q(rna__regex=RNA_FORM),
                name="association_rna_forme",
                violation_error_message="Un numéro RNA s’écrit W suivi de neuf caractères, par exemple W751234567.",
            ),
        ]
        indexes = [
            GinIndex(fields=["recherche"], opclasses=["gin_trgm_ops"], name="association_recherche"),
            models.Index(fields=["nom", "id"], name="association_par_nom"),
        ]

    def __str__(self):
        return self.nom

    def save(self, *args, **kwargs):
        self.recherche = normalise(f"{self.nom} {self.commune}")[:300]
        super().save(*args, **kwargs)
