"""Providers, and everything that may tie one of them to an organisation."""

from dataclasses import dataclass
from datetime import timedelta
from functools import reduce
from types import SimpleNamespace

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from accompagnement.models.catalogue import Competence, ReseauMetier, Service
from accompagnement.models.vie import ACCOMPAGNEES
from members.models.periodes import Periode

VALIDITE_DECLARATION = timedelta(days=365)
NEVER = Q(pk__in=[])
COMPARES = ("pk", "service_id", "modalite", "langue", "situation")


class Modalite(models.TextChoices):
    PRESENCE = "presence", "en présence, hors du lieu de travail"
    DISTANCE = "distance", "à distance"


class Obstacle(models.TextChoices):
    """Why a provider may not be offered a case: the hard rules, none of which a score can buy."""

    INACTIF = "inactif", "n’est pas en activité dans le dispositif"
    PAUSE = "pause", "est en pause"
    ASSURANCE = "assurance", "son assurance professionnelle manque ou n’est plus valable"
    DECLARATION = "declaration", "sa déclaration d’intérêts manque ou date de plus d’un an"
    LIEN = "lien", "a un lien avec une organisation de la personne"
    ECART = "ecart", "a été écarté ou s’est déporté pour cette demande"
    SITUATION = "situation", "intervient déjà dans la même situation"
    CADRE = "cadre", "n’intervient pas dans ce cadre"
    COMPETENCE = "competence", "n’a pas la compétence demandée"
    MODALITE = "modalite", "ne propose pas ce format"
    LANGUE = "langue", "ne parle pas la langue demandée"
    ACCESSIBILITE = "accessibilite", "n’a pas de lieu accessible"
    PLACES = "places", "n’a plus de place"


class PrestataireQuerySet(models.QuerySet):
    def with_charge(self):
        """Count the accompaniments each provider carries now."""
        held = _sollicitations().filter(etat="acceptee", demande__etat__in=ACCOMPAGNEES).values("prestataire")
        return self.annotate(charge=Coalesce(Subquery(held.annotate(n=Count("pk")).values("n")), 0))

    def with_obstacle(self, demande):
        """Say of each provider the first hard rule that keeps them from this case; empty if none does.

        What is not known keeps them out: no declaration, ties never computed, no skill written down.
        The database asks the same questions again, in its own words, when a proposal is written.
        """
        return self.with_obstacle_in(UneDemande(demande))

    def eligible_for_each(self):
        """Keep, inside a question on cases, the providers whom no hard rule keeps from each of them."""
        return self.with_obstacle_in(ChaqueDemande()).filter(obstacle="")

    def with_obstacle_in(self, cas):
        """The same rules, for a case that is held or for each case of a question."""
        today = timezone.localdate()
        return self.with_charge().annotate(obstacle=Case(*_rules(cas, today), default=Value("")))

    def with_offre(self):
        """Fetch with each provider what the soft rules compare: the keys of their skills and of their territories."""
        savoirs = _through("competences").order_by().values("competence")
        lieux = _through("territoires").order_by().values("territoire")
        return self.annotate(savoirs=ArraySubquery(savoirs), lieux=ArraySubquery(lieux))

    def eligible_for(self, demande):
        """Keep the providers whom no hard rule keeps from this case (N1 to N9)."""
        return self.with_obstacle(demande).filter(obstacle="")


@dataclass(frozen=True)
class UneDemande:
    """A case that is held here: the rules compare with what it says."""

    demande: models.Model

    def at(self, depth: int, name: str):
        return getattr(self.demande, name)

    def get_query_shape(self):
        """What changes the form of the questions on this case."""
        demande = self.demande
        return demande.service_id is None, demande.situation is None, demande.besoin_accessibilite

    def get_query_values(self) -> list:
        """What they only compare with; a choice that was not read from the database is the text it stands for."""
        values = [getattr(self.demande, name) for name in COMPARES]
        return [str(value) if isinstance(value, str) else value for value in values if value is not None]

    def with_query_values(self, values: list) -> "UneDemande":
        given = iter(values)
        marked = {name: None if getattr(self.demande, name) is None else next(given) for name in COMPARES}
        return UneDemande(SimpleNamespace(**marked, besoin_accessibilite=self.demande.besoin_accessibilite))


class ChaqueDemande:
    """Each case of a question on cases: the rules compare with its columns, from `depth` questions further in."""

    def at(self, depth: int, name: str):
        return reduce(lambda inner, _: OuterRef(inner), range(depth), name)


def _rules(cas, today):
    return [
        _when(~Q(etat="agree"), Obstacle.INACTIF),
        _when(Q(en_pause_jusqu_au__gte=today), Obstacle.PAUSE),
        _when(Q(genre="professionnel") & ~Q(assure_jusqu_au__gte=today), Obstacle.ASSURANCE),
        _when(
            ~Exists(_of(DeclarationInterets).filter(signee_le__gt=today - VALIDITE_DECLARATION)), Obstacle.DECLARATION
        ),
        _when(Q(liens_verifies_le=None) | _is_tied(cas, today), Obstacle.LIEN),
        _when(_is_put_aside(cas, today), Obstacle.ECART),
        _when(_is_in_the_same_situation(cas), Obstacle.SITUATION),
        _when(_is_out_of_place(cas), Obstacle.CADRE),
        _when(~Exists(_through("competences").filter(competence__services=_service(cas))), Obstacle.COMPETENCE),
        _when(~Q(modalites__contains=[cas.at(1, "modalite")]), Obstacle.MODALITE),
        _when(~Q(langues__contains=[cas.at(1, "langue")]), Obstacle.LANGUE),
        _when(Q(is_accessible__lt=cas.at(1, "besoin_accessibilite")), Obstacle.ACCESSIBILITE),
        _when(Q(charge__gte=F("capacite")), Obstacle.PLACES),
    ]


def _when(condition, obstacle):
    return When(condition, then=Value(str(obstacle)))


def _of(model):
    return model.objects.filter(prestataire=OuterRef("pk")).order_by()


def _of_case(model, cas, depth):
    return apps.get_model("accompagnement", model).objects.filter(demande=cas.at(depth, "pk")).order_by()


def _service(cas):
    return cas.at(2, "service_id") or 0


def _through(field):
    return getattr(Prestataire, field).through.objects.filter(prestataire=OuterRef("pk"))


def _sollicitations():
    return _of(Prestataire.sollicitations.rel.related_model)


def _is_tied(cas, today):
    """N1 to N3 and the declared abstentions; a case whose organisations are unknown is tied to everybody."""
    concernees = _of_case("OrganisationConcernee", cas, 3).values("empreinte")
    shared = _of(LienOrganisation).filter(Q(fin=None) | Q(fin__gte=today), empreinte__in=Subquery(concernees))
    return Exists(shared) | ~Exists(_of_case("OrganisationConcernee", cas, 2))


def _is_put_aside(cas, today):
    """N4, N5: refused by the person, declined by the provider, or left without an answer."""
    silent = _sollicitations().filter(demande=cas.at(2, "pk"), etat="offerte", repondre_avant__lt=today)
    return Exists(_of_case("Ecart", cas, 2).filter(prestataire=OuterRef("pk"))) | Exists(silent)


def _is_in_the_same_situation(cas):
    """N7: never the same provider for both parties of one conflict."""
    situation = cas.at(2, "situation")
    if situation is None:
        return NEVER
    return Exists(_sollicitations().filter(demande__situation=situation).exclude(demande=cas.at(2, "pk")))


def _is_out_of_place(cas):
    """D21: a peer takes the services open to peers, a network those an association asks for; nobody more than said."""
    chosen, service = _through("services"), Service.objects.filter(pk=_service(cas)).order_by()
    cases = apps.get_model("accompagnement", "Demande").objects.filter(pk=cas.at(2, "pk")).order_by()
    elsewhere = Exists(chosen) & ~Exists(chosen.filter(service=_service(cas)))
    peers = Q(genre="pair") & ~Exists(service.filter(is_ouvert_aux_pairs=True))
    networks = Q(genre="reseau") & ~Exists(cases.filter(porte="association"))
    return elsewhere | peers | networks


class Prestataire(models.Model):
    """Somebody outside the requester's association, who helps on the federation's behalf and owes it no account."""

    class Genre(models.TextChoices):
        """Three kinds of supporter (D21): what each may be offered is said by `_is_out_of_place`."""

        PROFESSIONNEL = "professionnel", "une ou un professionnel"
        PAIR = "pair", "une ou un pair, d’une autre association"
        RESEAU = "reseau", "un réseau qui accompagne des associations"

    class Etat(models.TextChoices):
        CANDIDAT = "candidat", "en candidature"
        AGREE = "agree", "en activité"
        SUSPENDU = "suspendu", "en suspension"
        SORTI = "sorti", "hors du dispositif"

    personne = models.OneToOneField(
        "members.Personne", models.PROTECT, related_name="prestataire", verbose_name="personne"
    )
    genre = models.CharField("genre", max_length=15, choices=Genre, default=Genre.PROFESSIONNEL)
    metier = models.CharField("métier", max_length=80)
    approche = models.CharField("approche, en une phrase", max_length=250, blank=True)
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.CANDIDAT)
    competences = models.ManyToManyField(Competence, related_name="prestataires", verbose_name="compétences")
    services = models.ManyToManyField(
        Service, related_name="prestataires", blank=True, verbose_name="services rendus, tous si rien n’est coché"
    )
    reseaux = models.ManyToManyField(
        ReseauMetier, related_name="prestataires", blank=True, verbose_name="réseaux de métier"
    )
    territoires = models.ManyToManyField("members.Territoire", related_name="+", verbose_name="territoires")
    langues = ArrayField(models.CharField(max_length=30), default=list, verbose_name="langues")
    modalites = ArrayField(models.CharField(max_length=10, choices=Modalite), default=list, verbose_name="formats")
    is_accessible = models.BooleanField("reçoit dans un lieu accessible", default=False)
    capacite = models.PositiveSmallIntegerField("accompagnements à la fois", default=3)
    delai_jours = models.PositiveSmallIntegerField("jours avant un premier rendez-vous", default=15)
    en_pause_jusqu_au = models.DateField("en pause jusqu’au", null=True, blank=True)
    assure_jusqu_au = models.DateField("assurance vérifiée, valable jusqu’au", null=True, blank=True)
    sorti_le = models.DateField("sorti le", null=True, editable=False)
    archive_le = models.DateField("archivé le", null=True, editable=False)
    preavis_le = models.DateField("destruction annoncée le", null=True, editable=False)
    liens_verifies_le = models.DateTimeField("liens calculés le", null=True, editable=False)

    objects = PrestataireQuerySet.as_manager()

    class Meta:
        verbose_name = "prestataire"
        ordering = ["personne__nom", "personne__prenom"]
        constraints = [
            models.CheckConstraint(
                condition=Q(archive_le=None) | Q(etat="sorti", sorti_le__isnull=False), name="archive_apres_la_sortie"
            ),
            models.CheckConstraint(
                condition=Q(preavis_le=None) | Q(archive_le__isnull=False), name="destruction_apres_l_archive"
            ),
        ]

    def __str__(self):
        return str(self.personne)


class DeclarationInterets(models.Model):
    """A provider's yearly word on their ties; without a fresh one they are offered nothing (N6)."""

    prestataire = models.ForeignKey(
        Prestataire, models.CASCADE, related_name="declarations_interets", verbose_name="prestataire"
    )
    signee_le = models.DateField("signée le", default=timezone.localdate)

    class Meta:
        verbose_name = "déclaration d’intérêts"
        verbose_name_plural = "déclarations d’intérêts"

    def __str__(self):
        return f"{self.prestataire}, {self.signee_le}"


class LienDeclare(Periode):
    """A tie that a provider declares themselves; the federation itself when no association is named."""

    class Nature(models.TextChoices):
        EMPLOI = "emploi", "y a été en poste"
        MANDAT = "mandat", "y a exercé un mandat"
        BENEVOLAT = "benevolat", "y a été bénévole"
        MISSION = "mission", "y a fait une mission payée"
        PROCHE = "proche", "y a un proche"
        DEPORT = "deport", "préfère ne pas y intervenir"

    prestataire = models.ForeignKey(
        Prestataire, models.CASCADE, related_name="liens_declares", verbose_name="prestataire"
    )
    association = models.ForeignKey(
        "members.Association", models.CASCADE, null=True, blank=True, related_name="+", verbose_name="association"
    )
    nature = models.CharField("nature", max_length=10, choices=Nature)

    class Meta(Periode.Meta):
        verbose_name = "lien déclaré"
        verbose_name_plural = "liens déclarés"

    def __str__(self):
        return f"{self.prestataire} : {self.get_nature_display()}"


class LienOrganisationQuerySet(models.QuerySet):
    def running(self):
        """Keep the ties that keep a provider out today."""
        return self.filter(Q(fin=None) | Q(fin__gte=timezone.localdate()))


class LienOrganisation(models.Model):
    """An organisation a provider is tied to, known by its keyed fingerprint, and until when that keeps them out.

    Rebuilt from what the portal knows (ties, mandates, functions) and from what the provider declared.
    """

    prestataire = models.ForeignKey(Prestataire, models.CASCADE, related_name="liens", verbose_name="prestataire")
    empreinte = models.BinaryField("empreinte de l’organisation", max_length=32)
    origine = models.CharField("origine", max_length=20)
    debut = models.DateField("début")
    fin = models.DateField("dernier jour opposable", null=True)

    objects = LienOrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = "lien avec une organisation"
        verbose_name_plural = "liens avec des organisations"
        indexes = [models.Index(fields=["prestataire", "empreinte"], name="lien_organisation")]

    def __str__(self):
        return f"{self.prestataire} : {self.origine}"
