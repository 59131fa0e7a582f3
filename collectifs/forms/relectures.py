"""What people type about minutes that circulate."""

from django import forms

from socle.champs import RowField
from socle.forms import Formulaire


class PointField(RowField):
    blank = "L’ensemble : présents, horaires, signataires…"


class CorrectionForm(Formulaire):
    """What is written, what should be, and why."""

    point = PointField(label="Ce que vous corrigez", required=False)
    ecrit = forms.CharField(
        label="Ce qui est écrit",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Recopiez le passage, s’il y en a un.",
    )
    propose = forms.CharField(
        label="Ce qu’il faudrait écrire", max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    motif = forms.CharField(
        label="Pourquoi", max_length=250, help_text="Ce dont vous vous souvenez de la séance, en une phrase."
    )

    def __init__(self, *args, points=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["point"].offer(points)


class ReponseCorrectionForm(Formulaire):
    """The text that the minutes will hold, or a word to say why not."""

    texte = forms.CharField(
        label="Le texte que portera le compte rendu",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="La correction y est déjà reportée quand le passage a été retrouvé ; relisez-le.",
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    mot = forms.CharField(
        label="Un mot à la personne", required=False, max_length=250, help_text="Obligatoire pour refuser."
    )


class ErratumForm(Formulaire):
    texte = forms.CharField(
        label="Ce qu’il faut lire",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Par exemple : « Au point 2, lire 1 200 € et non 2 100 €. »",
    )
    motif = forms.CharField(label="Pourquoi", max_length=250)


class ApprobationForm(Formulaire):
    modifications = forms.CharField(
        label="Modifications demandées en séance",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Laissez vide si le texte est approuvé tel quel. Elles s’ajoutent au compte rendu, sans effacer.",
    )


class InformationForm(Formulaire):
    texte = forms.CharField(label="À retenir", max_length=400)
