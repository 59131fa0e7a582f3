"""A pause, a case opened again: a coded reason, never a text."""

from django import forms

from accompagnement.models import MotifPause, MotifReouverture
from socle.forms import Formulaire


class PauseForm(Formulaire):
    """Why it pauses, as the other side will read it."""

    motif = forms.ChoiceField(
        choices=MotifPause, initial=MotifPause.AUTRE, label="Ce que l’autre personne lira", required=True
    )


class ReouvertureForm(Formulaire):
    """The code that the person gave by telephone, and why."""

    code = forms.CharField(max_length=7, label="Code de la demande terminée")
    motif = forms.ChoiceField(choices=MotifReouverture, label="Pourquoi la rouvrir, comme la personne le lira")

    def clean_code(self):
        return self.cleaned_data["code"].strip().upper()
