"""The provider's answer, and the sessions."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accompagnement.models import Seance, Sollicitation
from socle.forms import Formulaire, FormulaireModele


class AcceptationForm(Formulaire):
    has_declared = forms.BooleanField(
        label="Je déclare n’avoir aucun lien, personnel, professionnel, associatif ou financier, qui toucherait à "
        "cette situation, et je me retirerai si j’en découvre un.",
    )


class DeclinForm(Formulaire):
    motif = forms.ChoiceField(choices=Sollicitation.Motif, label="Pour quelle raison ?")


class SeanceForm(FormulaireModele):
    class Meta:
        model = Seance
        fields = ["date", "duree_minutes", "format"]

    def clean_date(self):
        if self.cleaned_data["date"] > timezone.localdate():
            raise ValidationError("Cette date est à venir : notez la séance après l’avoir tenue.")
        return self.cleaned_data["date"]
