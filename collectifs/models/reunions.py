import uuid
from datetime import timedelta

import pgtrigger
from django.db import models
from django.db.models import Exists, F, Q
from django.utils import timezone

from collectifs.models.collectifs import DOMAIN, Categorie, Collectif, led_by, taken_by


class ReunionQuerySet(models.QuerySet):
    def visible_to(self, personne, inside=None):
        """Keep what a person may read: drafts for whoever prepares them, the rest as their collective.

        `inside` is a collective that they were found to read: its meetings alone, without asking again.
        """
        if not (personne.is_authenticated and personne.is_active):
            return self.none()
        published = ~Q(etat=Reunion.Etat.BROUILLON)
        if inside is not None:
            return self.filter(self.run_by(personne) | published, collectif=inside)
        invited = Q(pk__in=Presence.objects.filter(personne=personne).values("reunion"))
        of_theirs = Q(collectif__in=Collectif.objects.visible_to(personne).values("pk"))
        return self.filter(self.run_by(personne) | published & (of_theirs | invited))

    @staticmethod
    def run_by(personne, path="") -> Q:
        """Keep the meetings that a person runs: as referent of the collective, or as secretary of the meeting."""
        return led_by(personne, f"{path}collectif__") | Q(**{f"{path}secretaire": personne})

    def of(self, personne):
        """Keep what has a place in a person's agenda: they are convened, or took part in the collective that day.

        Meetings being prepared are there for whoever leads; one called off before anybody was told is nowhere.
        """
        convened = Q(pk__in=Presence.objects.filter(personne=personne).values("reunion"))
        draft = Q(etat=Reunion.Etat.BROUILLON)
        untold = Q(etat=Reunion.Etat.ANNULEE, convoquee_le=None)
        theirs = led_by(personne, "collectif__") & draft | ~draft & (convened | Exists(taken_by(personne)))
        return self.filter(theirs).exclude(untold)

    def a_venir(self):
        """Keep the meetings that were convened and are still ahead or under way."""
        return self.filter(etat__in=(Reunion.Etat.CONVOQUEE, Reunion.Etat.EN_COURS))


class Reunion(models.Model):
    """A meeting of a collective, from its preparation to its minutes."""

    class Etat(models.TextChoices):
        BROUILLON = "brouillon", "en préparation"
        CONVOQUEE = "convoquee", "convoquée"
        EN_COURS = "en_cours", "en cours"
        TENUE = "tenue", "tenue"
        ANNULEE = "annulee", "annulée"
        REPORTEE = "reportee", "reportée"

    SANS_DATE_SURE = (Etat.BROUILLON, Etat.REPORTEE)
    PREPARABLES = (Etat.BROUILLON, Etat.CONVOQUEE, Etat.REPORTEE)
    TRANSITIONS = {
        Etat.BROUILLON: {Etat.CONVOQUEE, Etat.ANNULEE},
        Etat.CONVOQUEE: {Etat.EN_COURS, Etat.ANNULEE, Etat.REPORTEE},
        Etat.REPORTEE: {Etat.CONVOQUEE, Etat.ANNULEE},
        Etat.EN_COURS: {Etat.TENUE},
        Etat.TENUE: set(),
        Etat.ANNULEE: set(),
    }

    collectif = models.ForeignKey(Collectif, models.PROTECT, related_name="reunions", verbose_name="collectif")
    titre = models.CharField("titre", max_length=150)
    debut = models.DateTimeField("date et heure")
    duree = models.PositiveSmallIntegerField("durée en minutes", default=120)
    lieu = models.CharField("lieu", max_length=200, blank=True)
    lien_visio = models.URLField("lien de visioconférence", blank=True)
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.BROUILLON)
    presidence = models.ForeignKey(
        "members.Personne",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="présidence de séance",
    )
    secretaire = models.ForeignKey(
        "members.Personne",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="secrétaire de séance",
    )
    convoquee_le = models.DateTimeField("convoquée le", null=True, blank=True)
    ouverte_le = models.DateTimeField("ouverte à", null=True, blank=True)
    fermee_le = models.DateTimeField("levée à", null=True, blank=True)
    motif_annulation = models.CharField("motif de l’annulation", max_length=250, blank=True)
    motif_report = models.CharField("motif du report", max_length=250, blank=True)
    serie = models.ForeignKey(
        "SerieReunions", models.SET_NULL, null=True, blank=True, related_name="reunions", verbose_name="série"
    )
    version = models.PositiveIntegerField("version", default=0, editable=False)
    uid = models.UUIDField("identifiant d’agenda", default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveSmallIntegerField("révision d’agenda", default=0)
    revisee_le = models.DateTimeField("révisée le", default=timezone.now, editable=False)

    objects = ReunionQuerySet.as_manager()

    class Meta:
        verbose_name = "réunion"
        ordering = ["-debut", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(duree__gte=5, duree__lte=720),
                name="reunion_duree",
                violation_error_message="Une réunion dure de 5 minutes à 12 heures : indiquez sa durée en minutes.",
            ),
            models.CheckConstraint(
                condition=Q(fermee_le=None) | Q(fermee_le__gt=F("ouverte_le")),
                name="reunion_levee_apres_ouverture",
                violation_error_message="L’heure de levée doit suivre l’heure d’ouverture.",
            ),
        ]
        indexes = [models.Index(fields=["collectif", "-debut"], name="reunion_fil")]
        triggers = [
            pgtrigger.FSM(
                name="transitions",
                field="etat",
                transitions=[
                    ("brouillon", "convoquee"),
                    ("brouillon", "annulee"),
                    ("convoquee", "en_cours"),
                    ("convoquee", "annulee"),
                    ("convoquee", "reportee"),
                    ("reportee", "convoquee"),
                    ("reportee", "annulee"),
                    ("en_cours", "tenue"),
                ],
            )
        ]

    def __str__(self):
        return self.titre

    @property
    def plumes(self):
        """The people who write and correct its minutes: those who lead the collective, and the secretary."""
        pens = [*self.collectif.referents, *([self.secretaire] if self.secretaire else [])]
        return list({personne.pk: personne for personne in pens}.values())

    @property
    def tone(self):
        tones = {
            self.Etat.CONVOQUEE: "fed",
            self.Etat.EN_COURS: "wait",
            self.Etat.TENUE: "ok",
            self.Etat.ANNULEE: "late",
            self.Etat.REPORTEE: "wait",
        }
        return tones.get(self.etat, "neutral")

    @property
    def fin(self):
        """When it is expected to end."""
        return self.debut + timedelta(minutes=self.duree)

    @property
    def calendar_uid(self):
        """The name that calendars know it by, from its convening to its end."""
        return f"{self.uid}@{DOMAIN}"

    @property
    def place(self):
        """Where it is held, in words."""
        return self.lieu or ("Visioconférence" if self.lien_visio else "")

    @property
    def can_be_answered(self):
        """An answer is taken from the convening until the meeting begins; derived, whatever a scheduler did."""
        return self.etat == self.Etat.CONVOQUEE and timezone.now() < self.debut

    @property
    def is_preparable(self):
        """It has not begun: its agenda and its place may still change."""
        return self.etat in self.PREPARABLES

    @property
    def is_derriere(self):
        return self.etat in (self.Etat.TENUE, self.Etat.ANNULEE)

    @property
    def has_sure_date(self):
        """Its date is said to everybody: neither being prepared nor put off."""
        return self.etat not in self.SANS_DATE_SURE

    @property
    def empreinte(self):
        """Which writing of it this is, for whoever changes it."""
        return str(self.version)

    def can_become(self, etat) -> bool:
        return etat in self.TRANSITIONS[self.Etat(self.etat)]

    def revise(self):
        """Say that what calendars show of it changes: they replace what they hold by a higher number."""
        self.sequence = Reunion.objects.values_list("sequence", flat=True).get(pk=self.pk) + 1
        self.revisee_le = timezone.now()


class PointOrdreDuJour(models.Model):
    """An item of a meeting's agenda. Behind closed doors, it enters no mail and no document."""

    class Genre(models.TextChoices):
        INFORMATION = "information", "information"
        ECHANGE = "echange", "échange"
        DECISION = "decision", "décision"
        APPROBATION = "approbation", "approbation d’un compte rendu"
        SUIVI = "suivi", "suivi des actions"
        REVISION = "revision", "révision de décisions"

    reunion = models.ForeignKey(Reunion, models.CASCADE, related_name="points", verbose_name="réunion")
    ordre = models.PositiveSmallIntegerField("ordre", default=1)
    titre = models.CharField("titre", max_length=200)
    duree = models.PositiveSmallIntegerField("durée en minutes", default=15)
    presente_par = models.ForeignKey(
        "members.Personne", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="présenté par"
    )
    genre = models.CharField("genre", max_length=12, choices=Genre, default=Genre.ECHANGE)
    is_huis_clos = models.BooleanField("à huis clos", default=False)
    approuve = models.ForeignKey(
        "collectifs.CompteRendu",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="compte rendu à approuver",
    )
    actions_suivies = models.ManyToManyField(
        "collectifs.ActionDecidee", blank=True, related_name="+", verbose_name="actions suivies"
    )
    version = models.PositiveIntegerField("version", default=0, editable=False)
    decisions_revues = models.ManyToManyField(
        "collectifs.Decision", blank=True, related_name="points_de_revue", verbose_name="décisions à revoir"
    )

    class Meta:
        verbose_name = "point d’ordre du jour"
        verbose_name_plural = "points d’ordre du jour"
        ordering = ["ordre", "pk"]

    def __str__(self):
        return self.titre

    @property
    def empreinte(self):
        """Which writing of it this is, for whoever changes it."""
        return str(self.version)


class Presence(models.Model):
    """What a convened person answers, and whether they came: two different things, written by two people."""

    class Reponse(models.TextChoices):
        AUCUNE = "", "pas encore répondu"
        VIENT = "vient", "vient"
        NE_VIENT_PAS = "absent", "ne vient pas"
        POUVOIR = "pouvoir", "donne pouvoir"

    reunion = models.ForeignKey(Reunion, models.CASCADE, related_name="presences", verbose_name="réunion")
    personne = models.ForeignKey("members.Personne", models.PROTECT, related_name="presences", verbose_name="personne")
    association = models.ForeignKey(
        "members.Association", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="association"
    )
    categorie = models.CharField("catégorie", max_length=12, choices=Categorie, default=Categorie.SALARIE)
    au_titre_de = models.CharField("convoquée au titre de", max_length=200, blank=True)
    reponse = models.CharField("réponse", max_length=8, choices=Reponse, blank=True)
    pouvoir_a = models.ForeignKey(
        "members.Personne", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="pouvoir donné à"
    )
    repondu_le = models.DateTimeField("répondu le", null=True, blank=True)
    is_presente = models.BooleanField("présente", null=True, blank=True)

    class Meta:
        verbose_name = "présence"
        ordering = ["personne__nom", "personne__prenom", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["reunion", "personne"], name="presence_unique"),
            models.CheckConstraint(
                condition=Q(reponse="pouvoir", pouvoir_a__isnull=False) | (~Q(reponse="pouvoir") & Q(pouvoir_a=None)),
                name="presence_pouvoir_nomme",
                violation_error_message="Un pouvoir se donne à quelqu’un : choisissez la personne qui le portera.",
            ),
            models.CheckConstraint(
                condition=Q(pouvoir_a=None) | ~Q(pouvoir_a=F("personne")),
                name="presence_pouvoir_a_une_autre",
                violation_error_message="On ne se donne pas pouvoir à soi-même : choisissez une autre personne.",
            ),
        ]
        indexes = [models.Index(fields=["personne", "reunion"], name="presence_personne")]

    def __str__(self):
        return f"{self.personne}, {self.reunion}"

    @property
    def tone(self):
        tones = {self.Reponse.VIENT: "ok", self.Reponse.POUVOIR: "fed", self.Reponse.AUCUNE: "wait"}
        return tones.get(self.reponse, "neutral")
