import pytest

from tests.factories.accompagnement import make_scene


@pytest.fixture
def scene(cast):
    return make_scene(cast)
