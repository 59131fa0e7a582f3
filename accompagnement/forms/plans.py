"""The texts and the steps of an association's plan; `lu` says which version was read before writing."""

from django import forms

from accompagnement.models import EtapePlan
from socle.forms import Formulaire

LONGEST = 8000


class TextePlanForm(Formulaire):
    texte = forms.CharField(
        label="Texte",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 12, "autocomplete": "off"}),
        help_text="Il est scellé : seules l’association, la personne qui accompagne et la coordination le lisent.",
    )
    lu = forms.IntegerField(min_value=0, widget=forms.HiddenInput, initial=0)


class EtapePlanForm(Formulaire):
    numero = forms.UUIDField(widget=forms.HiddenInput)
    texte = forms.CharField(
        label="Ce qui est à faire, et par qui",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
    )
    rang = forms.IntegerField(label="Rang dans le plan", min_value=1, max_value=99)
    etat = forms.ChoiceField(label="Où elle en est", choices=EtapePlan.Etat, initial=EtapePlan.Etat.A_FAIRE)
    echeance = forms.DateField(label="Échéance", required=False)
    lu = forms.IntegerField(min_value=0, widget=forms.HiddenInput, initial=0)


class ValidationPlanForm(Formulaire):
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
