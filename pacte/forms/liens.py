"""What is chosen to tie something to the pact."""

from itertools import groupby
from uuid import UUID

from django import forms

from pacte.genres import Genre, plural_of
from pacte.models.liens import CIBLES
from socle.forms import Formulaire

UNREADABLE = "Cette demande ne se lit pas : revenez à la page et choisissez de nouveau."


class CibleForm(Formulaire):
    """What a button sends: a kind and a number."""

    genre = forms.ChoiceField(
        choices=[(name, name) for name in CIBLES],
        error_messages={"invalid_choice": UNREADABLE, "required": UNREADABLE},
    )
    objet = forms.IntegerField(
        min_value=1, max_value=2**31 - 1, error_messages={"invalid": UNREADABLE, "required": UNREADABLE}
    )


class BlocForm(Formulaire):
    """One of the missions and commitments in force, those already tied left out."""

    bloc = forms.TypedChoiceField(label="Mission ou engagement servi", coerce=UUID)

    def __init__(self, *args, suivis=(), liens=(), **kwargs):
        super().__init__(*args, **kwargs)
        tied = {lien.identifiant for lien in liens}
        left = sorted((s.noeud for s in suivis if s.identifiant not in tied), key=lambda noeud: noeud.genre)
        groups = [
            (plural_of(Genre(genre)).capitalize(), [(noeud.ancre, noeud.libelle) for noeud in noeuds])
            for genre, noeuds in groupby(left, key=lambda noeud: noeud.genre)
        ]
        self.fields["bloc"].choices = [("", "Choisir"), *groups]
