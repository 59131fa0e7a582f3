"""What is decided of a block of the pact before."""

from django import forms

from pacte.models import Reprise
from socle.forms import Formulaire

CHOIX = [("garder", "Garder tel quel"), ("changer", "Changer"), ("abandonner", "Abandonner")]


class RepriseForm(Formulaire):
    choix = forms.ChoiceField(label="Ce bloc", choices=CHOIX, widget=forms.RadioSelect)
    motif = forms.CharField(
        label="Pourquoi",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Nécessaire pour changer ou abandonner : la raison reste lisible avec le bloc.",
    )
    avec = forms.BooleanField(
        label="Décider de même pour ce qui est dessous et attend encore",
        required=False,
    )
    titre = forms.CharField(label="Nouveau titre", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    texte = forms.CharField(label="Nouveau texte", required=False, widget=forms.Textarea(attrs={"rows": 6}))
    revision = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self):
        data = super().clean()
        choix = data.get("choix")
        if choix and choix != Reprise.Choix.GARDER and not data.get("motif"):
            self.add_error("motif", "Dites pourquoi : ce qui change ou s’en va garde sa raison.")
        if choix == Reprise.Choix.CHANGER and not (data.get("titre") or data.get("texte")):
            self.add_error("texte", "Écrivez les nouveaux mots : un titre, un texte, ou les deux.")
        return data
