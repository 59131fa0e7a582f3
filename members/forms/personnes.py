"""One's own sheet, and ties with associations."""

from django import forms
from django.utils import timezone

from members.forms.telephones import TelephoneInput, clean_phone
from members.models import Personne, Rattachement
from members.telephones import FRANCE, region_of
from socle.forms import Formulaire, FormulaireModele


class RattachementForm(Formulaire):
    """Change somebody's place in an association."""

    genre = forms.ChoiceField(label="Sa place dans l’association", choices=Rattachement.Genre)
    fonction = forms.CharField(label="Sa fonction", max_length=100, required=False)
    is_gestionnaire = forms.BooleanField(
        label="Cette personne peut modifier la fiche et inviter d’autres collègues", required=False
    )


class FinForm(Formulaire):
    """The last day of a tie."""

    on = forms.DateField(label="Dernier jour", initial=timezone.localdate, widget=forms.DateInput)


class CoordonneesForm(FormulaireModele):
    """One's own name and telephone."""

    class Meta:
        model = Personne
        fields = ("prenom", "nom", "telephone")
        widgets = {"telephone": TelephoneInput}
        help_texts = {"telephone": "Vu de l’équipe fédérale et de qui gère la fiche de votre association."}

    def clean_telephone(self):
        ties = self.instance.rattachements_en_cours
        region = region_of(ties[0].association.departement) if ties else FRANCE
        return clean_phone(self.cleaned_data["telephone"], region)
