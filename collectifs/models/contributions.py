import uuid

from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from collectifs.models.ateliers import Acteur, Atelier, ParticipantAtelier
from collectifs.models.suites import ActionDecidee
from socle.empreintes import digest


class GrappeQuerySet(models.QuerySet):
    def with_total(self):
        """Add how many dots each theme gathered: those of accounts and those of the wall; the first come first."""
        placed = Coalesce(Sum("placees__nombre"), 0)
        return self.annotate(total=F("points_salle") + placed).order_by("-total", "ordre", "pk")


class Grappe(models.Model):
    """Contributions that go together, under the words that the workshop gave them."""

    atelier = models.ForeignKey(Atelier, models.CASCADE, related_name="grappes", verbose_name="atelier")
    titre = models.CharField("titre", max_length=150)
    ordre = models.PositiveSmallIntegerField("ordre", default=1)
    points_salle = models.PositiveSmallIntegerField("gommettes posées sur le mur", default=0)

    objects = GrappeQuerySet.as_manager()

    class Meta:
        verbose_name = "grappe"
        ordering = ["ordre", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["atelier", "titre"],
                name="grappe_titre_unique",
                violation_error_message="Cet atelier a déjà une grappe de ce nom.",
            )
        ]

    def __str__(self):
        return self.titre


class Gommette(models.Model):
    """How many of their dots a participant places on a theme."""

    participant = models.ForeignKey(
        ParticipantAtelier, models.CASCADE, related_name="placees", verbose_name="participant"
    )
    grappe = models.ForeignKey(Grappe, models.CASCADE, related_name="placees", verbose_name="grappe")
    nombre = models.PositiveSmallIntegerField("nombre")

    class Meta:
        verbose_name = "gommette"
        constraints = [models.UniqueConstraint(fields=["participant", "grappe"], name="gommettes_par_grappe")]

    def __str__(self):
        return str(self.nombre)


class ContributionQuerySet(models.QuerySet):
    def visible_to(self, personne):
        """Keep what a person may read: everything of the workshops they lead, their own, and what was accepted."""
        if not (personne.is_authenticated and personne.is_active):
            return self.none()
        led = Atelier.objects.led_by(personne, "atelier__")
        of_theirs = Q(atelier__in=Atelier.objects.visible_to(personne).values("pk"))
        accepted = Q(etat=Contribution.Etat.ACCEPTEE) | Q(auteur=personne)
        return self.filter(led | of_theirs & accepted)

    def acceptees(self):
        """Keep what everybody of the workshop may read."""
        return self.filter(etat=Contribution.Etat.ACCEPTEE)

    def a_relire(self):
        """Keep what waits to be read before it is shown."""
        return self.filter(etat=Contribution.Etat.A_RELIRE)

    def publiables(self):
        """Keep what a synthesis publishes: a person's very words only if they agreed (R27)."""
        consented = ~Q(genre=Contribution.Genre.VERBATIM) | Q(peut_publier=True)
        return self.acceptees().filter(consented, is_retenue=True)


class Contribution(models.Model):
    """What somebody says in a workshop, under one heading, as one of a category (E27).

    An anonymous one holds no name at all. No history is kept of it: a history would say who wrote.
    A point of debate stays in the synthesis, agreed upon or not (R26).
    """

    class Genre(models.TextChoices):
        POINT_SAILLANT = "saillant", "point saillant"
        LEVIER = "levier", "levier"
        A_AMELIORER = "ameliorer", "à améliorer"
        PRECONISATION = "preconisation", "préconisation"
        POINT_ESSENTIEL = "essentiel", "point essentiel"
        VERBATIM = "verbatim", "verbatim"

    class Etat(models.TextChoices):
        A_RELIRE = "a_relire", "à relire"
        ACCEPTEE = "acceptee", "acceptée"
        ECARTEE = "ecartee", "écartée"

    atelier = models.ForeignKey(Atelier, models.PROTECT, related_name="contributions", verbose_name="atelier")
    genre = models.CharField("rubrique", max_length=14, choices=Genre)
    texte = models.TextField("contribution")
    categorie = models.CharField("catégorie", max_length=16, choices=Acteur, blank=True)
    auteur = models.ForeignKey(
        "members.Personne", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="auteur"
    )
    prenom = models.CharField("prénom", max_length=60, blank=True)
    is_anonyme = models.BooleanField("anonyme", default=False)
    peut_publier = models.BooleanField("accord pour publier ces mots", default=False)
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.A_RELIRE)
    is_debat = models.BooleanField("point de débat", default=False)
    is_retenue = models.BooleanField("retenue pour la synthèse", default=True)
    grappe = models.ForeignKey(
        Grappe, models.SET_NULL, null=True, blank=True, related_name="contributions", verbose_name="grappe"
    )
    action = models.OneToOneField(
        ActionDecidee, models.SET_NULL, null=True, blank=True, related_name="preconisation", verbose_name="action"
    )
    a_porter_le = models.DateField("à porter au pacte depuis le", null=True, blank=True)
    envoi = models.UUIDField("envoi", default=uuid.uuid4, unique=True, editable=False)

    objects = ContributionQuerySet.as_manager()

    class Meta:
        verbose_name = "contribution"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_anonyme=False) | Q(auteur=None, prenom=""),
                name="contribution_anonyme_sans_nom",
                violation_error_message="Une contribution anonyme ne porte aucun nom.",
            ),
            models.CheckConstraint(
                condition=Q(is_debat=False) | Q(etat="acceptee", is_retenue=True),
                name="contribution_debat_retenu",
                violation_error_message="Un point de débat reste dans la synthèse : il ne peut pas être écarté.",
            ),
            models.CheckConstraint(
                condition=Q(is_debat=False) | ~Q(genre="verbatim"),
                name="contribution_debat_sans_verbatim",
                violation_error_message="Un verbatim est la parole d’une personne : pour garder un désaccord, "
                "choisissez une autre rubrique.",
            ),
            models.CheckConstraint(
                condition=Q(action=None, a_porter_le=None) | Q(genre="preconisation"),
                name="contribution_suite_de_preconisation",
                violation_error_message="Seule une préconisation devient une action ou un amendement du pacte.",
            ),
        ]
        indexes = [models.Index(fields=["atelier", "etat"], name="contribution_atelier")]

    def __str__(self):
        return self.texte[:120]

    @property
    def signature(self):
        """Who speaks, as it may be read: a name if it was given, the category otherwise."""
        name = "" if self.is_anonyme else str(self.auteur or self.prenom or "")
        return ", ".join(filter(None, [name, self.get_categorie_display()]))

    @property
    def empreinte(self):
        return digest(self.texte)
