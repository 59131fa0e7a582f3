"""The pages: what they say, what they keep of what was typed, and how many questions they ask the database."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from accompagnement import actions
from accompagnement.models import Brouillon, Demande
from accompagnement.queries import get_attentes, get_rendez_vous
from tests.accompagnement.test_parcours import typed
from tests.factories.accompagnement import (
    SECRET,
    make_acceptee,
    make_demande,
    make_lien,
    make_prestataire,
    make_proposee,
    make_qualifiee,
    make_sollicitee,
)
from tests.factories.members import make_personne

URL = "accompagnement:"


def test_the_door_says_who_will_know_before_any_form(cast, scene, client_of):
    text = client_of(cast.directrice).get(reverse(URL + "porte_personnelle")).text
    for line in ("La coordination neutre", "La personne que vous choisirez", "Votre employeur", "chargées de mission"):
        assert line in text
    assert "Quitter rapidement" in text


@pytest.mark.rule("R13")
def test_who_is_not_in_the_network_is_given_somebody_to_call(cast, scene, client_of):
    text = client_of(cast.ancien).get(reverse(URL + "porte_personnelle")).text
    assert "Hervé Montclausel" in text
    assert "Écrire ma demande" not in text


@pytest.mark.parametrize("name", ["porte_personnelle", "demande_add", "urgence"])
def test_every_page_of_the_personal_door_can_be_left_at_once(name, cast, scene, client_of):
    assert "quick-exit" in client_of(cast.directrice).get(reverse(URL + name)).text


def test_administrators_read_why_it_is_closed_to_them(cast, client_of):
    answer = client_of(cast.admin).get(reverse(URL + "confidentialite"))
    assert answer.status_code == 200
    assert "Aucun rôle n’ouvre une demande" in answer.text


@pytest.mark.trap("text-lost-on-error")
def test_what_was_typed_comes_back_with_the_error(cast, scene, client_of):
    answer = client_of(cast.directrice).post(reverse(URL + "demande_add"), typed(scene, consentement=""))
    assert SECRET in answer.text
    assert "Cette case doit être cochée" in answer.text
    assert not Demande.objects.exists()


@pytest.mark.trap("shared-mailbox")
def test_a_box_read_by_several_people_is_refused(cast, scene, client_of):
    cast.collegue.courriel_partage = "contact@lepalier.example"
    cast.collegue.save()
    sent = typed(scene, adresse="Contact@lepalier.example")
    answer = client_of(cast.directrice).post(reverse(URL + "demande_add"), sent)
    assert "Plusieurs personnes lisent cette boîte" in answer.text


def test_a_draft_is_kept_resumed_and_erased(cast, scene, client_of):
    client = client_of(cast.directrice)
    form = reverse(URL + "demande_add")
    sent = typed(scene, consentement="", bouquet="")
    assert client.post(reverse(URL + "brouillon_save"), sent, headers={"X-Autosave": "1"}).status_code == 204
    shown = client.get(form).text
    assert "Un brouillon vous attend" in shown
    assert SECRET not in shown
    assert SECRET in client.post(form, {"reprendre": "oui"}).text
    client.post(reverse(URL + "brouillon_delete"))
    assert not Brouillon.objects.exists()
    assert "Un brouillon vous attend" not in client.get(form).text


def test_handing_in_erases_the_draft(cast, scene, client_of):
    client = client_of(cast.directrice)
    client.post(reverse(URL + "brouillon_save"), typed(scene))
    client.post(reverse(URL + "demande_add"), typed(scene))
    assert not Brouillon.objects.exists()


def test_the_other_door_through_its_page(cast, scene, client_of):
    sent = typed(scene) | {"association": cast.palier.pk, "personnes": [cast.collegue.pk]}
    answer = client_of(cast.presidente).post(reverse(URL + "porte_association"), sent)
    demande = Demande.objects.get()
    assert answer.url == reverse(URL + "demande_detail", args=[demande.pk])
    assert demande.porte == Demande.Porte.ASSOCIATION
    assert client_of(cast.collegue).get(answer.url).status_code == 200
    assert client_of(cast.directrice).get(answer.url).status_code == 404


def test_who_is_out_and_why_is_told_to_nobody(cast, scene, client_of):
    make_lien(scene.fabien, cast.palier)
    demande = make_qualifiee(cast, scene)
    case = client_of(cast.coordination).get(reverse(URL + "coordination_detail", args=[demande.pk])).text
    assert "Des prestataires : des règles de neutralité ou d’organisation les écartent" in case.replace("\u202f", " ")
    assert "a un lien" not in case
    assert "Fabien Ostrelle" not in case
    actions.propose_prestataires(demande, [scene.ines], by=cast.coordination)
    own = client_of(cast.directrice).get(reverse(URL + "demande_detail", args=[demande.pk])).text
    assert "Fabien Ostrelle" not in own
    assert "suivi" not in own.split("À vous de choisir")[1].split("Qui a lu quoi")[0]


def test_a_refused_provider_is_told_in_a_sentence(cast, scene, client_of):
    demande = make_qualifiee(cast, scene)
    page = client_of(cast.coordination)
    page.post(reverse(URL + "demande_propose", args=[demande.pk]), {})
    assert "Cochez un, deux ou trois" in page.get(reverse(URL + "coordination_detail", args=[demande.pk])).text


def test_two_cases_of_one_situation_are_linked_by_code(cast, scene, client_of):
    first, second = make_qualifiee(cast, scene), make_qualifiee(cast, scene, by=cast.adherente)
    client = client_of(cast.coordination)
    client.post(reverse(URL + "demande_link", args=[first.pk]), {"code": second.code.lower()})
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.situation == second.situation is not None


def test_declining_in_two_taps(cast, scene, client_of):
    sollicitation = make_sollicitee(cast, scene)
    client = client_of(cast.prestataire)
    page = client.get(reverse(URL + "sollicitation_detail", args=[sollicitation.pk])).text
    assert "Décliner ne vous coûte rien" in page
    client.post(reverse(URL + "sollicitation_decline", args=[sollicitation.pk]), {"motif": "disponibilite"})
    sollicitation.demande.refresh_from_db()
    assert sollicitation.demande.etat == "qualifiee"


def test_a_wrong_session_date_is_explained(cast, scene, client_of):
    sollicitation = make_acceptee(cast, scene).sollicitations.get()
    sent = {"date": "2999-01-01", "duree_minutes": "60", "format": "presence"}
    answer = client_of(cast.prestataire).post(reverse(URL + "seance_add", args=[sollicitation.pk]), sent)
    assert "Cette date est à venir" in answer.text


def test_home_line_of_the_requester_says_nothing(cast, scene):
    assert get_attentes(cast.directrice) == []
    demande = make_proposee(cast, scene)
    (line,) = get_attentes(cast.directrice)
    for word in (demande.code, str(demande.bouquet), "demande", "prestataire"):
        assert word not in f"{line.title} {line.detail} {line.badge} {line.link}"
    assert get_attentes(cast.collegue) == []
    assert get_rendez_vous(cast.directrice) == []


def test_home_lines_of_coordinator_and_provider(cast, scene):
    make_demande(cast.adherente, scene.service)
    make_sollicitee(cast, scene)
    assert "1" in get_attentes(cast.coordination)[0].title
    assert get_attentes(cast.prestataire)[0].due > timezone.localdate()
    assert get_attentes(cast.autre_prestataire) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_ask_a_constant_number_of_questions(rows, cast, scene, client_of, django_assert_num_queries):
    for _ in range(rows):
        make_demande(cast.directrice, scene.service)
        make_sollicitee(cast, scene)
    pages = [
        (cast.coordination, "coordination_list", 6),
        (cast.prestataire, "sollicitation_list", 5),
        (cast.directrice, "accueil", 12),
    ]
    for personne, name, expected in pages:
        client = client_of(personne)
        client.get(reverse(URL + name))
        with django_assert_num_queries(expected):
            client.get(reverse(URL + name))


@pytest.mark.parametrize("others", [1, 4])
def test_ranking_asks_a_constant_number_of_questions(others, cast, scene, client_of, django_assert_num_queries):
    from_here = [make_qualifiee(cast, scene) for _ in range(others)]
    for _ in range(others):
        make_prestataire(make_personne())
    client, page = client_of(cast.coordination), reverse(URL + "coordination_detail", args=[from_here[0].pk])
    client.get(page)
    with django_assert_num_queries(11):
        client.get(page)


def test_codes_never_follow_one_another(cast, scene):
    codes = {make_demande(cast.directrice, scene.service).code for _ in range(10)}
    assert len(codes) == 10
    assert not any(set(code) & set("01IOSZB") for code in codes)


def test_an_unknown_case_is_not_found(cast, scene, client_of):
    assert client_of(cast.directrice).get(reverse(URL + "demande_detail", args=[uuid4()])).status_code == 404


def test_a_provider_must_have_a_way_to_reach_the_person(cast, scene, client_of):
    client = client_of(cast.directrice)
    answer = client.post(reverse(URL + "demande_add"), typed(scene, contact="portail", adresse="", telephone=""))
    assert "donnez un numéro ou une adresse" in answer.text
    client.post(reverse(URL + "demande_add"), typed(scene, contact="portail", telephone=""))
    demande = Demande.objects.get()
    assert not demande.acces.filter(role="courrier").exists()
    assert not demande.scelles.filter(genre="contact").exists()
