import pgtrigger
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Subquery, Value, When
from django.utils import timezone

from collectifs.models.collectifs import Collectif
from collectifs.models.reunions import Reunion
from socle.empreintes import digest


class Axe(models.Model):
    """A direction of work of a collective, with objectives (C16) or guiding questions (C17)."""

    collectif = models.ForeignKey(Collectif, models.CASCADE, related_name="axes", verbose_name="collectif")
    titre = models.CharField("titre", max_length=150)
    objectif = models.TextField("objectif", blank=True)
    ordre = models.PositiveSmallIntegerField("ordre", default=1)

    class Meta:
        verbose_name = "axe"
        ordering = ["ordre", "pk"]

    def __str__(self):
        return self.titre

    @property
    def empreinte(self):
        return digest(self.titre, self.objectif)


class QuestionQuerySet(models.QuerySet):
    def visible_to(self, personne):
        """Keep what a person may read: the questions of the collectives that they read."""
        return self.filter(collectif__in=Collectif.objects.visible_to(personne).values("pk"))

    def gardees(self):
        """Keep what was not set aside."""
        return self.filter(retiree_le=None)

    def with_etat(self):
        """Say where each question stands, and since when an answer holds, within the same query.

        The same reading as `Question.etat`, which a test compares to this one.
        """
        answers = ReponseProposee.objects.filter(question=OuterRef("pk")).order_by()
        adopted = answers.exclude(adoptee_le=None)
        holding = adopted.filter(rouverte_le=None)
        last = adopted.order_by("-enregistree_le").values("enregistree_le")[:1]
        proposed = answers.filter(adoptee_le=None)
        waiting = proposed.filter(proposee_le__gt=OuterRef("adoption"))
        return self.annotate(adoption=Subquery(last)).annotate(
            en_vigueur_depuis=Subquery(holding.values("adoptee_le")[:1]),
            etat_lu=Case(
                When(Exists(holding), then=Value("repondue")),
                When(Q(adoption=None) & Exists(proposed) | Exists(waiting), then=Value("proposee")),
                When(adoption__isnull=False, then=Value("rouverte")),
                When(Exists(Apport.objects.filter(question=OuterRef("pk"))), then=Value("en_travail")),
                default=Value("ouverte"),
                output_field=models.CharField(),
            ),
        )


class Question(models.Model):
    """A guiding question (C17) that a collective works on until it adopts an answer, in a meeting.

    Its state follows from what was said and answered; it is never stored. A question reopened keeps every answer
    that it had.
    """

    class Etat(models.TextChoices):
        OUVERTE = "ouverte", "ouverte"
        EN_TRAVAIL = "en_travail", "en travail"
        PROPOSEE = "proposee", "réponse proposée"
        REPONDUE = "repondue", "répondue"
        ROUVERTE = "rouverte", "rouverte"

    TONES = {Etat.EN_TRAVAIL: "wait", Etat.PROPOSEE: "plum", Etat.REPONDUE: "ok", Etat.ROUVERTE: "wait"}

    collectif = models.ForeignKey(Collectif, models.CASCADE, related_name="questions", verbose_name="collectif")
    axe = models.ForeignKey(Axe, models.SET_NULL, null=True, blank=True, related_name="questions", verbose_name="axe")
    texte = models.CharField("question", max_length=250)
    ordre = models.PositiveSmallIntegerField("ordre", default=1)
    retiree_le = models.DateField("mise de côté le", null=True, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = "question"
        ordering = ["ordre", "pk"]

    def __str__(self):
        return self.texte

    @property
    def empreinte(self):
        return digest(self.texte)

    def get_answers(self):
        """Return every answer proposed or adopted, the first one first, read once."""
        if not hasattr(self, "dites"):
            self.dites = list(self.reponses.select_related("reunion", "auteur", "adoptee_par", "rouverte_par"))
        return self.dites

    @property
    def adoptees(self):
        """The answers adopted since the beginning, the latest first; none is ever lost."""
        kept = [answer for answer in self.get_answers() if answer.adoptee_le]
        return sorted(kept, key=lambda answer: (answer.enregistree_le, answer.pk), reverse=True)

    @property
    def reponse(self):
        """The adopted answer that holds today."""
        return next((answer for answer in self.adoptees if answer.rouverte_le is None), None)

    @property
    def proposees(self):
        """The answers proposed since the last adoption: those that a meeting may choose among now."""
        last = max((answer.enregistree_le for answer in self.adoptees), default=None)
        waiting = [answer for answer in self.get_answers() if answer.adoptee_le is None]
        return [answer for answer in waiting if last is None or answer.proposee_le > last]

    @property
    def non_retenues(self):
        """The answers that an adoption left aside."""
        current = self.proposees
        return [answer for answer in self.get_answers() if answer.adoptee_le is None and answer not in current]

    @property
    def etat(self):
        if hasattr(self, "etat_lu"):
            return self.Etat(self.etat_lu)
        if self.reponse:
            return self.Etat.REPONDUE
        if self.proposees:
            return self.Etat.PROPOSEE
        if self.adoptees:
            return self.Etat.ROUVERTE
        return self.Etat.EN_TRAVAIL if self.apports.exists() else self.Etat.OUVERTE

    @property
    def etat_dit(self):
        return self.etat.label.capitalize()

    @property
    def tone(self):
        return self.TONES.get(self.etat, "neutral")


class OfQuestionQuerySet(models.QuerySet):
    def visible_to(self, personne):
        """Keep what a person may read: what was said of the questions that they read."""
        return self.filter(question__in=Question.objects.visible_to(personne).values("pk"))


class Apport(models.Model):
    """What somebody brings to a question: dated, signed, mended by its author alone."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="apports", verbose_name="question")
    auteur = models.ForeignKey("members.Personne", models.PROTECT, related_name="+", verbose_name="auteur")
    texte = models.TextField("contribution", max_length=4000)
    ecrit_le = models.DateTimeField("écrit le", default=timezone.now)
    modifie_le = models.DateTimeField("modifié le", null=True, blank=True)

    objects = OfQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = "apport"
        ordering = ["ecrit_le", "pk"]
        indexes = [models.Index(fields=["question", "ecrit_le"], name="apport_fil")]

    def __str__(self):
        return f"Apport de {self.auteur}"

    @property
    def empreinte(self):
        return digest(self.texte)


class ReponseProposee(models.Model):
    """An answer to a question: proposed by somebody, adopted in a meeting, reopened later if it must be.

    Adopted, its text is frozen by the database and cannot be taken away: the minutes print it. `enregistree_le`
    is when the portal learned of the adoption: minutes circulated before do not change.
    """

    question = models.ForeignKey(Question, models.PROTECT, related_name="reponses", verbose_name="question")
    texte = models.TextField("réponse", max_length=4000)
    auteur = models.ForeignKey(
        "members.Personne", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="proposée par"
    )
    proposee_le = models.DateTimeField("proposée le", default=timezone.now)
    modifiee_le = models.DateTimeField("modifiée le", null=True, blank=True)
    adoptee_le = models.DateField("adoptée le", null=True, blank=True)
    reunion = models.ForeignKey(
        Reunion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reponses_adoptees",
        verbose_name="adoptée lors de",
    )
    adoptee_par = models.ForeignKey(
        "members.Personne", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="adoption écrite par"
    )
    enregistree_le = models.DateTimeField("adoption écrite le", null=True, blank=True)
    rouverte_le = models.DateTimeField("rouverte le", null=True, blank=True)
    rouverte_par = models.ForeignKey(
        "members.Personne", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="rouverte par"
    )
    motif_reouverture = models.CharField("motif de la réouverture", max_length=250, blank=True)

    objects = OfQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = "réponse proposée"
        verbose_name_plural = "réponses proposées"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["question"],
                condition=Q(adoptee_le__isnull=False, rouverte_le=None),
                name="question_une_reponse",
                violation_error_message="Cette question a déjà une réponse adoptée : rouvrez-la d’abord.",
            ),
            models.CheckConstraint(
                condition=Q(adoptee_le=None, enregistree_le=None, reunion=None, rouverte_le=None)
                | Q(adoptee_le__isnull=False, enregistree_le__isnull=False),
                name="reponse_adoptee_datee",
                violation_error_message="Une réponse adoptée porte la date de son adoption.",
            ),
            models.CheckConstraint(
                condition=Q(rouverte_le=None) | ~Q(motif_reouverture=""),
                name="reponse_rouverte_motivee",
                violation_error_message="Une question ne se rouvre pas sans dire pourquoi : écrivez le motif.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="reponse_adoptee_gardee",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__adoptee_le__isnull=False),
            ),
            pgtrigger.Protect(
                name="reponse_adoptee_figee",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__adoptee_le__isnull=False)
                & (
                    pgtrigger.Q(old__texte__df=pgtrigger.F("new__texte"))
                    | pgtrigger.Q(old__adoptee_le__df=pgtrigger.F("new__adoptee_le"))
                    | pgtrigger.Q(old__reunion__df=pgtrigger.F("new__reunion"))
                ),
            ),
        ]

    def __str__(self):
        return f"Réponse à « {self.question} »"

    @property
    def empreinte(self):
        return digest(self.texte)

    @property
    def is_adoptee(self):
        return self.adoptee_le is not None
