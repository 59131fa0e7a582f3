"""The one door: a superuser has no free pass, and an unknown name is an error."""

import pytest
from django.core.exceptions import PermissionDenied

from socle.permissions import can, require


def test_superuser_gets_nothing_by_itself(cast):
    assert not can(cast.superuser, "members.manage_roles")


def test_role_opens_the_door(cast):
    assert can(cast.admin, "members.manage_roles")


def test_unknown_permission_is_an_error(cast):
    with pytest.raises(LookupError):
        can(cast.admin, "members.no_such_thing")


def test_inactive_person_may_do_nothing(cast):
    cast.admin.is_active = False
    assert not can(cast.admin, "members.manage_roles")


def test_require_raises(cast):
    with pytest.raises(PermissionDenied):
        require(cast.directrice, "members.manage_roles")


def test_ended_tie_gives_no_right(cast):
    assert not can(cast.ancien, "members.edit_association", cast.palier)
    assert can(cast.directrice, "members.edit_association", cast.palier)
    assert not can(cast.directrice, "members.edit_association", cast.horizon)
