"""Who may see what: the row filter and the permission say the same, on everybody and everything."""

import pytest
from django.contrib.auth.models import AnonymousUser

from members.models import Association, Personne
from members.rules import find_incompatibility, must_have_second_factor
from socle.permissions import can
from tests.factories.members import (
    make_association,
    make_instance,
    make_mandat,
    make_personne,
    make_rattachement,
    yesterday,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def viewers(cast):
    closed = make_personne("Fermée", is_active=False)
    people = [value for value in vars(cast).values() if isinstance(value, Personne)]
    return [*people, closed, AnonymousUser()]


@pytest.mark.trap("list-and-detail-differ")
def test_associations_seen_are_those_listed(cast, viewers):
    make_association("Publique", is_publiee=True)
    for viewer in viewers:
        listed = set(Association.objects.visible_to(viewer))
        allowed = {a for a in Association.objects.all() if can(viewer, "members.view_association", a)}
        assert listed == allowed, viewer


@pytest.mark.trap("list-and-detail-differ")
def test_people_seen_are_those_listed(cast, viewers):
    seated, invited, left = make_personne("Assise"), make_personne("Invitée", is_active=False), make_personne("Partie")
    make_mandat(seated, make_instance(cast.horizon))
    make_rattachement(left, cast.horizon, fin=yesterday())
    for viewer in [Personne.objects.get(pk=known.pk) if known.pk else known for known in viewers]:
        listed = set(Personne.objects.visible_to(viewer))
        allowed = {p for p in Personne.objects.all() if can(viewer, "members.view_personne", p)}
        assert listed == allowed, viewer
    assert seated in Personne.objects.visible_to(cast.directrice)
    assert not {invited, left, cast.ancien} & set(Personne.objects.visible_to(cast.directrice))


def test_a_closed_account_may_do_what_a_visitor_may(cast):
    published = make_association("Publique", is_publiee=True)
    cast.admin.is_active = False
    assert can(cast.admin, "members.view_association", published)
    assert not can(cast.admin, "members.view_association", cast.palier)


@pytest.mark.trap("outsider-invites")
def test_only_the_manager_and_the_team_invite(cast, viewers):
    allowed = {v for v in viewers if can(v, "members.invite_personne", cast.palier)}
    assert allowed == {cast.directrice, cast.chargee, cast.admin}
    assert not any(can(v, "members.invite_personne", None) for v in viewers if v not in allowed)


@pytest.mark.trap("superuser-free-pass")
def test_superuser_edits_nothing(cast):
    for name in ("edit_association", "invite_personne", "edit_rattachement"):
        assert not can(cast.superuser, f"members.{name}", cast.palier)
    assert not can(cast.superuser, "members.manage_roles")


def test_telephone_is_for_the_team_and_the_manager(cast):
    allowed = {
        p for p in (cast.directrice, cast.collegue, cast.chargee, cast.adherente, cast.comite)
        if can(p, "members.view_telephone", cast.presidente)
    }  # fmt: skip
    assert allowed == {cast.directrice, cast.chargee}


def test_roles_that_need_a_second_factor(cast):
    needing = {p for p in (cast.admin, cast.coordination, cast.prestataire, cast.directrice, cast.comite, cast.chargee)
               if must_have_second_factor(p)}  # fmt: skip
    assert needing == {cast.admin, cast.coordination, cast.prestataire}


def test_neutral_coordination_is_kept_apart(cast):
    for personne in (cast.admin, cast.chargee, cast.prestataire):
        assert "Séparation des rôles" in find_incompatibility(personne, "coordination_neutre")
    for role in ("admin_portail", "delegation", "prestataire", None):
        assert find_incompatibility(cast.coordination, role)
    assert not find_incompatibility(cast.directrice, "coordination_neutre")
    assert not find_incompatibility(cast.coordination, "comite_pilotage")
