"""The public directory shows, finds, draws and exports what each association chose, and nothing else."""

import csv
import io

import pytest
from django.test import Client

from members.models import Association, Dispositif, Domaine, Public, Territoire
from members.visibilite import GROUPES, TOUT, Champ, Lecteur, read_as, shown_to
from tests.factories.members import make_association, make_structure
from tests.members.test_annuaire import names

pytestmark = [pytest.mark.django_db, pytest.mark.trap("published-without-choice")]
LIST = "/annuaire-public/"

# What Le Palier says of itself: each could leak.
SAID = {
    Champ.PRESENTATION: "Un café associatif tenu par le quartier.",
    Champ.ADRESSE: "19, rue des Lavoirs",
    Champ.TELEPHONE: "02 61 91 00 00",
    Champ.EMAIL: "contact@lepalier.example",
    Champ.SITE: "https://lepalier.example/",
    Champ.ACTIVITES: "Grande marginalité",
    Champ.STRUCTURES: "La Cabane des Marais",
    Champ.CARTE: "47.33975",
}
NEVER = ("00000003400017", "000000034", "W751234567", "Diomberé", "Quintanoy", "Sorlevin")


@pytest.fixture
def palier(cast):
    """Le Palier, published, with everything filled in and nothing chosen."""
    sheet = cast.palier
    sheet.is_publiee, sheet.champs_publics = True, []
    sheet.presentation, sheet.adresse, sheet.code_postal = SAID[Champ.PRESENTATION], SAID[Champ.ADRESSE], "00190"
    sheet.telephone, sheet.email, sheet.site = "+33261910000", SAID[Champ.EMAIL], SAID[Champ.SITE]
    sheet.siret, sheet.siren, sheet.rna = NEVER[:3]
    sheet.latitude, sheet.longitude = "47.33975", "1.76082"
    sheet.territoire = Territoire.objects.create(nom="Agglo")
    sheet.save()
    sheet.publics.add(Public.objects.create(nom=SAID[Champ.ACTIVITES]))
    sheet.domaines.add(Domaine.objects.create(nom="Logement"))
    sheet.dispositifs.add(Dispositif.objects.create(nom="Promeneur du Net"))
    make_structure(sheet, SAID[Champ.STRUCTURES], commune="Vessigny-le-Haut", telephone="+33261910077")
    return sheet


def choose(sheet, *champs):
    Association.objects.filter(pk=sheet.pk).update(champs_publics=list(champs))


def read(sheet):
    return Client().get(f"{LIST}{sheet.pk}/").text.replace("\u00a0", " ")


def exported(client_of, somebody, **query):
    """The public directory's CSV; one that finds nothing has its headings alone."""
    answer = client_of(somebody).get(f"{LIST}exporter/csv/", query)
    text = b"".join(answer.streaming_content).decode("utf-8-sig").replace("\u00a0", " ")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_nothing_chosen_is_a_name_a_kind_and_a_commune(palier, cast, client_of):
    page = read(palier)
    assert "Le Palier" in page
    assert "Port-Hauvert" in page
    assert [said for said in (*SAID.values(), *NEVER, "00190", "Vessigny", "Logement") if said in page] == []
    [row] = exported(client_of, cast.adherente)
    assert {heading for heading, cell in row.items() if cell} == {"Nom", "Genre", "Commune", "Territoire"}


@pytest.mark.parametrize("champ", Champ)
def test_each_choice_shows_itself_and_nothing_more(champ, palier, cast, client_of):
    choose(palier, champ)
    seen = {other for other in Champ if SAID[other] in read(palier)}
    assert seen == ({champ} if champ != Champ.CARTE else set())
    [row] = exported(client_of, cast.adherente)
    text = " ".join(row.values()).replace("47,33975", "47.33975")
    assert {other for other in Champ if SAID[other] in text} == {champ}
    assert not [said for said in NEVER if said in text]


def test_a_search_finds_only_what_was_chosen(palier):
    client = Client()
    assert names(client.get(LIST, {"q": "pallier"})) == ["Le Palier"]
    for words in ("cabane marais", "vessigny", "cabane"):
        assert names(client.get(LIST, {"q": words})) == []
    choose(palier, Champ.STRUCTURES)
    for words in ("cabane marais", "vessigny", "pallier"):
        assert names(client.get(LIST, {"q": words})) == ["Le Palier"]


@pytest.mark.parametrize("name", ["public", "domaine", "dispositif"])
def test_a_filter_finds_only_what_was_chosen(name, palier):
    query = {name: getattr(palier, f"{name}s").get().pk}
    client = Client()
    assert names(client.get(LIST, query)) == []
    choose(palier, Champ.ACTIVITES)
    assert names(client.get(LIST, query)) == ["Le Palier"]


def test_the_map_draws_only_chosen_points(palier):
    client, zone = Client(), "47,1,48,2"
    hidden = client.get(LIST, {"vue": "carte"}).text
    assert "map__point" not in hidden
    assert "Aucun point à montrer" in hidden
    assert names(client.get(LIST, {"zone": zone})) == []
    choose(palier, Champ.CARTE)
    assert "map__point" in client.get(LIST, {"vue": "carte"}).text
    assert names(client.get(LIST, {"zone": zone})) == ["Le Palier"]


def test_filters_of_the_network_are_not_the_publics(palier):
    page = Client().get(LIST, {"le": "2020-01-01", "categorie": "active", "agrement": "evs", "tri": "modifie"})
    assert names(page) == ["Le Palier"]
    assert "Annuaire au" not in page.text


def test_the_file_is_for_people_who_are_connected(palier):
    for address in (f"{LIST}exporter/csv/", "/annuaire/exporter/csv/"):
        answer = Client().get(address)
        assert answer.status_code == 302
        assert "/compte/" in answer["Location"]


def test_unpublished_and_replaced_sheets_are_nowhere(palier, cast, client_of):
    choose(palier, *Champ)
    Association.objects.filter(pk=palier.pk).update(is_publiee=False)
    assert Client().get(f"{LIST}{palier.pk}/").status_code == 404
    assert names(Client().get(LIST)) == []
    assert exported(client_of, cast.adherente) == []
    Association.objects.filter(pk=palier.pk).update(is_publiee=True, fondue_dans=cast.horizon)
    assert names(Client().get(LIST)) == []
    assert Client().get(f"{LIST}{palier.pk}/").status_code == 404
    Association.objects.filter(pk=cast.horizon.pk).update(is_publiee=True)
    assert Client().get(f"{LIST}{palier.pk}/")["Location"] == f"{LIST}{cast.horizon.pk}/"


def test_the_table_of_who_sees_what_is_the_one_the_pages_read(palier, cast, client_of):
    choose(palier, Champ.SITE)
    palier.refresh_from_db()
    page = client_of(cast.directrice).get(f"/annuaire/{palier.pk}/qui-voit/").text
    assert page.count("<tr>") == len(GROUPES) + 1
    said_yes = sum(len(shown_to(lecteur, palier)) for lecteur in Lecteur)
    assert page.count('data-label="') - page.count('data-label="Quoi"') == len(GROUPES) * len(Lecteur)
    assert page.count(">oui<") == said_yes
    readers = {cast.directrice: "gestionnaires", cast.chargee: "equipe", cast.admin: "equipe",
               cast.collegue: "connectees", cast.superuser: "connectees"}  # fmt: skip
    assert {who: read_as(who, palier) for who in readers} == readers
    for who in readers:
        sheet = client_of(who).get(f"/annuaire/{palier.pk}/").text.replace("\u00a0", " ")
        assert all(said in sheet for champ, said in SAID.items() if champ != Champ.CARTE)
        assert "00000003400017" in sheet
    assert set(TOUT) == {groupe.code for groupe in GROUPES}


def test_list_and_map_ask_a_constant_number_of_times(django_assert_num_queries):
    client = Client()
    for extra in (1, 3, 60):
        for n in range(extra):
            make_association(f"A {extra} {n}", is_publiee=True, latitude=47 + n / 100, longitude=1 + n / 90,
                             champs_publics=["carte"])  # fmt: skip
        client.get(LIST)
        with django_assert_num_queries(3):
            client.get(LIST)
        with django_assert_num_queries(4):
            client.get(LIST, {"vue": "carte"})
