"""What is typed of a commitment: a value, its date, where it comes from."""

from django import forms
from django.utils import timezone

from members.forms.conventions import MontantField
from pacte.genres import plural_of
from pacte.queries.activite import GENRES, SUIVIS
from pacte.queries.activite import plural_of as say_kind
from pacte.queries.indicateurs import SITUATIONS
from socle.forms import Formulaire


class Filtre(Formulaire):
    """What is shown of a list: what does not read is shown whole."""

    def __init__(self, *args, annees, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["annee"].choices = [("", "depuis le début"), *((annee, str(annee)) for annee in annees)]
        self.is_valid()

    def ask(self, name):
        return self.cleaned_data.get(name) or None

    @property
    def is_narrowed(self) -> bool:
        return any(self.cleaned_data.values())


class SuiviFiltre(Filtre):
    genre = forms.ChoiceField(
        label="Montrer",
        required=False,
        choices=[("", "tout"), *((genre.value, f"les {plural_of(genre)}") for genre in SUIVIS)],
    )
    situation = forms.ChoiceField(
        label="Situation",
        required=False,
        choices=[("", "peu importe"), *((name, name) for name in SITUATIONS)],
    )
    annee = forms.TypedChoiceField(label="Année", required=False, coerce=int, empty_value=None)
    miennes = forms.BooleanField(label="Mes missions seulement", required=False)

    def __init__(self, *args, with_miennes, **kwargs):
        super().__init__(*args, **kwargs)
        if not with_miennes:
            del self.fields["miennes"]


class FaitFiltre(Filtre):
    fait = forms.ChoiceField(
        label="Montrer",
        required=False,
        choices=[("", "tout"), *((genre, f"les {say_kind(genre)}") for genre in GENRES)],
    )
    annee = forms.TypedChoiceField(label="Année", required=False, coerce=int, empty_value=None)


class ReleveForm(Formulaire):
    valeur = MontantField(
        label="Valeur relevée",
        required=False,
        max_digits=12,
        decimal_places=2,
        help_text="En chiffres, dans l’unité de l’indicateur. Par exemple : 12 ou 4,5.",
    )
    le = forms.DateField(
        label="Constatée le",
        widget=forms.DateInput,
        help_text="Le jour que la valeur dit, pas celui où vous l’écrivez.",
    )
    source = forms.CharField(
        label="D’où vient ce relevé",
        max_length=200,
        help_text="Une personne, un document, une réunion : ce qui permet de le retrouver.",
    )
    is_tenu = forms.BooleanField(
        label="L’engagement est tenu",
        required=False,
        help_text="Il est alors dit « tenu » partout, jusqu’à un relevé plus récent qui dirait autrement.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("le", timezone.localdate())

    def clean(self):
        data = super().clean()
        if data.get("valeur") is None and not data.get("is_tenu") and "valeur" not in self.errors:
            self.add_error("valeur", "Écrivez la valeur relevée, ou dites que l’engagement est tenu.")
        return data
