"""What everybody thinks of a session, hot and cold (indicator 30): who was asked, apart from what was answered."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from formations.models.formations import Formation
from formations.models.sessions import SessionFormation


class PublicQuestionnaire(models.TextChoices):
    STAGIAIRE = "stagiaire", "les personnes formées"
    FORMATEUR = "formateur", "qui anime"
    EMPLOYEUR = "employeur", "les employeurs"
    FINANCEUR = "financeur", "les financeurs"


class MomentQuestionnaire(models.TextChoices):
    CHAUD = "chaud", "à la fin"
    FROID = "froid", "trois mois après"


class Questionnaire(models.Model):
    """The questions that the federation chose for somebody at some time; without a row, the usual ones stand."""

    public = models.CharField("à qui", max_length=10, choices=PublicQuestionnaire)
    moment = models.CharField("quand", max_length=5, choices=MomentQuestionnaire)
    questions = ArrayField(models.CharField(max_length=200), verbose_name="questions", size=12)

    class Meta:
        verbose_name = "questionnaire"
        constraints = [models.UniqueConstraint(fields=["public", "moment"], name="questionnaire_unique")]

    def __str__(self):
        return f"{self.get_public_display()}, {self.get_moment_display()}"


class AvisDemande(models.Model):
    """Somebody was asked; whether they answered is all that is kept: neither when, nor what."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(SessionFormation, models.PROTECT, related_name="+", verbose_name="session")
    public = models.CharField("à qui", max_length=10, choices=PublicQuestionnaire)
    moment = models.CharField("quand", max_length=5, choices=MomentQuestionnaire)
    personne = models.ForeignKey(
        "members.Personne", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="personne"
    )
    organisme = models.CharField("organisme", max_length=150, blank=True)
    demandee_le = models.DateField("demandée le")
    rappelee_le = models.DateField("rappelée le", null=True, blank=True)
    a_repondu = models.BooleanField("a répondu", default=False)

    class Meta:
        verbose_name = "avis demandé"
        verbose_name_plural = "avis demandés"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "public", "moment", "personne"],
                name="avis_demande_une_fois",
                violation_error_message="Cet avis est déjà demandé.",
            ),
            models.CheckConstraint(
                condition=Q(personne__isnull=False, organisme="") | (Q(personne=None) & ~Q(organisme="")),
                name="avis_demande_de_quelqu_un",
            ),
        ]
        indexes = [models.Index(fields=["personne", "a_repondu"], name="avis_demande_attendue")]

    def __str__(self):
        return f"Avis demandé, {self.session}"

    @property
    def is_cold(self):
        return self.moment == MomentQuestionnaire.FROID


class ReponseEnAttente(models.Model):
    """An answer in the urn, sealed, without a day: it is counted once enough others lie beside it."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    contenu = models.BinaryField("contenu chiffré")

    class Meta:
        verbose_name = "réponse en attente"
        verbose_name_plural = "réponses en attente"

    def __str__(self):
        return "Réponse en attente"

    @property
    def place(self) -> str:
        """What its content is sealed for."""
        return f"reponse:{self.pk}"


class Reponse(models.Model):
    """Answers that were counted with at least four others: nothing says whose, nor on what day."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    formation = models.ForeignKey(Formation, models.PROTECT, related_name="reponses", verbose_name="formation")
    session = models.ForeignKey(
        SessionFormation, models.PROTECT, null=True, blank=True, related_name="reponses", verbose_name="session"
    )
    public = models.CharField("à qui", max_length=10, choices=PublicQuestionnaire)
    moment = models.CharField("quand", max_length=5, choices=MomentQuestionnaire)
    notes = models.JSONField("notes", default=dict)
    texte = models.TextField("remarque", max_length=2000, blank=True)

    class Meta:
        verbose_name = "réponse à un questionnaire"
        verbose_name_plural = "réponses à un questionnaire"
        constraints = [models.CheckConstraint(condition=Q(notes={}) | Q(texte=""), name="reponse_notes_sans_texte")]

    def __str__(self):
        return f"Réponse, {self.formation}"
