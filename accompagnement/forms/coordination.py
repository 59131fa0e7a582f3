"""What the neutral coordinator makes clear, proposes, suggests."""

from django import forms

from accompagnement.forms.services import ServiceField
from accompagnement.models import Bouquet, Demande, Prestataire, Service
from socle.forms import Formulaire


class QualificationForm(Formulaire):
    """What the coordinator makes clear after reading the need."""

    service = ServiceField(Service.objects.none(), empty_label=None, label="Service qui répond au besoin")
    urgence = forms.ChoiceField(choices=Demande.Urgence, label="Urgence")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["service"].queryset = Service.objects.proposes().filter(bouquet__in=Bouquet.objects.proposes())


class LiaisonForm(Formulaire):
    """The code of the other case of the same situation."""

    code = forms.CharField(max_length=7, label="Code de l’autre demande")

    def clean_code(self):
        return self.cleaned_data["code"].strip().upper()


class ReorientationForm(Formulaire):
    destination = forms.ChoiceField(choices=Demande.Destination, label="Vers quelle aide ?")


class PropositionsForm(Formulaire):
    """The providers ticked in the ranking."""

    prestataires = forms.ModelMultipleChoiceField(Prestataire.objects.select_related("personne"))
