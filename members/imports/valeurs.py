"""What a cell means: each reader returns the value to keep, or raises Refus: what was typed, what is expected."""

import re
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator
from django.utils import timezone

from members.models.identifiants import (
    RNA_FORM,
    validate_code_commune,
    validate_code_postal,
    validate_siren,
    validate_siret,
)
from members.normalisation import normalise
from members.telephones import TelephoneRefused, read_phone, region_of

SCIENTIFIC = re.compile(r"^(\d)(?:[.,](\d+))?[eE]\+?(\d{1,2})$")
SEPARATORS = re.compile(r"[\s.\-_/]")
DATES = (
    (re.compile(r"^(\d{1,2})[/.\-\s](\d{1,2})[/.\-\s](\d{4})$"), "dmy"),
    (re.compile(r"^(\d{1,2})[/.\-\s](\d{1,2})[/.\-\s](\d{2})$"), "dmy"),
    (re.compile(r"^(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})(?:[ T]00:00(?::00)?)?$"), "ymd"),
)
SERIAL = re.compile(r"^\d{4,5}(?:[.,]0+)?$")
FIRST_SERIAL, LAST_SERIAL = 3_653, 73_050  # from 1910 to the end of 2099
SPREADSHEET_EPOCH = date(1899, 12, 30)
AHEAD = 10
YEARS = range(1900, 2100)
LOST = (
    "« {typed} » a perdu des chiffres : le tableur l’a pris pour un nombre. Mettez la colonne au format Texte, "
    "saisissez de nouveau le numéro, puis enregistrez."
)
DEPARTEMENT = re.compile(r"^(\d{2}|2[AB]|9[78]\d)$")
email_validator, url_validator = EmailValidator(), URLValidator(schemes=["http", "https"])


class Refus(ValueError):
    """A cell that cannot be kept: the sentence says what was typed and what is expected."""


def read_words(typed: str, most: int) -> str:
    """Return a text, or refuse one that is too long for its place."""
    if len(typed) > most:
        raise Refus(f"« {typed[:60]}… » est trop long : {most} caractères au plus.")
    return typed


def read_email(typed: str) -> str:
    typed = typed.removeprefix("mailto:").strip("<>;, ").lower()
    try:
        email_validator(typed)
    except ValidationError:
        raise Refus(f"L’adresse « {typed} » est incomplète : elle s’écrit nom@exemple.fr.") from None
    return read_words(typed, 254)


def read_site(typed: str) -> str:
    address = typed if re.match(r"https?://", typed, re.IGNORECASE) else f"https://{typed}"
    try:
        url_validator(address)
    except ValidationError:
        raise Refus(f"Le site « {typed} » ne se lit pas : il s’écrit https://exemple.fr.") from None
    return read_words(address, 200)


def read_telephone(typed: str, departement: str = "") -> str:
    """Return a telephone as the portal keeps it; a spreadsheet eats the first zero, which is put back."""
    if re.fullmatch(r"[1-9]\d{8}", SEPARATORS.sub("", typed)):
        typed = f"0{typed}"
    try:
        return read_phone(typed, region_of(departement))
    except TelephoneRefused as refusal:
        raise Refus(f"Le téléphone « {typed} » ne convient pas. {refusal.expected}") from None


def read_siret(typed: str) -> str:
    digits = _whole_number(typed, 14)
    if digits.endswith("00000") and digits.strip("0"):
        raise Refus(LOST.format(typed=typed))
    return _validated(digits.zfill(14) if len(digits) == 13 else digits, validate_siret)


def read_siren(typed: str) -> str:
    digits = _whole_number(typed, 9)
    return _validated(digits.zfill(9) if len(digits) == 8 else digits, validate_siren)


def read_rna(typed: str) -> str:
    number = SEPARATORS.sub("", typed).upper()
    if not re.match(RNA_FORM, number):
        raise Refus(f"Le RNA « {typed} » ne convient pas : W suivi de neuf caractères, par exemple W751234567.")
    return number


def read_code_postal(typed: str) -> str:
    digits = SEPARATORS.sub("", typed)
    return _validated(digits.zfill(5) if re.fullmatch(r"\d{4}", digits) else digits, validate_code_postal)


def read_code_commune(typed: str) -> str:
    code = SEPARATORS.sub("", typed).upper()
    return _validated(code.zfill(5) if re.fullmatch(r"\d{4}", code) else code, validate_code_commune)


def read_departement(typed: str) -> str:
    code = SEPARATORS.sub("", typed).upper()
    code = code.zfill(2) if code.isdigit() and len(code) == 1 else code
    if not DEPARTEMENT.match(code):
        raise Refus(f"Le département « {typed} » ne se lit pas : son code est attendu, par exemple 77, 2A ou 974.")
    return code


def read_date(typed: str) -> str:
    """Return a day, as text; days are written in four ways, one of them being the number a spreadsheet counts in."""
    for form, order in DATES:
        if found := form.match(typed):
            numbers = [int(part) for part in found.groups()]
            year, month, day = reversed(numbers) if order == "dmy" else numbers
            return _day(_full_year(year) if len(found[3 if order == "dmy" else 1]) == 2 else year, month, day, typed)
    if SERIAL.match(typed):
        serial = int(re.split("[.,]", typed)[0])
        if FIRST_SERIAL <= serial <= LAST_SERIAL:
            return (SPREADSHEET_EPOCH + timedelta(days=serial)).isoformat()
    raise Refus(f"La date « {typed} » ne se lit pas : écrivez le jour, le mois et l’année, 27/11/2026.")


def read_choice(typed: str, choices: dict[str, str], what: str) -> str:
    """Return the code of a choice known by its names; `choices` is keyed by names as search spells them."""
    code = choices.get(normalise(typed))
    if code is None:
        raise Refus(f"« {typed} » n’est pas un mot connu pour {what}.")
    return code


def _whole_number(typed: str, length: int) -> str:
    """Return the figures of a number, even when a spreadsheet wrote it with an exponent and lost none."""
    compact = re.sub(r"[\s\u00a0]", "", typed)
    if found := SCIENTIFIC.match(compact):
        digits = found[1] + (found[2] or "")
        if len(digits) < length or int(found[3]) + 1 != len(digits):
            raise Refus(LOST.format(typed=typed))
        return digits
    return re.sub(r"[.,]0+$", "", compact) if re.fullmatch(r"\d+[.,]0+", compact) else SEPARATORS.sub("", compact)


def _validated(value: str, validate) -> str:
    try:
        validate(value)
    except ValidationError as error:
        raise Refus(" ".join(error.messages)) from None
    return value


def _full_year(short: int) -> int:
    return 2000 + short if short <= timezone.localdate().year % 100 + AHEAD else 1900 + short


def _day(year: int, month: int, day: int, typed: str) -> str:
    try:
        found = date(year, month, day)
    except ValueError:
        found = None
    if found is None or found.year not in YEARS:
        raise Refus(f"La date « {typed} » n’existe pas : vérifiez le jour, le mois et l’année.")
    return found.isoformat()
