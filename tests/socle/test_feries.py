"""Public holidays move with Easter; two may fall on one day."""

from datetime import date

from socle.feries import find_ferie, is_working_day


def test_holidays_that_move_with_easter_are_found():
    assert find_ferie(date(2027, 3, 29)) == "Lundi de Pâques"
    assert find_ferie(date(2027, 5, 6)) == "Ascension"


def test_two_holidays_on_one_day_are_both_named():
    assert find_ferie(date(2008, 5, 1)) == "Ascension; Fête du Travail"


def test_offices_are_shut_on_weekends_and_public_holidays():
    assert is_working_day(date(2026, 5, 7))
    assert not is_working_day(date(2026, 5, 8))
    assert not is_working_day(date(2026, 5, 9))
    assert find_ferie(date(2026, 5, 7)) == ""
