import uuid
from datetime import timedelta

from django.db import models
from django.db.models import Exists, Q
from django.utils import timezone

from collectifs.models.collectifs import DOMAIN, Collectif, led_by, taken_by

BEFORE = timedelta(minutes=15)
AFTER = timedelta(minutes=30)


class Acteur(models.TextChoices):
    """The four categories of people that a workshop brings together (A18): those that are missing are said."""

    HABITANT = "habitant", "habitantes, habitants et personnes accueillies"
    PROFESSIONNEL = "professionnel", "équipes salariées et bénévoles"
    PARTENAIRE = "partenaire", "partenaires"
    POUVOIRS_PUBLICS = "pouvoirs_publics", "pouvoirs publics"


class AtelierQuerySet(models.QuerySet):
    def visible_to(self, personne):
        """Keep what a person may read: in preparation for whoever leads it, then as its collective."""
        if not (personne.is_authenticated and personne.is_active):
            return self.none()
        theirs = Q(collectif__in=Collectif.objects.visible_to(personne).values("pk"))
        return self.filter(self.led_by(personne) | theirs & ~Q(etat=Atelier.Etat.PREPARATION))

    def of(self, personne):
        """Keep what has a place in a person's agenda: they joined it, lead it, or took part in its collective then."""
        draft = Q(etat=Atelier.Etat.PREPARATION)
        untold = Q(etat=Atelier.Etat.ANNULE, annonce_le=None)
        joined = Q(pk__in=self.model.objects.filter(participants__personne=personne).values("pk"))
        theirs = self.led_by(personne) | ~draft & (joined | Exists(taken_by(personne)))
        return self.filter(theirs).exclude(untold)

    @staticmethod
    def led_by(personne, path="") -> Q:
        """Keep the workshops of the collectives that a person leads today."""
        return led_by(personne, f"{path}collectif__")


class Atelier(models.Model):
    """A workshop: people of every category think about one theme, and a synthesis comes out of it (E1).

    What they write is taken during a window around it: whether it is open is read from the clock, never stored.
    """

    class Etat(models.TextChoices):
        PREPARATION = "preparation", "en préparation"
        ANNONCE = "annonce", "annoncé"
        ANNULE = "annule", "annulé"

    collectif = models.ForeignKey(Collectif, models.PROTECT, related_name="ateliers", verbose_name="collectif")
    serie = models.CharField("série", max_length=120, blank=True)
    rang = models.PositiveSmallIntegerField("numéro dans la série", null=True, blank=True)
    theme = models.CharField("thème", max_length=200)
    debut = models.DateTimeField("date et heure")
    duree = models.PositiveSmallIntegerField("durée en minutes", default=180)
    lieu = models.CharField("lieu", max_length=200, blank=True)
    lien_visio = models.URLField("lien de visioconférence", blank=True)
    preparation = models.TextField("pour se préparer", blank=True)
    gommettes = models.PositiveSmallIntegerField("gommettes par personne", default=3)
    etat = models.CharField("état", max_length=12, choices=Etat, default=Etat.PREPARATION)
    annonce_le = models.DateTimeField("annoncé le", null=True, blank=True)
    motif_annulation = models.CharField("motif de l’annulation", max_length=250, blank=True)
    collecte_debut = models.DateTimeField("collecte ouverte à", null=True, blank=True)
    collecte_fin = models.DateTimeField("collecte fermée à", null=True, blank=True)
    clef = models.PositiveIntegerField("clef du code", default=1)
    sequence = models.PositiveSmallIntegerField("révision d’agenda", default=0)
    revisee_le = models.DateTimeField("révisé le", default=timezone.now, editable=False)

    objects = AtelierQuerySet.as_manager()

    class Meta:
        verbose_name = "atelier"
        ordering = ["-debut", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["collectif", "serie", "rang"],
                condition=~Q(serie=""),
                name="atelier_rang_unique",
                violation_error_message="Cette série a déjà un atelier de ce numéro.",
            ),
            models.CheckConstraint(
                condition=Q(duree__gte=15, duree__lte=720),
                name="atelier_duree",
                violation_error_message="Un atelier dure de 15 minutes à 12 heures : indiquez sa durée en minutes.",
            ),
            models.CheckConstraint(
                condition=Q(gommettes__lte=20),
                name="atelier_gommettes",
                violation_error_message="Vingt gommettes par personne au plus : au-delà, plus rien ne se distingue.",
            ),
        ]
        indexes = [models.Index(fields=["collectif", "-debut"], name="atelier_fil")]

    def __str__(self):
        return self.theme

    @property
    def place(self):
        """Where it is held, in words."""
        return self.lieu or ("Visioconférence" if self.lien_visio else "")

    @property
    def fin(self):
        return self.debut + timedelta(minutes=self.duree)

    @property
    def calendar_uid(self):
        """The name that calendars know it by."""
        return f"{uuid.uuid5(uuid.NAMESPACE_URL, f'{DOMAIN}/ateliers/{self.pk}')}@{DOMAIN}"

    def revise(self):
        """Say that what calendars show of it changes; the row is held by whoever calls."""
        self.sequence = Atelier.objects.values_list("sequence", flat=True).get(pk=self.pk) + 1
        self.revisee_le = timezone.now()

    @property
    def serie_dite(self):
        """« Ateliers départementaux, atelier 2 »."""
        return f"{self.serie}, atelier {self.rang}" if self.serie and self.rang else self.serie

    @property
    def ouvre(self):
        """When writing begins: a little before, or when the facilitator said."""
        return self.collecte_debut or self.debut - BEFORE

    @property
    def ferme(self):
        """When writing ends: a little after, or when the facilitator said."""
        return self.collecte_fin or self.fin + AFTER

    @property
    def is_annonce(self):
        return self.etat == self.Etat.ANNONCE

    @property
    def is_collecting(self):
        """Whether contributions are taken now; derived, whatever a scheduler did."""
        return self.is_annonce and self.ouvre <= timezone.now() < self.ferme

    @property
    def is_questionnaire_open(self):
        """The questionnaire is answered beforehand: from the announcement to the first minute."""
        return self.is_annonce and timezone.now() < self.debut

    @property
    def is_derriere(self):
        return self.etat == self.Etat.ANNULE or timezone.now() >= self.ferme

    @property
    def situation(self):
        """Where it stands today, in a word, and the tone of this word."""
        if self.etat != self.Etat.ANNONCE:
            return (self.get_etat_display(), "late" if self.etat == self.Etat.ANNULE else "neutral")
        if self.is_collecting:
            return ("collecte ouverte", "wait")
        return ("tenu", "ok") if self.is_derriere else ("annoncé", "fed")


class QuestionPrealable(models.Model):
    """An open question asked before a workshop (E31)."""

    atelier = models.ForeignKey(Atelier, models.CASCADE, related_name="questions", verbose_name="atelier")
    texte = models.CharField("question", max_length=250)
    ordre = models.PositiveSmallIntegerField("ordre", default=1)

    class Meta:
        verbose_name = "question préalable"
        verbose_name_plural = "questions préalables"
        ordering = ["ordre", "pk"]

    def __str__(self):
        return self.texte


class ReponsePrealable(models.Model):
    """What somebody answers beforehand. No account is ever tied to it."""

    question = models.ForeignKey(QuestionPrealable, models.CASCADE, related_name="reponses", verbose_name="question")
    categorie = models.CharField("catégorie", max_length=16, choices=Acteur)
    texte = models.TextField("réponse")
    envoi = models.UUIDField("envoi", editable=False)

    class Meta:
        verbose_name = "réponse préalable"
        verbose_name_plural = "réponses préalables"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["question", "envoi"], name="reponse_envoyee_une_fois")]

    def __str__(self):
        return self.texte[:120]


class ParticipantAtelier(models.Model):
    """Somebody with an account who takes part in a workshop, as one of a category; they hold dots to place."""

    atelier = models.ForeignKey(Atelier, models.CASCADE, related_name="participants", verbose_name="atelier")
    personne = models.ForeignKey("members.Personne", models.PROTECT, related_name="ateliers", verbose_name="personne")
    categorie = models.CharField("catégorie", max_length=16, choices=Acteur, default=Acteur.PROFESSIONNEL)

    class Meta:
        verbose_name = "participant"
        ordering = ["personne__nom", "personne__prenom", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["atelier", "personne"],
                name="participant_une_fois",
                violation_error_message="Cette personne participe déjà à l’atelier.",
            )
        ]

    def __str__(self):
        return str(self.personne)


class Effectif(models.Model):
    """How many people of a category came: people are counted, those without an account are not named."""

    atelier = models.ForeignKey(Atelier, models.CASCADE, related_name="effectifs", verbose_name="atelier")
    categorie = models.CharField("catégorie", max_length=16, choices=Acteur)
    nombre = models.PositiveSmallIntegerField("nombre de personnes", default=0)

    class Meta:
        verbose_name = "effectif"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["atelier", "categorie"], name="effectif_unique")]

    def __str__(self):
        return f"{self.get_categorie_display()} : {self.nombre}"
