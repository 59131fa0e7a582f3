"""What a provider asks to be paid, under the code of a case and nothing else (finding 9, §4.6)."""

import uuid

import pgtrigger
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q, Sum
from django.utils import timezone

from accompagnement.models.fonds import CENT, Fonds
from accompagnement.models.seances import MoisFacturable

# Four letters in a row at most: a number names nobody.
NUMERO = r"^(?=.*[0-9])(?!.*[A-Z]{5})[A-Z0-9][A-Z0-9/_.-]{0,19}$"
FIXED = ("mois_id", "numero", "montant", "tva", "mention", "seances", "deposee_le")


class FactureQuerySet(models.QuerySet):
    def comptees(self):
        """Keep those that are paid or may be."""
        return self.exclude(etat=Facture.Etat.REFUSEE)

    def total(self):
        """Return what they come to, tax included."""
        return self.aggregate(n=Sum(models.F("montant") + models.F("tva")))["n"] or 0


class Facture(models.Model):
    """An invoice: a number, an amount, a code, a month. No name but the provider's, no association, no file.

    It leads to no case: what it counts is `MoisFacturable`, which only knows a code. A file is not attached, since
    nobody could swear that a name is not written on it.
    """

    class Etat(models.TextChoices):
        DEPOSEE = "deposee", "à vérifier"
        VERIFIEE = "verifiee", "à régler"
        REGLEE = "reglee", "réglée"
        REFUSEE = "refusee", "refusée"

    class Mention(models.TextChoices):
        FRANCHISE = "franchise", "TVA non applicable, article 293 B du CGI"
        FORMATION = "formation", "exonérée, article 261-4-4° a du CGI"
        ASSOCIATION = "association", "association non assujettie à la TVA"
        TAXABLE = "taxable", "TVA facturée"

    class Motif(models.TextChoices):
        SEANCES = "seances", "le nombre de séances est à revoir"
        MONTANT = "montant", "le montant ne correspond pas au tarif convenu"
        TVA = "tva", "la mention de TVA est à revoir"
        DOUBLE = "double", "cette facture existe déjà"
        FONDS = "fonds", "aucun fonds ne peut la payer"

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    mois = models.ForeignKey(MoisFacturable, models.PROTECT, related_name="factures", verbose_name="mois facturé")
    numero = models.CharField(
        "numéro",
        max_length=20,
        validators=[
            RegexValidator(
                NUMERO,
                "Un numéro est fait de chiffres et de quatre lettres de suite au plus, sans espace : F2026-014. "
                "N’y mettez aucun nom.",
            )
        ],
    )
    montant = models.DecimalField("montant hors taxe, en euros", max_digits=8, decimal_places=2, validators=[CENT])
    tva = models.DecimalField("TVA, en euros", max_digits=8, decimal_places=2, default=0)
    mention = models.CharField("mention de TVA", max_length=12, choices=Mention)
    seances = models.PositiveSmallIntegerField("séances facturées")
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.DEPOSEE)
    motif = models.CharField("raison du refus", max_length=10, choices=Motif, blank=True)
    fonds = models.ForeignKey(
        Fonds, models.PROTECT, null=True, blank=True, related_name="factures", verbose_name="payée par"
    )
    deposee_le = models.DateField("déposée le", default=timezone.localdate)
    reglee_le = models.DateField("réglée le", null=True)

    objects = FactureQuerySet.as_manager()

    class Meta:
        verbose_name = "facture"
        ordering = ["deposee_le", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(numero__regex=NUMERO), name="facture_numero_sans_nom"),
            models.CheckConstraint(condition=Q(montant__gt=0, tva__gte=0, seances__gte=1), name="facture_positive"),
            models.CheckConstraint(condition=Q(mention="taxable") | Q(tva=0), name="facture_tva_si_taxable"),
            models.CheckConstraint(
                condition=(Q(etat="refusee") & ~Q(motif="")) | (~Q(etat="refusee") & Q(motif="")),
                name="facture_refus_motive",
            ),
            models.CheckConstraint(
                condition=Q(etat__in=["deposee", "refusee"]) | Q(fonds__isnull=False),
                name="facture_payee_par_un_fonds",
            ),
            models.CheckConstraint(condition=Q(etat="reglee") ^ Q(reglee_le=None), name="facture_reglee_un_jour"),
        ]
        triggers = [
            pgtrigger.FSM(
                name="vie_legale",
                field="etat",
                transitions=[
                    ("deposee", "verifiee"),
                    ("deposee", "refusee"),
                    ("verifiee", "reglee"),
                    ("verifiee", "refusee"),
                ],
            ),
            pgtrigger.Protect(
                name="pas_recrite",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in FIXED)
                ),
            ),
            pgtrigger.Protect(name="gardee", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="pas_plus_que_tenu",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                declare=[("m", "accompagnement_moisfacturable%ROWTYPE")],
                condition=pgtrigger.Condition("NEW.etat <> 'refusee'"),
                func="""
                    SELECT * INTO m FROM accompagnement_moisfacturable WHERE id = NEW.mois_id FOR UPDATE;
                    IF m.seances < NEW.seances + (
                        SELECT coalesce(sum(seances), 0) FROM accompagnement_facture
                        WHERE mois_id = NEW.mois_id AND etat <> 'refusee' AND id <> NEW.id
                    ) THEN
                        RAISE EXCEPTION 'facture : plus de seances facturees que tenues'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    IF EXISTS (
                        SELECT 1 FROM accompagnement_facture f JOIN accompagnement_moisfacturable o ON o.id = f.mois_id
                        WHERE o.prestataire_id = m.prestataire_id AND f.numero = NEW.numero
                          AND f.etat <> 'refusee' AND f.id <> NEW.id
                    ) THEN
                        RAISE EXCEPTION 'facture : numero deja depose' USING ERRCODE = 'unique_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="dans_le_fonds",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                declare=[("f", "accompagnement_fonds%ROWTYPE"), ("m", "accompagnement_moisfacturable%ROWTYPE")],
                condition=pgtrigger.Condition("NEW.fonds_id IS NOT NULL AND NEW.etat <> 'refusee'"),
                func="""
                    SELECT * INTO f FROM accompagnement_fonds WHERE id = NEW.fonds_id FOR UPDATE;
                    SELECT * INTO m FROM accompagnement_moisfacturable WHERE id = NEW.mois_id;
                    IF m.mois < date_trunc('month', f.debut) OR m.mois > f.fin OR (
                        EXISTS (SELECT 1 FROM accompagnement_fonds_services WHERE fonds_id = f.id)
                        AND NOT EXISTS (
                            SELECT 1 FROM accompagnement_fonds_services
                            WHERE fonds_id = f.id AND service_id = m.service_id
                        )
                    ) OR f.montant < NEW.montant + NEW.tva + (
                        SELECT coalesce(sum(montant + tva), 0) FROM accompagnement_facture
                        WHERE fonds_id = NEW.fonds_id AND etat <> 'refusee' AND id <> NEW.id
                    ) THEN
                        RAISE EXCEPTION 'fonds : ne peut pas payer cette facture' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return f"Facture {self.numero}"

    @property
    def total(self):
        return self.montant + self.tva

    @property
    def code(self):
        return self.mois.code
