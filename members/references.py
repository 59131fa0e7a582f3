"""The reference printed on a call and found again in what the bank says of a transfer (ISO 11649)."""

import re
from collections.abc import Iterable

from stdnum import iso11649
from stdnum.iso7064 import mod_97_10

LOOKS_LIKE = str.maketrans("OQILSB", "001158")  # letters that people type for a figure
SHORTEST, LONGEST = 9, 25
NOT_A_SIGN = re.compile(r"[^0-9A-Z]")
MARK = re.compile(r"(?=RF([0-9OQILSB]{2,23}))")
FIGURES = re.compile(r"(?=(?<![0-9])([0-9]{7,23}))")


def make_reference(annee: int, number: int) -> str:
    """Return the creditor reference of an association's due: the year, its number, and two figures that check them."""
    body = f"{annee}{number:05d}"
    return f"RF{mod_97_10.calc_check_digits(f'{body}RF')}{body}"


def say_reference(reference: str) -> str:
    """« RF57 2026 0001 2 »: in groups of four, as it is written on paper."""
    return iso11649.format(reference)


def find_references(text: str) -> list[str]:
    """Return the references that a label may hold, whatever spaces, signs or look-alike letters are in it.

    Whatever follows may be stuck to it, so every length is tried, and the two figures say which are whole.
    """
    compact = NOT_A_SIGN.sub("", text.upper())
    found = {}
    for tail in (*_tails(MARK, compact), *FIGURES.findall(compact)):
        for end in range(len(tail), SHORTEST - 3, -1):
            candidate = f"RF{tail[:end]}"
            if len(candidate) >= SHORTEST and iso11649.is_valid(candidate):
                found[candidate] = True
    return list(found)


def find_near(text: str, known: Iterable[str]) -> list[str]:
    """Return the known references that a label holds but for one sign."""
    tails = _tails(MARK, NOT_A_SIGN.sub("", text.upper()))
    if not tails:
        return []
    return [reference for reference in known if any(_is_near(f"RF{tail}", reference) for tail in tails)]


def _tails(pattern, compact) -> list[str]:
    return [tail.translate(LOOKS_LIKE) for tail in pattern.findall(compact)]


def _is_near(typed, reference) -> bool:
    """Whether one sign was mistyped, forgotten or doubled, or two neighbours swapped."""
    start = next((i for i, (a, b) in enumerate(zip(typed, reference, strict=False)) if a != b), None)
    if start is None:
        return len(typed) >= len(reference) - 1
    rest, wanted = typed[start:], reference[start:]
    swapped = rest[1:2] + rest[:1] + rest[2:]
    return any(
        mended.startswith(end)
        for mended, end in (
            (rest[1:], wanted[1:]),
            (rest, wanted[1:]),
            (rest[1:], wanted),
            (swapped, wanted),
        )
    )
