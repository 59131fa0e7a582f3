"""What `bin/bench` times still runs: on a few rows here, nothing of it kept."""

import pytest

from accompagnement.models import CleDossier, Demande
from federation.demo.mesure_accompagnement import measure_rotation
from tests.factories.accompagnement import make_scene


@pytest.mark.django_db
def test_the_keys_of_cases_turn_and_are_undone(cast):
    make_scene(cast)
    assert measure_rotation(3) > 0
    assert not Demande.objects.exists()
    assert not CleDossier.objects.exists()
