"""An association's sheet."""

import re

from django import forms

from members.actions import read_sheet
from members.actions.associations import LISTS, PLAIN
from members.forms.telephones import clean_phone
from members.models import Association
from socle.forms import FormulaireModele


class AssociationForm(FormulaireModele):
    """An association's sheet. `lu` is the mark of what it said when it was read."""

    lu = forms.CharField(widget=forms.HiddenInput)
    site = forms.URLField(label="Site", max_length=200, required=False, assume_scheme="https")
    siret = forms.CharField(
        label="SIRET",
        max_length=30,
        required=False,
        help_text="14 chiffres, espaces ou non. Laissez vide si l’association n’en a pas.",
    )
    rna = forms.CharField(
        label="RNA",
        max_length=30,
        required=False,
        help_text="W suivi de neuf caractères. Les associations d’Alsace et de Moselle n’en ont pas.",
    )

    class Meta:
        model = Association
        fields = (*PLAIN, *LISTS)
        widgets = dict.fromkeys(LISTS, forms.CheckboxSelectMultiple)
        labels = {"is_publiee": "Montrer cette fiche dans l’annuaire public"}
        help_texts = {
            "presentation": "Quelques phrases que tout le réseau lit : ce que vous faites, avec qui.",
            "email": "L’adresse que le réseau utilise pour vous écrire. Elle n’est jamais montrée au public.",
            "is_publiee": "Le nom, la commune, le téléphone, le site et la présentation, sans nommer personne.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["lu"].initial = read_sheet(self.instance)

    def clean_telephone(self):
        return clean_phone(self.cleaned_data["telephone"])

    def clean_siret(self):
        return re.sub(r"\s", "", self.cleaned_data["siret"] or "") or None

    def clean_rna(self):
        return re.sub(r"\s", "", self.cleaned_data["rna"] or "").upper() or None

    def read_again(self, standing: Association) -> None:
        """Keep what was typed and mark it as written over what the sheet says now."""
        self.data = self.data.copy()
        self.data["lu"] = read_sheet(standing)
