import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, Exists, F, Func, OuterRef, Q, Value, When
from django.utils import timezone

from members.models.identifiants import (
    RNA_FORM,
    validate_bic,
    validate_code_commune,
    validate_code_postal,
    validate_iban,
    validate_siren,
    validate_siret,
)
from members.models.recherche import RechercheQuerySet
from members.normalisation import normalise

RECHERCHE = 1000
SIREN_DIFFERS = (
    "Le SIREN « {siren} » n’est pas le début du SIRET « {siret} » : ce sont ses neuf premiers chiffres. "
    "Corrigez l’un des deux, ou laissez le SIREN vide : il sera rempli."
)
# What search reads of an association's places stands after this mark, so that a public search can leave it out.
APART = " | "


class Federation(models.Model):
    """The federation that the portal serves."""

    nom = models.CharField("nom", max_length=150)
    sigle = models.CharField("sigle", max_length=20, blank=True)
    fondee_en = models.PositiveSmallIntegerField("fondée en", null=True, blank=True)
    titulaire = models.CharField("titulaire du compte", max_length=70, blank=True)
    iban = models.CharField("IBAN", max_length=34, blank=True, validators=[validate_iban])
    bic = models.CharField("BIC", max_length=11, blank=True, validators=[validate_bic])
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
            return self.standing()
        return self.publiees()

    def standing(self):
        """Leave out the sheets that another one replaced."""
        return self.filter(fondue_dans=None)

    def publiees(self):
        """Keep what everybody may read."""
        return self.standing().filter(is_publiee=True)

    def showing_point(self):
        """Keep those that chose to show everybody their point on the map."""
        return self.filter(champs_publics__contains=[self.model.ChampPublic.CARTE])

    def search_public(self, text):
        """Search what everybody may read only: the places of an association count if it chose to show them."""
        own = Func(F("recherche"), Value(APART), Value(1), function="split_part", output_field=models.CharField())
        shows_places = Q(champs_publics__contains=[self.model.ChampPublic.STRUCTURES])
        lu = Case(When(shows_places, then=F("recherche")), default=own)
        return self.annotate(recherche_publique=lu).search(text, within="recherche_publique")

    def adherentes(self, on=None):
        """Keep the associations whose membership runs on a day, today by default."""
        return self.filter(adhesions__periode__contains=on or timezone.localdate())

    def with_ancienne(self, on=None):
        """Say of each whether it was a member and is none any more: `is_ancienne`, computed from its memberships."""
        return self.annotate(is_ancienne=self._has_left(on))

    def sans_anciennes(self, on=None):
        """Leave out those that were members and are none any more; candidates stay."""
        return self.filter(~self._has_left(on))

    def anciennes(self, on=None):
        """Keep those that were members and are none any more."""
        return self.filter(self._has_left(on))

    def _has_left(self, on):
        on = on or timezone.localdate()
        adhesions = self.model._meta.get_field("adhesions").related_model.objects.filter(association=OuterRef("pk"))
        goes_on = adhesions.exclude(periode__fully_lt=(on, None))
        return Exists(adhesions.filter(periode__fully_lt=(on, None))) & ~Exists(goes_on)

    def a_jour(self, on=None):
        """Keep the associations that owed nothing past its grace on a day, today by default.

        Never a stored flag: what was received or waived until that day, against what was due by then.
        """
        appels = self.model._meta.get_field("appels").related_model.objects
        return self.filter(~Exists(appels.en_retard(on).filter(association=OuterRef("pk"))))


@pghistory.track(exclude=["recherche"])
class Association(models.Model):
    """A legal person of the network: it joins the federation and employs or gathers people."""

    class Genre(models.TextChoices):
        CENTRE_SOCIAL = "centre_social", "centre social"
        EVS = "evs", "espace de vie sociale"
        COGEREE = "cogeree", "association cogérée"
        COLLECTIVITE = "collectivite", "collectivité"
        ASSOCIEE = "associee", "membre associé"

    class ChampPublic(models.TextChoices):
        """What a sheet shows to everybody beside its name, its kind and its commune, if its association wants."""

        PRESENTATION = "presentation", "la présentation"
        ADRESSE = "adresse", "l’adresse postale"
        TELEPHONE = "telephone", "le téléphone"
        EMAIL = "email", "l’adresse électronique"
        SITE = "site", "le site"
        ACTIVITES = "activites", "les publics, les domaines et les dispositifs"
        STRUCTURES = "structures", "les lieux"
        CARTE = "carte", "le point sur la carte"

    nom = models.CharField("nom", max_length=150, db_collation="fr-x-icu")
    genre = models.CharField("genre", max_length=15, choices=Genre)
    presentation = models.TextField("présentation", blank=True)
    adresse = models.CharField("adresse", max_length=200, blank=True)
    code_postal = models.CharField("code postal", max_length=5, blank=True, validators=[validate_code_postal])
    commune = models.CharField("commune", max_length=100, db_collation="fr-x-icu")
    code_commune = models.CharField("code de la commune", max_length=5, blank=True, validators=[validate_code_commune])
    departement = models.CharField("département", max_length=3, blank=True)
    territoire = models.ForeignKey(
        Territoire, models.PROTECT, null=True, blank=True, related_name="associations", verbose_name="territoire"
    )
    email = models.EmailField("adresse électronique", blank=True)
    telephone = models.CharField("téléphone", max_length=30, blank=True)
    site = models.URLField("site", blank=True)
    latitude = models.DecimalField(
        "latitude",
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    longitude = models.DecimalField(
        "longitude",
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )
    siren = models.CharField("SIREN", max_length=9, null=True, blank=True, validators=[validate_siren])
    siret = models.CharField("SIRET", max_length=14, null=True, blank=True, validators=[validate_siret])
    rna = models.CharField("RNA", max_length=10, null=True, blank=True)
    publics = models.ManyToManyField(Public, blank=True, verbose_name="publics")
    domaines = models.ManyToManyField(Domaine, blank=True, verbose_name="domaines")
    dispositifs = models.ManyToManyField(Dispositif, blank=True, verbose_name="dispositifs")
    is_utilite_publique = models.BooleanField("reconnue d’utilité publique", default=False)
    is_publiee = models.BooleanField("fiche publique", default=False)
    champs_publics = ArrayField(
        models.CharField(max_length=15, choices=ChampPublic),
        verbose_name="ce que le public voit",
        blank=True,
        default=list,
    )
    fondue_dans = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="fondues", verbose_name="fiche qui la remplace"
    )
    recherche = models.CharField("texte de recherche", max_length=RECHERCHE, editable=False, default="")

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
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None) | Q(latitude__isnull=False, longitude__isnull=False),
                name="association_point_complet",
                violation_error_message="Un point sur la carte a besoin de sa latitude et de sa longitude : "
                "donnez les deux, ou laissez les deux vides.",
            ),
        ]
        indexes = [
            GinIndex(fields=["recherche"], opclasses=["gin_trgm_ops"], name="association_recherche"),
            models.Index(fields=["nom", "id"], name="association_par_nom"),
        ]

    def __str__(self):
        return self.nom

    def save(self, *args, **kwargs):
        places = self.structures.en_cours().order_by("pk").values_list("nom", "commune") if self.pk else ()
        self.recherche = compose_recherche(self.nom, self.commune, places)
        super().save(*args, **kwargs)

    def clean(self):
        """The SIREN is the beginning of the SIRET: filled from it, refused when it says something else."""
        if not self.siret:
            return
        if self.siren and self.siren != self.siret[:9]:
            raise ValidationError({"siren": SIREN_DIFFERS.format(siren=self.siren, siret=self.siret)})
        self.siren = self.siret[:9]


def compose_recherche(nom: str, commune: str, places=()) -> str:
    """Return what search reads of an association: its name and commune, then the names of its places."""
    own = normalise(f"{nom} {commune}")
    others = normalise(" ".join(f"{name} {where}" for name, where in places))
    return (f"{own}{APART}{others}" if others else own)[:RECHERCHE]
