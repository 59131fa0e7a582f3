"""Networks."""

from django import forms
from django.utils import timezone

from members.models import Association, Reseau
from socle.forms import Cartes, Formulaire, FormulaireModele

DETAILS = {
    "thematique": "Autour d’une question : les jeunes, l’accès aux droits…",
    "territorial": "Autour d’un lieu : un bassin de vie, un département…",
    "evenementiel": "Autour d’un moment : un mois, une semaine, une quinzaine",
}


class ReseauForm(FormulaireModele):
    """What a network is, and which function runs it."""

    class Meta:
        model = Reseau
        fields = ("nom", "genre", "presentation", "territoire", "debut", "fin", "fonction_animatrice")
        widgets = {
            "genre": Cartes(details=DETAILS),
            "debut": forms.DateInput,
            "fin": forms.DateInput,
        }
        help_texts = {
            "territoire": "Pour un réseau territorial.",
            "debut": "Pour un réseau événementiel : son premier jour.",
            "fin": "Pour un réseau événementiel : son dernier jour.",
            "fonction_animatrice": "Sans personne qui la tienne, le réseau est « en sommeil ».",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["genre"].choices = Reseau.Genre.choices
        self.fields["fonction_animatrice"].queryset = self.fields["fonction_animatrice"].queryset.order_by("intitule")


class EntreeForm(Formulaire):
    """Bring an association in."""

    association = forms.ModelChoiceField(label="Association", queryset=Association.objects.none(), empty_label=None)
    debut = forms.DateField(label="À partir du", initial=timezone.localdate, widget=forms.DateInput)

    def __init__(self, *args, associations, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["association"].queryset = associations
