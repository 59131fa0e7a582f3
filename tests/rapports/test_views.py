"""The pages of the steering report."""

from io import BytesIO

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from socle import travaux
from socle.models import Travail
from tests.factories.members import make_personne, make_role
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
    assert "Préparer les chiffres" in client.get(publish_page()).content.decode()
    assert client.post(publish_page()).status_code == 409
    prepare(client)
    assert "Voici les chiffres" in client.get(publish_page()).content.decode()
    assert client.post(publish_page()).url == detail() + "?diffusion=interne"
    assert publish_page() in client.get(detail()).content.decode()
    prepare(client)
    assert "Aucun chiffre" in client.get(publish_page()).content.decode()
    refused = client.post(publish_page())
    assert refused.status_code == 409
    assert "Aucun chiffre" in refused.content.decode()


def prepare(client):
    """Ask for the figures, see that they are awaited, and make them as a worker does."""
    client.post(publish_page(), {"preparer": "1"})
    assert "Les chiffres se préparent" in client.get(publish_page()).content.decode()
    assert travaux.run(str(Travail.objects.latest("cree_le").pk))


@pytest.mark.parametrize("kind", ["xlsx", "ods", "csv"])
def test_committees_take_the_figures_in_a_spreadsheet(cast, client_of, kind):
    make_rapport(ANNEE)
    url = reverse("rapports:rapport_export", args=[ANNEE, kind])
    content = b"".join(client_of(cast.comite).get(url).streaming_content)
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python() if kind != "csv" else []
    text = str(rows) if rows else content.decode()
    assert "moins de 5, ou masqué" in text
    assert "Pertinence" in text
    assert "22" not in text
    assert client_of(cast.admin).get(url).status_code == 404


def test_the_technical_committee_reads_aggregates_and_nothing_else(cast, client_of):
    personne = make_personne("Quessembre", "Odile")
    make_role(personne, "comite_technique")
    make_rapport(ANNEE)
    make_rapport(ANNEE, diffusion="externe")
    client = client_of(personne)
    assert client.get(reverse("rapports:rapport_list")).text.count("Rapport du dispositif 2024") == 2
    text = client.get(detail()).text
    assert "Complémentarité" in text
    assert "masqué\u202f: trop peu de personnes" in text
    assert client.get(detail() + "?diffusion=externe").status_code == 200
    assert client.get(publish_page()).status_code == 403
    assert client.get(reverse("accompagnement:coordination_list")).status_code == 403


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
