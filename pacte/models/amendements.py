"""What associations ask to change in a text under debate, what is decided of it, and the text that comes out."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from pacte import triggers_debat as triggers
from pacte.genres import Genre
from pacte.models.consultations import Consultation
from pacte.models.pactes import VersionPacte

PERSONNE = settings.AUTH_USER_MODEL


class AmendementQuerySet(models.QuerySet):
    def visible_to(self, personne):
        """Keep every deposited amendment for whoever is signed in."""
        return self.all() if personne.is_authenticated else self.none()

    def debattus(self):
        """Keep those on which nothing is decided and that their author did not withdraw."""
        return self.filter(decision="", retire_le=None)

    def adoptes(self):
        return self.filter(decision=Amendement.Decision.ADOPTE)

    def in_state(self, etat):
        """Keep those of a state of the list: « debattu », « retire » or a decision."""
        if etat == "debattu":
            return self.debattus()
        return self.exclude(retire_le=None) if etat == "retire" else self.filter(decision=etat)


class Amendement(models.Model):
    """A change asked of one block of a frozen text, by an association. Its words never change once deposited.

    The block's words of that day are kept with their digest: on a text that moved, it says so and does not apply.
    """

    class Operation(models.TextChoices):
        REMPLACER = "remplacer", "changer les mots d’un bloc"
        INSERER = "inserer", "ajouter un bloc"
        SUPPRIMER = "supprimer", "supprimer un bloc"
        DEPLACER = "deplacer", "déplacer un bloc"

    class Place(models.TextChoices):
        APRES = "apres", "après le bloc"
        DESSOUS = "dessous", "sous le bloc, à la fin"

    class Avis(models.TextChoices):
        FAVORABLE = "favorable", "favorable"
        DEFAVORABLE = "defavorable", "défavorable"
        SAGESSE = "sagesse", "sagesse"

    class Reponse(models.TextChoices):
        ACCEPTEE = "acceptee", "acceptée par l’auteur"
        REFUSEE = "refusee", "refusée par l’auteur"

    class Decision(models.TextChoices):
        ADOPTE = "adopte", "adopté"
        REJETE = "rejete", "rejeté"
        TOMBE = "tombe", "tombé"

    consultation = models.ForeignKey(
        Consultation, models.PROTECT, related_name="amendements", verbose_name="consultation"
    )
    numero = models.PositiveIntegerField("numéro")
    operation = models.CharField("ce qu’il fait", max_length=10, choices=Operation)
    bloc = models.UUIDField("bloc")
    base = models.CharField("empreinte du bloc", max_length=64)
    avant_titre = models.TextField("titre d’avant", blank=True)
    avant_texte = models.TextField("texte d’avant", blank=True)
    avant_referent = models.CharField("fonction référente d’avant", max_length=100, blank=True)
    genre = models.CharField("genre", max_length=12, choices=Genre, blank=True)
    titre = models.TextField("titre proposé", blank=True)
    texte = models.TextField("texte proposé", blank=True)
    referent = models.CharField("fonction référente proposée", max_length=100, blank=True)
    cible = models.UUIDField("près de quel bloc", null=True, blank=True)
    place = models.CharField("place", max_length=8, choices=Place, blank=True)
    nouveau = models.UUIDField("identifiant du bloc ajouté", default=uuid.uuid4, editable=False)
    objet = models.CharField("en quelques mots", max_length=120)
    motif = models.TextField("motif")
    association = models.ForeignKey(
        "members.Association", models.PROTECT, related_name="amendements", verbose_name="association"
    )
    auteur = models.ForeignKey(PERSONNE, models.PROTECT, related_name="+", verbose_name="déposé par")
    depose_le = models.DateTimeField("déposé le", default=timezone.now)
    retire_le = models.DateTimeField("retiré le", null=True, blank=True)
    avis = models.CharField("avis de la commission", max_length=12, choices=Avis, blank=True)
    avis_texte = models.TextField("avis en toutes lettres", blank=True)
    avis_par = models.ForeignKey(
        PERSONNE, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="avis donné par"
    )
    avis_le = models.DateTimeField("avis donné le", null=True, blank=True)
    contre_titre = models.TextField("titre que la commission propose", blank=True)
    contre_texte = models.TextField("texte que la commission propose", blank=True)
    contre_le = models.DateTimeField("contre-proposition faite le", null=True, blank=True)
    contre_reponse = models.CharField("réponse de l’auteur", max_length=8, choices=Reponse, blank=True)
    decision = models.CharField("décision", max_length=8, choices=Decision, blank=True)
    decision_motif = models.TextField("décision en toutes lettres", blank=True)
    decision_par = models.ForeignKey(
        PERSONNE, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="décision enregistrée par"
    )
    decision_le = models.DateTimeField("décidé le", null=True, blank=True)
    scrutin = models.ForeignKey(
        "pacte.ScrutinPacte", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="décidé au vote"
    )

    objects = AmendementQuerySet.as_manager()

    class Meta:
        verbose_name = "amendement"
        ordering = ["numero"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "numero"], name="pacte_amendement_numero_unique"),
            models.CheckConstraint(
                condition=~Q(motif=""),
                name="pacte_amendement_motif",
                violation_error_message="Dites pourquoi : les autres associations liront ce motif.",
            ),
            models.CheckConstraint(
                condition=~Q(operation__in=["remplacer", "inserer"]) | ~Q(titre="", texte=""),
                name="pacte_amendement_non_vide",
                violation_error_message="Le bloc serait vide : pour l’enlever, choisissez « supprimer un bloc ».",
            ),
            models.CheckConstraint(
                condition=~Q(operation="deplacer") & Q(cible=None) | Q(operation="deplacer", cible__isnull=False),
                name="pacte_amendement_cible",
                violation_error_message="Pour déplacer un bloc, dites près de quel autre.",
            ),
            models.CheckConstraint(
                condition=Q(decision="", decision_le=None) | ~Q(decision="") & Q(decision_le__isnull=False),
                name="pacte_amendement_decide_un_jour",
            ),
            models.CheckConstraint(
                condition=Q(retire_le=None) | Q(decision=""),
                name="pacte_amendement_retire_ou_decide",
                violation_error_message="Un amendement retiré ne se décide plus.",
            ),
        ]
        indexes = [models.Index(fields=["consultation", "bloc"], name="pacte_amendement_bloc")]
        triggers = [triggers.AMENDEMENT_FIGE]

    def __str__(self):
        return f"Amendement {self.numero}"

    @property
    def is_debattu(self):
        return not self.decision and self.retire_le is None

    @property
    def is_modifie(self):
        """Whether what is decided is the commission's words, which its author accepted."""
        return self.contre_reponse == self.Reponse.ACCEPTEE

    @property
    def titre_final(self):
        return self.contre_titre if self.is_modifie else self.titre

    @property
    def texte_final(self):
        return self.contre_texte if self.is_modifie else self.texte

    @property
    def referent_change(self):
        """The function that it names instead of the one before; None when it says nothing of it."""
        return self.referent if self.referent != self.avant_referent else None

    @property
    def awaits_author(self):
        return self.is_debattu and self.contre_le is not None and not self.contre_reponse

    @property
    def etat(self):
        """Its state in words."""
        if self.retire_le:
            return "retiré"
        if self.decision == self.Decision.ADOPTE and self.is_modifie:
            return "adopté modifié"
        return self.get_decision_display() or "en débat"

    @property
    def tone(self):
        return {"en débat": "wait", "rejeté": "late", "tombé": "plum", "retiré": "neutral"}.get(self.etat, "ok")


class Soutien(models.Model):
    """An association beside an amendment; withdrawn freely, and given again."""

    amendement = models.ForeignKey(Amendement, models.PROTECT, related_name="soutiens", verbose_name="amendement")
    association = models.ForeignKey(
        "members.Association", models.PROTECT, related_name="+", verbose_name="association"
    )
    par = models.ForeignKey(PERSONNE, models.PROTECT, related_name="+", verbose_name="par")
    le = models.DateTimeField("le", default=timezone.now)
    retire_le = models.DateTimeField("repris le", null=True, blank=True)

    class Meta:
        verbose_name = "soutien"
        constraints = [
            models.UniqueConstraint(
                fields=["amendement", "association"],
                condition=Q(retire_le=None),
                name="pacte_soutien_unique",
                violation_error_message="Cette association soutient déjà cet amendement.",
            )
        ]

    def __str__(self):
        return f"{self.association} soutient {self.amendement}"


class Collision(models.Model):
    """Two amendments that touch the same words, or the same place: both cannot be written as they are."""

    premier = models.ForeignKey(Amendement, models.PROTECT, related_name="+", verbose_name="le premier déposé")
    second = models.ForeignKey(Amendement, models.PROTECT, related_name="+", verbose_name="l’autre")
    raison = models.CharField("ce qui les oppose", max_length=200)

    class Meta:
        verbose_name = "collision"
        ordering = ["premier", "second"]
        constraints = [
            models.UniqueConstraint(fields=["premier", "second"], name="pacte_collision_unique"),
            models.CheckConstraint(condition=Q(premier__lt=F("second")), name="pacte_collision_ordre"),
        ]

    def __str__(self):
        return f"{self.premier} et {self.second}"


class Conciliation(models.Model):
    """What somebody chose where adopted amendments could not be written together; it holds for these alone."""

    class Sujet(models.TextChoices):
        MOTS = "mots", "les mots"
        SUPPRESSION = "suppression", "la suppression"
        PLACE = "place", "la place"

    consultation = models.ForeignKey(
        Consultation, models.PROTECT, related_name="conciliations", verbose_name="consultation"
    )
    bloc = models.UUIDField("bloc")
    sujet = models.CharField("sujet", max_length=12, choices=Sujet)
    numeros = ArrayField(models.PositiveIntegerField(), verbose_name="amendements")
    titre = models.TextField("titre", blank=True)
    texte = models.TextField("texte", blank=True)
    referent = models.CharField("fonction référente", max_length=100, blank=True)
    retenu = models.ForeignKey(
        Amendement, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="celui qui s’applique"
    )
    par = models.ForeignKey(PERSONNE, models.PROTECT, related_name="+", verbose_name="par")
    le = models.DateTimeField("le", default=timezone.now)

    class Meta:
        verbose_name = "conciliation"
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "bloc", "sujet", "numeros"], name="pacte_conciliation_unique"
            )
        ]

    def __str__(self):
        return f"{self.get_sujet_display()} d’un bloc de {self.consultation}"


class Consolidation(models.Model):
    """The version that was written from the decided amendments of a consultation, and nothing else. Written once."""

    consultation = models.OneToOneField(
        Consultation, models.PROTECT, related_name="consolidation", verbose_name="consultation"
    )
    version = models.OneToOneField(
        VersionPacte, models.PROTECT, related_name="consolidation", verbose_name="texte consolidé"
    )
    numeros = ArrayField(models.PositiveIntegerField(), verbose_name="amendements écrits")
    par = models.ForeignKey(PERSONNE, models.PROTECT, related_name="+", verbose_name="par")
    le = models.DateTimeField("le", default=timezone.now)

    class Meta:
        verbose_name = "consolidation"
        triggers = [triggers.CONSOLIDATION_GARDEE]

    def __str__(self):
        return f"{self.version}, après {self.consultation}"
