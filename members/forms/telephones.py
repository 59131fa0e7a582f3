"""What a telephone number is when it is typed."""

import re

from socle.forms import explain

PHONE = re.compile(r"^\+?[\d\s.()-]{3,29}$")


def clean_phone(typed: str) -> str:
    """Return a telephone number with its spaces put right, or say what was expected."""
    typed = " ".join(typed.split())
    if typed and not PHONE.match(typed):
        raise explain(typed, "Un numéro se compose de chiffres.", "Écrivez-le par exemple 02 61 91 00 00.")
    return typed
