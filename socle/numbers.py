"""Numbers that come from a page without a form around them."""

MOST_DIGITS = 18  # what the database keeps in the number of a row


def read_number(typed: str | None) -> int:
    """Return the number of a row as a page sent it; 0, which no row has, for anything else."""
    typed = typed or ""
    is_number = 0 < len(typed) <= MOST_DIGITS and typed.isascii() and typed.isdecimal()
    return int(typed) if is_number else 0
