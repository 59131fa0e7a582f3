from datetime import timedelta

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from members.models.associations import Association
from members.models.identifiants import validate_code_postal


class Charte(models.Model):
    """A version of the federation's charter of values, that a member accepts by name (A14)."""

    version = models.CharField("version", max_length=20, unique=True)
    texte = models.TextField("texte")
    en_vigueur_le = models.DateField("en vigueur le")

    class Meta:
        verbose_name = "charte"
        ordering = ["-en_vigueur_le", "-pk"]

    def __str__(self):
        return f"Charte, version {self.version}"


class AcceptationCharte(models.Model):
    """Who accepted which version of the charter for an association, and when.

    A candidate has no sheet yet: it accepts in its joining file, and the sheet takes the line over (R5).
    """

    charte = models.ForeignKey(Charte, models.PROTECT, related_name="acceptations", verbose_name="charte")
    association = models.ForeignKey(
        Association,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="acceptations_charte",
        verbose_name="association",
    )
    demande = models.ForeignKey(
        "members.DemandeAdhesion",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="acceptations",
        verbose_name="demande d’adhésion",
    )
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="acceptée par")
    le = models.DateTimeField("acceptée le", default=timezone.now)

    class Meta:
        verbose_name = "acceptation de la charte"
        verbose_name_plural = "acceptations de la charte"
        constraints = [
            models.UniqueConstraint(
                fields=["charte", "association"],
                name="acceptation_charte_unique",
                violation_error_message="Cette association a déjà accepté cette version.",
            ),
            models.UniqueConstraint(
                fields=["charte", "demande"],
                name="acceptation_charte_demande_unique",
                violation_error_message="Cette version est déjà acceptée dans ce dossier.",
            ),
            models.CheckConstraint(
                condition=Q(association__isnull=False) | Q(demande__isnull=False),
                name="acceptation_charte_de_quelqu_un",
                violation_error_message="Une acceptation est celle d’une association ou d’une candidate.",
            ),
        ]

    def __str__(self):
        return f"{self.association or self.demande}, {self.charte}"


class PieceAttendue(models.Model):
    """One line of the checklist of a joining file, as the federation sets it."""

    intitule = models.CharField("intitulé", max_length=150, unique=True)
    aide = models.CharField("aide", max_length=300, blank=True)
    is_obligatoire = models.BooleanField("obligatoire", default=True)
    is_active = models.BooleanField("demandée aujourd’hui", default=True)
    ordre = models.PositiveSmallIntegerField("ordre", default=0)

    class Meta:
        verbose_name = "pièce attendue"
        verbose_name_plural = "pièces attendues"
        ordering = ["ordre", "pk"]

    def __str__(self):
        return self.intitule


CONSERVATION = timedelta(days=3 * 365)


class DemandeAdhesionQuerySet(models.QuerySet):
    def conservees(self):
        """Leave out what nobody went on with for three years: it is forgotten even before it is erased (§6.4)."""
        limit = timezone.localdate() - CONSERVATION
        return self.filter(Q(changee_le__date__gt=limit) | Q(etat=DemandeAdhesion.Etat.MEMBRE))

    def oubliees(self):
        """Keep those to erase: no step for three years, and no membership."""
        return self.exclude(pk__in=self.conservees().values("pk"))

    def ouvertes(self):
        """Keep those that go on."""
        return self.conservees().exclude(etat__in=DemandeAdhesion.FERMEES)


@pghistory.track()
class DemandeAdhesion(models.Model):
    """An association that wants to join and be recognised: from a first word to two formal decisions (R5)."""

    class Etat(models.TextChoices):
        CONTACT = "contact", "prise de contact"
        VISITE_PREVUE = "visite_prevue", "visite prévue"
        VISITEE = "visitee", "visite faite"
        REORIENTEE = "reorientee", "réorientée"
        REFLEXION = "reflexion", "délai de réflexion"
        CANDIDATE = "candidate", "candidature déposée"
        ACCORD_CANDIDATE = "accord_candidate", "décidée par l’association"
        ACCORD_FEDERATION = "accord_federation", "décidée par la fédération"
        MEMBRE = "membre", "membre"
        REFUSEE = "refusee", "refusée"
        ABANDONNEE = "abandonnee", "abandonnée"

    TRANSITIONS = {
        Etat.CONTACT: {Etat.VISITE_PREVUE, Etat.REORIENTEE, Etat.ABANDONNEE},
        Etat.VISITE_PREVUE: {Etat.VISITEE, Etat.REORIENTEE, Etat.ABANDONNEE},
        Etat.VISITEE: {Etat.CANDIDATE, Etat.REFLEXION, Etat.REORIENTEE, Etat.ABANDONNEE},
        Etat.REFLEXION: {Etat.CANDIDATE, Etat.REORIENTEE, Etat.ABANDONNEE},
        Etat.CANDIDATE: {Etat.ACCORD_CANDIDATE, Etat.ABANDONNEE},
        Etat.ACCORD_CANDIDATE: {Etat.ACCORD_FEDERATION, Etat.REFUSEE, Etat.ABANDONNEE},
        Etat.ACCORD_FEDERATION: {Etat.MEMBRE, Etat.ABANDONNEE},
        Etat.REORIENTEE: {Etat.CONTACT},
        Etat.ABANDONNEE: {Etat.CONTACT},
        Etat.REFUSEE: {Etat.CONTACT},
        Etat.MEMBRE: set(),
    }
    FERMEES = (Etat.MEMBRE, Etat.REFUSEE, Etat.ABANDONNEE, Etat.REORIENTEE)

    etat = models.CharField("état", max_length=20, choices=Etat, default=Etat.CONTACT)
    nom = models.CharField("nom de l’association", max_length=150)
    genre = models.CharField("genre", max_length=15, choices=Association.Genre)
    commune = models.CharField("commune", max_length=100)
    code_postal = models.CharField("code postal", max_length=5, blank=True, validators=[validate_code_postal])
    contact_nom = models.CharField("votre nom", max_length=150)
    contact_fonction = models.CharField("votre fonction", max_length=100, blank=True)
    contact_email = models.EmailField("votre adresse électronique")
    contact_telephone = models.CharField("votre téléphone", max_length=30, blank=True)
    message = models.TextField("votre projet en quelques phrases", blank=True)
    association = models.ForeignKey(
        Association, models.PROTECT, null=True, blank=True, related_name="demandes", verbose_name="association"
    )
    representant = models.ForeignKey(
        "members.Personne",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="représentante ou représentant à l’assemblée",
    )
    suivie_par = models.ForeignKey(
        "members.Personne", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="suivie par"
    )
    visite_le = models.DateField("date de la visite", null=True, blank=True)
    motif = models.TextField("motif", blank=True)
    deposee_le = models.DateTimeField("déposée le", default=timezone.now)
    changee_le = models.DateTimeField("dernier pas le", default=timezone.now)

    objects = DemandeAdhesionQuerySet.as_manager()

    class Meta:
        verbose_name = "demande d’adhésion"
        verbose_name_plural = "demandes d’adhésion"
        constraints = [
            models.CheckConstraint(
                condition=~Q(etat="refusee") | ~Q(motif=""),
                name="demande_adhesion_refus_motive",
                violation_error_message="Un refus a toujours son motif : écrivez-le, l’association le lira.",
            )
        ]
        triggers = [
            pgtrigger.FSM(
                name="cycle",
                field="etat",
                transitions=[
                    (before, after)
                    for before, afters in (
                        ("contact", ("visite_prevue", "reorientee", "abandonnee")),
                        ("visite_prevue", ("visitee", "reorientee", "abandonnee")),
                        ("visitee", ("candidate", "reflexion", "reorientee", "abandonnee")),
                        ("reflexion", ("candidate", "reorientee", "abandonnee")),
                        ("candidate", ("accord_candidate", "abandonnee")),
                        ("accord_candidate", ("accord_federation", "refusee", "abandonnee")),
                        ("accord_federation", ("membre", "abandonnee")),
                        ("reorientee", ("contact",)),
                        ("abandonnee", ("contact",)),
                        ("refusee", ("contact",)),
                    )
                    for after in afters
                ],
            )
        ]

    def __str__(self):
        return self.nom

    def can_become(self, etat) -> bool:
        return etat in self.TRANSITIONS[self.Etat(self.etat)]

    @property
    def is_ouverte(self):
        return self.etat not in self.FERMEES

    @property
    def is_contact_oublie(self):
        """Whether who asked is no longer to be shown: three years after the last step."""
        return self.changee_le <= timezone.now() - CONSERVATION


class PieceDemande(models.Model):
    """A piece of a joining file that has come in."""

    demande = models.ForeignKey(
        DemandeAdhesion, models.CASCADE, related_name="pieces", verbose_name="demande d’adhésion"
    )
    attendue = models.ForeignKey(PieceAttendue, models.PROTECT, related_name="+", verbose_name="pièce attendue")
    recue_le = models.DateField("reçue le", default=timezone.localdate)
    remarque = models.CharField("remarque", max_length=200, blank=True)

    class Meta:
        verbose_name = "pièce reçue"
        verbose_name_plural = "pièces reçues"
        constraints = [
            models.UniqueConstraint(
                fields=["demande", "attendue"],
                name="piece_demande_unique",
                violation_error_message="Cette pièce est déjà reçue.",
            )
        ]

    def __str__(self):
        return f"{self.attendue}, {self.demande}"


class DecisionReconnaissance(models.Model):
    """One of the two formal decisions: the candidate's own board, and the federation's (R5, W1)."""

    class Instance(models.TextChoices):
        CANDIDATE = "candidate", "l’association candidate"
        FEDERATION = "federation", "la fédération"

    demande = models.ForeignKey(
        DemandeAdhesion, models.PROTECT, related_name="decisions", verbose_name="demande d’adhésion"
    )
    instance = models.CharField("prise par", max_length=12, choices=Instance)
    le = models.DateField("date")
    is_favorable = models.BooleanField("favorable")
    proces_verbal = models.CharField("référence du procès-verbal", max_length=200)
    motif = models.TextField("motif", blank=True)

    class Meta:
        verbose_name = "décision de reconnaissance"
        verbose_name_plural = "décisions de reconnaissance"
        ordering = ["le", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_favorable=True) | ~Q(motif=""),
                name="decision_reconnaissance_motivee",
                violation_error_message="Une décision défavorable a toujours son motif.",
            )
        ]

    def __str__(self):
        return f"{self.demande}, {self.get_instance_display()}"
