"""The home page says first what awaits the person, in one sentence and one list."""

from datetime import timedelta

import pytest
from django.utils import timezone

from federation import moments, views
from socle.moment import Attente


def attente(days, title="Relire le compte rendu"):
    return Attente(title, "Collectif Jeunes", "/collectifs/", due=timezone.localdate() + timedelta(days=days))


@pytest.mark.parametrize(
    ("due", "sentence"),
    [
        ([], "Rien ne presse aujourd’hui."),
        ([3], "1 chose vous attend."),
        ([3, 5], "2 choses vous attendent."),
        ([-1, 5], "2 choses vous attendent, dont 1 en retard."),
    ],
)
def test_one_sentence_says_it_all(due, sentence):
    said = views.say_what_awaits([attente(days) for days in due])
    assert said.replace("\u00a0", " ") == sentence


def test_most_pressing_comes_first(monkeypatch, cast):
    class Source:
        @staticmethod
        def get_attentes(personne):
            return [Attente("Sans date", "", "/"), attente(5, "Dans cinq jours"), attente(-2, "En retard")]

    monkeypatch.setattr(moments, "SOURCES", (Source,))
    titles = [a.title for a in moments.get_attentes(cast.directrice)]
    assert titles == ["En retard", "Dans cinq jours", "Sans date"]


def test_page_greets_and_helps_when_nothing_awaits(cast, client_of):
    page = client_of(cast.ancien).get("/").text
    assert "Bonjour Roger" in page
    assert "Rien ne vous attend" in page


def test_page_costs_few_queries(cast, client_of, django_assert_max_num_queries):
    client = client_of(cast.directrice)
    client.get("/")
    with django_assert_max_num_queries(19):
        client.get("/")


def test_visitor_is_led_to_sign_in(client, db):
    assert client.get("/").url.startswith("/compte/login/")
