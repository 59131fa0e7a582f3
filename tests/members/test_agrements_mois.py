"""Months are counted as people count them, whatever the length of a month."""

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from members.models import Convention
from members.mois import add_months, end_of_month, list_months
from members.queries.agrements import RAPPELS, find_seuil

days = st.dates(date(1950, 1, 1), date(2150, 12, 31))
ONE_DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2024, 8, 31), 6, date(2025, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2027, 12, 31), -6, date(2027, 6, 30)),
        (date(2027, 1, 15), -1, date(2026, 12, 15)),
    ],
)
def test_known_days(day, months, then):
    assert add_months(day, months) == then


@given(days, st.integers(-240, 240))
def test_the_day_is_kept_or_is_the_last_of_its_month(day, months):
    then = add_months(day, months)
    assert (then.year * 12 + then.month) - (day.year * 12 + day.month) == months
    assert then.day == min(day.day, monthrange(then.year, then.month)[1])


@given(days, st.integers(0, 120), st.integers(0, 120))
def test_later_months_give_later_days(day, some, more):
    assert add_months(day, some) <= add_months(day, some + more)


@given(st.integers(1950, 2150), st.integers(1, 12), st.integers(0, 24))
def test_the_end_of_a_month_is_followed_by_a_first(year, month, months):
    last = end_of_month(year, month, months)
    assert (last + ONE_DAY).day == 1
    assert (last.year * 12 + last.month) - (year * 12 + month) == months


def test_months_in_a_row():
    assert list_months(date(2026, 11, 22), 3) == [date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)]


@settings(max_examples=25)
@given(days)
def test_each_day_of_the_last_year_has_the_nearest_reminder(fin):
    expected = None
    for day in (fin - timedelta(days=n) for n in range(420, -1, -1)):
        passed = [months for months in RAPPELS if day >= add_months(fin, -months)]
        expected = min(passed, default=None)
        assert find_seuil(fin, day) == expected
    assert expected == min(RAPPELS)
    assert find_seuil(fin, fin + ONE_DAY) is None


@pytest.mark.parametrize(
    ("month", "year", "due"),
    [
        (12, 2025, date(2026, 6, 30)),
        (8, 2025, date(2026, 2, 28)),
        (8, 2023, date(2024, 2, 29)),
        (6, 2026, date(2026, 12, 31)),
    ],
)
def test_an_account_is_due_six_months_after_the_end_of_its_year(month, year, due):
    convention = Convention(debut=date(2020, 1, 1), fin=date(2030, 1, 1), mois_cloture=month)
    assert convention.due_of(year) == due


@given(days, st.integers(1, 3000), st.integers(1, 12))
def test_fiscal_years_cover_an_agreement_without_a_hole(debut, length, month):
    convention = Convention(debut=debut, fin=debut + timedelta(days=length), mois_cloture=month)
    years = convention.exercices
    assert convention.begin_of(years[0]) <= convention.debut <= convention.end_of(years[0])
    assert convention.begin_of(years[-1]) <= convention.fin <= convention.end_of(years[-1])
    for year in years:
        assert convention.end_of(year).year == year
        assert convention.begin_of(year + 1) == convention.end_of(year) + ONE_DAY
        assert (convention.due_of(year) + ONE_DAY).day == 1
