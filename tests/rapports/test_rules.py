"""Who reads the steering report."""

import pytest
from django.contrib.auth.models import AnonymousUser

from rapports.models import RapportPilotage
from socle.permissions import can
from tests.factories.rapports import make_rapport

pytestmark = pytest.mark.django_db
ANNEE = 2024


@pytest.mark.trap("list-and-detail-differ")
def test_visible_reports_are_those_that_may_be_viewed(cast):
    rapport = make_rapport()
    people = [person for person in vars(cast).values() if hasattr(person, "roles")]
    readers = {
        name
        for name, person in vars(cast).items()
        if person in people and can(person, "rapports.view_rapport", rapport)
    }
    assert readers == {"comite", "coordination"}
    for person in [*people, AnonymousUser()]:
        assert RapportPilotage.objects.visible_to(person).exists() == can(person, "rapports.view_rapport", rapport)
