"""An invoice under a code; what the operator answers."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError

from accompagnement.models import Facture, Fonds, MoisFacturable
from accompagnement.queries.factures import get_facturables
from accompagnement.queries.fonds import get_fonds_possibles
from members.forms.conventions import MontantField
from socle.forms import Formulaire, FormulaireModele
from socle.french import count, say_month

CENT = Decimal("0.01")


class MoisField(forms.ModelChoiceField):
    def label_from_instance(self, mois):
        left = count(mois.restent, "séance")
        return f"{mois.code}, {mois.service}, {say_month(mois.mois)} : {left}"


class FactureForm(FormulaireModele):
    """The months offered are those of the provider's own sessions; nothing else of a case is known here."""

    mois = MoisField(MoisFacturable.objects.none(), label="Dossier et mois", empty_label=None)
    seances = forms.IntegerField(label="Nombre de séances facturées", min_value=1, max_value=31)
    montant = MontantField(label="Montant hors taxe, en euros", min_value=CENT, max_digits=8, decimal_places=2)
    tva = MontantField(
        label="TVA, en euros", min_value=Decimal(0), max_digits=8, decimal_places=2, required=False, initial=Decimal(0)
    )

    class Meta:
        model = Facture
        fields = ["mois", "numero", "seances", "montant", "mention", "tva"]
        help_texts = {"numero": "Celui de votre facture : F2026-014. Aucun nom, ni de personne ni d’association."}

    def __init__(self, *args, personne, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["mois"].queryset = get_facturables(personne)

    def clean_numero(self):
        return self.cleaned_data["numero"].upper()

    def clean_tva(self):
        return self.cleaned_data["tva"] or Decimal(0)

    def clean(self):
        data = super().clean()
        if data.get("tva") and data.get("mention") != Facture.Mention.TAXABLE:
            raise ValidationError(
                "Une TVA est écrite, et la mention dit qu’il n’y en a pas : mettez 0, ou choisissez « TVA facturée »."
            )
        return data


class VerificationForm(Formulaire):
    fonds = forms.ModelChoiceField(Fonds.objects.all(), label="Fonds qui paie", empty_label=None)

    def __init__(self, *args, facture, **kwargs):
        super().__init__(*args, **kwargs)
        possible = [fonds.pk for fonds in get_fonds_possibles(facture)]
        self.fields["fonds"].queryset = Fonds.objects.filter(pk__in=possible)


class RefusForm(Formulaire):
    motif = forms.ChoiceField(choices=Facture.Motif, label="Ce que la personne qui facture lira")
