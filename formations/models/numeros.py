"""The number under which a training organisation is known to the State (numéro de déclaration d’activité)."""

from django.core.exceptions import ValidationError

# Its first two figures are a region's: those of before 2016 are still in use beside the others.
REGIONS = {
    "01", "02", "03", "04", "06", "11", "21", "22", "23", "24", "25", "26", "27", "28", "31", "32", "41", "42", "43",
    "44", "52", "53", "54", "72", "73", "74", "75", "76", "82", "83", "84", "91", "93", "94", "95", "96", "97", "98",
}  # fmt: skip


def validate_nda(value: str) -> None:
    """Refuse what is not eleven figures that begin with a region's."""
    if len(value) != 11 or not value.isascii() or not value.isdigit() or value[:2] not in REGIONS:
        raise ValidationError(
            "Le numéro « %(value)s » ne convient pas : onze chiffres sont attendus, les deux premiers sont ceux de la "
            "région. Il est sur le récépissé de déclaration d’activité.",
            params={"value": value},
        )
