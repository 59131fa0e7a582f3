"""What is typed about a pact, its versions and its blocks."""

from django import forms

from pacte.models import Bloc, Pacte
from socle.forms import Formulaire, FormulaireModele

SENS = [("haut", "Monter"), ("bas", "Descendre"), ("dedans", "Rentrer"), ("dehors", "Sortir")]


class PacteForm(FormulaireModele):
    class Meta:
        model = Pacte
        fields = ["titre", "territoire", "debut", "fin"]
        labels = {"territoire": "Territoire, tel qu’il est écrit sur la couverture", "debut": "Du", "fin": "Au"}


class BlocForm(FormulaireModele):
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Bloc
        fields = ["genre", "titre", "texte", "referent", "indicateur", "echeance"]
        labels = {"genre": "C’est…", "titre": "Titre ou phrase", "referent": "Fonction référente"}
        help_texts = {
            "texte": "Une ligne vide sépare deux paragraphes ; un tiret en début de ligne fait une liste.",
            "referent": "Pour un collectif : la fonction de la fédération, pas le nom de la personne.",
            "indicateur": "Pour un engagement : ce que l’on comptera ou regardera.",
            "echeance": "Pour un engagement : le jour où l’on regardera s’il est tenu.",
        }
        widgets = {
            "titre": forms.Textarea(attrs={"rows": 2}),
            "texte": forms.Textarea(attrs={"rows": 6}),
        }


class MoveForm(Formulaire):
    sens = forms.ChoiceField(choices=SENS)


class PublicationForm(Formulaire):
    vigueur_du = forms.DateField(label="En vigueur à partir du")
    relu = forms.BooleanField(label="J’ai relu cette version : elle ne pourra plus être modifiée")
