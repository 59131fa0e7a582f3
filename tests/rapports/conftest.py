"""The figures of a year, which a test may change between two publications."""

from types import SimpleNamespace

import pytest
from django.utils import timezone

from rapports import queries
from tests.factories.rapports import make_bilan

ANNEE = 2024


@pytest.fixture
def figures(monkeypatch):
    given = SimpleNamespace(bilan=make_bilan(ANNEE))
    monkeypatch.setattr(queries, "get_bilan", lambda annee, k: given.bilan)
    monkeypatch.setattr(queries, "get_annees", lambda: [timezone.localdate().year, ANNEE])
    return given
