"""Opinions: asked once, answered once, read from five on, tied to nobody (indicator 30)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from formations.actions.questionnaires import answer, ask_funder, ask_opinions, remind
from formations.liens import avis_link
from formations.models import AvisDemande, Reponse, ReponseEnAttente
from formations.queries.questionnaires import get_questions, get_results
from tests.factories.members import make_personne

pytestmark = pytest.mark.django_db


def ask(session, public="stagiaire", **fields):
    fields.setdefault("demandee_le", timezone.localdate())
    person = make_personne()
    return AvisDemande.objects.create(session=session, public=public, moment="chaud", personne=person, **fields)


def test_nothing_is_read_before_five_and_nothing_says_whose(session):
    for rank in range(4):
        answer(ask(session), q0="5", texte=f"Mot {rank}")
    assert not Reponse.objects.exists()
    assert ReponseEnAttente.objects.count() == 4
    assert get_results(session.formation, session) == []
    answer(ask(session), q0="5")
    assert Reponse.objects.exclude(notes={}).count() == 5
    assert not ReponseEnAttente.objects.exists()
    (result,) = get_results(session.formation, session)
    assert result.questions[0][1] == 5.0
    assert len(result.remarques) == 4
    assert not Reponse.objects.exclude(notes={}).exclude(texte="").exists()
    names = {field.name for field in Reponse._meta.get_fields()}
    assert names == {"id", "formation", "session", "public", "moment", "notes", "texte"}


def test_the_sixth_waits_for_others(session):
    for _ in range(6):
        answer(ask(session), q0="4")
    assert Reponse.objects.count() == 5
    assert ReponseEnAttente.objects.count() == 1


def test_one_answers_once_and_in_time(session):
    avis = ask(session)
    answer(avis, q0="3")
    with pytest.raises(ValidationError, match="déjà donné"):
        answer(avis, q0="3")
    with pytest.raises(ValidationError, match="plus attendu"):
        answer(ask(session, demandee_le=timezone.localdate() - timedelta(days=46)), q0="3")
    assert ReponseEnAttente.objects.count() == 1


def test_reminded_once(session):
    ask(session, demandee_le=timezone.localdate() - timedelta(days=8))
    assert (remind(), remind()) == (1, 0)


def test_asked_once(session, cast):
    assert ask_opinions(session, "chaud") == ask_opinions(session, "chaud") == 0


def test_the_link_of_a_funder_serves_once(session, cast):
    link = avis_link(ask_funder(session, organisme="Ville de Port-Hauvert", by=cast.chargee))
    path = link[link.index("/formations/") :]
    anybody = Client()
    assert get_questions("financeur", "chaud")[0] in anybody.get(path).content.decode()
    assert "Merci" in anybody.post(path, {"q0": "4"}).content.decode()
    assert "plus attendu" in anybody.post(path, {"q0": "4"}).content.decode()
    assert ReponseEnAttente.objects.count() == 1


def test_only_the_one_who_is_asked_answers(session, cast, client_of):
    avis = AvisDemande.objects.create(
        session=session, public="stagiaire", moment="chaud", personne=cast.collegue, demandee_le=timezone.localdate()
    )
    assert client_of(cast.chargee).get(f"/formations/avis/{avis.pk}/").status_code == 404
    mine = client_of(cast.collegue)
    assert "Merci" in mine.post(f"/formations/avis/{avis.pk}/", {"q0": "5", "texte": "Bien"}).content.decode()
