"""Agreements with funders and the accounts they ask for."""

from decimal import Decimal

from django import forms
from django.utils import timezone

from members.actions import conventions
from members.forms.relecture import FormulaireRelu
from members.models import Convention, Financeur
from members.mois import add_months
from socle.forms import Formulaire, explain
from socle.french import MOIS

LONGEST = 30 * 12
MONTHS = [(rank, month) for rank, month in enumerate(MOIS, start=1)]


class MontantField(forms.DecimalField):
    """An amount as people type it: « 23 000,50 € »."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def prepare_value(self, value):
        return f"{value:.2f}".replace(".", ",") if isinstance(value, Decimal) else value

    def to_python(self, value):
        if isinstance(value, str):
            value = "".join(value.split()).replace(",", ".").removesuffix("€")
        return super().to_python(value)


class ConventionForm(FormulaireRelu):
    """An agreement. A funder who is not in the list is written under it, with its kind."""

    montant_annuel = MontantField(
        label="Montant annuel, en euros",
        min_value=Decimal(0),
        max_digits=12,
        decimal_places=2,
        help_text="Par exemple : 23 000 ou 4 500,50.",
    )
    mois_cloture = forms.TypedChoiceField(
        label="Dernier mois de l’exercice",
        choices=MONTHS,
        coerce=int,
        initial=12,
        help_text="Le compte rendu est attendu six mois après la fin de ce mois.",
    )
    nouveau_financeur = forms.CharField(
        label="Ou un financeur qui n’est pas dans la liste", max_length=150, required=False
    )
    genre_financeur = forms.ChoiceField(
        label="De quel genre ?", choices=[("", "Choisir…"), *Financeur.Genre.choices], required=False
    )

    class Meta:
        model = Convention
        fields = conventions.FIELDS
        help_texts = {
            "financeur": "Choisissez dans la liste, ou écrivez un nouveau nom juste en dessous.",
            "indicateurs": "Tels que la convention les écrit : ils feront le tableau du compte rendu.",
        }

    field_order = ("intitule", "financeur", "nouveau_financeur", "genre_financeur")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["financeur"].required = False
        self.fields["financeur"].empty_label = "Choisir…"
        self.fields["indicateurs"].max_length = 5000

    def clean(self):
        data = super().clean()
        if not data.get("financeur") and not data.get("nouveau_financeur"):
            self.add_error("financeur", "Qui finance ? Choisissez dans la liste, ou écrivez un nouveau nom dessous.")
        if data.get("nouveau_financeur") and not data.get("genre_financeur"):
            self.add_error("genre_financeur", "Rien n’est choisi : dites de quel genre est ce financeur.")
        debut, fin = data.get("debut"), data.get("fin")
        if debut and fin and fin > add_months(debut, LONGEST):
            self.add_error("fin", explain(f"{fin:%d/%m/%Y}", "Une convention dure moins de trente ans.", "Vérifiez."))
        return data

    def _get_validation_exclusions(self):
        # The funder may still be a name: the action writes its row, then checks the whole agreement.
        return super()._get_validation_exclusions() | {"financeur"}

    @property
    def typed(self) -> dict:
        new = {name: self.cleaned_data[name] for name in ("nouveau_financeur", "genre_financeur")}
        return super().typed | (new if new["nouveau_financeur"] else {})


class CompteRenduForm(Formulaire):
    """The day when the account of a year was handed in."""

    rendu_le = forms.DateField(label="Rendu le")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["rendu_le"].initial = timezone.localdate

    def clean_rendu_le(self):
        day = self.cleaned_data["rendu_le"]
        if day > timezone.localdate():
            raise explain(f"{day:%d/%m/%Y}", "Un compte rendu a été rendu à une date passée.", "Vérifiez le jour.")
        return day
