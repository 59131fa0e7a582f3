"""Public holidays are worked out here: a library that knows every country takes a second to load."""

from datetime import date

from holidays.countries.france import France

from socle.feries import find_ferie, get_feries, is_working_day


def test_each_year_says_what_the_library_of_every_country_says():
    for year in range(2008, 2101):
        assert get_feries(year) == dict(France(years=year, language="fr")), year


def test_two_holidays_on_one_day_are_both_named():
    assert find_ferie(date(2008, 5, 1)) == "Ascension; Fête du Travail"


def test_offices_are_shut_on_weekends_and_public_holidays():
    assert is_working_day(date(2026, 5, 7))
    assert not is_working_day(date(2026, 5, 8))
    assert not is_working_day(date(2026, 5, 9))
    assert find_ferie(date(2026, 5, 7)) == ""
