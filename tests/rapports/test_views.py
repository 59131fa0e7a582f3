"""The pages of the steering report."""

import pytest
from django.urls import reverse

from tests.factories.rapports import make_bilan, make_rapport

pytestmark = pytest.mark.django_db
ANNEE = 2024


def detail(annee=ANNEE):
    return reverse("rapports:rapport_detail", args=[annee])


def publish_page(annee=ANNEE):
    return reverse("rapports:rapport_publish", args=[annee])


def test_committee_reads_small_numbers_in_words(cast, client_of):
    make_rapport(ANNEE)
    text = client_of(cast.comite).get(detail()).content.decode()
    assert text.count("moins de 5, ou masqué") >= 2
    assert "Voir les chiffres" in text
    assert ">22<" not in text
    assert ">3<" not in text
    assert "Mettre à jour" not in text


@pytest.mark.parametrize("rows", [1, 3])
def test_list_asks_the_same_whatever_its_length(cast, client_of, rows, django_assert_num_queries):
    for rank in range(rows):
        make_rapport(2020 + rank)
    client = client_of(cast.comite)
    client.get(reverse("rapports:rapport_list"))
    with django_assert_num_queries(2):
        response = client.get(reverse("rapports:rapport_list"))
    assert len(response.context["rapports"]) == rows


def test_coordination_sees_what_waits_and_publishes_it(cast, client_of, figures):
    client = client_of(cast.coordination)
    assert publish_page() in client.get(reverse("rapports:rapport_list")).content.decode()
    assert "Voici les chiffres" in client.get(publish_page()).content.decode()
    assert client.post(publish_page()).url == detail()
    assert publish_page() in client.get(detail()).content.decode()
    refused = client.post(publish_page())
    assert refused.status_code == 409
    assert "Aucun chiffre" in refused.content.decode()


def test_committee_does_not_publish_and_others_find_nothing(cast, client_of, figures):
    assert client_of(cast.comite).post(publish_page()).status_code == 403
    for name in ("admin", "chargee", "superuser", "prestataire", "directrice"):
        client = client_of(getattr(cast, name))
        assert client.get(reverse("rapports:rapport_list")).status_code == 404
        assert client.post(publish_page()).status_code == 404
    assert client_of(cast.coordination).get(publish_page(1990)).status_code == 404


def test_empty_pages_have_a_word(cast, client_of):
    assert "Aucun rapport" in client_of(cast.comite).get(reverse("rapports:rapport_list")).content.decode()


def test_year_without_anything_is_drawn(cast, client_of):
    make_rapport(ANNEE, make_bilan(ANNEE, {"Souffler": 0}, delai_median=None, reponses=None, satisfaction={}))
    make_rapport(2023, make_bilan(2023, {"Souffler": 2}, reponses=None))
    client = client_of(cast.comite)
    assert client.get(detail()).status_code == 200
    assert "masqué" in client.get(detail(2023)).content.decode()
