"""A pact and its numbered versions."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Value
from django.utils import timezone

from members.mois import add_months
from pacte import triggers
from pacte.models.arbre import build_tree
from pacte.tree import Texte

NOTICE = 6  # months before the end of a pact, to prepare the next one


class DateRange(Func):
    function = "daterange"
    output_field = DateRangeField()


class PacteQuerySet(models.QuerySet):
    def visible_to(self, personne):
        """Keep the pacts that this person may read: drafts are for administrators."""
        return self.filter(pk__in=VersionPacte.objects.visible_to(personne).values("pacte"))


class Pacte(models.Model):
    """What the members of a federation promise one another for some years (C1)."""

    federation = models.ForeignKey(
        "members.Federation", models.PROTECT, related_name="pactes", verbose_name="fédération"
    )
    titre = models.CharField("titre", max_length=200)
    territoire = models.CharField("territoire", max_length=100, blank=True)
    debut = models.DateField("début")
    fin = models.DateField("fin")

    objects = PacteQuerySet.as_manager()

    class Meta:
        verbose_name = "pacte"
        ordering = ["-debut", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(fin__gte=F("debut")),
                name="pacte_fin_apres_debut",
                violation_error_message="Le pacte finit avant de commencer : vérifiez les deux dates.",
            )
        ]
        triggers = [triggers.PACTE_FIGE]

    def __str__(self):
        return f"{self.titre} {self.periode}"

    @property
    def periode(self):
        """« 2023-2026 »."""
        return f"{self.debut.year}-{self.fin.year}"


class VersionPacteQuerySet(models.QuerySet):
    def visible_to(self, personne):
        """Keep the published versions, and the drafts too for an administrator (equal to pacte.view_version)."""
        if not personne.is_authenticated:
            return self.none()
        return self if "admin_portail" in personne.roles else self.figees()

    def figees(self):
        """Keep what is debated, adopted, signed or published: it no longer changes, and every member reads it."""
        return self.filter(etat__in=VersionPacte.FIGEES)

    def publiees(self):
        return self.filter(etat=VersionPacte.Etat.PUBLIEE)

    def brouillons(self):
        """Keep what is still being written, previews of an import included."""
        return self.exclude(etat__in=VersionPacte.FIGEES)

    def en_vigueur(self, on=None):
        """Keep what holds on a day, today by default; the database allows one a federation (R7)."""
        on = on or timezone.localdate()
        return self.publiees().filter(vigueur_du__lte=on, vigueur_au__gte=on)

    def a_renouveler(self, on=None):
        """Keep what is in force, ends within six months, and is followed by no published pact."""
        on = on or timezone.localdate()
        return self.filter(self.is_a_renouveler(on)).select_related("pacte")

    @staticmethod
    def is_a_renouveler(on):
        """Return the condition of being in force on a day, ending within six months with nothing after it."""
        after = VersionPacte.objects.publiees().filter(
            federation=OuterRef("federation"), vigueur_du__gt=OuterRef("pacte__fin")
        )
        running = Q(etat=VersionPacte.Etat.PUBLIEE, vigueur_du__lte=on, vigueur_au__gte=on)
        return running & Q(pacte__fin__lte=add_months(on, NOTICE)) & ~Exists(after)


class VersionPacte(models.Model):
    """One numbered state of a pact. Published, it is frozen by the database; a change is a new version (R7)."""

    class Etat(models.TextChoices):
        APERCU = "apercu", "aperçu d’un import"
        BROUILLON = "brouillon", "brouillon"
        SOUMISE = "soumise", "soumise à amendement"
        ADOPTEE = "adoptee", "adoptée"
        EN_SIGNATURE = "en_signature", "en signature"
        PUBLIEE = "publiee", "publiée"

    FIGEES = (Etat.SOUMISE, Etat.ADOPTEE, Etat.EN_SIGNATURE, Etat.PUBLIEE)

    pacte = models.ForeignKey(Pacte, models.CASCADE, related_name="versions", verbose_name="pacte")
    federation = models.ForeignKey(
        "members.Federation", models.PROTECT, related_name="+", verbose_name="fédération", editable=False
    )
    majeure = models.PositiveSmallIntegerField("numéro", default=1)
    avenant = models.PositiveSmallIntegerField("avenant", default=0)
    etat = models.CharField("état", max_length=12, choices=Etat, default=Etat.BROUILLON)
    source = models.TextField("texte importé", blank=True)
    origine = models.ForeignKey(
        "self", models.PROTECT, related_name="suites", null=True, blank=True, verbose_name="reprend"
    )
    cree_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="commencée par"
    )
    cree_le = models.DateTimeField("commencée le", default=timezone.now)
    publiee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="publiée par"
    )
    publiee_le = models.DateTimeField("publiée le", null=True, blank=True)
    vigueur_du = models.DateField("en vigueur du", null=True, blank=True)
    vigueur_au = models.DateField("en vigueur au", null=True, blank=True)
    empreinte = models.CharField("empreinte SHA-256", max_length=64, blank=True)

    objects = VersionPacteQuerySet.as_manager()

    class Meta:
        verbose_name = "version de pacte"
        verbose_name_plural = "versions de pacte"
        ordering = ["-pacte__debut", "-pacte_id", "-majeure", "-avenant"]
        constraints = [
            models.UniqueConstraint(
                fields=["pacte", "majeure", "avenant"],
                name="pacte_version_numero_unique",
                violation_error_message="Ce pacte a déjà une version de ce numéro.",
            ),
            models.UniqueConstraint(
                fields=["pacte"],
                condition=~Q(etat__in=["publiee", "soumise"]),
                name="pacte_version_un_brouillon",
                violation_error_message="Ce pacte a déjà un brouillon : finissez-le ou abandonnez-le d’abord.",
            ),
            models.CheckConstraint(
                condition=~Q(etat="publiee")
                | Q(publiee_le__isnull=False, vigueur_du__isnull=False, vigueur_au__gte=F("vigueur_du"))
                & ~Q(empreinte=""),
                name="pacte_version_publiee_complete",
                violation_error_message="Une version publiée a une date, une durée et une empreinte.",
            ),
            models.CheckConstraint(
                condition=~Q(etat__in=["adoptee", "en_signature"]) | ~Q(empreinte=""),
                name="pacte_version_adoptee_empreinte",
                violation_error_message="Une version adoptée a une empreinte.",
            ),
            ExclusionConstraint(
                name="pacte_une_version_par_jour",
                expressions=[
                    (F("federation"), RangeOperators.EQUAL),
                    (DateRange("vigueur_du", "vigueur_au", Value("[]")), RangeOperators.OVERLAPS),
                ],
                condition=Q(etat="publiee"),
                violation_error_message="Une autre version est déjà en vigueur ces jours-là.",
            ),
        ]
        triggers = [
            triggers.VERSION_FEDERATION,
            triggers.VERSION_SOUMISE,
            triggers.VERSION_ADOPTEE,
            triggers.VERSION_FIGEE,
            triggers.VERSION_GARDEE,
        ]

    def __str__(self):
        return f"{self.pacte}, version {self.numero}"

    def save(self, *args, **kwargs):
        self.federation_id = self.pacte.federation_id
        super().save(*args, **kwargs)

    @property
    def numero(self):
        """« 1 », « 1.1 » for its first amendment."""
        return f"{self.majeure}.{self.avenant}" if self.avenant else str(self.majeure)

    @property
    def is_brouillon(self):
        return self.etat not in self.FIGEES

    @property
    def is_publiee(self):
        return self.etat == self.Etat.PUBLIEE

    @property
    def is_apercu(self):
        return self.etat == self.Etat.APERCU

    @property
    def code(self):
        """The verification code at the foot of each page: the start of the digest."""
        start = self.empreinte[:16].upper()
        return "-".join(start[rank : rank + 4] for rank in range(0, len(start), 4))

    @property
    def situation(self):
        """What the step and the dates say today, never stored: brouillon, adoptée, à venir, en vigueur, expirée…"""
        if not self.is_publiee:
            return self.get_etat_display()
        today = timezone.localdate()
        if today < self.vigueur_du:
            return "à venir"
        if today <= self.vigueur_au:
            return "en vigueur"
        return "expirée" if self.vigueur_au >= self.pacte.fin else "remplacée"

    @property
    def tone(self):
        tones = {
            "en vigueur": "ok",
            "à venir": "fed",
            "brouillon": "wait",
            "aperçu d’un import": "plum",
            "adoptée": "fed",
            "en signature": "wait",
            "soumise à amendement": "plum",
        }
        return tones.get(self.situation, "neutral")

    def read(self) -> Texte:
        """Return the whole text as plain values, in one query."""
        return Texte(
            titre=self.pacte.titre,
            territoire=self.pacte.territoire,
            debut=self.pacte.debut,
            fin=self.pacte.fin,
            noeuds=build_tree(self.blocs.presents()),
        )
