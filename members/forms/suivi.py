"""What the team notes of whom it met."""

from django import forms
from django.utils import timezone

from members.models import Contact
from socle.forms import Formulaire


class ContactForm(Formulaire):
    """A call, a visit, a meeting, a letter."""

    genre = forms.ChoiceField(label="Comment", choices=Contact.Genre, initial=Contact.Genre.APPEL)
    le = forms.DateField(label="Quand", initial=timezone.localdate, widget=forms.DateInput)
    note = forms.CharField(
        label="De quoi il a été question",
        max_length=300,
        required=False,
        help_text="Une phrase, pour qui rappellera. Seule l’équipe fédérale la lit : n’y écrivez rien de personnel.",
    )
