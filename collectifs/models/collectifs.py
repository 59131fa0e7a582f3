import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, OuterRef, Prefetch, Q, Subquery
from django.utils import timezone

from members.models import Affectation, RoleFederal
from members.models.periodes import Periode, PeriodeQuerySet
from socle.empreintes import digest

DOMAIN = "portail.solidaubrelle.example"


def belongs_to_network(personne) -> bool:
    """Say whether a person is of the network today: tied to an association, or of the federation's team."""
    return bool(personne.rattachements_en_cours or personne.fonctions or is_portal_admin(personne))


def is_portal_admin(personne) -> bool:
    return RoleFederal.Role.ADMIN_PORTAIL in personne.roles


def led_by(personne, path="") -> Q:
    """Keep what belongs to a collective whose referent function is held by a person today."""
    if not personne.fonctions:
        return Q(pk__in=[])
    return Q(**{f"{path}fonction_referente__intitule__in": personne.fonctions})


class CollectifQuerySet(models.QuerySet):
    def visible_to(self, personne):
        """Keep what a person may read: open to the network, or theirs as a participant or a referent."""
        if not (personne.is_authenticated and personne.is_active):
            return self.none()
        if is_portal_admin(personne):
            return self
        running = Participation.objects.en_cours()
        ties = [tie.association_id for tie in personne.rattachements_en_cours]
        theirs = running.filter(Q(personne=personne) | Q(personne=None, association__in=ties))
        seen = led_by(personne) | Q(pk__in=theirs.values("collectif"))
        if belongs_to_network(personne):
            seen |= Q(visibilite=Collectif.Visibilite.RESEAU)
        return self.filter(seen)

    def ouverts(self):
        """Keep the collectives that were not closed."""
        return self.filter(clos_le=None)

    def with_referents(self):
        """Load who holds the referent function today, in two queries however long the list."""
        held = Affectation.objects.en_cours().select_related("personne").order_by("debut", "pk")
        return self.select_related("fonction_referente").prefetch_related(
            Prefetch("fonction_referente__affectations", held, to_attr="affectations_en_cours")
        )

    def with_engagement(self):
        """Count the associations that take part today."""
        running = Participation.objects.en_cours().filter(collectif=OuterRef("pk")).order_by()
        counted = running.values("collectif").annotate(n=Count("association", distinct=True)).values("n")
        return self.annotate(associations_engagees=Subquery(counted))


@pghistory.track()
class Collectif(models.Model):
    """People who work together on something (C12): a result is expected of them, in a given time, with means.

    It lives as long as somebody holds its referent function (R9, derived when read, never stored).
    """

    class Forme(models.TextChoices):
        GROUPE_PROJET = "groupe_projet", "groupe projet"
        GROUPE_TRAVAIL = "groupe_travail", "groupe de travail"
        EQUIPE = "equipe", "équipe"
        COMMISSION = "commission", "commission"

    class Visibilite(models.TextChoices):
        RESEAU = "reseau", "tout le réseau"
        PARTICIPANTS = "participants", "ses participants seulement"

    class Politique(models.TextChoices):
        LIBRE = "libre", "entrée libre"
        DEMANDE = "demande", "sur demande"
        INVITATION = "invitation", "sur invitation"

    nom = models.CharField("nom", max_length=100, unique=True, db_collation="fr-x-icu")
    forme = models.CharField("forme", max_length=15, choices=Forme, default=Forme.GROUPE_TRAVAIL)
    enonce = models.TextField("énoncé", blank=True)
    resultat_attendu = models.TextField("résultat attendu", blank=True)
    echeance = models.DateField("échéance", null=True, blank=True)
    moyens = models.TextField("moyens", blank=True)
    fonction_referente = models.ForeignKey(
        "members.FonctionMission",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="collectifs",
        verbose_name="fonction référente",
    )
    visibilite = models.CharField("visible par", max_length=15, choices=Visibilite, default=Visibilite.RESEAU)
    politique = models.CharField("on y entre", max_length=10, choices=Politique, default=Politique.LIBRE)
    reseau = models.ForeignKey(
        "members.Reseau",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="collectifs",
        verbose_name="réseau",
    )
    blocs_pacte = ArrayField(models.UUIDField(), verbose_name="ce que le pacte en dit", default=list, blank=True)
    clos_le = models.DateField("clos le", null=True, blank=True)
    bilan = models.TextField("bilan", blank=True)

    objects = CollectifQuerySet.as_manager()

    class Meta:
        verbose_name = "collectif"
        ordering = ["nom"]

    def __str__(self):
        return self.nom

    @property
    def referents(self):
        """The people who hold the referent function today."""
        fonction = self.fonction_referente
        if fonction is None:
            return []
        if not hasattr(fonction, "affectations_en_cours"):
            fonction.affectations_en_cours = list(fonction.affectations.en_cours().select_related("personne"))
        return [affectation.personne for affectation in fonction.affectations_en_cours]

    @property
    def is_formel(self):
        """A commission: its minutes are approved by those who meet, never by its referent alone (§2.6)."""
        return self.forme == self.Forme.COMMISSION

    @property
    def is_en_sommeil(self):
        """R9: nobody holds the referent function today."""
        return self.clos_le is None and not self.referents

    @property
    def is_overdue(self):
        """R10: the result was expected before today."""
        return self.clos_le is None and self.echeance is not None and self.echeance < timezone.localdate()

    @property
    def empreinte(self):
        """What tells this sheet from the one that a page showed."""
        return digest(*(str(getattr(self, field.attname)) for field in self._meta.concrete_fields))

    @property
    def lacks(self):
        """R10: what a collective needs and this one has not said yet."""
        return [
            self._meta.get_field(name).verbose_name
            for name in ("resultat_attendu", "echeance")
            if not getattr(self, name)
        ]


class Categorie(models.TextChoices):
    """The categories of people whose time a meeting counts (C9)."""

    SALARIE = "salarie", "équipe salariée"
    BENEVOLE = "benevole", "bénévoles"
    HABITANT = "habitant", "habitantes et habitants"
    PARTENAIRE = "partenaire", "partenaires"
    FEDERATION = "federation", "équipe fédérale"


class ParticipationQuerySet(PeriodeQuerySet):
    def nominatives(self):
        """Keep those that name somebody, who is then convened."""
        return self.exclude(personne=None)


class Participation(Periode):
    """A person, an association, or a person for an association, who takes part in a collective for a time.

    Somebody from outside the network may be invited; an invited outsider invites nobody.
    """

    collectif = models.ForeignKey(Collectif, models.CASCADE, related_name="participations", verbose_name="collectif")
    personne = models.ForeignKey(
        "members.Personne",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="participations",
        verbose_name="personne",
    )
    association = models.ForeignKey(
        "members.Association",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="participations",
        verbose_name="association",
    )
    is_externe = models.BooleanField("de l’extérieur du réseau", default=False)
    categorie = models.CharField("catégorie", max_length=12, choices=Categorie, default=Categorie.SALARIE)
    inscrite_le = models.DateTimeField("écrite le", default=timezone.now, editable=False)

    objects = ParticipationQuerySet.as_manager()

    class Meta(Periode.Meta):
        verbose_name = "participation"
        constraints = [
            *Periode.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(personne=None, association=None),
                name="participation_de_quelqu_un",
                violation_error_message="Indiquez une personne, une association, ou les deux.",
            ),
            models.UniqueConstraint(
                fields=["collectif", "personne"],
                condition=Q(fin=None),
                name="participation_ouverte_unique",
                violation_error_message="Cette personne participe déjà à ce collectif.",
            ),
        ]
        indexes = [models.Index(fields=["personne", "collectif"], name="participation_personne")]

    def __str__(self):
        return str(self.personne or self.association)


def taken_by(personne):
    """The parts a person had in the collective of an outer row, the day it begins (`debut`, a moment)."""
    taken = Participation.objects.filter(personne=personne, collectif=OuterRef("collectif"))
    day = OuterRef("debut__date")
    return taken.filter(Q(fin=None) | Q(fin__gte=day), debut__lte=day)
