"""Amounts as people type them."""

from decimal import Decimal

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from members.euros import CENT, read_number
from socle.forms import explain

LARGEST = Decimal("99999999.99")


class NombreField(forms.Field):
    """A number with spaces, a decimal comma, a euro sign or none of these."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    expected = "Un nombre est attendu."
    example = "Écrivez-le en chiffres, 12,5 par exemple."

    def __init__(self, *, places=2, smallest=0, largest=LARGEST, **kwargs):
        super().__init__(**kwargs)
        self.places = places
        self.validators += [
            MinValueValidator(smallest, f"{self._say(smallest)} au moins est attendu : corrigez ce nombre."),
            MaxValueValidator(largest, f"{self._say(largest)} au plus est attendu : corrigez ce nombre."),
        ]

    def to_python(self, value):
        typed = str(value or "").strip()
        if not typed:
            return None
        try:
            return read_number(typed, self.places)
        except ValueError:
            raise explain(typed[:40], self.expected, self.example) from None

    def prepare_value(self, value):
        return self._say(value) if isinstance(value, Decimal | int) and not isinstance(value, bool) else value

    def has_changed(self, initial, data):
        return str(self.prepare_value(initial) or "") != str(data or "")

    def _say(self, value) -> str:
        return f"{Decimal(value):f}".replace(".", ",")


class EurosField(NombreField):
    """An amount in euros, to the cent."""

    expected = "Un montant en euros est attendu, avec deux décimales au plus."
    example = "Écrivez-le en chiffres : 1420,50."


class PaidField(EurosField):
    """An amount that is received, settled or waived: a cent at least."""

    def __init__(self, **kwargs):
        super().__init__(smallest=CENT, **kwargs)
