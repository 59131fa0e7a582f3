"""The days when a version is debated, and what is said of it."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from pacte import triggers_debat as triggers
from pacte.models.pactes import VersionPacte

PERSONNE = settings.AUTH_USER_MODEL
OUBLI = timedelta(days=7)  # longer than the link to confirm, whatever the mail took


class ConsultationQuerySet(models.QuerySet):
    def visible_to(self, personne):
        """Keep every consultation for whoever is signed in; the text under debate is read by all members."""
        return self.all() if personne.is_authenticated else self.none()

    def publiques(self):
        return self.filter(is_publique=True)

    def ouvertes(self, at=None):
        at = at or timezone.now()
        return self.filter(ouverture__lte=at, cloture__gt=at)


class Consultation(models.Model):
    """Comments and amendments on a version, from a moment to another; the text does not change meanwhile.

    Amendments may stop sooner than comments: from then on they are voted on, and no other comes to touch them.
    Whether it is open follows from its dates, never from a task that ran.
    """

    version = models.OneToOneField(
        VersionPacte, models.PROTECT, related_name="consultation", verbose_name="version de pacte"
    )
    ouverture = models.DateTimeField("ouverture")
    depot_fin = models.DateTimeField("derniers amendements")
    cloture = models.DateTimeField("clôture")
    is_publique = models.BooleanField("ouverte à tout le monde", default=False)
    presentation = models.TextField("ce qui est demandé", blank=True)
    commission = models.ForeignKey(
        "members.Instance",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="commission qui donne son avis",
    )
    empreinte = models.CharField("empreinte SHA-256 du texte", max_length=64)
    par = models.ForeignKey(PERSONNE, models.PROTECT, related_name="+", verbose_name="annoncée par")
    annoncee_le = models.DateTimeField("annoncée le", default=timezone.now)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = "consultation"
        ordering = ["-ouverture", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(cloture__gt=F("ouverture")),
                name="pacte_consultation_dates",
                violation_error_message="La consultation finit avant de commencer : vérifiez les deux dates.",
            ),
            models.CheckConstraint(
                condition=Q(depot_fin__gt=F("ouverture"), depot_fin__lte=F("cloture")),
                name="pacte_consultation_depot",
                violation_error_message="Les amendements se déposent pendant la consultation : choisissez une date "
                "entre son ouverture et sa clôture.",
            ),
        ]
        triggers = [triggers.CONSULTATION_FIGEE]

    def __str__(self):
        return f"Consultation sur {self.version}"

    @property
    def is_ouverte(self):
        return self.ouverture <= timezone.now() < self.cloture

    @property
    def is_depot_ouvert(self):
        """Whether an amendment may be deposited."""
        return self.ouverture <= timezone.now() < self.depot_fin

    @property
    def is_depot_clos(self):
        """Whether amendments may be decided: no other one will come."""
        return timezone.now() >= self.depot_fin

    @property
    def is_close(self):
        return timezone.now() >= self.cloture

    @property
    def situation(self):
        """« à venir », « ouverte » or « close », read from the dates."""
        if self.is_close:
            return "close"
        return "ouverte" if self.is_ouverte else "à venir"

    @property
    def tone(self):
        return {"ouverte": "ok", "à venir": "fed"}.get(self.situation, "neutral")


class CommentaireQuerySet(models.QuerySet):
    def visible_to(self, personne):
        """Keep what is shown; those who administer also read what awaits moderation.

        The public reads the public: members write to members, by their name.
        """
        if not personne.is_authenticated:
            return self.montres().filter(consultation__is_publique=True, auteur=None)
        return self.confirmes() if "admin_portail" in personne.roles else self.montres()

    def confirmes(self):
        """Keep those whose address was confirmed; a member's needs no confirming."""
        return self.exclude(confirme_le=None)

    def montres(self):
        return self.filter(moderation=Commentaire.Moderation.MONTRE)

    def perimes(self):
        """Keep those whose address nobody confirmed in time: nothing shows them, and they are erased."""
        return self.filter(confirme_le=None, auteur=None, depose_le__lte=timezone.now() - OUBLI)

    def a_moderer(self):
        return self.confirmes().filter(moderation=Commentaire.Moderation.ATTEND)


class Commentaire(models.Model):
    """Words about a block, or about a few words of it. It is answered once, by those who administer.

    A block keeps its identifier from one version to the next: a comment follows it, with the words it quoted.
    """

    class Moderation(models.TextChoices):
        ATTEND = "attend", "à relire"
        MONTRE = "montre", "montré"
        ECARTE = "ecarte", "écarté"

    class Suite(models.TextChoices):
        RETENU = "retenu", "retenu"
        DISCUTE = "discute", "à discuter"
        ECARTE = "ecarte", "non retenu"
        REPONSE = "reponse", "répondu"

    consultation = models.ForeignKey(
        Consultation, models.PROTECT, related_name="commentaires", verbose_name="consultation"
    )
    bloc = models.UUIDField("bloc")
    citation = models.TextField("passage cité", blank=True)
    texte = models.TextField("commentaire")
    auteur = models.ForeignKey(
        PERSONNE, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="écrit par"
    )
    association = models.ForeignKey(
        "members.Association", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="au titre de"
    )
    nom = models.CharField("nom donné", max_length=120, blank=True)
    courriel = models.EmailField("adresse, jusqu’à sa confirmation", blank=True)
    jeton = models.UUIDField("jeton", default=uuid.uuid4, editable=False, unique=True)
    depose_le = models.DateTimeField("écrit le", default=timezone.now)
    confirme_le = models.DateTimeField("adresse confirmée le", null=True, blank=True)
    moderation = models.CharField("relecture", max_length=8, choices=Moderation, default=Moderation.MONTRE)
    modere_par = models.ForeignKey(
        PERSONNE, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="relu par"
    )
    modere_le = models.DateTimeField("relu le", null=True, blank=True)
    suite = models.CharField("suite donnée", max_length=8, choices=Suite, blank=True)
    reponse = models.TextField("réponse", blank=True)
    repondu_par = models.ForeignKey(
        PERSONNE, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="répondu par"
    )
    repondu_le = models.DateTimeField("répondu le", null=True, blank=True)

    objects = CommentaireQuerySet.as_manager()

    class Meta:
        verbose_name = "commentaire"
        ordering = ["depose_le", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(auteur__isnull=False, nom="", courriel="") | Q(auteur=None) & ~Q(nom=""),
                name="pacte_commentaire_signe",
                violation_error_message="Un commentaire dit qui l’écrit.",
            ),
            models.CheckConstraint(
                condition=Q(suite="", reponse="", repondu_le=None) | ~Q(suite="") & Q(repondu_le__isnull=False),
                name="pacte_commentaire_suite",
                violation_error_message="Une réponse dit ce qui est fait du commentaire.",
            ),
        ]
        indexes = [models.Index(fields=["consultation", "bloc"], name="pacte_commentaire_bloc")]
        triggers = [triggers.COMMENTAIRE_FIGE]

    def __str__(self):
        return f"{self.signature} : {self.texte[:60]}"

    @property
    def signature(self):
        """Who says it, in a line."""
        if self.auteur_id is None:
            return self.nom
        return f"{self.auteur}, {self.association}" if self.association_id else str(self.auteur)

    @property
    def tone(self):
        tones = {self.Suite.RETENU: "ok", self.Suite.DISCUTE: "wait", self.Suite.REPONSE: "fed"}
        return tones.get(self.suite, "neutral")
