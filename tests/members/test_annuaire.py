"""The directory, its sheets and the public one, as people go through them."""

import re
from datetime import date

import pytest
from django.test import Client

from members.models import Agrement, AppartenanceReseau, Association, Dispositif, Public, Reseau, Territoire
from members.queries import find_sheet, get_sheet, read_agrements, read_lieux
from tests.factories.members import make_association, make_instance, make_mandat, make_rattachement, make_structure

pytestmark = pytest.mark.django_db
LIST = "/annuaire/"


def names(response):
    return re.findall(
        r'class="row__title"><a href="/annuaire(?:-public)?/\d+/(?:\?le=[\d-]+)?">([^<]*)</a>',
        response.content.decode(),
    )


def test_search_in_the_page(cast, client_of):
    page = client_of(cast.directrice).get(LIST, {"q": "horison taravelle"})
    assert names(page) == ["Horizon-Taravel"]
    assert re.search(r"1\s+association\s+trouvée", page.content.decode())


def test_nothing_found_says_what_to_try(cast, client_of):
    page = client_of(cast.directrice).get(LIST, {"q": "zzyzx"}).content.decode()
    assert "Aucune association ne correspond" in page
    assert "zzyzx" in page
    assert "Essayez un seul mot" in page


def test_filters_stay_in_the_address(cast, client_of):
    rives = Territoire.objects.create(nom="Rives")
    seniors, dispositif = Public.objects.create(nom="seniors"), Dispositif.objects.create(nom="Promeneurs du Net")
    kept = make_association("Gardée", territoire=rives)
    kept.publics.add(seniors)
    kept.dispositifs.add(dispositif)
    client = client_of(cast.directrice)
    for query in ({"territoire": rives.pk}, {"public": seniors.pk}, {"dispositif": dispositif.pk}):
        assert names(client.get(LIST, query)) == ["Gardée"], query
    assert names(client.get(LIST, {"genre": "cogeree"})) == ["Horizon-Taravel"]
    both = client.get(LIST, {"territoire": rives.pk, "genre": "cogeree"})
    assert names(both) == []
    assert f'<option value="{rives.pk}" selected>' in both.content.decode()


@pytest.mark.parametrize(
    "query", [{"genre": "x"}, {"territoire": "abc"}, {"page": "zéro"}, {"tri": "drop"}, {"q": "\x00"}]
)
def test_odd_addresses_never_fail(cast, client_of, query):
    assert client_of(cast.directrice).get(LIST, query).status_code == 200


def test_order_can_be_chosen(cast, client_of):
    client = client_of(cast.directrice)
    assert names(client.get(LIST)) == ["Horizon-Taravel", "Le Palier"]
    assert names(client.get(LIST, {"tri": "-nom"})) == ["Le Palier", "Horizon-Taravel"]
    assert names(client.get(LIST, {"tri": "commune"})) == ["Horizon-Taravel", "Le Palier"]


def test_fifty_a_page(cast, client_of):
    Association.objects.bulk_create(Association(nom=f"Asso {n:03}", genre="evs", commune="Ici") for n in range(60))
    client = client_of(cast.directrice)
    assert len(names(client.get(LIST))) == 50
    assert len(names(client.get(LIST, {"page": 2}))) == 12


def test_fragment_is_part_of_the_page(cast, client_of):
    client = client_of(cast.directrice)
    page = client.get(LIST).content.decode()
    fragment = client.get(LIST, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert fragment.strip() in page


@pytest.mark.parametrize("extra", [1, 3, 60])
@pytest.mark.parametrize("query", [{}, {"q": "asso"}])
def test_list_asks_a_constant_number_of_times(cast, client_of, django_assert_num_queries, extra, query):
    territoire = Territoire.objects.create(nom="Rives")
    Association.objects.bulk_create(
        Association(nom=f"Asso {n}", genre="evs", commune="Ici", territoire=territoire, recherche=f"asso {n} ici")
        for n in range(extra)
    )
    client = client_of(cast.directrice)
    client.get(LIST, query)
    with django_assert_num_queries(4):
        client.get(LIST, query)


@pytest.mark.parametrize("extra", [1, 3])
def test_sheet_asks_a_constant_number_of_times(cast, client_of, django_assert_num_queries, extra):
    for _ in range(extra):
        instance = make_instance(cast.palier)
        make_mandat(cast.presidente, instance)
        make_rattachement(cast.adherente, cast.palier, fonction="Trésorière", debut="2021-01-01", fin="2099-01-01")
    client = client_of(cast.adherente)
    client.get(f"/annuaire/{cast.palier.pk}/")
    with django_assert_num_queries(4):
        client.get(f"/annuaire/{cast.palier.pk}/")


def test_sheet_shows_who_works_there_and_nobody_who_left(cast, client_of):
    make_mandat(cast.presidente, make_instance(cast.palier), fonction="présidente")
    page = client_of(cast.adherente).get(f"/annuaire/{cast.palier.pk}/").content.decode()
    for personne in (cast.directrice, cast.collegue, cast.presidente):
        assert str(personne) in page
    assert str(cast.ancien) not in page
    assert "Inviter une personne" not in page
    assert "Inviter une personne" in client_of(cast.directrice).get(f"/annuaire/{cast.palier.pk}/").content.decode()


def test_visitors_see_only_what_was_published_and_no_person(cast):
    cast.palier.is_publiee = True
    cast.palier.email = "contact@lepalier.solidaubrelle.example"
    cast.palier.presentation = "Un café associatif."
    cast.palier.champs_publics = ["presentation"]
    cast.palier.save()
    make_mandat(cast.presidente, make_instance(cast.palier))
    client = Client()
    listed = client.get("/annuaire-public/")
    assert names(listed) == ["Le Palier"]
    sheet = client.get(f"/annuaire-public/{cast.palier.pk}/").content.decode()
    assert "Un café associatif." in sheet
    for page in (listed.content.decode(), sheet):
        assert "@" not in page
        for personne in (cast.directrice, cast.presidente, cast.collegue):
            assert personne.nom not in page
    assert client.get(f"/annuaire-public/{cast.horizon.pk}/").status_code == 404
    assert client.get(f"/annuaire/{cast.palier.pk}/").status_code == 302
    assert client.get("/recherche/", {"q": "diombere"}).status_code == 302


def test_search_box_finds_associations_and_people(cast, client_of):
    page = client_of(cast.collegue).get("/recherche/", {"q": "quintanoi"}).content.decode()
    assert "Maëlle Quintanoy" in page
    page = client_of(cast.collegue).get("/recherche/", {"q": "pallier"}).content.decode()
    assert "Le Palier" in page
    assert "Rien ne ressemble" in client_of(cast.collegue).get("/recherche/", {"q": "zzyzx"}).content.decode()


@pytest.mark.parametrize("extra", [1, 3])
def test_search_asks_a_constant_number_of_times(cast, client_of, django_assert_num_queries, extra):
    for n in range(extra):
        make_rattachement(cast.adherente, make_association(f"Palier {n}"))
    client = client_of(cast.directrice)
    client.get("/recherche/", {"q": "linh"})
    with django_assert_num_queries(4):
        client.get("/recherche/", {"q": "linh"})


def test_private_address_is_shown_to_nobody_else(cast, client_of):
    for viewer in (cast.collegue, cast.chargee, cast.admin, cast.directrice):
        page = client_of(viewer).get(f"/personnes/{cast.presidente.pk}/").content.decode()
        assert str(cast.presidente) in page
        assert cast.presidente.email not in page
    assert client_of(cast.collegue).get(f"/personnes/{cast.ancien.pk}/").status_code == 404
    assert client_of(cast.chargee).get(f"/personnes/{cast.ancien.pk}/").status_code == 200


def test_one_sheet_reads_the_same_lists_as_many(cast):
    """The question compiled for the page, and the one that the files ask."""
    cast.palier.publics.add(Public.objects.create(nom="seniors"), Public.objects.create(nom="familles"))
    cast.palier.dispositifs.add(Dispositif.objects.create(nom="Promeneurs du Net"))
    reseau = Reseau.objects.create(nom="Jeunesse", genre="thematique")
    AppartenanceReseau.objects.create(reseau=reseau, association=cast.palier, debut="2020-01-01")
    Agrement.objects.create(association=cast.palier, genre="evs", debut="2020-01-01", fin="2099-01-01")
    make_structure(cast.palier, "Zénith", fin="2099-01-01", siret="00000003400017")
    make_structure(cast.palier, "Élan", commune="Ici")
    make_structure(cast.palier, "Fermée", fin="2021-01-01")
    for on in (None, date(2020, 6, 1), date(2019, 1, 1)):
        many = get_sheet(Association.objects.filter(pk=cast.palier.pk), on).get()
        one = find_sheet(cast.directrice, cast.palier.pk, on)
        for name in ("noms_publics", "noms_domaines", "noms_dispositifs", "noms_reseaux"):
            assert getattr(one, name) == getattr(many, name)
        assert read_lieux(one) == read_lieux(many)
        assert read_agrements(one) == read_agrements(many)
