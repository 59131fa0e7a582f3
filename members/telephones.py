"""Telephone numbers: read as people type them, kept in E.164, said by pairs.

A number may be possible without being valid: those invented for films and demonstrations are, and so is one that
opened last week. Short numbers (3114, 115) are not telephones of anybody and are refused.
"""

import re

from socle.lazy import lazy

phonenumbers = lazy("phonenumbers")

FRANCE = "FR"
NBSP = "\u00a0"
REGIONS = {
    "971": "GP",
    "972": "MQ",
    "973": "GF",
    "974": "RE",
    "975": "PM",
    "976": "YT",
    "977": "BL",
    "978": "MF",
    "986": "WF",
    "987": "PF",
    "988": "NC",
}
ALLOWED = re.compile(r"^\+?[\d\s.()/-]+$")
SHORT = re.compile(r"^\d{2,4}$")
HEXAGON_CODE = 33
HEXAGON = re.compile(r"^\+33\d{9}$")


class TelephoneRefused(ValueError):
    """What was typed is not a telephone; `expected` says what one is made of."""

    def __init__(self, typed: str, expected: str):
        super().__init__(expected)
        self.typed = typed
        self.expected = expected


def region_of(departement: str) -> str:
    """Return the numbering region of a département: overseas has its own, everything else is France."""
    return REGIONS.get((departement or "").strip(), FRANCE)


def read_phone(typed: str, region: str = FRANCE) -> str:
    """Return a number in E.164, empty if nothing was typed; a prefix that was typed (+262 …) wins over `region`."""
    typed = " ".join((typed or "").split())
    if not typed:
        return ""
    if not ALLOWED.match(typed):
        raise TelephoneRefused(typed, "Un numéro se compose de chiffres.")
    if SHORT.match(re.sub(r"[\s.]", "", typed)):
        raise TelephoneRefused(typed, "C’est un numéro court : un numéro de téléphone complet est attendu ici.")
    try:
        number = phonenumbers.parse(typed, region)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number) or _has_zero_left(number):
        digits = sum(character.isdigit() for character in typed)
        raise TelephoneRefused(typed, f"Ce numéro a {digits} chiffres, ce qui n’est pas ce qu’il en faut.")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _has_zero_left(number) -> bool:
    """A French number that lost a figure keeps its first zero: « 01 99 00 41 1 » is one figure short."""
    return number.country_code == HEXAGON_CODE and bool(number.italian_leading_zero)


def say_phone(number: str) -> str:
    """Return a number as it is read aloud: « 02 61 91 00 00 », « +262 262 12 34 56 »; what is not one, as it is."""
    number = number or ""
    if HEXAGON.match(number):
        digits = f"0{number[3:]}"
        return NBSP.join(digits[start : start + 2] for start in range(0, 10, 2))
    if not number.startswith("+"):
        return number
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL).replace(" ", NBSP)
