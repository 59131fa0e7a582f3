"""Who was there, half-day by half-day: signatures, paper sheets, the lock, the certificate of what was done (R23)."""

import uuid
from datetime import datetime, timedelta

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone

from formations.models.inscriptions import Inscription
from formations.models.liens import LienFormateur
from formations.models.regles_garde import OF_HALF, OF_INSCRIPTION, keep_with
from formations.models.regles_presence import CERTIFIE, FERMEE, SIGNE
from formations.models.sessions import DemiJournee, SessionFormation
from socle.fichiers import erase_with_row

# A sheet goes round a little before the hour and a little after it, not the day after (known traps, moodle #807).
AVANT, APRES = timedelta(minutes=15), timedelta(minutes=30)


def get_window(half: DemiJournee) -> tuple[datetime, datetime]:
    """Return when a half-day may be signed, by the clock of the server."""
    begins, ends = (timezone.make_aware(datetime.combine(half.date, at)) for at in (half.debut, half.fin))
    return begins - AVANT, ends + APRES


class ArriveeSurPlace(models.Model):
    """Somebody without an account who came without being enrolled: a row of the sheet, no seat (R23)."""

    session = models.ForeignKey(SessionFormation, models.PROTECT, related_name="arrivees", verbose_name="session")
    nom = models.CharField("prénom et nom", max_length=120)
    organisme = models.CharField("association ou organisme", max_length=150, blank=True)
    notee_par = models.ForeignKey("members.Personne", models.PROTECT, related_name="+", verbose_name="notée par")
    notee_le = models.DateTimeField("notée le", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "arrivée sur place"
        verbose_name_plural = "arrivées sur place"
        ordering = ["nom", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "nom"],
                name="arrivee_une_fois",
                violation_error_message="Une personne de ce nom est déjà notée : ajoutez une initiale si c’en est "
                "une autre.",
            )
        ]

    def __str__(self):
        return self.nom


class Emargement(models.Model):
    """One signature of one half-day, by who was there: a trainee, somebody who came unplanned, or the trainer."""

    class Mode(models.TextChoices):
        TELEPHONE = "telephone", "sur son téléphone"
        TABLETTE = "tablette", "sur la tablette"
        PAPIER = "papier", "sur la feuille de papier"
        LIEN = "lien", "par son lien personnel"

    demi_journee = models.ForeignKey(
        DemiJournee, models.PROTECT, related_name="emargements", verbose_name="demi-journée"
    )
    inscription = models.ForeignKey(
        Inscription, models.PROTECT, null=True, blank=True, related_name="emargements", verbose_name="inscription"
    )
    arrivee = models.ForeignKey(
        ArriveeSurPlace, models.PROTECT, null=True, blank=True, related_name="emargements", verbose_name="arrivée"
    )
    formateur = models.ForeignKey(
        "Formateur", models.PROTECT, null=True, blank=True, related_name="emargements", verbose_name="qui anime"
    )
    mode = models.CharField("signé", max_length=9, choices=Mode)
    signe_le = models.DateTimeField("signé le", default=timezone.now)
    saisi_par = models.ForeignKey(
        "members.Personne", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="saisi par"
    )
    lien = models.ForeignKey(
        LienFormateur, models.PROTECT, null=True, blank=True, related_name="emargements", verbose_name="lien"
    )
    minutes = models.PositiveSmallIntegerField("minutes suivies")
    motif = models.CharField("motif de la correction", max_length=250, blank=True)
    corrige_par = models.ForeignKey(
        "members.Personne", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="corrigé par"
    )
    corrige_le = models.DateTimeField("corrigé le", null=True, blank=True)

    class Meta:
        verbose_name = "émargement"
        ordering = ["demi_journee", "signe_le", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(inscription__isnull=False, arrivee=None, formateur=None)
                | Q(inscription=None, arrivee__isnull=False, formateur=None)
                | Q(inscription=None, arrivee=None, formateur__isnull=False),
                name="emargement_d_une_personne",
            ),
            *(
                models.UniqueConstraint(
                    fields=["demi_journee", who],
                    name=f"emargement_{who}_une_fois",
                    violation_error_message="Cette demi-journée est déjà signée.",
                )
                for who in ("inscription", "arrivee", "formateur")
            ),
            models.CheckConstraint(
                condition=Q(motif="", corrige_par=None, corrige_le=None)
                | (~Q(motif="") & Q(corrige_par__isnull=False, corrige_le__isnull=False)),
                name="emargement_correction_motivee",
                violation_error_message="Dites pourquoi les heures sont corrigées.",
            ),
            models.CheckConstraint(
                condition=Q(mode="lien", lien__isnull=False, saisi_par=None, formateur__isnull=False)
                | (~Q(mode="lien") & Q(lien=None, saisi_par__isnull=False)),
                name="emargement_par_lien_de_qui_anime",
            ),
            models.CheckConstraint(
                condition=Q(arrivee=None) | Q(mode="papier"), name="emargement_sans_compte_sur_papier"
            ),
        ]
        triggers = [
            SIGNE,
            FERMEE,
            pgtrigger.ReadOnly(
                name="fige",
                fields=[
                    "demi_journee",
                    "inscription",
                    "arrivee",
                    "formateur",
                    "mode",
                    "signe_le",
                    "saisi_par",
                    "lien",
                ],
            ),
        ]

    def __str__(self):
        return f"{self.inscription or self.arrivee or self.formateur}, {self.demi_journee}"


class FeuillePapier(models.Model):
    """The sheet signed by hand, photographed or scanned: what stands when no screen was there."""

    demi_journee = models.ForeignKey(DemiJournee, models.PROTECT, related_name="papiers", verbose_name="demi-journée")
    fichier = models.FileField("feuille signée", upload_to="formations/feuilles/%Y/")
    deposee_par = models.ForeignKey("members.Personne", models.PROTECT, related_name="+", verbose_name="déposée par")
    deposee_le = models.DateTimeField("déposée le", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "feuille de présence sur papier"
        verbose_name_plural = "feuilles de présence sur papier"
        ordering = ["deposee_le", "pk"]
        triggers = [keep_with("gardee", OF_HALF)]

    def __str__(self):
        return f"Feuille signée, {self.demi_journee}"


erase_with_row(FeuillePapier, "fichier")


class FeuillePresence(models.Model):
    """The sheet of a half-day, locked: from then on the database refuses any signature and any correction."""

    demi_journee = models.OneToOneField(
        DemiJournee, models.PROTECT, related_name="feuille", verbose_name="demi-journée"
    )
    close_par = models.ForeignKey("members.Personne", models.PROTECT, related_name="+", verbose_name="close par")
    close_le = models.DateTimeField("close le", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "feuille de présence close"
        verbose_name_plural = "feuilles de présence closes"
        triggers = [pgtrigger.Protect(name="close", operation=pgtrigger.Update), keep_with("gardee", OF_HALF)]

    def __str__(self):
        return f"Feuille close, {self.demi_journee}"


class CertificatRealisationQuerySet(models.QuerySet):
    def gardes(self):
        """Keep those whose session is still evidence: the others are shown to nobody, erased or not yet (§6.4)."""
        return self.filter(inscription__session__in=SessionFormation.objects.gardees().order_by().values("pk"))


class CertificatRealisation(models.Model):
    """What somebody attended, frozen once the session is held: its hours are those that were signed (R23)."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField("code de vérification", max_length=20, unique=True, editable=False)
    inscription = models.OneToOneField(
        Inscription, models.PROTECT, related_name="certificat", verbose_name="inscription"
    )
    nom = models.CharField("prénom et nom", max_length=200)
    association = models.CharField("association", max_length=250, blank=True)
    intitule = models.CharField("intitulé", max_length=150)
    du = models.DateField("du")
    au = models.DateField("au")
    minutes = models.PositiveIntegerField("minutes suivies")
    emis_par = models.ForeignKey("members.Personne", models.PROTECT, related_name="+", verbose_name="émis par")
    emis_le = models.DateTimeField("émis le", default=timezone.now, editable=False)

    objects = CertificatRealisationQuerySet.as_manager()

    class Meta:
        verbose_name = "certificat de réalisation"
        verbose_name_plural = "certificats de réalisation"
        ordering = ["-emis_le", "pk"]
        constraints = [models.CheckConstraint(condition=Q(minutes__gt=0), name="certificat_heures_suivies")]
        triggers = [
            CERTIFIE,
            pgtrigger.Protect(name="fige", operation=pgtrigger.Update),
            keep_with("garde", OF_INSCRIPTION),
        ]

    def __str__(self):
        return f"Certificat de réalisation, {self.nom}"
