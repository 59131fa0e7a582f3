"""What people type to ask for an agenda item, and what is answered to them."""

from django import forms

from collectifs.models import PropositionPoint
from socle.forms import Formulaire, FormulaireModele


class PropositionForm(FormulaireModele):
    duree = forms.IntegerField(label="Durée souhaitée, en minutes", min_value=1, max_value=240, initial=15)

    class Meta:
        model = PropositionPoint
        fields = ("titre", "pourquoi", "duree")
        help_texts = {
            "titre": "Tel qu’on pourrait le lire à l’ordre du jour.",
            "pourquoi": "Ce qui vous le fait proposer. Seules les personnes qui préparent les réunions le liront.",
        }


class TraitementForm(Formulaire):
    """What becomes of a proposal, and a word for its author."""

    suite = forms.ChoiceField(choices=[("retenir", "Retenir"), ("reporter", "Reporter"), ("decliner", "Décliner")])
    mot = forms.CharField(label="Un mot", required=False, max_length=300)
