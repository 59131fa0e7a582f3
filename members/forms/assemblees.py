"""Assemblies, and who speaks there for an association."""

from django import forms
from django.utils import timezone

from members.models import Association, Instance, Personne
from members.queries.gouvernance import get_people_of
from socle.forms import Cartes, Formulaire

TITULAIRE, SUPPLEANCE = "titulaire", "suppleance"


class AssembleeForm(Formulaire):
    """An assembly of the federation."""

    intitule = forms.CharField(
        label="Intitulé", max_length=150, help_text="Par exemple : assemblée générale ordinaire."
    )
    instance = forms.ModelChoiceField(Instance.objects.none(), label="Instance", empty_label=None)
    le = forms.DateField(label="Date", widget=forms.DateInput)
    lieu = forms.CharField(label="Lieu", max_length=200, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        federal = Instance.objects.filter(association=None, genre=Instance.Genre.AG)
        self.fields["instance"].queryset = federal.order_by("pk")


class RepresentantForm(Formulaire):
    """Who speaks for an association, from when."""

    personne = forms.ModelChoiceField(
        Personne.objects.none(),
        label="Qui représente l’association",
        empty_label="Choisissez une personne",
        help_text="Une personne de l’association, ou invitée à la rejoindre.",
    )
    place = forms.ChoiceField(
        label="À quelle place",
        choices=[(TITULAIRE, "Titulaire"), (SUPPLEANCE, "Suppléance")],
        initial=TITULAIRE,
        widget=Cartes(
            details={
                TITULAIRE: "Elle vote à l’assemblée de la fédération.",
                SUPPLEANCE: "Elle vote quand la personne titulaire n’est pas là.",
            }
        ),
    )
    decision = forms.CharField(
        label="Décision", max_length=200, required=False, help_text="Par exemple : conseil du 12 mars."
    )
    debut = forms.DateField(label="À partir du", initial=timezone.localdate, widget=forms.DateInput)

    def __init__(self, *args, association: Association, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["personne"].queryset = get_people_of(association.pk)

    @property
    def named(self) -> dict:
        """What naming somebody takes."""
        data = self.cleaned_data
        kept = {name: data[name] for name in ("personne", "decision", "debut")}
        return kept | {"is_suppleant": data["place"] == SUPPLEANCE}


class FinRepresentantForm(Formulaire):
    """The last day on which somebody speaks for an association."""

    on = forms.DateField(label="Dernier jour", initial=timezone.localdate, widget=forms.DateInput)
