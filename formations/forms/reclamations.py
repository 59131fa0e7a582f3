"""What is typed of a complaint, and of what is answered."""

from django import forms

from formations.models import Reclamation, SessionFormation
from socle.forms import Formulaire, FormulaireModele


class ReclamationForm(FormulaireModele):
    """A complaint, about a session that one followed or taught, or about none."""

    class Meta:
        model = Reclamation
        fields = ("session", "objet", "texte")

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        mine = SessionFormation.objects.visible_to(by).filter(inscriptions__personne=by).distinct()
        self.fields["session"].queryset = mine.select_related("formation")
        self.fields["session"].empty_label = "Aucune en particulier"


class ReponseForm(Formulaire):
    reponse = forms.CharField(label="Réponse", widget=forms.Textarea, max_length=4000)


class ClotureForm(Formulaire):
    changement = forms.CharField(
        label="Ce qui a changé, ou pourquoi rien ne change", widget=forms.Textarea, max_length=2000
    )
