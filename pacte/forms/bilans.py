"""What is typed about the review of a pact: its day, what is told of each part, that it was read."""

from django import forms

from pacte.models import Bilan
from socle.forms import Cartes, Formulaire

LONGEST = 20_000


class BilanForm(Formulaire):
    genre = forms.ChoiceField(label="Sorte de bilan", choices=Bilan.Genre.choices, widget=Cartes)
    jusqu_au = forms.DateField(
        label="Arrêté au",
        help_text="Ce qui est compté s’arrête à ce jour. Le bilan se publie ce jour-là ou après.",
    )


class RecitForm(Formulaire):
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2_000_000_000)
    texte = forms.CharField(
        label="Ce qui s’est passé",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="Ce qui a été fait, ce qui ne l’a pas été, ce qui a changé. Les chiffres viennent d’eux-mêmes. "
        "Une ligne vide sépare deux paragraphes ; un tiret en début de ligne fait une liste.",
    )

    def clean_texte(self):
        return self.cleaned_data["texte"].replace("\r\n", "\n")  # a browser ends lines its own way

    def clean_revision(self):
        return self.cleaned_data["revision"] or 0


class PublierBilanForm(Formulaire):
    lu = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
    relu = forms.BooleanField(label="J’ai relu ce bilan : il ne pourra plus être modifié")
