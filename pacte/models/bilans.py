"""What a pact came to at a date, told block by block, then published with its figures; and who was told it ends."""

from uuid import UUID

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from pacte import triggers_bilans as triggers
from pacte.models.pactes import Pacte, VersionPacte
from pacte.models.signatures import write_code

PERSONNE = settings.AUTH_USER_MODEL
ENSEMBLE = UUID(int=0)  # the words about the pact as a whole: no block has this identifier


class BilanQuerySet(models.QuerySet):
    def visible_to(self, personne):
        """Keep what is published; those who write reviews also read the ones being written."""
        if not personne.is_authenticated:
            return self.none()
        return self if "admin_portail" in personne.roles or personne.fonctions else self.publies()

    def publies(self):
        return self.exclude(publie_le=None)

    def en_ecriture(self):
        return self.filter(publie_le=None)


class Bilan(models.Model):
    """A review of a pact, mid-term or final, up to a day. Published, its words and figures never change (C1, R7)."""

    class Genre(models.TextChoices):
        ETAPE = "etape", "bilan d’étape"
        FINAL = "final", "bilan final"

    pacte = models.ForeignKey(Pacte, models.PROTECT, related_name="bilans", verbose_name="pacte")
    genre = models.CharField("sorte de bilan", max_length=8, choices=Genre, default=Genre.ETAPE)
    jusqu_au = models.DateField("arrêté au")
    ouvert_par = models.ForeignKey(PERSONNE, models.PROTECT, related_name="+", verbose_name="ouvert par")
    ouvert_le = models.DateTimeField("ouvert le", default=timezone.now)
    version = models.ForeignKey(
        VersionPacte, models.PROTECT, null=True, blank=True, related_name="bilans", verbose_name="version"
    )
    publie_par = models.ForeignKey(
        PERSONNE, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="publié par"
    )
    publie_le = models.DateTimeField("publié le", null=True, blank=True)
    contenu = models.TextField("ce qui a été publié", blank=True)
    empreinte = models.CharField("empreinte SHA-256", max_length=64, blank=True)

    objects = BilanQuerySet.as_manager()

    class Meta:
        verbose_name = "bilan"
        ordering = ["-jusqu_au", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pacte"],
                condition=Q(publie_le=None),
                name="pacte_bilan_un_seul_ouvert",
                violation_error_message="Un bilan de ce pacte est déjà en cours d’écriture : finissez-le d’abord.",
            ),
            models.UniqueConstraint(
                fields=["pacte"],
                condition=Q(genre="final"),
                name="pacte_bilan_final_unique",
                violation_error_message="Ce pacte a déjà son bilan final.",
            ),
            models.CheckConstraint(
                condition=Q(publie_le=None, empreinte="", contenu="")
                | Q(publie_le__isnull=False, publie_par__isnull=False, version__isnull=False)
                & ~Q(empreinte="")
                & ~Q(contenu=""),
                name="pacte_bilan_publie_complet",
                violation_error_message="Un bilan publié a une date, un auteur, une version et une empreinte.",
            ),
        ]
        triggers = [triggers.BILAN_FIGE]

    def __str__(self):
        return f"{self.get_genre_display().capitalize()} au {self.jusqu_au:%d/%m/%Y}, {self.pacte}"

    @property
    def is_publie(self):
        return self.publie_le is not None

    @property
    def situation(self):
        return "publié" if self.is_publie else "en cours d’écriture"

    @property
    def tone(self):
        return "ok" if self.is_publie else "wait"

    @property
    def code(self):
        """The verification code at the foot of each page: the start of the digest."""
        return write_code(self.empreinte)


@pghistory.track()
class RecitBilan(models.Model):
    """What is told of a block in a review; kept as it is typed, nothing of somebody else's is overwritten."""

    bilan = models.ForeignKey(Bilan, models.CASCADE, related_name="recits", verbose_name="bilan")
    bloc = models.UUIDField("bloc", default=ENSEMBLE)
    texte = models.TextField("récit", blank=True)
    revision = models.PositiveIntegerField("révision", default=1)
    modifie_par = models.ForeignKey(PERSONNE, models.PROTECT, related_name="+", verbose_name="écrit par")
    modifie_le = models.DateTimeField("écrit le", default=timezone.now)

    class Meta:
        verbose_name = "récit de bilan"
        verbose_name_plural = "récits de bilan"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["bilan", "bloc"], name="pacte_recit_unique")]
        triggers = [triggers.RECIT_FIGE]

    def __str__(self):
        return f"Récit de {self.bilan}"


class RappelEcheance(models.Model):
    """That those who administer were told once that a pact ends soon, whatever is forgotten of the mail since."""

    pacte = models.OneToOneField(Pacte, models.CASCADE, related_name="rappel", verbose_name="pacte")
    le = models.DateTimeField("le", default=timezone.now)

    class Meta:
        verbose_name = "rappel d’échéance"
        verbose_name_plural = "rappels d’échéance"

    def __str__(self):
        return f"Rappel de la fin de {self.pacte}"
