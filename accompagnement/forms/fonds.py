"""Funds, ceilings, and what goes beyond them."""

from decimal import Decimal

from django import forms
from django.utils import timezone

from accompagnement.models import Fonds, MotifExtension, Plafond, ReponseExtension, Service
from accompagnement.models.fonds import MOST_MORE
from members.forms.conventions import MontantField
from socle.forms import Formulaire, FormulaireModele

CENT = Decimal("0.01")


def euros(label, **fields) -> MontantField:
    return MontantField(label=label, min_value=CENT, max_digits=10, decimal_places=2, **fields)


class FondsForm(FormulaireModele):
    montant = euros("Montant, en euros")
    services = forms.ModelMultipleChoiceField(
        Service.objects.none(),
        label="Services payés",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Aucune case cochée : tous les services.",
    )

    class Meta:
        model = Fonds
        fields = ["nom", "montant", "debut", "fin", "services"]
        help_texts = {"nom": "Jamais le nom d’une association : ce qu’il paie dirait de qui il s’agit."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["services"].queryset = Service.objects.proposes()


class PlafondForm(FormulaireModele):
    euros_par_dossier = euros("Euros par dossier", required=False, help_text="Vide : aucune limite en euros.")
    euros_par_an = euros("Euros par an et par service", required=False, help_text="Vide : aucune limite dans l’année.")

    class Meta:
        model = Plafond
        fields = ["service", "annee", "seances", "euros_par_dossier", "euros_par_an"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["service"].empty_label = "Tous ceux qui n’ont pas le leur"


class RallongeForm(Formulaire):
    annee = forms.IntegerField(label="Pour l’année", min_value=2000, max_value=2100)
    euros = euros("Euros de plus")
    motif = forms.ChoiceField(choices=ReponseExtension, label="Raison")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["annee"].initial = timezone.localdate().year


class ExtensionForm(Formulaire):
    seances = forms.IntegerField(label="Combien de séances de plus ?", min_value=1, max_value=MOST_MORE)
    motif = forms.ChoiceField(choices=MotifExtension, label="Pourquoi")


class ReponseForm(Formulaire):
    is_accordee = forms.TypedChoiceField(
        label="Votre réponse", choices=[("oui", "accorder"), ("non", "refuser")], coerce=lambda value: value == "oui"
    )
    reponse = forms.ChoiceField(choices=ReponseExtension, label="Raison")
