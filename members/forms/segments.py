"""A search of the directory that somebody keeps."""

from django import forms

from members.models import Segment
from socle.forms import FormulaireModele


class SegmentForm(FormulaireModele):
    """Its name, and whether the federal team sees it."""

    class Meta:
        model = Segment
        fields = ("nom", "is_partage")
        labels = {"nom": "Nom de la recherche", "is_partage": "La montrer à l’équipe fédérale"}
        help_texts = {
            "nom": "Par exemple : les centres sociaux des Rives.",
            "is_partage": "Elle ne change que par vous. Sans cette case, personne d’autre que vous ne la voit.",
        }
        widgets = {"nom": forms.TextInput}
