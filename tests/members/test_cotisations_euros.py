"""Money: an amount is rounded once, shared out without losing a cent, and said as people write it."""

import re
from decimal import Decimal

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from members.euros import CENT, read_number, round_cents, split_cents

AMOUNTS = st.decimals(0, 9_999_999, places=2)


@pytest.mark.parametrize(
    ("given_amount", "rounded"),
    [("0.005", "0.01"), ("0.004", "0.00"), ("2.345", "2.35"), ("1.005", "1.01"), ("4970", "4970.00")],
)
def test_half_a_cent_goes_up(given_amount, rounded):
    assert round_cents(Decimal(given_amount)) == Decimal(rounded)


@given(st.decimals(0, 9_999_999, places=6))
def test_rounding_moves_by_half_a_cent_at_most(amount):
    rounded = round_cents(amount)
    assert abs(rounded - amount) <= CENT / 2
    assert rounded.as_tuple().exponent == -2
    assert round_cents(rounded) == rounded


@given(AMOUNTS, st.integers(1, 24))
def test_parts_add_up_to_the_total(total, parts):
    shares = split_cents(total, parts)
    assert len(shares) == parts
    assert sum(shares) == total
    assert max(shares) - min(shares) <= CENT


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (Decimal("4500.00"), "4\u202f500,00\u00a0€"),
        (Decimal("1420000.00"), "1\u202f420\u202f000,00\u00a0€"),
        (Decimal(0), "0,00\u00a0€"),
        (Decimal("-12.5"), "\u221212,50\u00a0€"),
        (None, ""),
    ],
)
def test_amounts_are_said_in_french(amount, said):
    assert Template("{{ amount|euros }}").render(Context({"amount": amount})) == said


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("1 420 000,00 €", "1420000.00"),
        ("1\u202f420\u00a0000,5", "1420000.5"),
        ("1.420.000,00", "1420000.00"),
        ("1,420,000.00", "1420000.00"),
        ("-12.5", "-12.5"),
        ("+12 EUR", "12"),
        ("150", "150"),
    ],
)
def test_amounts_are_read_as_people_write_them(typed, read):
    assert read_number(typed) == Decimal(read)


@pytest.mark.parametrize("typed", ["", "1.420", "1,2,3", "NaN", "Infinity", "1e9", "٣", "douze", "1.2.3", "9" * 30])
def test_what_may_mean_two_things_or_nothing_is_refused(typed):
    with pytest.raises(ValueError, match=f"^{re.escape(typed)}$"):
        read_number(typed)


@given(st.text())
def test_no_text_is_read_as_something_else_than_a_number(typed):
    try:
        assert read_number(typed).is_finite()
    except ValueError:
        return
