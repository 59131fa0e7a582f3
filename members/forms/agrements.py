"""Approvals, the files that ask for them again, social projects, and what the horizon may be narrowed by."""

from datetime import timedelta

import django_filters
from django import forms
from django.utils import timezone

from members.actions import agrements, projets
from members.forms.relecture import FormulaireRelu
from members.models import Agrement, ProjetSocial, Renouvellement
from members.mois import add_months
from members.queries.agrements import MOST_MONTHS, PARTS, Etape
from socle.forms import Formulaire, explain

CUMUL, PAR_MOIS = "cumul", "mois"
CURVES = [(CUMUL, "Fins cumulées"), (PAR_MOIS, "Fins de chaque mois")]
ENDS_AS_NOTIFIED = "Les dates écrites sur la notification de la CAF."


class AgrementForm(FormulaireRelu):
    """An approval. The place is asked only of an association that has several, the reason only if one is known."""

    class Meta:
        model = Agrement
        fields = agrements.FIELDS
        help_texts = {
            "structure": "Si la CAF a agréé un lieu précis.",
            "caf": "Par exemple : CAF du Val-d’Aubrelle.",
            "debut": ENDS_AS_NOTIFIED,
            "motif_fin": "Effacez cette ligne pour que l’agrément soit de nouveau à renouveler.",
        }

    field_order = ("genre", "structure", "caf")

    def __init__(self, *args, association, **kwargs):
        super().__init__(*args, **kwargs)
        places = association.structures.en_cours().order_by("nom", "pk")
        self.fields["structure"].queryset = places
        self.fields["structure"].empty_label = "Toute l’association"
        if not places and not self.instance.structure_id:
            del self.fields["structure"]
        if not self.instance.motif_fin:
            del self.fields["motif_fin"]


class FinAgrementForm(Formulaire):
    """The end of an approval that nobody will ask for again."""

    fin = forms.DateField(label="Dernier jour de l’agrément")
    motif_fin = forms.CharField(
        label="Pourquoi ?",
        max_length=200,
        help_text="Par exemple : le lieu a fermé, l’association ne le redemande pas, la CAF l’a retiré.",
    )


class RenouvellementForm(FormulaireRelu):
    """The file of a renewal, in three parts. What is dated is done: no date is to come."""

    class Meta:
        model = Renouvellement
        fields = agrements.FILE
        help_texts = {
            "diagnostic_le": "Le territoire et ses habitants, regardés de nouveau avec eux.",
            "bilan_le": "Ce que le projet qui s’achève a changé, et ce qu’il n’a pas atteint.",
            "projet_le": "Les priorités des prochaines années.",
            "depose_le": "Le jour où la CAF l’a reçu.",
            "notes": "Ce qui reste à faire, qui fait quoi. Lues par les gestionnaires de l’association et l’équipe "
            "fédérale.",
            "is_pair": "Les associations proches qui renouvellent à leur tour verront qui appeler chez vous.",
        }

    def clean(self):
        data = super().clean()
        today = timezone.localdate()
        for name in (*PARTS, "depose_le"):
            if data.get(name) and data[name] > today:
                refusal = explain(
                    f"{data[name]:%d/%m/%Y}",
                    "Une partie faite a une date passée.",
                    "Laissez vide ce qui reste à faire.",
                )
                self.add_error(name, refusal)
        return data


class ObtentionForm(Formulaire):
    """The CAF's favourable answer: the dates of the next approval."""

    debut = forms.DateField(label="Du")
    fin = forms.DateField(label="Au", help_text="Quatre ans au plus, selon la notification de la CAF.")
    caf = forms.CharField(label="CAF", max_length=80, required=False)

    def __init__(self, *args, agrement: Agrement, **kwargs):
        super().__init__(*args, **kwargs)
        start = agrement.fin + timedelta(days=1)
        self.initial = {
            "debut": start,
            "fin": add_months(start, MOST_MONTHS) - timedelta(days=1),
            "caf": agrement.caf,
        }


class ProjetSocialForm(FormulaireRelu):
    """A social project."""

    class Meta:
        model = ProjetSocial
        fields = projets.FIELDS
        help_texts = {"resume": "Ses priorités en quelques phrases, que tout le réseau lit."}


class HorizonFilter(django_filters.FilterSet):
    """What the horizon may be narrowed by, kept in the address of the page; what is not proposed is ignored."""

    genre = django_filters.ChoiceFilter(label="Agrément", choices=Agrement.Genre, empty_label="Tous les agréments")
    territoire = django_filters.ChoiceFilter(
        label="Territoire", field_name="association__territoire", empty_label="Tous les territoires"
    )
    etape = django_filters.ChoiceFilter(
        label="Dossier",
        choices=[(etape.value, etape.label.capitalize()) for etape in Etape],
        empty_label="Tous les dossiers",
    )
    courbe = django_filters.ChoiceFilter(label="Courbe", choices=CURVES, method="draw", empty_label=None)

    class Meta:
        model = Agrement
        fields = []

    def __init__(self, data=None, queryset=None, *, territoires):
        super().__init__(data, queryset)
        self.filters["territoire"].extra["choices"] = territoires

    def draw(self, queryset, name, value):
        """The curve changes the drawing, not the rows."""
        return queryset

    @property
    def is_cumul(self) -> bool:
        return self.form.cleaned_data.get("courbe") != PAR_MOIS

    @property
    def is_one_etape(self) -> bool:
        return bool(self.form.cleaned_data.get("etape"))

    @property
    def is_narrowed(self) -> bool:
        return any(value for name, value in self.form.cleaned_data.items() if name != "courbe")
