import pytest

from tests.factories.accompagnement import make_scene


@pytest.fixture
def scene(cast):
    return make_scene(cast)


@pytest.fixture(autouse=True)
def coffre(settings, tmp_path):
    """Encrypted files are stored apart for each test, where they may be looked at."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path
