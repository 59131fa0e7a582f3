from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from collectifs.models.collectifs import Collectif, led_by
from collectifs.models.decisions import NOT_HUIS_CLOS, Decision
from collectifs.models.reunions import PointOrdreDuJour, Reunion

NEAR = timedelta(days=21)


class ActionDecideeQuerySet(models.QuerySet):
    def visible_to(self, personne, inside=None):
        """Keep what a person may read: their own, and their collectives', but not what closed doors hold.

        `inside` is a collective that they were found to read: its actions alone, without asking again.
        """
        if not (personne.is_authenticated and personne.is_active):
            return self.none()
        own = Q(responsable=personne) | Q(reunion__secretaire=personne) | led_by(personne, "collectif__")
        if inside is not None:
            return self.filter(own | NOT_HUIS_CLOS, collectif=inside)
        theirs = Q(collectif__in=Collectif.objects.visible_to(personne).values("pk"))
        return self.filter(own | theirs & NOT_HUIS_CLOS)

    def ouvertes(self):
        """Keep what is neither done nor dropped."""
        return self.filter(faite_le=None, abandonnee_le=None)

    def en_retard(self, on=None):
        """Keep what is still open after its due date."""
        return self.ouvertes().filter(echeance__lt=on or timezone.localdate())

    def publiques(self):
        """Keep what may enter a document or a mail."""
        return self.filter(NOT_HUIS_CLOS)

    def in_state(self, etat):
        """Keep what is to do, under way, done or dropped: the same four as `ActionDecidee.etat`."""
        return self.filter(**ActionDecidee.STATES[ActionDecidee.Etat(etat)])


class ActionDecidee(models.Model):
    """Something somebody will do by a date, tied to the decision and the meeting that asked for it.

    Its state follows from three dates, and late from a fourth: nothing of it is stored twice.
    """

    class Etat(models.TextChoices):
        A_FAIRE = "a_faire", "à faire"
        EN_COURS = "en_cours", "en cours"
        FAITE = "faite", "faite"
        ABANDONNEE = "abandonnee", "abandonnée"

    TRANSITIONS = {
        Etat.A_FAIRE: {Etat.EN_COURS, Etat.FAITE, Etat.ABANDONNEE},
        Etat.EN_COURS: {Etat.A_FAIRE, Etat.FAITE, Etat.ABANDONNEE},
        Etat.FAITE: {Etat.A_FAIRE, Etat.EN_COURS},
        Etat.ABANDONNEE: {Etat.A_FAIRE, Etat.EN_COURS},
    }
    STATES = {
        Etat.A_FAIRE: {"faite_le": None, "abandonnee_le": None, "commencee_le": None},
        Etat.EN_COURS: {"faite_le": None, "abandonnee_le": None, "commencee_le__isnull": False},
        Etat.FAITE: {"faite_le__isnull": False},
        Etat.ABANDONNEE: {"abandonnee_le__isnull": False},
    }

    collectif = models.ForeignKey(Collectif, models.PROTECT, related_name="actions", verbose_name="collectif")
    reunion = models.ForeignKey(
        Reunion, models.PROTECT, null=True, blank=True, related_name="actions", verbose_name="réunion"
    )
    point = models.ForeignKey(
        PointOrdreDuJour, models.PROTECT, null=True, blank=True, related_name="actions", verbose_name="point"
    )
    decision = models.ForeignKey(
        Decision, models.SET_NULL, null=True, blank=True, related_name="actions", verbose_name="décision"
    )
    texte = models.CharField("action", max_length=250)
    responsable = models.ForeignKey(
        "members.Personne", models.PROTECT, related_name="actions_decidees", verbose_name="responsable"
    )
    echeance = models.DateField("échéance", null=True, blank=True)
    commencee_le = models.DateField("commencée le", null=True, blank=True)
    faite_le = models.DateField("faite le", null=True, blank=True)
    abandonnee_le = models.DateField("abandonnée le", null=True, blank=True)
    motif_abandon = models.CharField("motif de l’abandon", max_length=250, blank=True)

    objects = ActionDecideeQuerySet.as_manager()

    class Meta:
        verbose_name = "action décidée"
        verbose_name_plural = "actions décidées"
        ordering = ["echeance", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(faite_le=None) | Q(abandonnee_le=None), name="action_faite_ou_abandonnee"
            ),
            models.CheckConstraint(
                condition=Q(abandonnee_le=None) | ~Q(motif_abandon=""),
                name="action_abandon_motive",
                violation_error_message="Une action ne s’abandonne pas sans dire pourquoi : écrivez le motif.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["responsable", "echeance"],
                condition=Q(faite_le=None, abandonnee_le=None),
                name="action_ouverte",
            )
        ]

    def __str__(self):
        return self.texte

    @property
    def tone(self):
        """How pressing it is: late, within three weeks, or quiet."""
        if self.is_en_retard:
            return "late"
        near = self.echeance is not None and self.echeance <= timezone.localdate() + NEAR
        return "wait" if near else "neutral"

    @property
    def etat(self):
        if self.abandonnee_le:
            return self.Etat.ABANDONNEE
        if self.faite_le:
            return self.Etat.FAITE
        return self.Etat.EN_COURS if self.commencee_le else self.Etat.A_FAIRE

    def can_become(self, etat) -> bool:
        return etat in self.TRANSITIONS[self.etat]

    @property
    def is_ouverte(self):
        return self.faite_le is None and self.abandonnee_le is None

    @property
    def is_en_retard(self):
        return self.is_ouverte and self.echeance is not None and self.echeance < timezone.localdate()


class TourneeRappels(models.Model):
    """A day on which people were reminded of their actions: the next round begins where this one stopped.

    A round missed because nothing ran is caught up by the next one, and no day is gone through twice.
    """

    jour = models.DateField("jour", unique=True)
    personnes = models.PositiveIntegerField("personnes prévenues", default=0)

    class Meta:
        verbose_name = "tournée de rappels"
        verbose_name_plural = "tournées de rappels"
        ordering = ["-jour"]

    def __str__(self):
        return f"Tournée du {self.jour}"
