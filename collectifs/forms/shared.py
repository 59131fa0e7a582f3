"""What several forms of collectives share."""

from django import forms

from socle.champs import RowField
from socle.forms import Formulaire


class PersonneField(RowField):
    blank = "Choisir une personne"


class MotifForm(Formulaire):
    """A reason, asked whenever something is called off."""

    motif = forms.CharField(label="Motif", max_length=250)
