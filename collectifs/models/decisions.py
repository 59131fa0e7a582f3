"""What meetings decide: each decision with its frozen electorate, and what becomes of it."""

import pghistory
import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from collectifs.models import regles_sql
from collectifs.models.comptes_rendus import CompteRendu
from collectifs.models.regles import SerieDecisions
from collectifs.models.reunions import PointOrdreDuJour, Reunion
from collectifs.models.votes import (
    COUNTED,
    RULES,
    VOICES,
    Mode,
    Quorum,
    Resultat,
    Scrutin,
    VoixPar,
    compute_resultat,
    say_quorum,
)
from members.models.recherche import Recherche
from members.normalisation import normalise

NOT_HUIS_CLOS = Q(point=None) | Q(point__is_huis_clos=False)
REVUE = Coalesce("reporte_au", "revoir_le")
SEARCHED = 2000


class DecisionQuerySet(models.QuerySet):
    def visible_to(self, personne):
        """Keep what a person may read: once circulated, as the meeting; never what was behind closed doors."""
        if not (personne.is_authenticated and personne.is_active):
            return self.none()
        meetings = Reunion.objects.visible_to(personne).values("pk")
        circulated = Q(reunion__compte_rendu__etat__in=CompteRendu.DIFFUSES, reunion__in=meetings)
        return self.filter(Reunion.objects.all().run_by(personne, "reunion__") | circulated & NOT_HUIS_CLOS)

    def publiques(self):
        """Keep what may enter a document."""
        return self.filter(NOT_HUIS_CLOS)

    def proclamees(self):
        """Keep what has a result."""
        return self.filter(etat__in=Decision.PROCLAMEES)

    def search(self, text):
        """Keep the decisions that hold every word, as written or nearly; « 2026-14 » is a number."""
        references = regles_sql.REFERENCE.findall(text)
        if references:
            return self.filter(reference__in=references)
        kept = self
        for word, is_short in Recherche(text).words:
            near = Q(recherche__contains=f" {word}") if is_short else Q(recherche__trigram_word_similar=word)
            begins = Q(recherche__startswith=word) if is_short else Q(recherche__contains=word)
            kept = kept.filter(begins | near)
        return kept

    def with_issue(self):
        """Add the result, as `compute_resultat` gives it, and whether another decision took this one's place."""
        replaced = Decision.objects.filter(
            remplace=OuterRef("pk"), reunion__compte_rendu__etat__in=CompteRendu.DIFFUSES
        )
        adopted = replaced.proclamees().annotate(issue_de=issue()).filter(issue_de=Resultat.ADOPTEE)
        return self.annotate(issue=issue(), a_ete_remplacee=Exists(adopted), revue=REVUE)

    def en_vigueur(self):
        """Keep what was adopted and neither replaced nor repealed."""
        return self.with_issue().filter(etat=Decision.Etat.PROCLAMEE, issue=Resultat.ADOPTEE, a_ete_remplacee=False)

    def a_revoir(self, on=None):
        """Keep what is in force and whose review day has come: derived, whatever a scheduler did."""
        return self.en_vigueur().filter(revue__lte=on or timezone.localdate())


def issue() -> Case:
    """The result of a row as the database computes it, to sort a register: the same as `compute_resultat`."""
    pour, contre, abstentions, blancs, voix = (
        Coalesce(name, 0) for name in ("pour", "contre", "abstentions", "blancs", "voix")
    )
    voted = {"exprimes": pour + contre, "votants": pour + contre + abstentions + blancs}
    held = Value(Resultat.ADOPTEE)
    lost = Value(Resultat.REJETEE)
    return Case(
        When(Q(quorum__isnull=False) & Q(quorum__gt=voix), then=Value(Resultat.SANS_QUORUM)),
        When(voix=0, then=Value(Resultat.SANS_VOTE)),
        When(Q(mode__in=Decision.SANS_COMPTE) & (~Q(objection="") | Q(contre__gt=0)), then=lost),
        When(mode__in=Decision.SANS_COMPTE, then=held),
        When(Q(pour=0, contre=0), then=Value(Resultat.SANS_VOTE)),
        When(Q(mode=Mode.MAJORITE_SIMPLE) & Q(pour__gt=F("contre")), then=held),
        When(Q(mode=Mode.MAJORITE_ABSOLUE) & Q(pour__gt=voted["votants"] - pour), then=held),
        When(Q(mode=Mode.DEUX_TIERS) & Q(pour__gte=contre * 2), then=held),
        default=lost,
        output_field=models.CharField(),
    )


@pghistory.track(exclude=["recherche"])
class Decision(models.Model):
    """What a meeting decides, how, and with what count; the result is computed from the count, never typed.

    Proposed, put to the vote (who has a voice is then frozen), proclaimed. Under way, to review and replaced follow
    from its actions, its dates and the decision that took its place: nothing of it is stored twice.
    """

    Mode = Mode
    Resultat = Resultat
    Scrutin = Scrutin

    class Etat(models.TextChoices):
        PROPOSEE = "proposee", "proposée"
        OUVERTE = "ouverte", "vote ouvert"
        PROCLAMEE = "proclamee", "proclamée"
        ABROGEE = "abrogee", "abrogée"

    PROCLAMEES = (Etat.PROCLAMEE, Etat.ABROGEE)
    SANS_COMPTE = (Mode.CONSENTEMENT, Mode.CONSENSUS)
    TRANSITIONS = {
        Etat.PROPOSEE: {Etat.OUVERTE},
        Etat.OUVERTE: {Etat.PROCLAMEE},
        Etat.PROCLAMEE: {Etat.ABROGEE},
        Etat.ABROGEE: set(),
    }

    reunion = models.ForeignKey(Reunion, models.PROTECT, related_name="decisions", verbose_name="réunion")
    point = models.ForeignKey(
        PointOrdreDuJour, models.PROTECT, null=True, blank=True, related_name="decisions", verbose_name="point"
    )
    texte = models.TextField("texte de la décision")
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.PROCLAMEE)
    mode = models.CharField("prise par", max_length=12, choices=Mode, default=Mode.CONSENTEMENT)
    scrutin = models.CharField("vote", max_length=10, choices=Scrutin, default=Scrutin.MAIN_LEVEE)
    pour = models.PositiveSmallIntegerField("pour", null=True, blank=True)
    contre = models.PositiveSmallIntegerField("contre", null=True, blank=True)
    abstentions = models.PositiveSmallIntegerField("abstentions", null=True, blank=True)
    blancs = models.PositiveSmallIntegerField("blancs ou nuls", null=True, blank=True)
    objection = models.TextField("objection motivée", blank=True)
    revoir_le = models.DateField("à revoir le", null=True, blank=True)
    reporte_au = models.DateField("révision reportée au", null=True, blank=True, editable=False)
    remplace = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="remplacantes", verbose_name="remplace"
    )
    voix_par = models.CharField("qui a une voix", max_length=12, choices=VoixPar, blank=True, editable=False)
    base = models.PositiveSmallIntegerField("voix possibles", null=True, blank=True, editable=False)
    voix = models.PositiveSmallIntegerField("voix présentes ou représentées", null=True, blank=True, editable=False)
    quorum_regle = models.CharField("règle du quorum", max_length=12, choices=Quorum, blank=True, editable=False)
    quorum = models.PositiveSmallIntegerField("quorum", null=True, blank=True, editable=False)
    serie = models.ForeignKey(
        SerieDecisions, models.PROTECT, null=True, blank=True, editable=False, related_name="+", verbose_name="série"
    )
    numero = models.PositiveIntegerField("numéro", null=True, blank=True, editable=False)
    reference = models.CharField("référence", max_length=12, blank=True, default="", editable=False)
    recherche = models.CharField("texte de recherche", max_length=SEARCHED, editable=False, default="")

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "décision"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(mode__in=["consentement", "consensus"])
                | Q(etat__in=["proposee", "ouverte"])
                | Q(pour__isnull=False, contre__isnull=False),
                name="decision_comptee",
                violation_error_message="Une majorité se compte : indiquez les voix pour et les voix contre.",
            ),
            models.CheckConstraint(
                condition=Q(voix=None)
                | Q(
                    voix__gte=Coalesce("pour", 0)
                    + Coalesce("contre", 0)
                    + Coalesce("abstentions", 0)
                    + Coalesce("blancs", 0)
                ),
                name="decision_voix_bornees",
                violation_error_message="Il y a plus de voix comptées que de voix présentes ou représentées.",
            ),
            models.CheckConstraint(
                condition=Q(remplace=None) | ~Q(remplace=F("pk")), name="decision_remplace_une_autre"
            ),
            models.UniqueConstraint(fields=["serie", "numero"], name="decision_numero_unique"),
        ]
        indexes = [
            GinIndex(fields=["recherche"], opclasses=["gin_trgm_ops"], name="decision_recherche"),
            models.Index(fields=["reference"], name="decision_reference"),
        ]
        triggers = [
            pgtrigger.FSM(
                name="transitions",
                field="etat",
                transitions=[("proposee", "ouverte"), ("ouverte", "proclamee"), ("proclamee", "abrogee")],
            ),
            regles_sql.GELE,
            regles_sql.NUMEROTE,
        ]

    def __str__(self):
        return self.texte[:120]

    def save(self, *args, **kwargs):
        self.recherche = normalise(self.texte)[:SEARCHED]
        super().save(*args, **kwargs)

    @property
    def is_counted(self):
        return self.mode in COUNTED

    @property
    def is_proclamee(self):
        return self.etat in self.PROCLAMEES

    def can_become(self, etat) -> bool:
        return etat in self.TRANSITIONS[self.Etat(self.etat)]

    @property
    def resultat(self):
        """What came out of it; nothing until it is proclaimed."""
        if not self.is_proclamee:
            return None
        return compute_resultat(
            self.mode,
            pour=self.pour or 0,
            contre=self.contre or 0,
            abstentions=self.abstentions or 0,
            blancs=self.blancs or 0,
            objection=self.objection,
            voix=self.voix,
            quorum=self.quorum,
        )

    @property
    def resultat_label(self):
        """The result in a word, or how far it got."""
        return self.resultat.label if self.is_proclamee else self.get_etat_display()

    @property
    def resultat_tone(self):
        if not self.is_proclamee:
            return "wait"
        return "ok" if self.resultat == Resultat.ADOPTEE else "late"

    @property
    def rule_text(self):
        """The rules that the result follows from, with their numbers, printed beside it."""
        return " ".join(filter(None, (RULES[Mode(self.mode)], self.quorum_text, self.voix_text)))

    @property
    def quorum_text(self):
        """The quorum of the day and what there was, in words."""
        if self.quorum is None or self.voix is None:
            return ""
        return say_quorum(self.quorum_regle, self.quorum, self.voix, self.base, self.voix_par)

    @property
    def voix_text(self):
        """Who had a voice."""
        return VOICES[VoixPar(self.voix_par)] if self.voix_par else ""

    @property
    def a_revoir_le(self):
        """The day it comes back, once put off if it was confirmed."""
        return self.reporte_au or self.revoir_le

    @property
    def is_en_vigueur(self):
        """It was adopted and still holds; read from rows given by `with_issue`."""
        is_kept = self.etat == self.Etat.PROCLAMEE and self.resultat == Resultat.ADOPTEE
        return is_kept and not getattr(self, "a_ete_remplacee", False)

    @property
    def is_a_revoir(self):
        due = self.a_revoir_le
        return self.is_en_vigueur and due is not None and due <= timezone.localdate()

    @property
    def situation(self):
        """Where it stands, in words and a tone; read from rows given by `with_issue`."""
        if not self.is_proclamee:
            is_live = self.etat == self.Etat.PROPOSEE and self.reunion.etat == Reunion.Etat.EN_COURS
            return ("en discussion" if is_live else self.get_etat_display()), "wait"
        if self.etat == self.Etat.ABROGEE:
            return "abrogée", "neutral"
        if self.resultat != Resultat.ADOPTEE:
            return self.resultat_label, "late"
        if getattr(self, "a_ete_remplacee", False):
            return "révisée", "neutral"
        if self.is_a_revoir:
            return "à réviser", "wait"
        return ("en application" if getattr(self, "a_des_actions", False) else "en vigueur"), "ok"


class Votant(models.Model):
    """A voice in a decision, frozen when its vote opened: whose it is, who carries it, how it was cast if called.

    A proxy given to somebody who is not there counts for nothing: its row holds no voice, and says why.
    """

    class Vote(models.TextChoices):
        POUR = "pour", "pour"
        CONTRE = "contre", "contre"
        ABSTENTION = "abstention", "abstention"
        BLANC = "blanc", "blanc ou nul"

    class Ecart(models.TextChoices):
        PORTEUR_ABSENT = "absent", "pouvoir donné à une personne absente"
        TROP_DE_POUVOIRS = "trop", "pouvoir de trop pour la même personne"

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="votants", verbose_name="décision")
    association = models.ForeignKey(
        "members.Association", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="association"
    )
    personne = models.ForeignKey(
        "members.Personne", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="porte la voix"
    )
    mandant = models.ForeignKey(
        "members.Personne", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="a donné pouvoir"
    )
    voix = models.PositiveSmallIntegerField("voix", default=1)
    ecart = models.CharField("ne compte pas", max_length=8, choices=Ecart, blank=True)
    vote = models.CharField("vote", max_length=10, choices=Vote, blank=True)

    class Meta:
        verbose_name = "votant"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ecart="", voix=1) | ~Q(ecart="") & Q(voix=0, vote=""), name="votant_compte_ou_dit_pourquoi"
            )
        ]
        triggers = [regles_sql.VOIX_GELEE]

    def __str__(self):
        return str(self.association or self.mandant or self.personne)


class Revision(models.Model):
    """What was said of a decision when its review day came: confirmed until another day, or repealed.

    A decision that is rewritten has no row here: the one that replaces it says so by itself.
    """

    class Issue(models.TextChoices):
        CONFIRMEE = "confirmee", "confirmée"
        ABROGEE = "abrogee", "abrogée"

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="revisions", verbose_name="décision")
    issue = models.CharField("issue", max_length=10, choices=Issue)
    le = models.DateField("le", default=timezone.localdate)
    motif = models.TextField("motif", blank=True)
    revoir_le = models.DateField("à revoir le", null=True, blank=True)
    reunion = models.ForeignKey(
        Reunion, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="lors de la réunion"
    )
    par = models.ForeignKey("members.Personne", models.PROTECT, related_name="+", verbose_name="par")

    class Meta:
        verbose_name = "révision"
        ordering = ["le", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(issue="confirmee") | Q(revoir_le__isnull=False),
                name="revision_confirmee_datee",
                violation_error_message="Confirmée, une décision revient : indiquez quand.",
            ),
            models.CheckConstraint(
                condition=~Q(issue="abrogee") | ~Q(motif=""),
                name="revision_abrogee_motivee",
                violation_error_message="Une décision ne s’abroge pas sans dire pourquoi : écrivez le motif.",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="ecrite_une_fois", fields=["decision", "issue", "le", "motif", "revoir_le"]),
            pgtrigger.Protect(name="gardee", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return f"{self.get_issue_display().capitalize()} le {self.le}"
