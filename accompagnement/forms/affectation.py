"""What the coordinator answers to a computation."""

from django import forms

from accompagnement.models import LigneAffectation, Prestataire
from socle.forms import Formulaire


class RemplacementForm(Formulaire):
    """Another eligible provider than the one computed, and why: the reason is chosen, never written."""

    prestataire = forms.ModelChoiceField(
        Prestataire.objects.none(), empty_label="Choisissez une personne", label="Qui proposer à la place ?"
    )
    motif = forms.ChoiceField(choices=LigneAffectation.Motif, widget=forms.RadioSelect, label="Pour quelle raison ?")

    def __init__(self, *args, eligibles, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["prestataire"].queryset = eligibles.select_related("personne").order_by(
            *Prestataire._meta.ordering
        )


class PourquoiForm(Formulaire):
    """A provider about whom the coordinator wonders."""

    prestataire = forms.ModelChoiceField(
        Prestataire.objects.filter(etat=Prestataire.Etat.AGREE).select_related("personne"),
        empty_label="Choisissez une personne",
        label="Pourquoi pas…",
    )
