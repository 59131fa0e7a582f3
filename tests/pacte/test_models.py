"""What a version says of itself, derived from dates and never stored."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from pacte.models import VersionPacte
from tests.factories.pacte import make_pacte, make_published, make_version

pytestmark = pytest.mark.django_db


@pytest.mark.trap("cron-dependent")
def test_situation_follows_the_calendar():
    version = make_published(vigueur_du=timezone.localdate() + timedelta(days=10))
    assert version.situation == "à venir"
    with time_machine.travel(timezone.now() + timedelta(days=10)):
        assert version.situation == "en vigueur"
    with time_machine.travel(timezone.now() + timedelta(days=3000)):
        assert version.situation == "expirée"


def test_version_that_ended_before_its_pact_was_replaced():
    today = timezone.localdate()
    version = make_published(vigueur_du=today - timedelta(days=9), vigueur_au=today - timedelta(days=2))
    assert version.situation == "remplacée"


def test_numbers():
    pacte = make_pacte(titre="Ensemble")
    assert make_version(pacte).numero == "1"
    assert VersionPacte(majeure=1, avenant=2).numero == "1.2"
    assert str(make_version(make_pacte(titre="Autre"))).startswith("Autre ")


def test_reading_a_version_takes_one_query(django_assert_num_queries):
    version = make_version()
    with django_assert_num_queries(1):
        assert len(version.read().noeuds) == 5
