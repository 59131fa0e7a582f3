"""A message, with the number that makes it go once."""

from uuid import uuid4

from django import forms

from socle.forms import Formulaire

LONGEST = 5000


class MessageForm(Formulaire):
    """What is written in a thread."""

    numero = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    texte = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 5}), max_length=LONGEST, strip=True, label="Votre message"
    )


class BrouillonMessageForm(Formulaire):
    """What is being written: nothing is refused but a number that is none, or what no message could hold."""

    numero = forms.UUIDField()
    texte = forms.CharField(required=False, max_length=LONGEST, strip=False)
