"""What is typed about a vote: its questions and its rule, the answers, why it is called off."""

from django import forms
from django.core.exceptions import ValidationError

from members.models import Assemblee, College
from pacte.models import Amendement, ScrutinPacte
from pacte.models.scrutins import Choix
from socle.forms import Cartes, CartesMultiples, Formulaire, FormulaireModele


class ScrutinForm(FormulaireModele):
    assemblee = forms.ModelChoiceField(
        label="Liste électorale",
        queryset=Assemblee.objects.none(),
        help_text="Celle d’une assemblée, une fois arrêtée : adhésions à jour ce jour-là, représentants, pouvoirs.",
    )
    amendements = forms.ModelMultipleChoiceField(
        label="Amendements mis aux voix", queryset=Amendement.objects.none(), required=False, widget=CartesMultiples
    )
    sur_ensemble = forms.BooleanField(label="L’ensemble du texte", required=False)

    class Meta:
        model = ScrutinPacte
        fields = (
            "intitule", "assemblee", "ouverture", "cloture", "mode", "quorum", "quorum_nombre", "is_secret",
            "is_a_distance",
        )  # fmt: skip
        labels = {"is_secret": "À bulletin secret", "is_a_distance": "À distance, chacun d’où il est"}
        help_texts = {
            "is_secret": "Personne ne peut rapprocher un vote d’un nom, pas même en copiant la base. Public, chacun "
            "lit qui a voté quoi.",
            "is_a_distance": "Décoché, seules votent les associations qui ont signé la feuille de présence.",
            "quorum_nombre": "Pour un quorum en nombre de voix.",
        }
        widgets = {"ouverture": forms.DateTimeInput, "cloture": forms.DateTimeInput}

    def __init__(self, *args, consultation, **kwargs):
        super().__init__(*args, **kwargs)
        frozen = Assemblee.objects.filter(instance__association=None).exclude(figee_le=None)
        self.fields["assemblee"].queryset = frozen.order_by("-le")
        self.fields["amendements"].queryset = consultation.amendements.debattus()
        self.fields["amendements"].label_from_instance = lambda row: f"Amendement {row.numero} : {row.objet}"
        for college in College.objects.all():
            label = f"Voix par association du collège « {college} »"
            self.add_field(
                f"poids_{college.pk}", forms.IntegerField(label=label, required=False, min_value=1, max_value=99)
            )
        self.order_fields(["intitule", "amendements", "sur_ensemble"])

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("amendements") and not cleaned.get("sur_ensemble"):
            raise ValidationError("Choisissez au moins un amendement, ou l’ensemble du texte.")
        return cleaned

    @property
    def given(self):
        """What was typed, the weights of colleges put together."""
        weights = {name: value for name, value in self.cleaned_data.items() if name.startswith("poids_")}
        given = {name: value for name, value in self.cleaned_data.items() if name not in weights}
        colleges = College.objects.in_bulk(
            int(name.removeprefix("poids_")) for name, value in weights.items() if value
        )
        return given | {"poids": {college: weights[f"poids_{pk}"] for pk, college in colleges.items()}}


class BulletinForm(Formulaire):
    """One answer to each question, none of them chosen beforehand."""

    def __init__(self, *args, questions, **kwargs):
        super().__init__(*args, **kwargs)
        for question in questions:
            amendement = question.amendement
            label = f"{question} : {amendement.objet}" if amendement else str(question)
            self.add_field(f"q{question.pk}", forms.ChoiceField(label=label, choices=Choix.choices, widget=Cartes))

    @property
    def choix(self):
        return {int(name.removeprefix("q")): value for name, value in self.cleaned_data.items()}


class AnnulationForm(Formulaire):
    motif = forms.CharField(label="Pourquoi", widget=forms.Textarea(attrs={"rows": 3}))
