"""Public identifiers and postal codes: what is refused, and the sentence that says why."""

import re

from django.core.exceptions import ValidationError
from stdnum import bic as stdnum_bic
from stdnum import iban as stdnum_iban
from stdnum.exceptions import ValidationError as StdnumError
from stdnum.fr import siren as stdnum_siren
from stdnum.fr import siret as stdnum_siret

RNA_FORM = r"^W\d[0-9A-Z]\d{7}$"
CODE_COMMUNE = re.compile(r"^(\d{2}|2[AB])\d{3}$")
CODE_POSTAL = re.compile(r"^\d{5}$")


def validate_siret(value: str) -> None:
    """Refuse a SIRET with a wrong length or key; all zeros has a right key and is refused too.

    La Poste's establishments follow another key, which the library knows.
    """
    _validate(
        stdnum_siret,
        value,
        "Le SIRET « %(value)s » ne convient pas : 14 chiffres sont attendus, dont les derniers servent de "
        "contrôle. Vérifiez-le sur un avis de situation de l’Insee.",
    )


def validate_siren(value: str) -> None:
    """Refuse a SIREN with a wrong length or key, and all zeros."""
    _validate(
        stdnum_siren,
        value,
        "Le SIREN « %(value)s » ne convient pas : 9 chiffres sont attendus, dont le dernier sert de contrôle. "
        "Ce sont les 9 premiers chiffres du SIRET.",
    )


def validate_iban(value: str) -> None:
    """Refuse a bank account whose length or key is not its country's."""
    _validate(
        stdnum_iban,
        value,
        "L’IBAN « %(value)s » ne convient pas : en France, 27 caractères qui commencent par FR sont attendus. "
        "Recopiez-le d’un relevé d’identité bancaire.",
    )


def validate_bic(value: str) -> None:
    """Refuse a bank's code that does not have its form."""
    _validate(
        stdnum_bic,
        value,
        "Le BIC « %(value)s » ne convient pas : 8 ou 11 lettres et chiffres sont attendus. "
        "Il est écrit à côté de l’IBAN, sur un relevé d’identité bancaire.",
    )


def _validate(kind, value, sentence) -> None:
    try:
        kind.validate(value)
    except StdnumError:
        raise ValidationError(sentence, params={"value": value}) from None
    if not value.strip("0"):
        raise ValidationError("Un numéro fait seulement de zéros n’existe pas : laissez le champ vide.")


def validate_code_commune(value: str) -> None:
    """Refuse what is not a commune's code in the official geographical code (34,969 of them, Corsica included)."""
    if not CODE_COMMUNE.match(value):
        raise ValidationError(
            "Le code « %(value)s » n’est pas celui d’une commune : cinq caractères sont attendus, par exemple 77288 "
            "ou 2A004. Ce n’est pas le code postal.",
            params={"value": value},
        )


def validate_code_postal(value: str) -> None:
    """Refuse what is not a postal code; no commune and no département is ever deduced from it."""
    if not CODE_POSTAL.match(value):
        raise ValidationError(
            "Le code postal « %(value)s » ne convient pas : cinq chiffres sont attendus, par exemple 77000.",
            params={"value": value},
        )
