"""The provider's answer, and the sessions."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accompagnement.models import Seance, Sollicitation
from accompagnement.models.seances import MOST_PEOPLE
from socle.forms import Formulaire, FormulaireModele


class AcceptationForm(Formulaire):
    has_declared = forms.BooleanField(
        label="Je déclare n’avoir aucun lien, personnel, professionnel, associatif ou financier, qui toucherait à "
        "cette situation, et je me retirerai si j’en découvre un.",
    )


class DeclinForm(Formulaire):
    motif = forms.ChoiceField(choices=Sollicitation.Motif, label="Pour quelle raison ?")


class SeanceForm(FormulaireModele):
    """When, how long, in what form, how many people; no text. Only what a group can get asks how many."""

    genre = forms.ChoiceField(choices=Seance.Genre, label="Séance", required=False, initial=Seance.Genre.INDIVIDUELLE)
    salaries = forms.IntegerField(
        label="Personnes salariées présentes",
        min_value=0,
        max_value=MOST_PEOPLE,
        required=False,
        help_text="Pour un groupe seulement. Aucun nom n’est demandé.",
    )
    benevoles = forms.IntegerField(
        label="Bénévoles présents",
        min_value=0,
        max_value=MOST_PEOPLE,
        required=False,
        help_text="Pour un groupe seulement.",
    )

    class Meta:
        model = Seance
        fields = ["date", "duree_minutes", "format", "genre", "salaries", "benevoles"]

    def __init__(self, *args, is_collectif=True, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_collectif:
            for name in ("genre", "salaries", "benevoles"):
                del self.fields[name]

    def clean_genre(self):
        return self.cleaned_data["genre"] or Seance.Genre.INDIVIDUELLE

    def clean(self):
        """Nobody counts one person by kind: what was typed under « groupe » is dropped for one person."""
        data = super().clean()
        is_group = data.get("genre") == Seance.Genre.COLLECTIVE
        for name in ("salaries", "benevoles"):
            if name in self.fields:
                data[name] = (data.get(name) or 0) if is_group else 0
        return data

    @property
    def given(self) -> dict:
        """What was typed, and one person where nothing else is asked."""
        alone = {"genre": Seance.Genre.INDIVIDUELLE, "salaries": 0, "benevoles": 0}
        return alone | {name: self.cleaned_data[name] for name in self.fields}

    def clean_date(self):
        if self.cleaned_data["date"] > timezone.localdate():
            raise ValidationError("Cette date est à venir : notez la séance après l’avoir tenue.")
        return self.cleaned_data["date"]
