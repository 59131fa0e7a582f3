"""Forms as the house draws them: a label, its help, the error before the control, and what to do about it."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

YEARS = range(1900, 3000)
INVISIBLE = re.compile(r"[\x01-\x1f\x7f\x85\u2028\u2029]+")

MESSAGES = {
    forms.Field: {"required": "Ce champ est vide : une réponse est attendue ici."},
    forms.ChoiceField: {
        "required": "Rien n’est choisi : choisissez une réponse.",
        "invalid_choice": "« %(value)s » n’est pas dans la liste : choisissez une des réponses proposées.",
    },
    forms.BooleanField: {"required": "Cette case doit être cochée pour continuer."},
    forms.DateField: {"invalid": "Cette date ne se lit pas : écrivez le jour, le mois et l’année, 27/11/2026."},
    forms.TimeField: {"invalid": "Cette heure ne se lit pas : écrivez les heures et les minutes, 09:30."},
    forms.IntegerField: {"invalid": "Un nombre entier est attendu : écrivez-le en chiffres, sans unité."},
    forms.DecimalField: {"invalid": "Un nombre est attendu : écrivez-le en chiffres, sans unité."},
    forms.EmailField: {"invalid": "Cette adresse est incomplète : elle s’écrit nom@exemple.fr."},
    forms.FileField: {"required": "Aucun fichier n’est joint : choisissez-en un."},
}


def explain(typed: Any, expected: str, todo: str, code: str = "invalid") -> ValidationError:
    """Return an error in three beats: what was typed, what was expected, what to do."""
    return ValidationError(f"Vous avez saisi « {typed} ». {expected} {todo}", code=code)


class HouseForm:
    """What both kinds of form share; the drawing is in templates/django/forms/."""

    fields: dict[str, forms.Field]

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            self.add_field(name, field)

    def add_field(self, name: str, field: forms.Field) -> None:
        """Put a field in the form, or find it there, and dress it as the house does."""
        say_errors_plainly(field)
        use_native_control(field)
        keep_in_bounds(field)
        self.fields[name] = field


class Formulaire(HouseForm, forms.Form):
    """A form of the house."""


class FormulaireModele(HouseForm, forms.ModelForm):
    """A form of the house made from a model."""


class FormulairePublic(FormulaireModele):
    """A form of the house that anybody may send without signing in; `site_web` is a trap that people never see."""

    site_web = forms.CharField(
        label="Ne remplissez pas ce champ",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    @property
    def is_trapped(self) -> bool:
        """Whether a machine filled what nobody sees."""
        return bool(self.cleaned_data.get("site_web"))

    @property
    def given(self) -> dict[str, Any]:
        """What was typed, without the trap."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}


def say_errors_plainly(field: forms.Field) -> None:
    """Replace Django's own sentences, never one written for this field."""
    defaults: dict[str, Any] = {}
    for parent in reversed(type(field).__mro__):
        defaults |= getattr(parent, "default_error_messages", {})
    for kind in reversed(type(field).__mro__):
        for code, message in MESSAGES.get(kind, {}).items():
            untouched = field.error_messages.get(code) in (defaults.get(code), None)
            if untouched or field.error_messages[code] in ALL_MESSAGES:
                field.error_messages[code] = message


ALL_MESSAGES = {message for messages in MESSAGES.values() for message in messages.values()}


def keep_in_bounds(field: forms.Field) -> None:
    """A date is of our time, and what is typed on one line stays on one line: it may become a mail's subject."""
    if isinstance(field, forms.DateField | forms.DateTimeField):
        field.validators.append(check_year)
    elif isinstance(field, forms.CharField) and isinstance(field.widget, forms.TextInput):
        read = field.to_python
        field.to_python = lambda value: on_one_line(read(value))  # type: ignore[method-assign]


def check_year(day: date) -> None:
    """Refuse a day so far away that no clock counts to it."""
    if day.year not in YEARS:
        expected = f"Une année entre {YEARS[0]} et {YEARS[-1]} est attendue."
        raise explain(day.year, expected, "Vérifiez l’année.", code="year")


def on_one_line(typed: Any) -> Any:
    """Return a text with a space in place of line breaks and of signs that nobody sees; anything else as it is."""
    return INVISIBLE.sub(" ", typed).strip() if isinstance(typed, str) else typed


def use_native_control(field: forms.Field) -> None:
    """Dates and times with the browser's own control, telephone and mail with the right keyboard."""
    widget = field.widget
    if type(widget) is forms.DateInput:
        widget.input_type, widget.format = "date", "%Y-%m-%d"
    elif type(widget) is forms.TimeInput:
        widget.input_type, widget.format = "time", "%H:%M"
    elif type(widget) is forms.DateTimeInput:
        widget.input_type, widget.format = "datetime-local", "%Y-%m-%dT%H:%M"
    elif type(widget) is forms.Textarea:
        widget.attrs.setdefault("rows", 5)
        widget.attrs.pop("cols", None)


class Cards:
    """Options drawn as cards; `details={value: sentence}` says more under each."""

    def __init__(self, attrs=None, choices=(), details=None):
        super().__init__({"class": "options--cards", **(attrs or {})}, choices)
        self.details = details or {}

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        return option | {"detail": self.details.get(str(value), "")}


class Cartes(Cards, forms.RadioSelect):
    """One choice among cards."""


class CartesMultiples(Cards, forms.CheckboxSelectMultiple):
    """Several choices among cards."""


class Echelle(forms.RadioSelect):
    """A scale: from « pas du tout » to « tout à fait », in a line."""

    def __init__(self, attrs=None, choices=()):
        super().__init__({"class": "options--scale", **(attrs or {})}, choices)
