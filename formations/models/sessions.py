"""A training on given half-days: its places, its trainers, where it stands."""

import uuid

import pgtrigger
from dateutil.relativedelta import relativedelta
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from formations.models.formations import Formateur, Formation
from formations.models.regles_sql import BORNES, PLACES_TENUES

DOMAIN = "portail.solidaubrelle.example"
GARDE, GARDE_EUROPE = relativedelta(years=6), relativedelta(years=10)


class SessionFormationQuerySet(models.QuerySet):
    def visible_to(self, personne):
        """Keep what a person may read: what is announced for everybody, all for the team, theirs for trainers."""
        announced = ~Q(etat=SessionFormation.Etat.PLANIFIEE) & Q(formation__etat=Formation.Etat.PUBLIEE)
        if not (personne.is_authenticated and personne.is_active):
            return self.filter(announced)
        if personne.is_federation_team:
            return self.all()
        return self.filter(announced | taught_by(personne) | enrolled(personne))

    def perimees(self, now=None):
        """Keep those whose evidence is past its time: six years, ten when Europe paid (§6.4); read from dates."""
        now = now or timezone.now()
        past = Q(fin__lte=now - GARDE, is_fonds_europeen=False)
        return self.filter(past | Q(fin__lte=now - GARDE_EUROPE, is_fonds_europeen=True))

    def gardees(self, now=None):
        """Keep those whose evidence is still read."""
        return self.exclude(pk__in=self.perimees(now).order_by().values("pk"))

    def annoncees(self):
        """Keep what everybody may read."""
        return self.filter(formation__etat=Formation.Etat.PUBLIEE).exclude(etat=SessionFormation.Etat.PLANIFIEE)

    def a_venir(self, now=None):
        return self.filter(debut__gt=now or timezone.now())


def taught_by(personne):
    """Make the condition of being one of the trainers of a session."""
    theirs = SessionFormation.formateurs.through.objects.filter(formateur__personne=personne.pk)
    return Q(pk__in=theirs.values("sessionformation"))


def enrolled(personne):
    """Make the condition of having been enrolled in a session, whatever became of it."""
    inscription = SessionFormation._meta.get_field("inscriptions").related_model
    return Q(pk__in=inscription.objects.filter(personne=personne.pk).values("session"))


class SessionFormation(models.Model):
    """A session. Full is not a state: it is read from its places (`Places`), whatever a scheduler did."""

    class Etat(models.TextChoices):
        PLANIFIEE = "planifiee", "en préparation"
        OUVERTE = "ouverte", "ouverte aux inscriptions"
        CONFIRMEE = "confirmee", "confirmée"
        ANNULEE = "annulee", "annulée"
        TENUE = "tenue", "tenue"
        CLOSE = "close", "close"

    TRANSITIONS = {
        Etat.PLANIFIEE: (Etat.OUVERTE, Etat.ANNULEE),
        Etat.OUVERTE: (Etat.CONFIRMEE, Etat.ANNULEE),
        Etat.CONFIRMEE: (Etat.TENUE, Etat.ANNULEE),
        Etat.TENUE: (Etat.CLOSE,),
        Etat.ANNULEE: (),
        Etat.CLOSE: (),
    }
    INSCRIT = (Etat.OUVERTE, Etat.CONFIRMEE)

    formation = models.ForeignKey(Formation, models.PROTECT, related_name="sessions", verbose_name="formation")
    etat = models.CharField("état", max_length=9, choices=Etat, default=Etat.PLANIFIEE)
    places = models.PositiveSmallIntegerField("nombre de places")
    minimum = models.PositiveSmallIntegerField("nombre minimum pour la tenir", default=1)
    lieu = models.CharField("lieu", max_length=250, blank=True)
    lien_visio = models.URLField("adresse de la visioconférence", blank=True)
    tarif = models.DecimalField("prix par personne", max_digits=8, decimal_places=2, default=0)
    demande_accord_employeur = models.BooleanField("l’accord de l’employeur est demandé", default=False)
    is_une_place_par_association = models.BooleanField("une place par association d’abord", default=True)
    is_fonds_europeen = models.BooleanField("payée en partie par l’Europe", default=False)
    formateurs = models.ManyToManyField(
        Formateur, blank=True, related_name="sessions", verbose_name="formatrices et formateurs"
    )
    organisee_par = models.ForeignKey(
        "members.Personne", models.PROTECT, related_name="+", verbose_name="organisée par"
    )
    motif = models.CharField("motif de l’annulation ou du report", max_length=250, blank=True)
    # Read from its half-days by the database: its first beginning, its last end.
    debut = models.DateTimeField("début", null=True, blank=True, editable=False)
    fin = models.DateTimeField("fin", null=True, blank=True, editable=False)
    version = models.PositiveIntegerField("version", default=0, editable=False)
    uid = models.UUIDField("identifiant d’agenda", default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveSmallIntegerField("révision d’agenda", default=0, editable=False)
    revisee_le = models.DateTimeField("révisée le", default=timezone.now, editable=False)

    objects = SessionFormationQuerySet.as_manager()

    class Meta:
        verbose_name = "session de formation"
        verbose_name_plural = "sessions de formation"
        ordering = [F("debut").asc(nulls_last=True), "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(places__gte=1, places__lte=500),
                name="session_places",
                violation_error_message="Une session a de 1 à 500 places.",
            ),
            models.CheckConstraint(
                condition=Q(minimum__gte=1, minimum__lte=F("places")),
                name="session_minimum",
                violation_error_message="Le minimum va d’une personne au nombre de places.",
            ),
            models.CheckConstraint(
                condition=Q(etat__in=["planifiee", "annulee"]) | Q(debut__isnull=False),
                name="session_ouverte_datee",
                violation_error_message="Ajoutez une demi-journée au moins avant d’ouvrir les inscriptions.",
            ),
            models.CheckConstraint(
                condition=~Q(etat="annulee") | ~Q(motif=""),
                name="session_annulee_motivee",
                violation_error_message="Dites pourquoi la session est annulée : les personnes inscrites le liront.",
            ),
            models.CheckConstraint(
                condition=Q(tarif__gte=0), name="session_tarif", violation_error_message="Un prix n’est pas négatif."
            ),
        ]
        indexes = [models.Index(fields=["formation", "debut"], name="session_formation_debut")]
        triggers = [
            pgtrigger.FSM(
                name="transitions",
                field="etat",
                transitions=[
                    ("planifiee", "ouverte"),
                    ("planifiee", "annulee"),
                    ("ouverte", "confirmee"),
                    ("ouverte", "annulee"),
                    ("confirmee", "tenue"),
                    ("confirmee", "annulee"),
                    ("tenue", "close"),
                ],
            ),
            PLACES_TENUES,
        ]

    def __str__(self):
        return f"{self.formation}, {timezone.localdate(self.debut):%d/%m/%Y}" if self.debut else str(self.formation)

    @property
    def empreinte(self):
        """Which writing of it this is, for whoever changes it."""
        return str(self.version)

    @property
    def calendar_uid(self):
        return f"{self.uid}@{DOMAIN}"

    @property
    def place(self):
        """Where it is held, in words."""
        return self.lieu or ("À distance" if self.lien_visio else "")

    @property
    def tone(self):
        tones = {
            self.Etat.OUVERTE: "ok",
            self.Etat.CONFIRMEE: "ok",
            self.Etat.ANNULEE: "late",
            self.Etat.PLANIFIEE: "plum",
        }
        return tones.get(self.etat, "neutral")

    @property
    def a_prendre(self) -> int:
        """Seats left for somebody who comes now, of a session read with its places."""
        counted = vars(self)
        return max(0, self.places - counted["prises"] - max(counted["offertes"], counted["attendent"]))

    @property
    def takes_inscriptions(self):
        """Enrolments are taken from its opening until it begins; derived, whatever a scheduler did."""
        return self.etat in self.INSCRIT and self.debut is not None and timezone.now() < self.debut

    @property
    def is_perimee(self):
        """Its evidence is past its time: nobody reads it any more, whatever a scheduler did."""
        kept = GARDE_EUROPE if self.is_fonds_europeen else GARDE
        return self.fin is not None and self.fin <= timezone.now() - kept

    @property
    def is_commencee(self):
        return self.debut is not None and self.debut <= timezone.now()

    @property
    def is_passee(self):
        return self.fin is not None and self.fin <= timezone.now()

    def can_become(self, etat) -> bool:
        return etat in self.TRANSITIONS[self.Etat(self.etat)]


class DemiJournee(models.Model):
    """A half-day of a session, from one hour to another: what is signed, and what hours are counted by (R23)."""

    class Moment(models.TextChoices):
        MATIN = "matin", "matin"
        APRES_MIDI = "apres_midi", "après-midi"

    session = models.ForeignKey(SessionFormation, models.CASCADE, related_name="demi_journees", verbose_name="session")
    date = models.DateField("jour")
    moment = models.CharField("matin ou après-midi", max_length=10, choices=Moment)
    debut = models.TimeField("de")
    fin = models.TimeField("à")
    module = models.CharField("ce qu’on y fait", max_length=150, blank=True)
    lieu = models.CharField("lieu, s’il diffère", max_length=250, blank=True)
    lien_visio = models.URLField("adresse de visioconférence, si elle diffère", blank=True)

    class Meta:
        verbose_name = "demi-journée"
        verbose_name_plural = "demi-journées"
        ordering = ["date", "debut", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "date", "moment"],
                name="demi_journee_unique",
                violation_error_message="Cette demi-journée est déjà dans la session.",
            ),
            models.CheckConstraint(
                condition=Q(fin__gt=F("debut")),
                name="demi_journee_dans_l_ordre",
                violation_error_message="Une demi-journée finit après avoir commencé : corrigez les heures.",
            ),
        ]
        triggers = [BORNES]

    def __str__(self):
        return f"{self.date:%d/%m/%Y}, {self.get_moment_display()}"

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        return (self.fin.hour - self.debut.hour) * 60 + self.fin.minute - self.debut.minute

    @property
    def place(self):
        return self.lieu or ("À distance" if self.lien_visio else self.session.place)
