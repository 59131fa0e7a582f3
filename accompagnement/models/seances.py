"""A meeting between the person and the provider, what was written of it first, and the months that may be billed."""

import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accompagnement.models.demandes import Demande
from accompagnement.models.prestataires import Modalite, Prestataire

MOST_PEOPLE = 200
FORMATS = [(Modalite.PRESENCE.value, "en présence"), (Modalite.DISTANCE.value, "à distance")]


class SeanceQuerySet(models.QuerySet):
    def tenues(self):
        """Keep the sessions that took place: one written down by mistake stays, crossed out."""
        return self.filter(annulee_le=None)


class Tenue(models.Model):
    """What is kept of a meeting: when, how long, in what form, how many people. No notes, ever (journey 4)."""

    class Genre(models.TextChoices):
        INDIVIDUELLE = "individuelle", "avec une personne"
        COLLECTIVE = "collective", "avec un groupe"

    date = models.DateField("date", default=timezone.localdate)
    duree_minutes = models.PositiveSmallIntegerField(
        "durée en minutes", default=60, validators=[MinValueValidator(15), MaxValueValidator(480)]
    )
    format = models.CharField("format", max_length=10, choices=FORMATS)
    genre = models.CharField("séance", max_length=12, choices=Genre, default=Genre.INDIVIDUELLE)
    salaries = models.PositiveSmallIntegerField(
        "personnes salariées présentes", default=0, validators=[MaxValueValidator(MOST_PEOPLE)]
    )
    benevoles = models.PositiveSmallIntegerField(
        "bénévoles présents", default=0, validators=[MaxValueValidator(MOST_PEOPLE)]
    )

    class Meta:
        abstract = True

    @property
    def is_collective(self):
        return self.genre == self.Genre.COLLECTIVE

    @property
    def presents(self) -> int:
        return self.salaries + self.benevoles if self.is_collective else 1


def _who_was_there(name) -> models.CheckConstraint:
    """One person is not counted by kind; a group is two people at least."""
    alone = Q(genre="individuelle", salaries=0, benevoles=0)
    together = Q(genre="collective") & (
        Q(salaries__gte=2) | Q(benevoles__gte=2) | Q(salaries__gte=1, benevoles__gte=1)
    )
    return models.CheckConstraint(
        condition=alone | together,
        name=name,
        violation_error_message="Une séance de groupe réunit au moins deux personnes : dites combien étaient là.",
    )


# The months that may be billed follow the sessions by themselves: no code that forgot to count can be written.
# A case is named there by its code alone, so that an invoice, kept ten years, outlives the case it came from.
COUNT_MONTH = """
    INSERT INTO accompagnement_moisfacturable (prestataire_id, code, service_id, mois, seances)
    SELECT {row}.prestataire_id, d.code, d.service_id, date_trunc('month', {row}.date)::date, 0
    FROM accompagnement_demande d WHERE d.id = {row}.demande_id AND d.service_id IS NOT NULL
    ON CONFLICT (prestataire_id, code, mois) DO NOTHING;
    UPDATE accompagnement_moisfacturable m SET seances = (
        SELECT count(*) FROM accompagnement_seance s WHERE s.demande_id = {row}.demande_id AND s.annulee_le IS NULL
        AND s.prestataire_id = {row}.prestataire_id AND date_trunc('month', s.date)::date = m.mois
    )
    FROM accompagnement_demande d
    WHERE d.id = {row}.demande_id AND m.prestataire_id = {row}.prestataire_id AND m.code = d.code
      AND m.mois = date_trunc('month', {row}.date)::date;
"""


class Seance(Tenue):
    """A meeting between the person and the provider, written down by the provider who held it."""

    demande = models.ForeignKey(Demande, models.CASCADE, related_name="seances", verbose_name="demande")
    prestataire = models.ForeignKey(
        Prestataire, models.PROTECT, null=True, editable=False, related_name="seances", verbose_name="tenue par"
    )
    annulee_le = models.DateTimeField("annulée le", null=True, editable=False)

    objects = SeanceQuerySet.as_manager()

    class Meta:
        verbose_name = "séance"
        ordering = ["date", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["demande", "date"],
                condition=Q(annulee_le=None),
                name="seance_une_par_jour",
                violation_error_message="Une séance est déjà notée ce jour-là : corrigez la date.",
            ),
            _who_was_there("seance_presents_par_genre"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="mois_facturable",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Condition("NEW.prestataire_id IS NOT NULL"),
                func=COUNT_MONTH.format(row="NEW")
                + "IF TG_OP = 'UPDATE' AND OLD.prestataire_id IS NOT NULL THEN"
                + COUNT_MONTH.format(row="OLD")
                + "END IF; RETURN NULL;",
            )
        ]

    def __str__(self):
        return f"{self.demande}, {self.date}"


class SeanceCorrigee(Tenue):
    """What a session said before its author corrected it: shown with it, never changed, gone with the case."""

    seance = models.ForeignKey(Seance, models.CASCADE, related_name="corrections", verbose_name="séance")
    corrigee_le = models.DateTimeField("corrigée le", default=timezone.now)

    class Meta:
        verbose_name = "séance corrigée"
        verbose_name_plural = "séances corrigées"
        ordering = ["-corrigee_le", "-pk"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self):
        return f"{self.seance}, {self.corrigee_le:%d/%m/%Y}"


class MoisFacturable(models.Model):
    """How many sessions one provider held in one month for one case, known here by its code only.

    The database counts them from the sessions. Nothing leads from here to who asked: the erased case takes another
    code, and what is left says a provider, a service and a number.
    """

    prestataire = models.ForeignKey(
        Prestataire, models.PROTECT, related_name="mois_facturables", verbose_name="prestataire"
    )
    code = models.CharField("code du dossier", max_length=7)
    service = models.ForeignKey(
        "accompagnement.Service", models.PROTECT, related_name="mois_facturables", verbose_name="service"
    )
    mois = models.DateField("mois")
    seances = models.PositiveSmallIntegerField("séances tenues")

    class Meta:
        verbose_name = "mois facturable"
        verbose_name_plural = "mois facturables"
        ordering = ["-mois", "code"]
        indexes = [models.Index(fields=["code"], name="mois_du_dossier")]
        constraints = [
            models.UniqueConstraint(fields=["prestataire", "code", "mois"], name="mois_facturable_unique"),
            models.CheckConstraint(condition=Q(mois__day=1), name="mois_au_premier_jour"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="pas_moins_que_facture",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF NEW.seances < (
                        SELECT coalesce(sum(seances), 0) FROM accompagnement_facture
                        WHERE mois_id = NEW.id AND etat <> 'refusee'
                    ) THEN
                        RAISE EXCEPTION 'facture : plus de seances facturees que tenues'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self):
        return f"{self.code}, {self.mois:%m/%Y}"
