"""What stands in the way of a second publication."""

import pytest

from rapports.queries import find_obstacles
from tests.factories.rapports import BOUGER, GRANDIR, SOUFFLER, make_bilan, make_contenu

pytestmark = pytest.mark.django_db
ANNEE = 2024


def test_obstacles_are_said_in_words():
    before, after = make_contenu(), make_contenu(make_bilan(counts={SOUFFLER: 32, BOUGER: 22, GRANDIR: 3}))
    assert find_obstacles(before, after) == ["Par bouquet, Souffler", "Par bouquet, total"]
    assert find_obstacles(before, before) == []
    assert find_obstacles(before, make_contenu(make_bilan(reponses=None))) == []
