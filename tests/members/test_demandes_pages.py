"""Joining as people go through it: the public form, the personal link, the team's pages, two at once."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.utils import timezone

from members.actions.demandes import reorient_demande
from members.liens import follow_link
from members.models import Association, DemandeAdhesion, PieceAttendue
from socle.models import Envoi
from tests.factories.adhesions import make_admissible, make_charte, make_demande
from tests.factories.members import make_affectation, make_personne
from tests.members.test_demandes import FIELDS

pytestmark = pytest.mark.django_db
Etat = DemandeAdhesion.Etat


def path_of(demande):
    return "/" + follow_link(demande).split("/", 3)[3]


def test_a_visitor_asks_to_join_without_an_account(cast):
    client = Client()
    page = client.get("/annuaire-public/").text
    assert 'href="/rejoindre/"' in page
    done = client.post("/rejoindre/", FIELDS)
    assert done["Location"] == "/rejoindre/merci/"
    assert "deux semaines" in client.get("/rejoindre/merci/").text
    assert DemandeAdhesion.objects.get().nom == "Un Jardin à Mervaucourt"


@pytest.mark.trap("text-lost-on-error")
def test_what_was_typed_stays_when_a_field_is_wrong(cast):
    page = Client().post("/rejoindre/", FIELDS | {"contact_email": "jardin"}).text
    assert "Cette adresse est incomplète" in page
    assert "Un jardin partagé." in page
    assert not DemandeAdhesion.objects.exists()


def test_a_machine_falls_in_the_trap_and_reads_the_same_thanks(cast):
    done = Client().post("/rejoindre/", FIELDS | {"site_web": "https://achetez.example"})
    assert done["Location"] == "/rejoindre/merci/"
    assert not DemandeAdhesion.objects.exists()
    assert not Envoi.objects.exists()


def test_too_many_from_one_place_are_asked_to_wait(cast):
    client = Client()
    answers = [client.post("/rejoindre/", FIELDS | {"nom": f"Asso {n}"}) for n in range(7)]
    assert [answer.status_code for answer in answers] == [302] * 5 + [429] * 2
    assert "patientez un peu" in answers[-1].text
    assert "Un jardin partagé." in answers[-1].text


@pytest.mark.trap("get-writes")
def test_the_link_shows_and_only_a_post_acts(cast):
    make_charte("2", texte="Nous faisons avec les habitants.")
    PieceAttendue.objects.create(intitule="Statuts à jour")
    demande = make_demande(Etat.CANDIDATE)
    client, path = Client(), path_of(demande)
    page = client.get(path).text
    for words in ("Ce qui vient ensuite", "Statuts à jour", "Nous faisons avec les habitants.", "Retirer ma demande"):
        assert words in page
    for method in (client.get, client.head):
        assert method(path, {"quoi": "retirer"}).status_code == 200
    assert DemandeAdhesion.objects.get().etat == Etat.CANDIDATE
    client.post(path, {"quoi": "charte", "prenom": "Tiphaine", "nom": "Aldoreste"})
    assert not demande.acceptations.exists(), "the box was not ticked"
    client.post(path, {"quoi": "charte", "prenom": "Tiphaine", "nom": "Aldoreste", "accord": "on"})
    assert str(demande.acceptations.get().par) == "Tiphaine Aldoreste"
    client.post(path, {"quoi": "representant", "prenom": "Gaspard", "nom": "Lenverne", "email": "g@l.example"})
    assert str(DemandeAdhesion.objects.get().representant) == "Gaspard Lenverne"
    client.post(path, {"quoi": "retirer", "motif": "Plus tard."})
    assert DemandeAdhesion.objects.get().etat == Etat.ABANDONNEE
    assert "Retirer ma demande" not in client.get(path).text


def test_a_refusal_is_read_with_its_reason(cast):
    page = (
        Client().get(path_of(make_demande(Etat.REFUSEE, motif="Sans les habitants, ce n’est pas notre charte."))).text
    )
    assert "Sans les habitants" in page


def test_an_old_or_forged_link_offers_another(cast, settings):
    page = Client().get("/rejoindre/suivi/faux/")
    assert page.status_code == 410
    assert 'href="/rejoindre/lien/"' in page.text
    known = make_demande(contact_email="connue@ailleurs.example")
    answers = {
        re.sub(r'value="[^"]*"', "", Client().post("/rejoindre/lien/", {"email": email}).text)
        for email in ("connue@ailleurs.example", "inconnue@ailleurs.example")
    }
    assert len(answers) == 1, "nobody learns who asked"
    assert Envoi.objects.get(genre="members.lien_de_suivi").contexte["demande"] == known.pk


def test_the_team_goes_step_by_step_from_the_page(cast, client_of):
    demande = make_demande()
    client, path = client_of(cast.chargee), f"/adhesions/{demande.pk}/"
    today = timezone.localdate().isoformat()
    for step, after in (
        ({"quoi": "visite", "on": today}, Etat.VISITE_PREVUE),
        ({"quoi": "visitee", "on": today}, Etat.VISITEE),
        ({"quoi": "reflexion", "motif": "Prenez le temps."}, Etat.REFLEXION),
        ({"quoi": "candidature"}, Etat.CANDIDATE),
    ):
        assert client.post(path, step).status_code == 302
        demande.refresh_from_db()
        assert demande.etat == after
    late = client.post(path, {"quoi": "visitee", "on": today})
    assert late.status_code == 200
    decided = {"quoi": "decision-candidate", "le": today, "avis": "non", "proces_verbal": "CA"}
    assert "toujours son motif" in client.post(path, decided).text
    assert client.get("/adhesions/").text.count(demande.nom) == 1


@pytest.mark.rule("R5")
def test_the_page_says_what_is_missing_then_opens_the_membership(cast, client_of):
    demande = make_admissible(nom="Le Jardin")
    DemandeAdhesion.objects.filter(pk=demande.pk).update(representant=None)
    client, path = client_of(cast.chargee), f"/adhesions/{demande.pk}/"
    typed = {"quoi": "membre", "le": timezone.localdate().isoformat(), "categorie": "active"}
    assert "Le nom de la personne qui représentera" in client.get(path).text
    assert "Il manque le nom de la personne" in client.post(path, typed).text
    client.post(path, {"quoi": "representant", "prenom": "A", "nom": "B", "email": "a@b.example"})
    assert client.post(path, typed).status_code == 302
    assert Association.objects.adherentes().filter(nom="Le Jardin").exists()


@pytest.mark.parametrize("extra", [1, 3])
def test_pages_ask_a_constant_number_of_times(cast, client_of, django_assert_num_queries, extra):
    for _ in range(extra):
        demande = make_admissible(suivie_par=cast.chargee)
        for rank in range(extra):
            piece = PieceAttendue.objects.create(intitule=f"Pièce {demande.pk} {rank}")
            demande.pieces.create(attendue=piece)
    client = client_of(cast.chargee)
    client.get("/adhesions/")
    with django_assert_num_queries(4):
        client.get("/adhesions/")
    with django_assert_num_queries(12):
        client.get(f"/adhesions/{demande.pk}/")
    with django_assert_num_queries(6):
        Client().get(path_of(demande))


@pytest.mark.parametrize("query", [{"etat": "x"}, {"vue": "closes"}, {"page": "zéro"}, {"etat": "membre"}])
def test_odd_addresses_never_fail(cast, client_of, query):
    assert client_of(cast.chargee).get("/adhesions/", query).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_of_two_who_click_together_one_goes_on():
    chargee = make_personne("Varadieu", "Solène")
    make_affectation(chargee)
    demande = make_demande(Etat.VISITEE)

    def click(_):
        try:
            return reorient(DemandeAdhesion.objects.get(pk=demande.pk), chargee)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(click, range(2))) == [False, True]
    assert Envoi.objects.filter(genre="members.demande_avancee").count() == 1


def reorient(demande, by) -> bool:
    try:
        reorient_demande(demande, motif="Ailleurs", by=by)
    except ValidationError:
        return False
    return True
