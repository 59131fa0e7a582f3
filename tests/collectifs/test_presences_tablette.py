"""Attendance on a tablet: one tap, one person; two tablets; people who came without being convened."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from collectifs.actions import pointage
from collectifs.actions.comptes_rendus import circulate_compte_rendu
from collectifs.models import PersonneDePassage, Presence
from collectifs.queries import get_minutes
from collectifs.queries.pointage import read_feuille
from tests.factories.collectifs import make_convoquee, make_participation, make_projet, make_seance
from tests.factories.members import make_personne

HTMX = {"headers": {"HX-Request": "true"}}


def page(name, *args):
    return reverse(f"collectifs:{name}", args=args)


def text(response):
    return " ".join(response.content.decode().replace("\u202f", " ").replace("\xa0", " ").split())


@pytest.fixture
def reunion(cast, jeunes):
    return make_seance(jeunes, cast.chargee).reunion


def presence_of(reunion, personne):
    return reunion.presences.get(personne=personne)


class TestTaps:
    @pytest.mark.parametrize(("typed", "kept"), [("oui", True), ("non", False), ("", None)])
    def test_a_tap_writes_one_person_at_once(self, reunion, cast, client_of, typed, kept):
        presence = presence_of(reunion, cast.directrice)
        response = client_of(cast.chargee).post(page("presence_point", presence.pk), {"presente": typed}, **HTMX)
        assert 'id="feuille"' in response.content.decode()
        said = dict(reunion.presences.values_list("personne", "is_presente"))
        assert said.pop(cast.directrice.pk) is kept
        assert set(said.values()) == {None}

    def test_without_a_script_too(self, reunion, cast, client_of):
        presence = presence_of(reunion, cast.directrice)
        response = client_of(cast.chargee).post(page("presence_point", presence.pk), {"presente": "oui"})
        assert response.url == page("presence_sheet", reunion.pk)

    @pytest.mark.trap("silent-overwrite")
    def test_two_tablets_do_not_undo_each_other(self, reunion, cast, client_of):
        one, other = client_of(cast.chargee), client_of(cast.chargee)
        for client in (one, other):
            client.get(page("presence_sheet", reunion.pk))
        one.post(page("presence_point", presence_of(reunion, cast.directrice).pk), {"presente": "oui"}, **HTMX)
        seen = other.post(page("presence_point", presence_of(reunion, cast.collegue).pk), {"presente": "oui"}, **HTMX)
        assert reunion.presences.filter(is_presente=True).count() == 2
        assert "2 personnes présentes" in text(seen)

    @pytest.mark.trap("self-marked-attendance")
    def test_nobody_marks_themselves_nor_before_it_begins_nor_once_circulated(self, reunion, cast, jeunes, client_of):
        mine = presence_of(reunion, cast.directrice)
        assert client_of(cast.directrice).post(page("presence_point", mine.pk), {"presente": "oui"}).status_code == 404
        ahead = make_convoquee(jeunes, cast.chargee)
        assert client_of(cast.chargee).get(page("presence_sheet", ahead.pk)).status_code == 404
        with pytest.raises(PermissionDenied):
            pointage.point_presence(ahead.presences.first(), is_presente=True, by=cast.chargee)
        sent = circulate_compte_rendu(make_projet(jeunes, cast.chargee), by=cast.chargee)
        with pytest.raises(PermissionDenied):
            pointage.point_presence(sent.reunion.presences.first(), is_presente=False, by=cast.chargee)

    def test_nonsense_writes_nothing(self, reunion, cast, client_of):
        presence = presence_of(reunion, cast.directrice)
        client_of(cast.chargee).post(page("presence_point", presence.pk), {"presente": "peut-être"})
        assert presence_of(reunion, cast.directrice).is_presente is None


class TestSheet:
    def test_by_category_with_counts(self, reunion, cast):
        pointage.point_presence(presence_of(reunion, cast.directrice), is_presente=True, by=cast.chargee)
        pointage.add_passage(reunion, nom="Ada", categorie="habitant", by=cast.chargee)
        groups = {groupe.label: (groupe.venues, groupe.attendues) for groupe in read_feuille(reunion).groupes}
        assert groups["équipe salariée"][0] == 1
        assert groups["habitantes et habitants"] == (1, 0)
        assert groups["équipe fédérale"] == (0, 1)
        assert read_feuille(reunion).total == 2

    def test_a_search_keeps_names_and_whole_counts(self, reunion, cast, client_of):
        pointage.point_presence(presence_of(reunion, cast.directrice), is_presente=True, by=cast.chargee)
        shown = client_of(cast.chargee).get(page("presence_sheet", reunion.pk), {"q": "DERVALMÔNT"})
        lines = [line for line in shown.content.decode().split("\n") if "data-words=" in line]
        assert len(lines) == reunion.presences.count()
        assert sum(line.endswith(" hidden>") for line in lines) == reunion.presences.count() - 1
        assert "1 personne présente" in text(shown)

    @pytest.mark.parametrize("rows", [1, 3])
    def test_queries(self, cast, jeunes, client_of, rows, django_assert_num_queries):
        for _ in range(rows):
            make_participation(jeunes, make_personne(), cast.horizon)
        reunion = make_seance(jeunes, cast.chargee).reunion
        with django_assert_num_queries(2):
            read_feuille(reunion)
        client = client_of(cast.chargee)
        client.get(page("presence_sheet", reunion.pk))
        with django_assert_num_queries(5):
            assert client.get(page("presence_sheet", reunion.pk)).status_code == 200


class TestWalkIns:
    def test_a_name_and_a_category_without_an_account(self, reunion, cast, client_of):
        client = client_of(cast.chargee)
        client.post(page("passage_add", reunion.pk), {"nom": "Ada Quervalin", "categorie": "habitant"})
        assert "Ada Quervalin" in text(client.get(page("presence_sheet", reunion.pk)))
        said = get_minutes(reunion.compte_rendu, with_huis_clos=False)
        assert "Ada Quervalin" in [str(presence.personne) for presence in said["presents"]]
        assert {bilan.label: bilan.number for bilan in said["categories"]}["habitantes et habitants"] == 1
        client.post(page("passage_remove", PersonneDePassage.objects.get().pk))
        assert not PersonneDePassage.objects.exists()

    def test_the_same_name_twice_asks_to_tell_apart(self, reunion, cast, client_of):
        pointage.add_passage(reunion, nom="Ada", categorie="habitant", by=cast.chargee)
        refused = client_of(cast.chargee).post(
            page("passage_add", reunion.pk), {"nom": "Ada", "categorie": "partenaire"}
        )
        assert "est déjà notée" in text(refused)
        with pytest.raises(ValidationError):
            pointage.add_passage(reunion, nom="Ada", categorie="habitant", by=cast.chargee)

    def test_somebody_of_the_network_under_their_own_name(self, reunion, cast, client_of):
        client = client_of(cast.chargee)
        assert "Linh Tranvallon" in text(client.get(page("presence_sheet", reunion.pk), {"q": "tranv"}))
        for _ in range(2):
            client.post(page("arrivee_add", reunion.pk), {"personne": cast.adherente.pk})
        presence = Presence.objects.get(reunion=reunion, personne=cast.adherente)
        assert (presence.is_presente, presence.association) == (True, cast.horizon)

    def test_not_by_a_participant(self, reunion, cast, client_of):
        client = client_of(cast.directrice)
        for name in ("passage_add", "arrivee_add"):
            assert client.post(page(name, reunion.pk), {"nom": "Ada", "categorie": "habitant"}).status_code == 404
        with pytest.raises(PermissionDenied):
            pointage.add_passage(reunion, nom="Ada", categorie="habitant", by=cast.directrice)
