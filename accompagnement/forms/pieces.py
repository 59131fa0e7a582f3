"""A file to join to a case, known by what is in it; its name is only what it is called."""

from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError

from accompagnement.coffre import MOST_BYTES
from accompagnement.models.pieces import Fiche
from socle.fichiers import DOCUMENTS, FichierField, say_limit
from socle.fichiers.bac import draw_in_memory
from socle.forms import Formulaire

TOO_BIG = f"Ce fichier dépasse {say_limit(MOST_BYTES)} : réduisez-le, ou joignez-le en plusieurs fois."


class PieceField(FichierField):
    """A file recognised in memory; a picture is drawn anew there too: in clear, it never touches the disk."""

    draw = staticmethod(draw_in_memory)

    def recognise(self, sent):
        if sent.size > MOST_BYTES:
            raise ValidationError(TOO_BIG)
        return super().recognise(sent)


class PieceForm(Formulaire):
    """The file of a piece, and the number that makes it be joined once."""

    numero = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    fichier = PieceField(
        genres=DOCUMENTS,
        most_bytes=MOST_BYTES,
        label="Le fichier à joindre",
        help_text="Une photo est redessinée : le lieu et la date que l’appareil y a inscrits n’y sont plus.",
    )

    @property
    def given(self) -> tuple:
        """What is said of the file, and what is in it."""
        sent = self.cleaned_data["fichier"]
        reconnu = sent.reconnu
        return Fiche(nom=sent.name, type=reconnu.genre.mime, taille=reconnu.taille), sent.read()
