"""What the requester thinks of it."""

from django import forms

from accompagnement.models import Note
from socle.forms import Echelle, Formulaire

QUESTIONS = {
    "accessibilite": "Demander de l’aide a été facile",
    "delai": "Le délai m’a convenu",
    "neutralite": "La personne était vraiment neutre",
    "utilite": "Cela m’a été utile",
}


class EvaluationForm(Formulaire):
    """Four questions, each of which may be left empty."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, label in QUESTIONS.items():
            choices = [("", "je ne souhaite pas répondre"), *((note, Note(note).label) for note in Note)]
            self.fields[name] = forms.TypedChoiceField(
                choices=choices, coerce=int, empty_value=None, required=False, widget=Echelle, label=label
            )
