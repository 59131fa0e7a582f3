"""Who reads and who writes a pact: the list and the right say the same."""

import pytest
from django.contrib.auth.models import AnonymousUser

from pacte.models import Pacte, VersionPacte
from socle.permissions import can
from tests.factories.pacte import make_pacte, make_published, make_version

pytestmark = pytest.mark.django_db


@pytest.mark.trap("list-and-detail-differ")
def test_visible_versions_are_those_that_may_be_viewed(cast):
    make_version()
    make_published()
    for person in [*vars(cast).values(), AnonymousUser()]:
        if not hasattr(person, "is_authenticated"):
            continue
        allowed = {version for version in VersionPacte.objects.all() if can(person, "pacte.view_version", version)}
        assert set(VersionPacte.objects.visible_to(person)) == allowed


def test_a_pact_that_is_only_a_draft_is_seen_by_administrators(cast):
    make_version(make_pacte(titre="Secret"))
    assert Pacte.objects.visible_to(cast.admin).count() == 1
    assert not Pacte.objects.visible_to(cast.chargee).exists()


def test_only_administrators_write_drafts(cast):
    draft = make_version()
    writers = {
        name
        for name, person in vars(cast).items()
        if hasattr(person, "roles") and can(person, "pacte.edit_version", draft)
    }
    assert writers == {"admin"}


def test_nobody_writes_what_is_published(cast):
    published = make_published()
    assert not can(cast.admin, "pacte.edit_version", published)
    assert can(cast.admin, "pacte.add_avenant", published)
