"""A version that was ratified, the ceremony where it is signed, and who signs (R8)."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from pacte import triggers
from pacte.models.pactes import VersionPacte

PAPIERS = timedelta(days=7)  # to enter what was signed on paper in time
PERSONNE = settings.AUTH_USER_MODEL


class Ratification(models.Model):
    """What the body that may adopt a pact decided: when, with how many voices. Written once (R8)."""

    version = models.OneToOneField(
        VersionPacte, models.PROTECT, related_name="ratification", verbose_name="version de pacte"
    )
    instance = models.ForeignKey("members.Instance", models.PROTECT, related_name="+", verbose_name="instance")
    le = models.DateField("adoptée le")
    lieu = models.CharField("lieu", max_length=200, blank=True)
    reference = models.CharField("référence du procès-verbal", max_length=200)
    quorum = models.PositiveIntegerField("voix qu’il fallait pour délibérer")
    presents = models.PositiveIntegerField("voix présentes ou représentées")
    pour = models.PositiveIntegerField("voix pour")
    contre = models.PositiveIntegerField("voix contre", default=0)
    abstentions = models.PositiveIntegerField("abstentions, blancs et nuls", default=0)
    par = models.ForeignKey(PERSONNE, models.PROTECT, related_name="+", verbose_name="enregistrée par")
    enregistree_le = models.DateTimeField("enregistrée le", default=timezone.now)

    class Meta:
        verbose_name = "ratification"
        constraints = [
            models.CheckConstraint(
                condition=Q(presents__gte=F("quorum"), quorum__gte=1),
                name="pacte_ratification_quorum",
                violation_error_message="Le quorum n’est pas atteint : cette assemblée ne pouvait rien adopter.",
            ),
            models.CheckConstraint(
                condition=Q(pour__gt=F("contre")),
                name="pacte_ratification_majorite",
                violation_error_message="Il n’y a pas plus de voix pour que contre : le pacte n’est pas adopté.",
            ),
            models.CheckConstraint(
                condition=Q(presents__gte=F("pour") + F("contre") + F("abstentions")),
                name="pacte_ratification_compte",
                violation_error_message="Il y a plus de voix comptées que de voix présentes : recomptez.",
            ),
        ]
        triggers = [triggers.RATIFICATION_GARDEE]

    def __str__(self):
        return f"{self.version}, adoptée le {self.le:%d/%m/%Y}"


class CeremonieQuerySet(models.QuerySet):
    def visible_to(self, personne):
        """Keep the ceremonies of versions that this person may read, those under preparation for administrators."""
        if not personne.is_authenticated:
            return self.none()
        kept = self.filter(version__in=VersionPacte.objects.visible_to(personne))
        return kept if "admin_portail" in personne.roles else kept.exclude(ouverte_le=None)

    def courantes(self):
        return self.filter(abandonnee_le=None)

    def en_cours(self):
        """Keep those that nobody has closed yet, though their last day may be past."""
        return self.courantes().filter(close_le=None).exclude(ouverte_le=None)

    def ouvertes(self):
        """Keep those where one signs today."""
        today = timezone.localdate()
        return self.en_cours().filter(debut__lte=today, fin__gte=today)

    def passees(self):
        """Keep those whose last day is past, and that still have to be sealed or given up."""
        return self.en_cours().filter(fin__lt=timezone.localdate())


class CeremonieSignature(models.Model):
    """The days when a version is signed, over one sitting or several.

    Prepared, then open: its list of signatories no longer changes. Closed once the required ones have signed,
    it holds the digest of the text and of the signatories; then the file is sealed.
    """

    version = models.ForeignKey(
        VersionPacte, models.PROTECT, related_name="ceremonies", verbose_name="version de pacte"
    )
    debut = models.DateField("premier jour")
    fin = models.DateField("dernier jour")
    vigueur_du = models.DateField("en vigueur à partir du")
    par = models.ForeignKey(PERSONNE, models.PROTECT, related_name="+", verbose_name="préparée par")
    ouverte_le = models.DateTimeField("ouverte le", null=True, blank=True)
    close_le = models.DateTimeField("close le", null=True, blank=True)
    abandonnee_le = models.DateTimeField("abandonnée le", null=True, blank=True)
    abandon_motif = models.TextField("pourquoi", blank=True)
    contenu = models.TextField("ce qui a été signé", blank=True)
    empreinte = models.CharField("empreinte SHA-256", max_length=64, blank=True)
    scellee_le = models.DateTimeField("scellée le", null=True, blank=True)
    niveau = models.CharField("niveau PAdES", max_length=8, blank=True)
    fichier = models.FileField("fichier scellé", upload_to="pactes/%Y/", blank=True)
    fichier_empreinte = models.CharField("empreinte du fichier", max_length=64, blank=True)
    probleme = models.CharField("ce qui a empêché le sceau", max_length=200, blank=True)

    objects = CeremonieQuerySet.as_manager()

    class Meta:
        verbose_name = "cérémonie de signature"
        verbose_name_plural = "cérémonies de signature"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version"],
                condition=Q(abandonnee_le=None),
                name="pacte_ceremonie_unique",
                violation_error_message="Cette version a déjà sa cérémonie : terminez-la ou abandonnez-la d’abord.",
            ),
            models.CheckConstraint(
                condition=Q(fin__gte=F("debut")),
                name="pacte_ceremonie_dates",
                violation_error_message="Le dernier jour précède le premier : corrigez l’un des deux.",
            ),
            models.CheckConstraint(
                condition=Q(close_le=None) | Q(ouverte_le__isnull=False, abandonnee_le=None) & ~Q(empreinte=""),
                name="pacte_ceremonie_close",
                violation_error_message="Une cérémonie close a été ouverte et porte une empreinte.",
            ),
            models.CheckConstraint(
                condition=Q(scellee_le=None) | Q(close_le__isnull=False) & ~Q(fichier_empreinte="") & ~Q(niveau=""),
                name="pacte_ceremonie_scellee",
                violation_error_message="Un sceau a un fichier et un niveau.",
            ),
        ]
        triggers = [triggers.CEREMONIE_FIGEE, triggers.CEREMONIE_GARDEE]

    def __str__(self):
        return f"Signature de {self.version}"

    @property
    def is_preparee(self):
        return self.ouverte_le is None and self.abandonnee_le is None

    @property
    def is_open(self):
        """Whether somebody may answer today: derived from the dates, whatever ran or did not."""
        return self.is_running and self.debut <= timezone.localdate() <= self.fin

    @property
    def is_running(self):
        return self.ouverte_le is not None and self.close_le is None and self.abandonnee_le is None

    @property
    def is_past(self):
        """Whether its last day is past: from there it is closed, sealed or not."""
        return self.is_running and self.fin < timezone.localdate()

    @property
    def papiers_jusqu_au(self) -> date:
        """Until when a paper signed in time may be entered: then the portal writes what was signed, and seals it."""
        return self.fin + PAPIERS

    @property
    def situation(self):
        """What the row and the dates say today; past its last day it is closed, whoever came by or not."""
        steps = (
            (self.abandonnee_le, "abandonnée"),
            (self.scellee_le, "scellée"),
            (self.close_le or self.is_past, "close"),
            (self.is_preparee, "en préparation"),
            (self.is_open, "en cours"),
        )
        return next((said for holds, said in steps if holds), "à venir")

    @property
    def tone(self):
        tones = {"scellée": "ok", "close": "ok", "en préparation": "plum", "en cours": "fed"}
        return tones.get(self.situation, "neutral")

    @property
    def code(self):
        """The verification code of what was signed: the start of the digest."""
        return write_code(self.empreinte)


def write_code(empreinte: str) -> str:
    start = empreinte[:16].upper()
    return "-".join(start[rank : rank + 4] for rank in range(0, len(start), 4))


class SeanceSignature(models.Model):
    """One sitting where people sign together: there may be several, months apart (R8, W15)."""

    ceremonie = models.ForeignKey(
        CeremonieSignature, models.CASCADE, related_name="seances", verbose_name="cérémonie de signature"
    )
    le = models.DateField("date")
    lieu = models.CharField("lieu", max_length=200)

    class Meta:
        verbose_name = "séance de signature"
        verbose_name_plural = "séances de signature"
        ordering = ["le", "pk"]

    def __str__(self):
        return f"{self.le:%d/%m/%Y}, {self.lieu}"


class Signataire(models.Model):
    """Who signs, for whom, by which mandate and by which decision of their board; as the pact prints it (R8)."""

    ceremonie = models.ForeignKey(
        CeremonieSignature, models.PROTECT, related_name="signataires", verbose_name="cérémonie de signature"
    )
    rang = models.PositiveSmallIntegerField("rang", default=0)
    organisme = models.CharField("organisme", max_length=200)
    association = models.ForeignKey(
        "members.Association", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="association"
    )
    nom = models.CharField("prénom et nom", max_length=150)
    qualite = models.CharField("qualité", max_length=120)
    personne = models.ForeignKey(
        PERSONNE, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="compte du portail"
    )
    courriel = models.EmailField("adresse électronique", blank=True)
    mandat_debut = models.DateField("mandat depuis le", null=True, blank=True)
    mandat_fin = models.DateField("mandat jusqu’au", null=True, blank=True)
    decision = models.CharField("délibération qui l’autorise", max_length=200, blank=True)
    decision_le = models.DateField("délibération du", null=True, blank=True)
    is_requis = models.BooleanField("sa signature est nécessaire", default=True)

    class Meta:
        verbose_name = "signataire"
        ordering = ["rang", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["ceremonie", "association"],
                name="pacte_signataire_association_unique",
                violation_error_message="Cette association a déjà sa ligne dans cette cérémonie.",
            ),
            models.UniqueConstraint(
                fields=["ceremonie", "personne", "organisme"],
                name="pacte_signataire_personne_unique",
                violation_error_message="Cette personne signe déjà pour cet organisme.",
            ),
            models.CheckConstraint(
                condition=Q(association=None)
                | Q(mandat_debut__isnull=False, decision_le__isnull=False) & ~Q(decision=""),
                name="pacte_signataire_mandat",
                violation_error_message="Pour une association, il faut la date du mandat et la délibération de son "
                "conseil : complétez-les.",
            ),
            models.CheckConstraint(
                condition=Q(mandat_fin=None) | Q(mandat_fin__gte=F("mandat_debut")),
                name="pacte_signataire_mandat_dates",
                violation_error_message="Le mandat finit avant de commencer : vérifiez les deux dates.",
            ),
            models.CheckConstraint(
                condition=Q(personne=None) | Q(courriel=""),
                name="pacte_signataire_une_voie",
                violation_error_message="Qui a un compte signe avec son compte : laissez l’adresse vide.",
            ),
        ]
        triggers = [triggers.SIGNATAIRE_FIGE]

    def __str__(self):
        return f"{self.nom}, {self.organisme}"

    @property
    def reponse(self):
        """What was answered, None while nothing was."""
        return getattr(self, "signature", None)

    @property
    def waits_for_an_answer(self):
        return self.reponse is None and not hasattr(self, "papier")

    @property
    def waits_for_a_second_eye(self):
        return self.reponse is None and hasattr(self, "papier")

    @property
    def situation(self):
        """« signée », « refusée », « à confirmer » or « attendue »."""
        if self.reponse is not None:
            return self.reponse.get_sens_display()
        if self.waits_for_a_second_eye:
            return "à confirmer"
        return "attendue" if self.is_requis else "facultative"

    @property
    def tone(self):
        tones = {"signée": "ok", "refusée": "late", "à confirmer": "plum", "attendue": "wait"}
        return tones.get(self.situation, "neutral")

    @property
    def icon(self):
        return {"signée": "check", "refusée": "x-mark", "à confirmer": "document-text"}.get(self.situation, "clock")
