"""Filters, past days, kept searches: all in the address of the page."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from members.actions import delete_segment, edit_segment, save_segment
from members.actions.segments import MOST
from members.models import (
    Adhesion,
    Agrement,
    AppartenanceReseau,
    Association,
    Domaine,
    Reseau,
    Segment,
    Territoire,
)
from socle.french import say_full_date
from tests.factories.members import (
    make_association,
    make_instance,
    make_mandat,
    make_personne,
    make_rattachement,
    make_structure,
)
from tests.members.test_annuaire import LIST, names

pytestmark = pytest.mark.django_db
PAST = date(2024, 3, 3)


def member(association, since=date(2020, 1, 1), until=None, categorie="active"):
    return Adhesion.objects.create(association=association, categorie=categorie, periode=DateRange(since, until))


@pytest.fixture
def client(cast, client_of):
    return client_of(cast.adherente)


def test_domain_network_approval_and_membership(cast, client):
    domaine, reseau = Domaine.objects.create(nom="Logement"), Reseau.objects.create(nom="Jeunesse", genre="thematique")
    cast.palier.domaines.add(domaine)
    AppartenanceReseau.objects.create(reseau=reseau, association=cast.palier, debut=date(2020, 1, 1))
    AppartenanceReseau.objects.create(
        reseau=reseau, association=cast.horizon, debut=date(2019, 1, 1), fin=date(2021, 1, 1)
    )
    today = timezone.localdate()
    Agrement.objects.create(association=cast.palier, genre="evs", debut=date(2020, 1, 1), fin=today)
    Agrement.objects.create(
        association=cast.horizon, genre="evs", debut=date(2020, 1, 1), fin=today - timedelta(days=1)
    )
    member(cast.palier)
    member(cast.horizon, categorie="associee")
    for query in (
        {"domaine": domaine.pk}, {"reseau": reseau.pk}, {"agrement": "evs"}, {"categorie": "active"},
    ):  # fmt: skip
        assert names(client.get(LIST, query)) == ["Le Palier"], query
    past = client.get(LIST, {"reseau": reseau.pk, "le": "2020-06-01"})
    assert names(past) == ["Horizon-Taravel", "Le Palier"]


def test_a_past_day_keeps_those_who_were_members(cast, client):
    member(cast.palier, until=date(2024, 12, 31))
    member(cast.horizon, since=date(2025, 1, 1))
    page = client.get(LIST, {"le": PAST.isoformat()})
    assert names(page) == ["Le Palier"]
    assert "Annuaire au 3\u00a0mars\u00a02024" in page.text
    assert f'href="/annuaire/{cast.palier.pk}/?le=2024-03-03"' in page.text
    assert f"/annuaire/{cast.horizon.pk}/" not in page.text
    assert re.search(rf'href="{LIST}\??">Revenir à aujourd’hui', page.text)
    assert f"/annuaire/{cast.horizon.pk}/?le" in client.get(LIST, {"le": "2025-01-01"}).text


@pytest.mark.parametrize("day", ["2999-01-01", "0001-01-01", "hier", "2024-02-30", "\x00", "9" * 40])
def test_a_day_that_is_not_past_is_today(cast, client, day):
    page = client.get(LIST, {"le": day})
    assert names(page) == ["Horizon-Taravel", "Le Palier"]
    assert "Annuaire au" not in page.text
    assert "Fiche au" not in client.get(f"/annuaire/{cast.palier.pk}/", {"le": day}).text


def test_a_sheet_on_a_past_day_shows_who_was_there(cast, client, client_of):
    today = timezone.localdate()
    then, since = today - timedelta(days=100), today - timedelta(days=20)
    newcomer = make_personne("Récentelle")
    make_rattachement(newcomer, cast.palier, debut=since)
    before = make_personne("Autrefoix", "Ana")
    make_rattachement(before, cast.palier, fin=since, fonction="Comptable")
    make_rattachement(before, cast.horizon)
    gone = make_personne("Disparuelle")
    make_rattachement(gone, cast.palier, fin=since)
    board = make_instance(cast.palier)
    make_mandat(before, board, fonction="trésorière", fin=since)
    make_structure(cast.palier, "L’Ancienne Gare", fin=since)
    address = f"/annuaire/{cast.palier.pk}/"
    page = client.get(address, {"le": then.isoformat()}).text
    for words in (f"Fiche au {say_full_date(then)}", "Ana Autrefoix", "Comptable", "trésorière", "L’Ancienne Gare"):
        assert words in page, words
    assert "Récentelle" not in page
    assert "Disparuelle" not in page, "who left the network is not found again"
    assert "Disparuelle" in client_of(cast.chargee).get(address, {"le": then.isoformat()}).text
    now = client.get(address).text
    assert "Récentelle" in now
    assert not [w for w in ("Autrefoix", "L’Ancienne Gare", "trésorière", "Fiche au") if w in now]


def test_nothing_is_changed_from_a_past_day(cast, client_of):
    page = client_of(cast.directrice).get(f"/annuaire/{cast.palier.pk}/", {"le": PAST.isoformat()}).text
    for words in ("Modifier la fiche", "Noter son départ", "Inviter une personne", "Ajouter un lieu"):
        assert words not in page


def test_sorts(cast, client):
    confins, agglo = Territoire.objects.create(nom="Confins"), Territoire.objects.create(nom="Agglo")
    Association.objects.filter(pk=cast.palier.pk).update(territoire=agglo)
    Association.objects.filter(pk=cast.horizon.pk).update(territoire=confins)
    make_association("Sans lieu dit")
    assert names(client.get(LIST, {"tri": "territoire"})) == ["Le Palier", "Horizon-Taravel", "Sans lieu dit"]
    cast.palier.refresh_from_db()
    cast.palier.presentation = "Changée à l’instant."
    cast.palier.save()
    events = Association.pgh_event_model.objects
    assert events.filter(pgh_obj=cast.palier).count() >= 2
    assert set(names(client.get(LIST, {"tri": "modifie"}))) == {"Le Palier", "Horizon-Taravel", "Sans lieu dit"}


@pytest.mark.trap("search-spelling")
@pytest.mark.parametrize(
    ("typed", "found"),
    [("oeillet", "Le Palier"), ("ŒILLET", "Le Palier"), ("atelier st eloi", "Le Palier"), ("torvele", "Le Palier"),
     ("lefevre", "Maison Lefèvre"), ("LEFÈVRE", "Maison Lefèvre"), ("lefebvre", "Maison Lefèvre"),
     ("saint etienne", "Espace Saint-Étienne"), ("st-etienne", "Espace Saint-Étienne"),
     ("oeuvre", "Œuvre & Écoute"), ("salarié·es", "Maison des salariées"), ("salarie.e.s", "Maison des salariées")],
)  # fmt: skip
def test_places_and_odd_spellings_are_found(cast, client, typed, found):
    for nom in ("Maison Lefèvre", "Espace Saint-Étienne", "Œuvre & Écoute", "Maison des salariées"):
        make_association(nom, commune="Ici")
    make_structure(cast.palier, "L’Atelier Œillet Saint-Éloi", commune="La Torvelle")
    assert unescape(names(client.get(LIST, {"q": typed}))[0]) == found


def test_a_replaced_sheet_is_nowhere_and_leads_to_the_one_that_stays(cast, client):
    old, older = make_association("Le Palier d’avant"), make_association("Le Palier d’antan")
    Association.objects.filter(pk=old.pk).update(fondue_dans=cast.palier)
    Association.objects.filter(pk=older.pk).update(fondue_dans=old)
    for query in ({}, {"q": "avant"}, {"q": "antan"}):
        assert not [name for name in names(client.get(LIST, query)) if "d’a" in name]
    assert "d’antan" not in client.get("/recherche/", {"q": "palier antan"}).text.split("<main")[1]
    for sheet in (old, older):
        assert client.get(f"/annuaire/{sheet.pk}/")["Location"] == f"/annuaire/{cast.palier.pk}/"
    assert client.get("/annuaire/999999/").status_code == 404


def test_a_person_merged_into_another_too(cast, client):
    twin = make_personne("Quintanoy", "Maelle")
    make_rattachement(twin, cast.palier, genre="benevole")
    twin.fondue_dans = cast.presidente
    twin.save()
    assert client.get(f"/personnes/{twin.pk}/")["Location"] == f"/personnes/{cast.presidente.pk}/"
    assert f"/personnes/{twin.pk}/" not in client.get("/recherche/", {"q": "quintanoy"}).text


class TestSegments:
    def keep(self, client, query, nom="Mes EVS", **fields):
        return client.post(f"/annuaire/recherches/garder/?{query}", {"nom": nom, **fields})

    def test_kept_opened_renamed_and_deleted(self, cast, client):
        assert self.keep(client, "genre=evs&tri=commune").status_code == 302
        segment = Segment.objects.get()
        assert (segment.personne, segment.requete) == (cast.adherente, "genre=evs&tri=commune")
        assert client.get(f"/annuaire/recherches/{segment.pk}/")["Location"] == f"{LIST}?genre=evs&tri=commune"
        assert "espace de vie sociale" in client.get("/annuaire/recherches/").text
        client.post(f"/annuaire/recherches/{segment.pk}/modifier/", {"nom": "Autre nom"})
        assert Segment.objects.get().nom == "Autre nom"
        client.post(f"/annuaire/recherches/{segment.pk}/supprimer/")
        assert not Segment.objects.exists()

    def test_what_is_forged_is_dropped(self, client):
        query = "genre=evs&territoire=abc&page=3&evil=%3Cscript%3E&tri=drop&le=2999-01-01&q=a%00b&zone=1;2"
        self.keep(client, query)
        assert Segment.objects.get().requete == "genre=evs"

    def test_there_is_nothing_to_keep_of_no_filter(self, client):
        for query in ("", "genre=nimporte", "tri=commune", "page=2"):
            assert self.keep(client, query).status_code == 404
        assert not Segment.objects.exists()

    def test_what_no_longer_exists_is_left_out_when_opened(self, client):
        territoire = Territoire.objects.create(nom="Ancien")
        self.keep(client, f"genre=evs&territoire={territoire.pk}")
        territoire.delete()
        assert client.get(f"/annuaire/recherches/{Segment.objects.get().pk}/")["Location"] == f"{LIST}?genre=evs"

    @pytest.mark.trap("text-lost-on-error")
    def test_a_name_taken_is_said_and_kept(self, client):
        self.keep(client, "genre=evs")
        again = self.keep(client, "genre=evs")
        assert "Vous avez déjà un segment de ce nom" in again.text
        assert 'value="Mes EVS"' in again.text

    def test_shared_with_the_team_and_nobody_else(self, cast, client, client_of):
        self.keep(client, "genre=evs", is_partage="on")
        self.keep(client, "genre=cogeree", nom="À moi seule")
        shared = Segment.objects.get(is_partage=True)
        team = client_of(cast.chargee)
        assert "Mes EVS" in team.get("/annuaire/recherches/").text
        assert "À moi seule" not in team.get("/annuaire/recherches/").text
        assert team.get(f"/annuaire/recherches/{shared.pk}/").status_code == 302
        assert team.get(f"/annuaire/recherches/{shared.pk}/modifier/").status_code == 403
        assert team.post(f"/annuaire/recherches/{shared.pk}/supprimer/").status_code == 403
        for somebody in (cast.directrice, cast.superuser):
            assert client_of(somebody).get(f"/annuaire/recherches/{shared.pk}/").status_code == 404

    def test_the_actions_ask_the_right_themselves(self, cast):
        segment = save_segment(nom="EVS", requete="genre=evs", is_partage=True, by=cast.adherente)
        with pytest.raises(PermissionDenied):
            edit_segment(segment, nom="x", is_partage=False, by=cast.chargee)
        with pytest.raises(PermissionDenied):
            delete_segment(segment, by=cast.chargee)

    def test_not_too_many(self, cast):
        Segment.objects.bulk_create(Segment(personne=cast.adherente, nom=str(n), requete="q=a") for n in range(MOST))
        with pytest.raises(ValidationError, match="supprimez-en une"):
            save_segment(nom="De trop", requete="genre=evs", is_partage=False, by=cast.adherente)

    @pytest.mark.parametrize("extra", [1, 3])
    def test_list_asks_a_constant_number_of_times(self, cast, client, extra, django_assert_num_queries):
        for n in range(extra):
            self.keep(client, "genre=evs", nom=str(n))
        client.get("/annuaire/recherches/")
        with django_assert_num_queries(4):
            client.get("/annuaire/recherches/")


@pytest.mark.trap("list-of-thousands")
def test_two_thousand_associations_ask_as_many_times_as_two(cast, client, django_assert_num_queries):
    expected = {LIST: 4, f"{LIST}?q=asso": 4, f"{LIST}?vue=carte": 5, f"{LIST}?le=2024-03-03": 4,
                f"{LIST}?tri=modifie": 4}  # fmt: skip
    for extra in (2, 2000):
        Association.objects.bulk_create(
            Association(nom=f"Asso {extra} {n}", genre="evs", commune="Ici", recherche=f"asso {n} ici",
                        latitude=47 + n % 50 / 40, longitude=1 + n % 70 / 50)
            for n in range(extra)
        )  # fmt: skip
        Adhesion.objects.bulk_create(
            Adhesion(association=association, categorie="active", periode=DateRange(date(2020, 1, 1), None))
            for association in Association.objects.filter(adhesions=None)
        )
        for address, number in expected.items():
            client.get(address)
            with django_assert_num_queries(number):
                client.get(address)
