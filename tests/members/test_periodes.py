"""Dated rows: what a period means on its first day, its last day and the days around."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from members.models import Adhesion, Rattachement
from tests.factories.members import make_association, make_personne, make_rattachement

pytestmark = pytest.mark.django_db
SALARIE, BENEVOLE = Rattachement.Genre.SALARIE, Rattachement.Genre.BENEVOLE


@pytest.mark.parametrize(("offset", "runs"), [(-1, False), (0, True), (5, True), (10, True), (11, False)])
def test_a_tie_runs_from_its_first_day_to_its_last(offset, runs):
    start = date(2026, 3, 1)
    tie = make_rattachement(make_personne(), make_association(), debut=start, fin=start + timedelta(days=10))
    day = start + timedelta(days=offset)
    assert tie.is_en_cours(day) is runs
    assert Rattachement.objects.en_cours(day).exists() is runs


def test_a_tie_cannot_end_before_it_begins():
    with pytest.raises(IntegrityError), transaction.atomic():
        make_rattachement(make_personne(), make_association(), debut=date(2026, 3, 2), fin=date(2026, 3, 1))


def test_ending_one_of_two_ties_leaves_the_other(cast):
    make_rattachement(cast.directrice, cast.palier, BENEVOLE)
    cast.directrice.rattachements.filter(genre=SALARIE).update(fin=timezone.localdate() - timedelta(days=1))
    assert [tie.genre for tie in cast.directrice.rattachements.en_cours()] == [BENEVOLE]


def test_an_older_finished_row_does_not_close_a_role(cast):
    make_rattachement(cast.ancien, cast.palier, BENEVOLE, debut=timezone.localdate())
    assert len(cast.ancien.rattachements_en_cours) == 1


def test_the_same_tie_does_not_open_twice(cast):
    with pytest.raises(ValidationError, match="déjà ce rattachement"):
        Rattachement(
            personne=cast.directrice, association=cast.palier, genre=SALARIE, debut=timezone.localdate()
        ).full_clean()


def test_a_membership_inside_another_is_refused_by_the_database(cast):
    year = DateRange(date(2026, 1, 1), date(2027, 1, 1))
    Adhesion.objects.create(association=cast.palier, categorie="active", periode=year)
    inside = DateRange(date(2026, 3, 1), date(2026, 7, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Adhesion.objects.create(association=cast.palier, categorie="active", periode=inside)
    after = DateRange(date(2027, 3, 1), date(2028, 1, 1))
    Adhesion.objects.create(association=cast.palier, categorie="active", periode=after)
    gap = type(cast.palier).objects.adherentes(date(2027, 2, 1))
    assert cast.palier not in gap


def test_an_address_is_kept_in_lower_case():
    assert make_personne(email="Alix@Solidaubrelle.EXAMPLE").email == "alix@solidaubrelle.example"
