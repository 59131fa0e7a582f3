"""Questions put together once: the same rows as the queryset, whatever the values, and nothing hidden from them."""

from datetime import timedelta

import pytest
import time_machine
from django.db.models import Q
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from collectifs.models import Collectif
from members.models import Association, Invitation, Personne, Rattachement
from socle.compiled import NotCompilableError, compiled_query
from socle.models import Notification
from tests.factories.collectifs import make_collectif
from tests.factories.members import make_association, make_personne

pytestmark = pytest.mark.django_db


@compiled_query
def named(names, since, *, descending=False):
    rows = Association.objects.filter(nom__in=names, pk__gte=since)
    return rows.order_by("-nom" if descending else "nom")


@compiled_query
def seen_by(personne):
    return Collectif.objects.visible_to(personne).order_by("nom")


class SameRowsTest(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.names = [f"Association {letter}" for letter in "ABCDEFGH"]
        cls.first = min(make_association(name).pk for name in cls.names)

    @settings(max_examples=30, deadline=None)
    @given(chosen=st.sets(st.integers(0, 7)), since=st.integers(-2, 9), descending=st.booleans())
    def test_the_rows_are_those_of_the_queryset(self, chosen, since, descending):
        names = [self.names[index] for index in chosen]
        expected = Association.objects.filter(nom__in=names, pk__gte=self.first + since).order_by("nom")
        expected = expected.reverse() if descending else expected
        assert named(names, self.first + since, descending=descending) == list(expected)


def test_a_second_asking_puts_nothing_together():
    built = []

    @compiled_query
    def counted(pk):
        built.append(pk)
        return Association.objects.filter(pk=pk)

    one, other = make_association("Une"), make_association("Autre")
    assert counted(one.pk) == [one]
    made = len(built)
    assert counted(other.pk) == [other]
    assert len(built) == made


def test_related_and_prefetched_rows_come_with_it(cast, django_assert_num_queries):
    @compiled_query
    def with_ties(pk):
        rows = Association.objects.filter(pk=pk).select_related("territoire")
        return rows.prefetch_related("rattachements__personne")

    with_ties(cast.palier.pk)
    with django_assert_num_queries(3):
        [association] = with_ties(cast.palier.pk)
        assert cast.directrice in [tie.personne for tie in association.rattachements.all()]


def test_people_of_one_shape_never_read_one_another(cast):
    """Two people who hold the same things ask the same SQL: each gets their own rows, the other's are there."""
    one, other = make_personne(prenom="Une"), make_personne(prenom="Autre")
    for personne in (one, other):
        hidden = make_collectif(f"Caché de {personne.prenom}", visibilite=Collectif.Visibilite.PARTICIPANTS)
        hidden.participations.create(personne=personne, debut=timezone.localdate())
        Rattachement.objects.create(
            personne=personne, association=make_association(f"De {personne.prenom}"), debut=timezone.localdate()
        )
    assert one.get_query_shape() == other.get_query_shape()
    for personne in (one, other, cast.directrice, cast.chargee, cast.admin, cast.superuser):
        reader = Personne.objects.get(pk=personne.pk)
        assert seen_by(reader) == list(Collectif.objects.visible_to(reader).order_by("nom"))
    assert [str(row) for row in seen_by(one)] == ["Caché de Une"]
    assert [str(row) for row in seen_by(other)] == ["Caché de Autre"]


def test_what_somebody_holds_changes_the_question(cast):
    make_collectif("Réservé", visibilite=Collectif.Visibilite.PARTICIPANTS)
    assert seen_by(cast.directrice) == []
    assert [str(row) for row in seen_by(cast.admin)] == ["Réservé"]


def test_a_day_worked_out_inside_holds_until_midnight(cast):
    @compiled_query
    def running(pk):
        return Rattachement.objects.en_cours().filter(personne=pk)

    assert running(cast.directrice.pk)
    cast.directrice.rattachements.update(fin=timezone.localdate())
    assert running(cast.directrice.pk)
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert running(cast.directrice.pk) == []


def test_a_moment_worked_out_inside_is_refused(cast):
    @compiled_query
    def open_to(pk):
        return Invitation.objects.ouvertes().filter(personne=pk)

    with pytest.raises(NotCompilableError, match="by itself"):
        open_to(cast.directrice.pk)


def test_outside_the_tests_what_cannot_be_compiled_is_still_answered(cast, settings, caplog):
    settings.MODE = "demo"

    @compiled_query
    def open_to(pk):
        return Invitation.objects.ouvertes().filter(personne=pk)

    assert open_to(cast.directrice.pk) == []
    assert "put together each time" in caplog.text


def test_a_value_worked_out_from_another_is_refused():
    @compiled_query
    def holding(word):
        return Association.objects.filter(Q(nom__contains=word))

    with pytest.raises(NotCompilableError, match="by itself"):
        holding("palier")


def test_what_changes_the_form_is_not_a_value(cast):
    for odd in (True, None, Notification, 1.5):
        with pytest.raises(NotCompilableError, match="no value"):
            named(["a"], odd)


def test_a_fact_of_somebody_that_is_no_value_cannot_be_read(cast):
    """The stand-in holds nothing else: reading their address would bake one person's in everybody's question."""

    @compiled_query
    def of_address(personne):
        return Personne.objects.filter(email=personne.email)

    with pytest.raises(NotCompilableError, match="asks the database"):
        of_address(cast.directrice)


@pytest.mark.parametrize("number", [-1, 2**31, 2**63, 10**30])
def test_a_number_that_no_row_can_have_finds_nothing(cast, number):
    assert named(["Le Palier"], number) == list(Association.objects.filter(nom="Le Palier", pk__gte=number))


def test_an_answer_known_to_be_empty_asks_nothing(django_assert_num_queries):
    named([], 1)
    with django_assert_num_queries(0):
        assert named([], 1) == []
