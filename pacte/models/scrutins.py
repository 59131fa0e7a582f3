"""Votes on a text under debate and on its amendments, by the associations of an assembly's frozen list."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from collectifs.models import Votant
from collectifs.models.votes import Mode, Quorum
from pacte import triggers_debat as triggers
from pacte.models.amendements import Amendement
from pacte.models.consultations import Consultation

PERSONNE = settings.AUTH_USER_MODEL
Choix = Votant.Vote
MODES = [(mode.value, mode.label) for mode in (Mode.MAJORITE_SIMPLE, Mode.MAJORITE_ABSOLUE, Mode.DEUX_TIERS)]


class ScrutinQuerySet(models.QuerySet):
    def visible_to(self, personne):
        """Keep every vote for whoever is signed in: its questions before, its results once it is over."""
        return self.all() if personne.is_authenticated else self.none()

    def courants(self):
        return self.filter(annule_le=None)

    def ouverts(self, at=None):
        at = at or timezone.now()
        return self.courants().filter(ouverture__lte=at, cloture__gt=at)


class ScrutinPacte(models.Model):
    """Questions put to the associations on an assembly's list, between two moments.

    At a distance, each votes from where it is, and a proxy counts once whoever carries it has voted. In the room,
    only those who signed in vote, and the proxies that they carry.
    """

    consultation = models.ForeignKey(
        Consultation, models.PROTECT, related_name="scrutins", verbose_name="consultation"
    )
    assemblee = models.ForeignKey(
        "members.Assemblee", models.PROTECT, related_name="+", verbose_name="assemblée dont la liste vote"
    )
    intitule = models.CharField("intitulé", max_length=150)
    ouverture = models.DateTimeField("ouverture")
    cloture = models.DateTimeField("clôture")
    mode = models.CharField("majorité", max_length=12, choices=MODES, default=Mode.MAJORITE_SIMPLE)
    quorum = models.CharField("quorum", max_length=12, choices=Quorum, default=Quorum.AUCUN)
    quorum_nombre = models.PositiveSmallIntegerField("nombre de voix", null=True, blank=True)
    is_secret = models.BooleanField("à bulletin secret", default=False)
    is_a_distance = models.BooleanField("à distance", default=True)
    par = models.ForeignKey(PERSONNE, models.PROTECT, related_name="+", verbose_name="préparé par")
    prepare_le = models.DateTimeField("préparé le", default=timezone.now)
    annule_le = models.DateTimeField("annulé le", null=True, blank=True)
    annule_motif = models.TextField("pourquoi", blank=True)
    proclame_le = models.DateTimeField("proclamé le", null=True, blank=True)
    proclame_par = models.ForeignKey(
        PERSONNE, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="proclamé par"
    )

    objects = ScrutinQuerySet.as_manager()

    class Meta:
        verbose_name = "scrutin"
        ordering = ["-ouverture", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(cloture__gt=F("ouverture")),
                name="pacte_scrutin_dates",
                violation_error_message="Le vote finit avant de commencer : vérifiez les deux moments.",
            ),
            models.CheckConstraint(
                condition=Q(quorum="nombre", quorum_nombre__gte=1) | ~Q(quorum="nombre") & Q(quorum_nombre=None),
                name="pacte_scrutin_quorum_nombre",
                violation_error_message="Indiquez le nombre de voix du quorum, 1 au moins.",
            ),
        ]
        triggers = [triggers.SCRUTIN_FIGE]

    def __str__(self):
        return self.intitule

    @property
    def is_ouvert(self):
        return self.annule_le is None and self.ouverture <= timezone.now() < self.cloture

    @property
    def is_clos(self):
        """Whether its results may be read."""
        return self.annule_le is None and timezone.now() >= self.cloture

    @property
    def situation(self):
        """What its dates say now: « à venir », « ouvert », « clos », « proclamé » or « annulé »."""
        if self.annule_le:
            return "annulé"
        if self.proclame_le:
            return "proclamé"
        if self.is_clos:
            return "clos"
        return "ouvert" if self.is_ouvert else "à venir"

    @property
    def tone(self):
        tones = {"ouvert": "ok", "à venir": "fed", "clos": "wait", "proclamé": "plum"}
        return tones.get(self.situation, "neutral")


class PoidsCollege(models.Model):
    """How many voices an association of a college has, where the statutes do not say one each."""

    scrutin = models.ForeignKey(ScrutinPacte, models.PROTECT, related_name="poids", verbose_name="scrutin")
    college = models.ForeignKey("members.College", models.PROTECT, related_name="+", verbose_name="collège")
    voix = models.PositiveSmallIntegerField("voix", validators=[MinValueValidator(1)])

    class Meta:
        verbose_name = "poids d’un collège"
        verbose_name_plural = "poids des collèges"
        constraints = [
            models.UniqueConstraint(fields=["scrutin", "college"], name="pacte_poids_unique"),
            models.CheckConstraint(condition=Q(voix__gte=1), name="pacte_poids_positif"),
        ]

    def __str__(self):
        return f"{self.college} : {self.voix}"


class Question(models.Model):
    """One thing to answer: an amendment, or the whole text when none is named."""

    scrutin = models.ForeignKey(ScrutinPacte, models.PROTECT, related_name="questions", verbose_name="scrutin")
    rang = models.PositiveSmallIntegerField("rang", default=1)
    amendement = models.ForeignKey(
        Amendement, models.PROTECT, null=True, blank=True, related_name="questions", verbose_name="amendement"
    )

    class Meta:
        verbose_name = "question"
        ordering = ["rang"]
        constraints = [
            models.UniqueConstraint(fields=["scrutin", "rang"], name="pacte_question_rang_unique"),
            models.UniqueConstraint(fields=["scrutin", "amendement"], name="pacte_question_amendement_unique"),
        ]

    def __str__(self):
        return str(self.amendement) if self.amendement_id else "L’ensemble du texte"


class Emargement(models.Model):
    """An association that voted, and who voted for it: the day alone, never the hour. It does not say what."""

    scrutin = models.ForeignKey(ScrutinPacte, models.PROTECT, related_name="emargements", verbose_name="scrutin")
    electeur = models.ForeignKey(
        "members.Electeur", models.PROTECT, related_name="+", verbose_name="inscription électorale"
    )
    voix = models.PositiveSmallIntegerField("voix")
    is_pouvoir = models.BooleanField("par pouvoir", default=False)
    par = models.ForeignKey(PERSONNE, models.PROTECT, related_name="+", verbose_name="a voté")
    jour = models.DateField("jour", default=timezone.localdate)

    class Meta:
        verbose_name = "émargement"
        constraints = [
            models.UniqueConstraint(
                fields=["scrutin", "electeur"],
                name="pacte_emargement_unique",
                violation_error_message="Cette association a déjà voté : un vote ne se change pas.",
            )
        ]
        triggers = [triggers.EMARGEMENT_A_TEMPS, triggers.EMARGEMENT_GARDE]

    def __str__(self):
        return f"{self.electeur.association}, {self.scrutin}"


class Suffrage(models.Model):
    """What an association answered, by its name: in a public vote alone."""

    question = models.ForeignKey(Question, models.PROTECT, related_name="suffrages", verbose_name="question")
    emargement = models.ForeignKey(Emargement, models.PROTECT, related_name="suffrages", verbose_name="émargement")
    choix = models.CharField("choix", max_length=10, choices=Choix)

    class Meta:
        verbose_name = "suffrage"
        constraints = [models.UniqueConstraint(fields=["question", "emargement"], name="pacte_suffrage_unique")]
        triggers = [triggers.SUFFRAGE_PUBLIC, triggers.SUFFRAGE_GARDE]

    def __str__(self):
        return f"{self.emargement} : {self.get_choix_display()}"


class Urne(models.Model):
    """The voices of a secret vote, one compartment an answer: a ballot is one more, with no name, hour nor order.

    There is no ballot to bring near a name, even in a copy of the database: only totals, which nothing lowers.
    """

    question = models.ForeignKey(Question, models.PROTECT, related_name="urnes", verbose_name="question")
    choix = models.CharField("choix", max_length=10, choices=Choix)
    voix = models.PositiveIntegerField("voix", default=0)

    class Meta:
        verbose_name = "urne"
        constraints = [models.UniqueConstraint(fields=["question", "choix"], name="pacte_urne_unique")]
        triggers = [triggers.URNE_FERMEE, triggers.URNE_JUSTE]

    def __str__(self):
        return f"{self.question} : {self.get_choix_display()}"
