"""The pages of dues: what each shows, how often it asks the database, and that nothing typed is lost."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from members.models import AppelCotisation, Association, Bareme, Campagne, LigneReleve, Reglement
from members.queries.cotisations import get_attentes, get_campagnes
from members.queries.releves import propose
from socle.models import DocumentProduit
from tests.factories.cotisations import (
    THIS_YEAR,
    make_adhesion,
    make_appel,
    make_assiette,
    make_bareme,
    make_campagne,
    make_exoneration,
    make_ligne,
    make_payment,
    make_regle,
    make_reglement,
    make_share,
)
from tests.factories.members import make_association

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
Genre = Association.Genre


def address(name, *args) -> str:
    return reverse(f"members:{name}", args=args)


def plain(page) -> str:
    return page.text.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.fixture
def team(cast, client_of):
    return client_of(cast.chargee)


@pytest.fixture
def manager(cast, client_of):
    return client_of(cast.directrice)


@pytest.fixture
def campagne():
    return make_campagne(THIS_YEAR - 1)


@pytest.fixture
def appel(cast, campagne):
    return make_appel(cast.palier, campagne)


def fill(campagne, number):
    for rank in range(number):
        association = make_association(f"Membre {rank}")
        make_adhesion(association)
        make_payment(make_appel(association, campagne), 50)
        make_payment(make_appel(association, make_campagne(THIS_YEAR - 2 - rank)), 50)


# Constant numbers of queries


@pytest.mark.parametrize("rows", [1, 3])
def test_campaign_list_asks_as_much_for_more(rows, campagne, team, django_assert_num_queries):
    fill(campagne, rows)
    team.get(address("campagne_list"))
    with django_assert_num_queries(6):
        assert team.get(address("campagne_list")).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_campaign_page_asks_as_much_for_more(rows, campagne, team, django_assert_num_queries):
    fill(campagne, rows)
    page = address("campagne_detail", campagne.pk)
    team.get(page)
    with django_assert_num_queries(8):
        assert f"Membre {rows - 1}" in team.get(page).text


@pytest.mark.parametrize("rows", [1, 3])
def test_account_of_an_association_asks_as_much_for_more_years(rows, cast, manager, django_assert_num_queries):
    make_adhesion(cast.palier)
    for rank in range(rows):
        make_payment(make_appel(cast.palier, make_campagne(THIS_YEAR - rank)), 50)
    page = address("association_cotisations", cast.palier.pk)
    manager.get(page)
    with django_assert_num_queries(11):
        assert manager.get(page).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_lines_to_match_ask_as_much_for_more(rows, campagne, team, django_assert_num_queries):
    for rank in range(rows):
        call = make_appel(make_association(f"Membre {rank}"), campagne)
        make_ligne(libelle=call.reference)
    team.get(address("releve_list"))
    with django_assert_num_queries(5):
        assert team.get(address("releve_list")).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_what_awaits_is_one_question(rows, cast, django_assert_num_queries):
    for rank in range(rows):
        make_appel(cast.palier, make_campagne(THIS_YEAR - rank))
    for personne, queries in ((cast.directrice, 1), (cast.chargee, 1), (cast.presidente, 0)):
        assert personne.fonctions is not None  # asked once by the page
        with django_assert_num_queries(queries):
            get_attentes(personne)
