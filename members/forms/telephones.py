"""What a telephone number is when it is typed."""

from django import forms

from members.telephones import FRANCE, TelephoneRefused, read_phone, say_phone
from socle.forms import explain

EXAMPLE = "Écrivez-le par exemple 02 61 91 00 00, ou avec son indicatif : +262 262 12 34 56."


def clean_phone(typed: str, region: str = FRANCE) -> str:
    """Return a telephone number in E.164, or say what was expected."""
    try:
        return read_phone(typed, region)
    except TelephoneRefused as refusal:
        raise explain(refusal.typed, refusal.expected, EXAMPLE) from None


class TelephoneInput(forms.TextInput):
    """A number is typed and corrected as it is said, whatever way it is kept."""

    input_type = "tel"

    def __init__(self, attrs=None):
        super().__init__({"autocomplete": "tel", **(attrs or {})})

    def format_value(self, value):
        return say_phone(super().format_value(value) or "")
