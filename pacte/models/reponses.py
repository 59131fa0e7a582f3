"""What each signatory answered, and the ways to answer without an account: a personal link, a paper (R8)."""

import secrets
from base64 import urlsafe_b64encode
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from members.models.invitations import clean_code, digest, new_alea
from pacte import triggers
from pacte.models.signatures import SeanceSignature, Signataire
from socle.crypto import fingerprint

DUREE_ACCES = timedelta(days=30)
PERSONNE = settings.AUTH_USER_MODEL


class AccesSignature(models.Model):
    """The personal link of somebody without an account, and the code that goes apart from it.

    As for invitations, neither is kept: the link's secret is a keyed digest of `alea` computed when the mail
    leaves, and the code is told once to whoever sends it. A copy of the database opens nothing.
    """

    signataire = models.OneToOneField(Signataire, models.CASCADE, related_name="acces", verbose_name="signataire")
    alea = models.BinaryField("aléa du lien", max_length=16, default=new_alea)
    empreinte = models.BinaryField("empreinte du lien", max_length=32, unique=True)
    code = models.BinaryField("empreinte du code", max_length=32)
    essais = models.PositiveSmallIntegerField("codes essayés", default=0)
    envoye_par = models.ForeignKey(PERSONNE, models.PROTECT, related_name="+", verbose_name="envoyé par")
    envoye_le = models.DateTimeField("envoyé le", default=timezone.now)
    expire_le = models.DateTimeField("expire le")

    class Meta:
        verbose_name = "accès pour signer"
        verbose_name_plural = "accès pour signer"

    def __str__(self):
        return f"Accès de {self.signataire}"

    def save(self, *args, **kwargs):
        self.empreinte = digest(self.token)
        self.expire_le = self.expire_le or timezone.now() + DUREE_ACCES
        super().save(*args, **kwargs)

    @property
    def token(self):
        """The link's secret, for the mail that leaves and for nothing else."""
        return urlsafe_b64encode(fingerprint("pacte-acces", bytes(self.alea).hex())).decode().rstrip("=")

    def set_code(self, code):
        self.code = self._digest_of(code)

    def is_code(self, typed):
        return secrets.compare_digest(bytes(self.code), self._digest_of(clean_code(typed)))

    def _digest_of(self, code):
        return fingerprint("pacte-code", f"{bytes(self.alea).hex()}:{code}")


class SignaturePapier(models.Model):
    """A signature on paper that one person entered and that another has not confirmed yet."""

    signataire = models.OneToOneField(Signataire, models.CASCADE, related_name="papier", verbose_name="signataire")
    le = models.DateField("signée le")
    seance = models.ForeignKey(
        SeanceSignature, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="séance"
    )
    scan = models.FileField("page signée, numérisée", upload_to="pactes/signatures/%Y/")
    par = models.ForeignKey(PERSONNE, models.PROTECT, related_name="+", verbose_name="saisie par")
    saisie_le = models.DateTimeField("saisie le", default=timezone.now)

    class Meta:
        verbose_name = "signature sur papier à confirmer"
        verbose_name_plural = "signatures sur papier à confirmer"

    def __str__(self):
        return f"Papier de {self.signataire}"

    def discard(self):
        """Delete the row, and the scanned page with it once that is sure; a confirmed page is kept by its answer."""
        transaction.on_commit(partial(self.scan.storage.delete, self.scan.name))
        self.delete()


class SignaturePacte(models.Model):
    """What a signatory answered to the text whose digest is beside: written once, one row a signatory (R8)."""

    class Sens(models.TextChoices):
        SIGNEE = "signee", "signée"
        REFUSEE = "refusee", "refusée"

    class Voie(models.TextChoices):
        PORTAIL = "portail", "avec son compte"
        LIEN = "lien", "par son lien personnel et son code"
        PAPIER = "papier", "sur papier"

    signataire = models.OneToOneField(Signataire, models.PROTECT, related_name="signature", verbose_name="signataire")
    sens = models.CharField("réponse", max_length=8, choices=Sens, default=Sens.SIGNEE)
    voie = models.CharField("voie", max_length=8, choices=Voie)
    le = models.DateField("date")
    seance = models.ForeignKey(
        SeanceSignature, models.PROTECT, null=True, blank=True, related_name="signatures", verbose_name="séance"
    )
    empreinte = models.CharField("empreinte du texte lu", max_length=64)
    motif = models.TextField("motif", blank=True)
    par = models.ForeignKey(PERSONNE, models.PROTECT, null=True, related_name="+", verbose_name="faite ou saisie par")
    confirmee_par = models.ForeignKey(
        PERSONNE, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="confirmée par"
    )
    scan = models.FileField("page signée, numérisée", upload_to="pactes/signatures/%Y/", blank=True)
    enregistree_le = models.DateTimeField("enregistrée le", default=timezone.now)

    class Meta:
        verbose_name = "signature de pacte"
        verbose_name_plural = "signatures de pacte"
        ordering = ["enregistree_le", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(sens="refusee") | ~Q(motif=""),
                name="pacte_signature_refus_motive",
                violation_error_message="Un refus a son motif : écrivez-le, les autres signataires le liront.",
            ),
            models.CheckConstraint(
                condition=Q(voie="lien", par=None)
                | Q(voie="portail", par__isnull=False)
                | Q(voie="papier", par__isnull=False, confirmee_par__isnull=False)
                & ~Q(scan="")
                & ~Q(par=F("confirmee_par")),
                name="pacte_signature_voie",
                violation_error_message="Une signature sur papier est saisie par une personne et confirmée par une "
                "autre, avec la page numérisée.",
            ),
        ]
        triggers = [triggers.SIGNATURE_A_TEMPS, triggers.SIGNATURE_GARDEE]

    def __str__(self):
        return f"{self.signataire}, {self.get_sens_display()}"

    @property
    def is_refus(self):
        return self.sens == self.Sens.REFUSEE
