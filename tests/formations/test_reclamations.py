"""Complaints: acknowledged, answered, closed with what changed; read by their author and the team (indicator 31)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from formations.actions import reclamations as acts
from formations.models import Reclamation

pytestmark = pytest.mark.django_db


@pytest.fixture
def complaint(cast):
    return acts.file_complaint(objet="La salle", texte="Aucun ascenseur ce jour-là.", by=cast.collegue)


def test_step_by_step_each_traced(complaint, cast):
    with pytest.raises(PermissionDenied):
        acts.acknowledge(complaint, by=cast.collegue)
    with pytest.raises(ValidationError):
        acts.reply(complaint, reponse="Trop tôt", by=cast.chargee)
    acts.acknowledge(complaint, by=cast.chargee)
    acts.reply(complaint, reponse="Nous changeons de salle.", by=cast.chargee)
    with pytest.raises(ValidationError, match="ce qui a changé"):
        acts.close(complaint, changement="", by=cast.chargee)
    closed = acts.close(complaint, changement="Salles de plain-pied seulement.", by=cast.chargee)
    assert (closed.etat, closed.accusee_par, closed.repondue_par) == ("close", cast.chargee, cast.chargee)


def test_its_words_do_not_change_nor_does_it_jump(complaint):
    for change in ({"texte": "Autre"}, {"etat": "close"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Reclamation.objects.filter(pk=complaint.pk).update(**change)


@pytest.mark.trap("cron-dependent")
@pytest.mark.parametrize(("days", "is_late"), [(10, False), (11, True)])
def test_the_deadline_is_read_from_the_day(complaint, days, is_late):
    complaint.deposee_le = timezone.now() - timedelta(days=days)
    assert complaint.is_en_retard is is_late


def test_its_author_and_the_team_read_it_nobody_else(complaint, cast, client_of):
    path = f"/formations/reclamations/{complaint.pk}/"
    assert client_of(cast.collegue).get(path).status_code == client_of(cast.chargee).get(path).status_code == 200
    assert client_of(cast.directrice).get(path).status_code == 404
    assert "La salle" not in client_of(cast.directrice).get("/formations/reclamations/").content.decode()


def test_by_pages(cast, client_of):
    mine, team = client_of(cast.collegue), client_of(cast.chargee)
    mine.post("/formations/reclamations/ajouter/", {"objet": "Horaire", "texte": "Fini à 18 h."})
    path = f"/formations/reclamations/{Reclamation.objects.get().pk}/"
    for given in ({}, {"reponse": "Pardon."}, {"changement": "Fin à 17 h."}):
        team.post(path, given)
    assert "Fin à 17 h." in mine.get(path).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_much_for_one_as_for_three(cast, client_of, rows, django_assert_num_queries):
    for _ in range(rows):
        acts.file_complaint(objet="Salle", texte="Froide", by=cast.collegue)
    queryset = Reclamation.objects.visible_to(cast.chargee).select_related("auteur", "session__formation")
    with django_assert_num_queries(1):
        assert len([str(one.auteur) for one in queryset]) == rows
