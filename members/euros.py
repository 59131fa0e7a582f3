"""Euros and cents: the one place where an amount is rounded or shared out."""

import re
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
SPACES = re.compile(r"[\s\u00a0\u202f]+")
PLAIN = re.compile(r"^[+-]?[0-9]{1,12}(?:\.(?P<decimals>[0-9]+))?$")
GROUPED = {
    ".": re.compile(r"^[+-]?[0-9]{1,3}(\.[0-9]{3})+,[0-9]+$"),
    ",": re.compile(r"^[+-]?[0-9]{1,3}(,[0-9]{3})+\.[0-9]+$"),
}


def round_cents(amount: Decimal | int) -> Decimal:
    """Return an amount to the cent; half a cent goes up, away from zero, as people count."""
    return Decimal(amount).quantize(CENT, rounding=ROUND_HALF_UP)


def split_cents(total: Decimal, parts: int) -> list[Decimal]:
    """Share a total into parts that differ by a cent at most and add up to it exactly; the first ones are larger."""
    share, more = divmod(int(round_cents(total) / CENT), parts)
    return [round_cents((share + (rank < more)) * CENT) for rank in range(parts)]


def read_number(typed: str, places: int = 2) -> Decimal:
    """Read a number as people and banks write it: « 1 420 000,00 € », « 1.420.000,00 », « -12.5 », « +12 ».

    Raises ValueError for anything else, and for more decimals than `places`: « 1.420 » may mean two things.
    """
    text = SPACES.sub("", typed).removesuffix("€").removesuffix("EUR")
    for thousands, point in ((".", ","), (",", ".")):
        if GROUPED[thousands].match(text):
            text = text.replace(thousands, "").replace(point, ".")
    found = PLAIN.match(text.replace(",", "."))
    if not found or len(found["decimals"] or "") > places:
        raise ValueError(typed)
    return Decimal(found[0])
