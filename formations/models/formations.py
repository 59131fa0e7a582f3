"""The catalogue: what is taught, everything that the public must be told of it (R24), and who teaches."""

from functools import reduce
from operator import and_

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from formations.models.numeros import validate_nda
from members.models.identifiants import validate_siret

# What indicator 1 of the national standard asks the public to be told, in the order it is read (R24).
INDICATEUR_1 = {
    "objectifs": "les objectifs",
    "prerequis": "les prérequis",
    "duree": "la durée",
    "modalites_acces": "les modalités d’accès",
    "delais_acces": "les délais d’accès",
    "tarifs": "les tarifs",
    "contacts": "les contacts",
    "methodes": "les méthodes",
    "evaluation": "l’évaluation",
    "accessibilite": "l’accessibilité aux personnes en situation de handicap",
    "mise_a_jour_le": "la date de mise à jour",
}
SAID = [~Q(**{name: ""}) for name in INDICATEUR_1 if name not in ("duree", "mise_a_jour_le")]
COMPLETE = reduce(and_, SAID) & Q(duree__isnull=False, mise_a_jour_le__isnull=False)


class FormationQuerySet(models.QuerySet):
    def visible_to(self, personne):
        """Keep what a person may read: what is published for everybody, all of it for the federation's team."""
        if personne.is_authenticated and personne.is_active and personne.is_federation_team:
            return self.all()
        return self.publiees()

    def publiees(self):
        return self.filter(etat=Formation.Etat.PUBLIEE)


@pghistory.track()
class Formation(models.Model):
    """A training of the catalogue. Incomplete, it cannot be published, here or in the database (R24)."""

    class Etat(models.TextChoices):
        BROUILLON = "brouillon", "en préparation"
        PUBLIEE = "publiee", "publiée"
        RETIREE = "retiree", "retirée du catalogue"

    class PublicVise(models.TextChoices):
        """For whom trainings are (A35), volunteers beside them (C16), boards among these (E10)."""

        PORTEURS = "porteurs", "porteuses et porteurs de projet"
        PROFESSIONNELS = "professionnels", "professionnelles et professionnels"
        BENEVOLES = "benevoles", "bénévoles"
        ADMINISTRATEURS = "administrateurs", "administratrices et administrateurs"

    class Objectif(models.TextChoices):
        """What it leads to, as the yearly form asks (frame F, objectives)."""

        RNCP = "F3a", "un diplôme ou un titre inscrit au RNCP"
        RS = "F3b", "une certification inscrite au répertoire spécifique"
        CQP = "F3c", "un certificat de qualification professionnelle"
        AUTRE = "F3d", "une autre formation"
        BILAN = "F3e", "un bilan de compétences"
        VAE = "F3f", "une validation des acquis de l’expérience"

    titre = models.CharField("titre", max_length=150, db_collation="fr-x-icu")
    resume = models.CharField("en une phrase", max_length=250, blank=True)
    publics = ArrayField(
        models.CharField(max_length=15, choices=PublicVise), verbose_name="pour qui", blank=True, default=list
    )
    programme = models.TextField("programme", max_length=8000, blank=True)
    objectifs = models.TextField("objectifs", max_length=3000, blank=True)
    prerequis = models.TextField("prérequis", max_length=2000, blank=True)
    duree = models.DecimalField("durée en heures", max_digits=5, decimal_places=2, null=True, blank=True)
    modalites_acces = models.TextField("modalités d’accès", max_length=2000, blank=True)
    delais_acces = models.CharField("délais d’accès", max_length=300, blank=True)
    tarifs = models.TextField("tarifs", max_length=1000, blank=True)
    contacts = models.TextField("contacts", max_length=1000, blank=True)
    methodes = models.TextField("méthodes", max_length=3000, blank=True)
    evaluation = models.TextField("évaluation", max_length=2000, blank=True)
    accessibilite = models.TextField("accessibilité", max_length=2000, blank=True)
    objectif = models.CharField("elle mène à", max_length=3, choices=Objectif, default=Objectif.AUTRE)
    mise_a_jour_le = models.DateField("mise à jour le", null=True, blank=True)
    etat = models.CharField("état", max_length=9, choices=Etat, default=Etat.BROUILLON)
    version = models.PositiveIntegerField("version", default=0, editable=False)

    objects = FormationQuerySet.as_manager()

    class Meta:
        verbose_name = "formation"
        ordering = ["titre", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(etat="publiee") | COMPLETE,
                name="formation_publiee_complete",
                violation_error_message="Cette page est incomplète : elle ne peut pas être publiée (R24).",
            ),
            models.CheckConstraint(
                condition=Q(duree=None) | Q(duree__gt=0, duree__lte=500),
                name="formation_duree",
                violation_error_message="La durée va d’un quart d’heure à 500 heures.",
            ),
        ]

    def __str__(self):
        return self.titre

    @property
    def empreinte(self):
        """Which writing of it this is, for whoever changes it."""
        return str(self.version)

    @property
    def manques(self) -> list[str]:
        """What the public would not be told yet (R24), in words."""
        return [said for name, said in INDICATEUR_1.items() if not getattr(self, name)]

    @property
    def is_publiee(self):
        return self.etat == self.Etat.PUBLIEE

    @property
    def publics_dits(self) -> list[str]:
        return [self.PublicVise(public).label for public in self.publics]

    @property
    def tone(self):
        return {self.Etat.PUBLIEE: "ok", self.Etat.BROUILLON: "plum"}.get(self.etat, "neutral")


class Formateur(models.Model):
    """Somebody who teaches: a person of the portal, or somebody from outside known by a name and a provider."""

    personne = models.OneToOneField(
        "members.Personne", models.PROTECT, null=True, blank=True, related_name="formateur", verbose_name="personne"
    )
    nom = models.CharField("nom", max_length=120, blank=True)
    organisme = models.CharField("organisme", max_length=150, blank=True)
    courriel = models.EmailField("adresse électronique", blank=True)
    telephone = models.CharField("téléphone", max_length=30, blank=True)
    siret = models.CharField("SIRET de son organisme", max_length=14, blank=True, validators=[validate_siret])
    nda = models.CharField("sa déclaration d’activité", max_length=11, blank=True, validators=[validate_nda])

    class Meta:
        verbose_name = "formatrice ou formateur"
        verbose_name_plural = "formatrices et formateurs"
        ordering = [F("personne__nom").asc(nulls_last=True), "nom", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(personne__isnull=False, nom="") | (Q(personne=None) & ~Q(nom="") & ~Q(organisme="")),
                name="formateur_connu_ou_nomme",
                violation_error_message="Choisissez une personne du portail, ou donnez le nom et l’organisme de "
                "quelqu’un d’extérieur.",
            )
        ]

    def __str__(self):
        return str(self.personne) if self.personne_id else f"{self.nom} ({self.organisme})"
