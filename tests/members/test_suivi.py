"""Whom to call: oldest first, whatever app saw them last, and a word on nobody."""

import csv
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from members.actions.suivi import note_contact, remove_contact
from members.models import Assemblee, Contact, Territoire
from members.queries.suivi import NEVER, Recherche, get_rappels, read_recherche
from tests.factories.adhesions import make_adhesion
from tests.factories.collectifs import make_collectif, make_seance
from tests.factories.members import make_association, make_instance

pytestmark = pytest.mark.django_db


def ago(days):
    return timezone.localdate() - timedelta(days=days)


def make_member(nom=None, seen=None, **fields):
    association = make_association(nom, **fields)
    make_adhesion(association)
    if seen is not None:
        Contact.objects.create(association=association, le=ago(seen), genre="appel", par=fields.get("par") or TEAM[0])
    return association


TEAM = []


@pytest.fixture(autouse=True)
def team(cast):
    TEAM[:] = [cast.chargee]


def test_the_oldest_meeting_comes_first_and_the_recent_ones_are_left_out(cast):
    old, older, never = make_member("A", 300), make_member("B", 500), make_member("C")
    make_member("D", 30)
    make_association("Candidate")
    rows = list(get_rappels(Recherche()))
    assert rows == [never, older, old]
    assert [row.vue_le for row in rows] == [NEVER, ago(500), ago(300)]


def test_nine_months_is_a_number_that_may_change():
    member = make_member("A", 100)
    assert member not in get_rappels(Recherche(9))
    assert member in get_rappels(Recherche(2))
    assert read_recherche({"mois": "2", "territoire": "7"}) == Recherche(2, 7)
    for odd in ({"mois": "²"}, {"mois": "-1"}, {"mois": "99999"}, {"territoire": "x"}, {"territoire": "9" * 30}):
        assert read_recherche(odd) == Recherche()


def test_a_new_member_was_met_when_it_joined():
    new = make_association("Nouvelle")
    make_adhesion(new, ago(60))
    assert new not in get_rappels(Recherche())


def test_a_meeting_attended_counts_as_having_been_seen(cast):
    make_adhesion(cast.palier, date(2015, 1, 1))
    assert cast.palier in get_rappels(Recherche())
    minutes = make_seance(make_collectif("Projet"), cast.chargee)
    presence = minutes.reunion.presences.create(personne=cast.directrice, association=cast.palier)
    assert cast.palier in get_rappels(Recherche()), "being convened is not having come"
    presence.is_presente = True
    presence.save()
    assert cast.palier not in get_rappels(Recherche())


def test_signing_in_at_the_assembly_counts_too(cast):
    member = make_member("A")
    held = Assemblee.objects.create(instance=make_instance(genre="ag"), intitule="AG", le=ago(40))
    held.presences.create(association=member)
    assert member not in get_rappels(Recherche())


def test_a_territory_at_a_time():
    rives = Territoire.objects.create(nom="Rives")
    here, there = make_member("A", 300, territoire=rives), make_member("B", 300)
    assert list(get_rappels(Recherche(9, rives.pk))) == [here]
    assert there in get_rappels(Recherche())


def test_noting_a_contact_takes_off_the_list(cast):
    member = make_member("A", 400)
    contact = note_contact(member, le=ago(0), genre="appel", note="Le renouvellement d’agrément", by=cast.chargee)
    assert member not in get_rappels(Recherche())
    with pytest.raises(ValidationError, match="à venir"):
        note_contact(member, le=ago(-1), genre="appel", note="", by=cast.chargee)
    with pytest.raises(ValidationError, match="Seule la personne"):
        remove_contact(contact, by=cast.admin)
    remove_contact(contact, by=cast.chargee)
    assert member in get_rappels(Recherche())


@pytest.mark.trap("isolation-label")
def test_no_association_learns_that_it_was_looked_at(cast, client_of):
    make_adhesion(cast.palier)
    Contact.objects.create(
        association=cast.palier, le=ago(400), genre="appel", note="Un mot discret", par=cast.chargee
    )
    for somebody in (cast.directrice, cast.adherente, cast.comite, cast.superuser):
        client = client_of(somebody)
        for address in ("/a-rappeler/", "/a-rappeler/tableau/", f"/a-rappeler/{cast.palier.pk}/"):
            assert client.get(address).status_code == 403
        pages = [f"/annuaire/{cast.palier.pk}/", f"/annuaire/{cast.palier.pk}/parcours/", "/annuaire/?q=palier", "/"]
        for address in pages:
            page = client.get(address).text
            assert "Un mot discret" not in page
            assert "appeler" not in page
        with pytest.raises(PermissionDenied):
            note_contact(cast.palier, le=ago(0), genre="appel", note="", by=somebody)


def test_the_page_shows_a_number_to_call_and_the_file_the_same_rows(cast, client_of):
    make_member("A", 300, telephone="+33199000012")
    make_member("=B()", 400)
    client = client_of(cast.chargee)
    page = client.get("/a-rappeler/").text
    assert 'href="tel:+33199000012"' in page
    table = client.get("/a-rappeler/tableau/")
    rows = list(csv.reader(table.getvalue().decode("utf-8-sig").splitlines(), delimiter=";"))
    assert [row[0] for row in rows[1:]] == ["'=B()", "A"]


@pytest.mark.parametrize("extra", [1, 3])
def test_the_list_asks_a_constant_number_of_times(cast, client_of, django_assert_num_queries, extra):
    for _ in range(extra):
        make_member(seen=300)
    client = client_of(cast.chargee)
    client.get("/a-rappeler/")
    with django_assert_num_queries(6):
        client.get("/a-rappeler/")
