"""« À jour », on any day: what was due by then against what was received and waived by then."""

from datetime import date, timedelta

import pytest

from members.models import Association, EcheanceAppel
from tests.factories.cotisations import (
    make_appel,
    make_campagne,
    make_exoneration,
    make_payment,
    make_reglement,
)
from tests.factories.members import make_association

pytestmark = pytest.mark.django_db
GRACE = date(2024, 6, 30)
AFTER = GRACE + timedelta(days=1)


@pytest.fixture
def campagne():
    return make_campagne(2024)


@pytest.fixture
def appel(campagne):
    return make_appel(make_association("Le Palier"), campagne)


def is_a_jour(appel, on=None) -> bool:
    return Association.objects.a_jour(on).filter(pk=appel.association_id).exists()


def test_whoever_owes_nothing_is_up_to_date():
    assert Association.objects.a_jour().contains(make_association())


@pytest.mark.parametrize(("day", "expected"), [(date(2024, 1, 1), True), (GRACE, True), (AFTER, False)])
def test_grace_runs_to_its_last_day(appel, day, expected):
    assert is_a_jour(appel, day) is expected


@pytest.mark.trap("cron-dependent")
def test_payment_counts_from_the_day_it_was_received(appel):
    received = date(2024, 9, 10)
    make_payment(appel, recu_le=received)
    assert not is_a_jour(appel, received - timedelta(days=1))
    assert is_a_jour(appel, received)
    assert is_a_jour(appel)


def test_a_part_is_not_the_whole(appel):
    make_payment(appel, 100, GRACE)
    assert not is_a_jour(appel, AFTER)
    make_payment(appel, 49, GRACE)
    assert not is_a_jour(appel, AFTER)
    make_payment(appel, 1, GRACE)
    assert is_a_jour(appel, AFTER)


def test_a_waiver_counts_from_the_day_it_was_granted(appel):
    make_payment(appel, 100, GRACE)
    make_exoneration(appel, 50, date(2024, 8, 1))
    assert not is_a_jour(appel, date(2024, 7, 31))
    assert is_a_jour(appel, date(2024, 8, 1))


def test_money_without_a_year_settles_nothing(appel):
    make_reglement(appel.association, 150, GRACE)
    assert not is_a_jour(appel, AFTER)


def test_one_unpaid_year_is_enough(appel):
    make_payment(appel, recu_le=GRACE)
    last_year = make_appel(appel.association, make_campagne(2023))
    assert not is_a_jour(appel, AFTER)
    make_payment(last_year, recu_le=date(2024, 7, 5))
    assert not is_a_jour(appel, AFTER)
    assert is_a_jour(appel, date(2024, 7, 5))


def test_a_due_issued_later_did_not_exist_before(campagne):
    late = make_appel(make_association(), campagne, emis_le=date(2024, 10, 1))
    assert is_a_jour(late, date(2024, 9, 30))
    assert not is_a_jour(late, date(2024, 10, 1))


def test_instalments_agreed_are_required_as_their_dates_pass(appel):
    EcheanceAppel.objects.create(appel=appel, le=date(2024, 3, 1), montant=75)
    EcheanceAppel.objects.create(appel=appel, le=date(2024, 9, 1), montant=75)
    assert is_a_jour(appel, GRACE)
    assert not is_a_jour(appel, AFTER)
    make_payment(appel, 75, GRACE)
    assert is_a_jour(appel, AFTER)
    assert is_a_jour(appel, date(2024, 9, 1))
    assert not is_a_jour(appel, date(2024, 9, 2))


def test_one_condition_of_one_query(appel, django_assert_num_queries):
    make_appel(make_association(), appel.campagne)
    with django_assert_num_queries(1):
        assert list(Association.objects.a_jour(AFTER)) == []
