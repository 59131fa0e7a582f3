"""The health page says what is wrong, in words, and answers 503."""

from datetime import timedelta

import pytest
from django.utils import timezone

from socle import health
from socle.models import Battement, Envoi


@pytest.fixture(autouse=True)
def redis_answers(monkeypatch):
    monkeypatch.setattr(health, "_redis", lambda: "ok")


def test_whole_portal_is_ok(client, db):
    health.sign("worker")
    assert client.get("/sante/").status_code == 200


def test_silent_worker_is_said(client, db):
    assert client.get("/sante/").status_code == 503
    Battement.objects.create(nom="worker", vu_le=timezone.now() - timedelta(minutes=2))
    response = client.get("/sante/")
    assert response.status_code == 503
    assert "aucun signe de vie depuis" in response.json()["tâches de fond"]


def test_mail_that_waits_too_long_is_said(client, db):
    health.sign("worker")
    Envoi.objects.create(genre="x", titre="x", cree_le=timezone.now() - timedelta(hours=1))
    assert client.get("/sante/").json()["courriels"].startswith("1 en attente")


def test_process_alone_answers_without_anything_else(client):
    assert client.get("/sante/vivant/").status_code == 200
