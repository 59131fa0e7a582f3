"""Euros and cents: the one place where an amount is rounded or shared out."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
ZERO = Decimal("0.00")


def round_cents(amount: Decimal | int) -> Decimal:
    """Return an amount to the cent; half a cent goes up, away from zero, as people count."""
    return Decimal(amount).quantize(CENT, rounding=ROUND_HALF_UP)


def split_cents(total: Decimal, parts: int) -> list[Decimal]:
    """Share a total into parts that differ by a cent at most and add up to it exactly; the first ones are larger."""
    share, more = divmod(int(round_cents(total) / CENT), parts)
    return [round_cents((share + (rank < more)) * CENT) for rank in range(parts)]
