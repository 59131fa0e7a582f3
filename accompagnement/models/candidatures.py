"""Becoming a provider: the application, the grid it is read with, the decision (B24)."""

from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accompagnement.models.catalogue import Competence
from accompagnement.models.changements import ChangementOffre
from accompagnement.models.prestataires import Modalite, Prestataire
from socle.crypto import new_key, seal, unseal, unwrap_key, wrap_key

CONSERVATION_CANDIDATURE = timedelta(days=3 * 365)


class CandidatureQuerySet(models.QuerySet):
    def conservees(self):
        """Keep those that are still kept: what was never decided, or refused, is forgotten three years on (§6.4)."""
        return self.exclude(self.forgotten())

    @staticmethod
    def forgotten():
        limit = timezone.now() - CONSERVATION_CANDIDATURE
        return Q(derniere_etape_le__lte=limit) & ~Q(etat=Candidature.Etat.ADMISE)


class Candidature(models.Model):
    """What somebody who offers to help says of themselves. It knows of no request, and no request knows of it."""

    class Etat(models.TextChoices):
        COMMENCEE = "commencee", "à compléter"
        DEPOSEE = "deposee", "à l’étude"
        ADMISE = "admise", "admise"
        REFUSEE = "refusee", "refusée"
        RETIREE = "retiree", "retirée"

    prenom = models.CharField("prénom", max_length=80)
    nom = models.CharField("nom", max_length=120)
    email = models.EmailField("adresse personnelle")
    telephone = models.CharField("téléphone", max_length=30, blank=True)
    personne = models.ForeignKey(
        "members.Personne", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="personne"
    )
    genre = models.CharField("vous êtes", max_length=15, choices=Prestataire.Genre)
    metier = models.CharField("métier", max_length=80)
    presentation = models.TextField("votre expérience et votre façon de travailler", max_length=3000)
    competences = models.ManyToManyField(Competence, related_name="+", verbose_name="compétences")
    territoires = models.ManyToManyField("members.Territoire", related_name="+", verbose_name="territoires")
    langues = ArrayField(models.CharField(max_length=30), default=list, verbose_name="langues")
    modalites = ArrayField(models.CharField(max_length=10, choices=Modalite), default=list, verbose_name="formats")
    is_accessible = models.BooleanField("je peux recevoir dans un lieu accessible en fauteuil", default=False)
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.COMMENCEE)
    motif = models.TextField("ce que la personne lira", max_length=2000, blank=True)
    decidee_par = models.ForeignKey(
        "members.Personne", models.SET_NULL, null=True, related_name="+", verbose_name="décidée par"
    )
    commencee_le = models.DateTimeField("commencée le", default=timezone.now)
    derniere_etape_le = models.DateTimeField("dernière étape le", default=timezone.now)

    objects = CandidatureQuerySet.as_manager()

    class Meta:
        verbose_name = "candidature de prestataire"
        verbose_name_plural = "candidatures de prestataires"
        ordering = ["-derniere_etape_le", "-pk"]

    def __str__(self):
        return f"{self.prenom} {self.nom}".strip()

    @property
    def is_ouverte(self):
        return self.etat in (self.Etat.COMMENCEE, self.Etat.DEPOSEE)


class Critere(models.Model):
    """A question of the grid on which applications are read."""

    nom = models.CharField("critère", max_length=100, unique=True)
    aide = models.CharField("ce qu’il faut regarder", max_length=300, blank=True)
    ordre = models.PositiveSmallIntegerField("ordre", default=0)
    retire_le = models.DateField("retiré le", null=True, editable=False)

    class Meta:
        verbose_name = "critère"
        ordering = ["ordre", "nom"]

    def __str__(self):
        return self.nom

    @property
    def is_retire(self):
        return self.retire_le is not None


class NoteCritere(models.Model):
    """What somebody who decides gives, on one question, an application or a change of offer, from 0 to 3."""

    candidature = models.ForeignKey(
        Candidature, models.CASCADE, null=True, related_name="notes", verbose_name="candidature"
    )
    changement = models.ForeignKey(
        ChangementOffre, models.CASCADE, null=True, related_name="notes", verbose_name="changement d’offre"
    )
    critere = models.ForeignKey(Critere, models.PROTECT, related_name="notes", verbose_name="critère")
    par = models.ForeignKey("members.Personne", models.PROTECT, related_name="+", verbose_name="donnée par")
    note = models.PositiveSmallIntegerField("note")

    class Meta:
        verbose_name = "note d’un critère"
        verbose_name_plural = "notes des critères"
        constraints = [
            models.UniqueConstraint(fields=["candidature", "critere", "par"], name="note_une_fois_par_personne"),
            models.UniqueConstraint(fields=["changement", "critere", "par"], name="note_changement_une_fois"),
            models.CheckConstraint(
                condition=Q(candidature__isnull=False) ^ Q(changement__isnull=False), name="note_de_l_un_ou_de_l_autre"
            ),
            models.CheckConstraint(condition=Q(note__lte=3), name="note_de_zero_a_trois"),
        ]

    def __str__(self):
        return f"{self.candidature or self.changement} : {self.critere}"


class Attestation(models.Model):
    """A piece given by a candidate or a provider, sealed under a key of its own: insurance, diploma, other.

    It counts only once somebody has read it, and until the day written on it.
    """

    class Genre(models.TextChoices):
        ASSURANCE = "assurance", "assurance professionnelle"
        DIPLOME = "diplome", "diplôme ou titre"
        AUTRE = "autre", "autre pièce"

    candidature = models.ForeignKey(
        Candidature, models.CASCADE, null=True, related_name="attestations", verbose_name="candidature"
    )
    prestataire = models.ForeignKey(
        Prestataire, models.CASCADE, null=True, related_name="attestations", verbose_name="prestataire"
    )
    genre = models.CharField("pièce", max_length=10, choices=Genre)
    expire_le = models.DateField("valable jusqu’au", null=True, blank=True)
    contenu = models.BinaryField("contenu chiffré")
    cle_enveloppee = models.BinaryField("clé enveloppée")
    suffixe = models.CharField("genre de fichier", max_length=5)
    place = models.UUIDField("place", editable=False)
    donnee_le = models.DateTimeField("donnée le", default=timezone.now)
    verifiee_le = models.DateField("vérifiée le", null=True, editable=False)

    class Meta:
        verbose_name = "attestation"
        ordering = ["genre", "-donnee_le"]
        constraints = [
            models.CheckConstraint(
                condition=Q(candidature__isnull=False) | Q(prestataire__isnull=False), name="attestation_de_quelqu_un"
            )
        ]

    def __str__(self):
        return self.get_genre_display()

    @property
    def is_expiree(self):
        return self.expire_le is not None and self.expire_le < timezone.localdate()

    def seal(self, content: bytes) -> None:
        """Keep the file encrypted for this row."""
        key = new_key()
        self.contenu = seal(content, key=key, aad=self.where)
        self.cle_enveloppee = wrap_key(key, self.where)

    def open(self) -> bytes:
        """Return the file; raises Unreadable if it was altered or moved from another row."""
        return unseal(self.contenu, key=unwrap_key(self.cle_enveloppee, self.where), aad=self.where)

    @property
    def where(self) -> str:
        return f"attestation:{self.place}"


class ChartePrestataire(models.Model):
    """A version of what a provider promises; the last one in force is the one to sign."""

    version = models.CharField("version", max_length=20, unique=True)
    texte = models.TextField("texte", max_length=10_000)
    en_vigueur_le = models.DateField("en vigueur le", default=timezone.localdate)

    class Meta:
        verbose_name = "charte des prestataires"
        verbose_name_plural = "chartes des prestataires"
        ordering = ["-en_vigueur_le", "-pk"]

    def __str__(self):
        return f"Charte, version {self.version}"


class AgrementPrestataire(models.Model):
    """From when to when a provider is agreed, under which version of the charter, signed by themselves."""

    prestataire = models.ForeignKey(Prestataire, models.CASCADE, related_name="agrements", verbose_name="prestataire")
    charte = models.ForeignKey(
        ChartePrestataire, models.PROTECT, related_name="agrements", verbose_name="charte signée"
    )
    signee_le = models.DateTimeField("signée le", default=timezone.now)

    class Meta:
        verbose_name = "agrément de prestataire"
        verbose_name_plural = "agréments de prestataires"
        ordering = ["-signee_le", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["prestataire", "charte"], name="charte_signee_une_fois"),
        ]

    def __str__(self):
        return f"{self.prestataire}, {self.charte}"


class Suspension(models.Model):
    """A time during which a provider is offered nothing: why, and who decided it; the provider reads both."""

    prestataire = models.ForeignKey(
        Prestataire, models.CASCADE, related_name="suspensions", verbose_name="prestataire"
    )
    motif = models.TextField("motif", max_length=2000)
    par = models.ForeignKey("members.Personne", models.PROTECT, related_name="+", verbose_name="décidée par")
    debut = models.DateField("depuis le", default=timezone.localdate)
    levee_le = models.DateField("levée le", null=True)

    class Meta:
        verbose_name = "suspension"
        ordering = ["-debut", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["prestataire"], condition=Q(levee_le=None), name="suspension_en_cours_unique"
            )
        ]

    def __str__(self):
        return f"{self.prestataire}, {self.debut}"
