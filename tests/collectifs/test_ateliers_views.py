"""The pages of workshops, for somebody with an account and for whoever leads."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from collectifs.actions import contributions as said
from collectifs.models import ActionDecidee, Atelier, Contribution, Effectif
from socle.codes_qr import draw_code
from tests.factories.ateliers import (
    make_atelier,
    make_atelier_ahead,
    make_contribution,
    make_grappe,
    make_participant,
)

pytestmark = pytest.mark.django_db
FORBIDDEN, NOT_FOUND, CONFLICT = 403, 404, 409
SECRET = "Ce que Prune n’aurait pas signé"


def at(name, *args):
    return reverse(f"collectifs:{name}", args=args)


def test_a_workshop_is_prepared_then_announced(cast, jeunes, client_of):
    client = client_of(cast.chargee)
    given = {"theme": "Durer", "debut": "2099-03-04T14:00", "duree": "120", "gommettes": "3", "lieu": "La Halle"}
    given |= {"questions": "Une ?\n\n  Deux ? \nUne ?"}
    assert client.post(at("atelier_add", jeunes.pk), given).status_code == 302
    atelier = Atelier.objects.get()
    assert list(atelier.questions.values_list("texte", flat=True)) == ["Une ?", "Deux ?"]
    assert client_of(cast.directrice).get(at("atelier_detail", atelier.pk)).status_code == NOT_FOUND
    client.post(at("atelier_announce", atelier.pk))
    page = client_of(cast.directrice).get(at("atelier_detail", atelier.pk)).text
    assert "2 questions" in page.replace("\u00a0", " ")
    assert "Durer" in client_of(cast.directrice).get(at("atelier_list", jeunes.pk)).text


def test_the_hub_leads_to_workshops(cast, jeunes, client_of):
    page = client_of(cast.directrice).get(at("collectif_detail", jeunes.pk))
    assert at("atelier_list", jeunes.pk) in page.text


@pytest.mark.parametrize("is_anonyme", [True, False])
def test_an_anonymous_contribution_shows_no_author_anywhere(cast, jeunes, client_of, is_anonyme):
    atelier = make_atelier(jeunes)
    given = {"genre": "levier", "texte": SECRET, "categorie": "professionnel"}
    given |= {"is_anonyme": "on"} if is_anonyme else {}
    client_of(cast.collegue).post(at("contribution_add", atelier.pk), given)
    contribution = Contribution.objects.get()
    said.settle_contribution(contribution, accept=True, by=cast.chargee)
    pages = ["atelier_detail", "atelier_sort", "atelier_screen", "contribution_queue", "atelier_dots"]
    seen = [client_of(cast.chargee).get(at(name, atelier.pk)).text for name in pages]
    seen.append(client_of(cast.chargee).get(at("contribution_edit", contribution.pk)).text)
    seen.append(client_of(cast.directrice).get(at("atelier_detail", atelier.pk)).text)
    assert sum(SECRET in page for page in seen) == 5
    named = [page for page in seen if "Sorlevin" in page or "Karim" in page]
    assert bool(named) is not is_anonyme


def test_a_page_may_be_shown_again_with_what_was_typed(cast, jeunes, client_of):
    atelier = make_atelier_ahead(jeunes)
    given = {"genre": "levier", "texte": SECRET, "categorie": "professionnel"}
    answer = client_of(cast.collegue).post(at("contribution_add", atelier.pk), given)
    assert "fermée" in answer.text
    assert SECRET in answer.text


def test_the_wall_shows_the_code_and_what_was_accepted(cast, jeunes, client_of):
    atelier = make_atelier(jeunes)
    make_contribution(atelier, "Lue par tous")
    make_contribution(atelier, "Pas encore lue", etat="a_relire")
    client = client_of(cast.chargee)
    page = client.get(at("atelier_screen", atelier.pk)).text
    assert '<svg role="img"' in page
    assert "Lue par tous" in page
    assert "Pas encore lue" not in page
    part = client.get(at("atelier_screen", atelier.pk), headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert "Lue par tous" in part
    assert client_of(cast.directrice).get(at("atelier_screen", atelier.pk)).status_code == FORBIDDEN


def test_the_code_is_drawn_without_style_nor_script():
    drawn = draw_code("https://portail.example/collectifs/contribuer/x", 'Code "<b>"')
    assert not re.search(r"style=|<script|<b>", drawn)
    assert "viewBox" in drawn


@pytest.mark.parametrize(("geste", "is_open"), [("fermer", False), ("prolonger", True), ("n’importe quoi", True)])
def test_buttons_of_the_wall(cast, jeunes, client_of, geste, is_open):
    atelier = make_atelier(jeunes)
    answer = client_of(cast.chargee).post(at("atelier_collect", atelier.pk), {"geste": geste, "ecran": "1"})
    assert answer.url == at("atelier_screen", atelier.pk)
    atelier.refresh_from_db()
    assert atelier.is_collecting is is_open


def test_somebody_joins_changes_and_leaves(cast, jeunes, client_of):
    atelier = make_atelier_ahead(jeunes)
    client = client_of(cast.directrice)
    for categorie in ("habitant", "partenaire"):
        client.post(at("atelier_join", atelier.pk), {"categorie": categorie})
    assert atelier.participants.get().categorie == "partenaire"
    assert "Rien n’est choisi" in client.post(at("atelier_join", atelier.pk), {}, follow=True).text
    client.post(at("atelier_join", atelier.pk), {"quitter": "1"})
    assert not atelier.participants.exists()


def test_reading_sorting_counting_and_dots(cast, jeunes, client_of):
    atelier = make_atelier(jeunes)
    waiting = make_contribution(atelier, etat="a_relire")
    client = client_of(cast.chargee)
    assert waiting.texte in client.get(at("contribution_queue", atelier.pk)).text
    client.post(at("contribution_settle", waiting.pk), {"sort": "accepter"})
    client.post(at("atelier_sort", atelier.pk), {"contributions": [waiting.pk], "titre": "Durer"})
    grappe = atelier.grappes.get()
    assert list(grappe.contributions.all()) == [waiting]
    assert "Cochez au moins" in client.post(at("atelier_sort", atelier.pk), {"titre": ""}).text
    client.post(at("atelier_dots", atelier.pk), {"mur": "1", f"n_{grappe.pk}": "4"})
    make_participant(atelier, cast.directrice)
    other = client_of(cast.directrice)
    refused = other.post(at("atelier_dots", atelier.pk), {f"n_{grappe.pk}": "4"})
    assert "field--invalid" in refused.text
    other.post(at("atelier_dots", atelier.pk), {f"n_{grappe.pk}": "3"})
    assert atelier.grappes.with_total().get().total == 7
    assert other.post(at("atelier_dots", atelier.pk), {"mur": "1", f"n_{grappe.pk}": "9"}).status_code == FORBIDDEN
    client.post(at("atelier_count", atelier.pk), {"n_habitant": "12", "n_partenaire": ""})
    assert dict(Effectif.objects.values_list("categorie", "nombre"))["habitant"] == 12
    client.post(at("atelier_sort", atelier.pk), {"defaire": grappe.pk})
    assert not atelier.grappes.exists()


def test_a_recommendation_is_followed(cast, jeunes, client_of):
    atelier = make_atelier(jeunes)
    asked = make_contribution(atelier, "Former ensemble", Contribution.Genre.PRECONISATION)
    client = client_of(cast.chargee)
    client.post(at("contribution_carry", asked.pk))
    given = {"texte": "Organiser la formation", "responsable": str(cast.directrice.pk), "echeance": "2099-03-04"}
    client.post(at("contribution_act", asked.pk), given)
    assert ActionDecidee.objects.get().preconisation == asked
    page = client_of(cast.directrice).get(at("atelier_outcomes", atelier.pk)).text
    assert "Devenue une action" in page
    assert "À porter au pacte" in page
    assert "En faire une action" not in page
    assert "Former ensemble" in client_of(cast.adherente).get(at("preconisation_list")).text


@pytest.mark.trap("silent-overwrite")
def test_a_second_writer_sees_both_texts(cast, jeunes, client_of):
    contribution = make_contribution(make_atelier(jeunes), "Avant")
    client = client_of(cast.chargee)
    given = {"genre": "saillant", "categorie": "habitant", "is_retenue": "on", "lu": contribution.empreinte}
    assert client.post(at("contribution_edit", contribution.pk), given | {"texte": "Le premier"}).status_code == 302
    second = client.post(at("contribution_edit", contribution.pk), given | {"texte": "Le second"})
    assert second.status_code == CONFLICT
    assert "Le premier" in second.text
    assert "Le second" in second.text
    assert ">Le second</textarea>" in second.text.replace(">\n", ">")  # as it was typed, nothing around it
    read = re.search(r'name="lu" value="(\w+)"', second.text)[1]
    client.post(at("contribution_edit", contribution.pk), given | {"texte": "Le second", "lu": read})
    assert Contribution.objects.get().texte == "Le second"


def test_calling_off(cast, jeunes, client_of):
    atelier = make_atelier_ahead(jeunes)
    client_of(cast.chargee).post(at("atelier_cancel", atelier.pk), {"motif": "La salle est inondée."})
    assert "La salle est inondée." in client_of(cast.directrice).get(at("atelier_detail", atelier.pk)).text


LIST_QUERIES = 5
PAGES = {
    "atelier_detail": 10,
    "contribution_queue": 6,
    "atelier_sort": 8,
    "atelier_dots": 6,
    "atelier_outcomes": 5,
    "atelier_screen": 5,
}


@pytest.mark.parametrize("number", [1, 3])
def test_pages_ask_the_same_whatever_their_length(cast, jeunes, client_of, number, django_assert_num_queries):
    client = client_of(cast.chargee)
    for rank in range(number):
        atelier = make_atelier(jeunes, f"Atelier {rank}", debut=timezone.now() - timedelta(minutes=10 + rank))
    for rank in range(number):
        grappe = make_grappe(atelier, f"Thème {rank}")
        make_contribution(atelier, f"Dit {rank}", "preconisation", auteur=cast.directrice, grappe=grappe)
        make_contribution(atelier, f"À lire {rank}", etat="a_relire", auteur=cast.collegue)
    counts = {"atelier_list": jeunes.pk, **dict.fromkeys(PAGES, atelier.pk)}
    for name, pk in counts.items():
        client.get(at(name, pk))
        with django_assert_num_queries(PAGES.get(name, LIST_QUERIES)):
            client.get(at(name, pk))
