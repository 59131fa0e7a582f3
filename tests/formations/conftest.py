import pytest

from tests.factories.formations import make_session


@pytest.fixture
def session(cast):
    """Open, with two places."""
    return make_session(places=2, by=cast.chargee)
