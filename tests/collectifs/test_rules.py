import pytest

from collectifs.models import ActionDecidee, Collectif, CompteRendu, Decision, Reunion
from collectifs.rules import collectif_of
from socle.permissions import can
from tests.factories.collectifs import (
    make_action,
    make_collectif,
    make_decision,
    make_participation,
    make_point,
    make_projet,
    make_reunion,
    make_seance,
)
from tests.factories.members import make_affectation, make_fonction, make_personne, yesterday

NOBODY = set()
NETWORK = {"directrice", "collegue", "presidente", "chargee", "adherente"}
IN_JEUNES = {"directrice", "collegue", "invitee"}


@pytest.fixture
def world(cast, jeunes, ferme):
    """One row of each kind in each situation."""
    make_participation(jeunes, cast.prestataire, is_externe=True)
    asleep = make_collectif("Endormi", fonction="Personne ne l’exerce")
    draft = make_reunion(jeunes, "En préparation", secretaire=cast.collegue)
    live = make_seance(jeunes, cast.chargee, titre="En cours", secretaire=cast.collegue)
    sent = make_projet(jeunes, cast.chargee, titre="Diffusée")
    sent.etat = CompteRendu.Etat.DIFFUSE
    sent.save()
    secret = make_point(sent.reunion, "Situation", is_huis_clos=True)
    hidden = make_projet(ferme, cast.chargee, titre="Cachée")
    for reunion in (live.reunion, sent.reunion, hidden.reunion):
        make_decision(reunion)
        make_action(reunion.collectif, cast.presidente, reunion=reunion)
    make_decision(sent.reunion, "À huis clos", point=secret)
    make_action(jeunes, cast.directrice, "À huis clos", reunion=sent.reunion, point=secret)
    return asleep, draft


@pytest.mark.trap("list-and-detail-differ")
@pytest.mark.parametrize(
    ("model", "permission"),
    [
        (Collectif, "collectifs.view_collectif"),
        (Reunion, "collectifs.view_reunion"),
        (CompteRendu, "collectifs.view_compte_rendu"),
        (Decision, "collectifs.view_decision"),
        (ActionDecidee, "collectifs.view_action"),
    ],
)
def test_lists_show_exactly_what_may_be_opened(world, roles, model, permission):
    assert model.objects.count() >= 3
    for name, personne in roles.items():
        listed = set(model.objects.visible_to(personne))
        allowed = {obj for obj in model.objects.all() if can(personne, permission, obj)}
        assert listed == allowed, name


def who(roles, permission, obj):
    return {name for name, personne in roles.items() if can(personne, permission, obj)}


class TestWhoSees:
    def test_the_network_sees_an_open_collective(self, world, roles, jeunes):
        seen_by = who(roles, "collectifs.view_collectif", jeunes)
        assert seen_by == NETWORK | {"admin", "prestataire"}

    def test_an_outsider_sees_what_they_were_invited_to_and_nothing_else(self, world, cast):
        assert list(Collectif.objects.visible_to(cast.prestataire).values_list("nom", flat=True)) == ["Jeunes"]
        assert not Collectif.objects.visible_to(cast.autre_prestataire).exists()

    def test_a_closed_one_is_for_its_participants_and_those_who_lead(self, world, roles, ferme):
        assert who(roles, "collectifs.view_collectif", ferme) == {"directrice", "chargee", "admin"}

    def test_an_association_that_takes_part_lets_its_people_read(self, cast, ferme):
        make_participation(ferme, association=cast.horizon)
        assert can(cast.adherente, "collectifs.view_collectif", ferme)

    def test_no_longer_once_the_participation_ended(self, cast, ferme):
        ferme.participations.update(fin=yesterday(), debut=yesterday())
        assert not can(cast.directrice, "collectifs.view_collectif", ferme)

    def test_a_superuser_is_nobody(self, world, roles):
        assert not Collectif.objects.visible_to(roles["superuser"]).exists()
        assert not Decision.objects.visible_to(roles["superuser"]).exists()

    def test_a_meeting_in_preparation_is_for_those_who_prepare_it(self, world, roles):
        _, draft = world
        assert who(roles, "collectifs.view_reunion", draft) == {"chargee", "collegue"}

    def test_minutes_being_written_are_for_those_who_write(self, world, roles):
        live = CompteRendu.objects.get(reunion__titre="En cours")
        assert who(roles, "collectifs.view_compte_rendu", live) == {"chargee", "collegue"}

    def test_behind_closed_doors_only_those_who_lead(self, world, roles):
        secret = Decision.objects.get(texte="À huis clos")
        assert who(roles, "collectifs.view_decision", secret) == {"chargee"}
        action = ActionDecidee.objects.get(texte="À huis clos")
        assert who(roles, "collectifs.view_action", action) == {"chargee", "directrice"}


class TestWhoDoes:
    @pytest.mark.parametrize(
        "permission", ["collectifs.add_reunion", "collectifs.invite_outsider", "collectifs.end_participation"]
    )
    def test_leading_is_for_the_holder_of_the_function(self, roles, jeunes, permission):
        assert who(roles, permission, jeunes) == {"chargee"}

    def test_not_for_the_holder_of_another_function(self, cast, jeunes):
        other = make_personne()
        make_affectation(other, make_fonction("Chargée de mission famille"))
        assert not can(other, "collectifs.add_reunion", jeunes)
        assert can(other, "collectifs.view_collectif", jeunes)

    def test_nor_for_yesterdays_holder(self, cast, jeunes):
        cast.chargee.affectations.update(fin=yesterday())
        assert not can(cast.chargee, "collectifs.add_reunion", jeunes)

    def test_nobody_leads_a_sleeping_collective(self, world, roles):
        asleep, _ = world
        assert who(roles, "collectifs.add_reunion", asleep) == NOBODY

    def test_administration_reassigns_but_does_not_write_minutes(self, world, cast, jeunes):
        live = CompteRendu.objects.get(reunion__titre="En cours")
        assert can(cast.admin, "collectifs.edit_collectif", jeunes)
        assert not can(cast.admin, "collectifs.edit_compte_rendu", live)

    @pytest.mark.trap("outsider-invites")
    def test_an_invited_outsider_invites_nobody(self, world, cast, jeunes):
        assert not can(cast.prestataire, "collectifs.invite_member", jeunes)
        assert not can(cast.prestataire, "collectifs.invite_outsider", jeunes)
        assert can(cast.directrice, "collectifs.invite_member", jeunes)
        assert not can(cast.directrice, "collectifs.invite_outsider", jeunes)

    def test_joining_is_for_the_network(self, roles, jeunes, ferme):
        assert who(roles, "collectifs.join_collectif", jeunes) == NETWORK | {"admin"}
        assert who(roles, "collectifs.join_collectif", ferme) == NOBODY

    def test_the_secretary_of_the_day_writes_too(self, world, roles):
        live = CompteRendu.objects.get(reunion__titre="En cours")
        assert who(roles, "collectifs.edit_compte_rendu", live) == {"chargee", "collegue"}
        assert who(roles, "collectifs.circulate_compte_rendu", live) == {"chargee"}

    def test_nobody_writes_in_circulated_minutes(self, world, roles):
        sent = CompteRendu.objects.get(reunion__titre="Diffusée")
        assert who(roles, "collectifs.edit_compte_rendu", sent) == NOBODY

    def test_an_action_is_finished_by_its_owner_or_the_referent(self, world, roles):
        action = ActionDecidee.objects.get(reunion__titre="Diffusée", responsable=roles["presidente"])
        assert who(roles, "collectifs.finish_action", action) == {"chargee", "presidente"}


def test_every_row_leads_to_its_collective(world, jeunes):
    sent = CompteRendu.objects.get(reunion__titre="Diffusée")
    rows = [jeunes, sent.reunion, sent, sent.reunion.decisions.first(), sent.reunion.actions.first()]
    assert {collectif_of(row) for row in rows} == {jeunes}
    assert collectif_of(None) is None
