"""The open doors of a workshop: what somebody without an account may do there, and for how long."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from collectifs.actions.ateliers import set_collecte
from collectifs.entrees import CONTRIBUER, QUESTIONNAIRE, make_entree
from collectifs.models import Contribution, ReponsePrealable
from collectifs.views import entrees
from socle.models import EntreeJournal
from socle.signatures import sign
from tests.factories.ateliers import make_atelier, make_atelier_ahead, make_contribution

pytestmark = pytest.mark.django_db
GONE, TOO_MANY = 410, 429
SAID = {"genre": "levier", "texte": "Le café du mardi", "categorie": "habitant"}


@pytest.fixture
def atelier(jeunes):
    return make_atelier(jeunes)


def door_of(atelier, purpose=CONTRIBUER):
    return make_entree(atelier, purpose).removeprefix(settings.PORTAIL_URL)


def test_a_visitor_says_something_that_waits_to_be_read(atelier):
    client = Client()
    page = client.get(door_of(atelier))
    assert page.status_code == 200
    assert 'name="peut_publier"' in page.text
    assert "checked" not in page.text
    answer = client.post(door_of(atelier), SAID | {"prenom": "Zohra"}, follow=True)
    assert "Merci" in answer.text
    [contribution] = Contribution.objects.all()
    assert (contribution.texte, contribution.prenom, contribution.etat) == ("Le café du mardi", "Zohra", "a_relire")
    assert contribution.peut_publier is False
    assert contribution.auteur is None
    assert not EntreeJournal.objects.exists()


def test_it_sets_no_cookie_but_the_one_that_protects_forms(atelier):
    client = Client()
    client.get(door_of(atelier))
    client.post(door_of(atelier), SAID, follow=True)
    assert set(client.cookies) <= {"csrf"}


def test_an_anonymous_one_keeps_no_first_name(atelier):
    Client().post(door_of(atelier), SAID | {"prenom": "Zohra", "is_anonyme": "on"})
    assert Contribution.objects.get().prenom == ""


def test_somebody_signed_in_is_not_named_by_this_door(cast, atelier, client_of):
    client_of(cast.directrice).post(door_of(atelier), SAID)
    assert Contribution.objects.get().auteur is None


def test_it_shows_nothing_of_what_others_said(atelier):
    make_contribution(atelier, "Lue par tous")
    make_contribution(atelier, "Pas encore lue", etat="a_relire")
    page = Client().get(door_of(atelier)).text
    assert "Lue par tous" not in page
    assert "Pas encore lue" not in page


@pytest.mark.trap("cron-dependent")
def test_it_works_during_the_window_only(jeunes, time_machine):
    atelier = make_atelier_ahead(jeunes, duree=60)
    door = door_of(atelier)
    for minutes, status in ((-60, GONE), (10, 200), (95, GONE)):
        time_machine.move_to(atelier.debut + timedelta(minutes=minutes))
        page = Client().get(door)
        assert page.status_code == status, minutes
    assert "terminé" in page.text


@pytest.mark.trap("text-lost-on-error")
def test_a_late_text_is_given_back(cast, atelier):
    door = door_of(atelier)
    set_collecte(atelier, geste="fermer", by=cast.chargee)
    answer = Client().post(door, SAID)
    assert answer.status_code == GONE
    assert "Le café du mardi" in answer.text
    assert not Contribution.objects.exists()


@pytest.mark.trap("text-lost-on-error")
def test_a_refused_form_keeps_every_field(atelier):
    answer = Client().post(door_of(atelier), SAID | {"genre": "inconnu", "prenom": "Zohra", "is_anonyme": "on"})
    assert "Le café du mardi" in answer.text
    assert 'value="Zohra"' in answer.text
    assert answer.text.count("checked") == 2


def test_a_replaced_code_opens_nothing(cast, atelier):
    door = door_of(atelier)
    set_collecte(atelier, geste="code", by=cast.chargee)
    assert Client().get(door).status_code == GONE
    atelier.refresh_from_db()
    assert Client().get(door_of(atelier)).status_code == 200


def test_a_forged_address_or_one_of_another_purpose_opens_nothing(atelier):
    other = sign(QUESTIONNAIRE, {"a": atelier.pk, "c": atelier.clef}, days=2)
    for token in ("faux", other, other[:-1]):
        assert Client().get(reverse("collectifs:contribution_give", args=[token])).status_code == GONE


def test_a_machine_that_falls_in_the_trap_writes_nothing(atelier):
    answer = Client().post(door_of(atelier), SAID | {"site": "https://achetez.example"}, follow=True)
    assert "Merci" in answer.text
    assert not Contribution.objects.exists()


def test_too_many_texts_from_one_address_are_slowed_down_and_kept_on_the_page(atelier, monkeypatch):
    monkeypatch.setattr(entrees, "MOST_AN_HOUR", 2)
    client = Client()
    for rank in range(2):
        assert client.post(door_of(atelier), SAID | {"texte": f"Texte {rank}"}).status_code == 302
    refused = client.post(door_of(atelier), SAID | {"texte": "Le troisième"})
    assert refused.status_code == TOO_MANY
    assert "Le troisième" in refused.text
    assert Contribution.objects.count() == 2


def test_a_flood_that_nobody_reads_stops(atelier, monkeypatch):
    monkeypatch.setattr("collectifs.actions.contributions.MOST_WAITING", 1)
    client = Client()
    client.post(door_of(atelier), SAID)
    answer = client.post(door_of(atelier), SAID | {"texte": "Encore"})
    assert "patientez" in answer.text
    assert "Encore" in answer.text
    assert Contribution.objects.count() == 1


@pytest.mark.trap("get-writes")
def test_a_visit_writes_nothing(atelier):
    Client().get(door_of(atelier) + "?genre=levier&texte=Visite&categorie=habitant")
    assert not Contribution.objects.exists()


class TestQuestionnaire:
    def test_answers_come_without_a_name(self, cast, jeunes, client_of):
        atelier = make_atelier_ahead(jeunes, "Qu’est-ce qui marche ?", "Qu’est-ce qui manque ?")
        first, _ = atelier.questions.all()
        door = door_of(atelier, QUESTIONNAIRE)
        answer = Client().post(door, {"categorie": "habitant", f"q_{first.pk}": "Le café"}, follow=True)
        assert "Merci" in answer.text
        assert list(ReponsePrealable.objects.values_list("question", "texte")) == [(first.pk, "Le café")]
        page = client_of(cast.chargee).get(reverse("collectifs:questionnaire_detail", args=[atelier.pk]))
        assert "Le café" in page.text
        assert client_of(cast.directrice).get(page.request["PATH_INFO"]).status_code == 403

    def test_an_empty_one_is_given_back(self, jeunes):
        atelier = make_atelier_ahead(jeunes, "Qu’est-ce qui marche ?")
        answer = Client().post(door_of(atelier, QUESTIONNAIRE), {"categorie": "habitant"})
        assert "Répondez à une question au moins" in answer.text
        assert not ReponsePrealable.objects.exists()

    def test_it_closes_when_the_workshop_begins(self, jeunes, time_machine):
        atelier = make_atelier_ahead(jeunes, "Qu’est-ce qui marche ?")
        door = door_of(atelier, QUESTIONNAIRE)
        assert Client().get(door).status_code == 200
        time_machine.move_to(atelier.debut)
        late = Client().post(door, {"categorie": "habitant", f"q_{atelier.questions.get().pk}": "Trop tard"})
        assert late.status_code == GONE
        assert "Trop tard" in late.text
