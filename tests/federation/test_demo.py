"""The demo's two doors exist in a demo only, and open on invented people only."""

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count, Q
from django.test import Client
from django.urls import clear_url_caches, include, path

from collectifs.models import ActionDecidee, Contribution
from federation import urls
from federation.demo.personas import PERSONAS
from members.models import Federation, Personne, Rattachement
from pacte.models import Bloc
from socle.models import Courriel
from tests.factories.members import make_personne

ROOT = Path(__file__).parent.parent.parent
ASK_URLS = "import django; django.setup(); from django.urls import resolve; print(resolve('/demo/entrer/').url_name)"


@pytest.fixture
def demo_doors(settings, monkeypatch):
    settings.DEMO = True
    monkeypatch.setattr(urls, "urlpatterns", [*urls.urlpatterns, path("demo/", include("federation.demo.urls"))])
    clear_url_caches()
    yield
    clear_url_caches()


def run_in(mode, code, **variables):
    environment = {**os.environ, "PORTAIL_MODE": mode, "DJANGO_SETTINGS_MODULE": "federation.settings", **variables}
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True)


def test_demo_doors_do_not_exist_in_production():
    assert "Resolver404" in run_in("production", ASK_URLS).stderr
    assert run_in("demo", ASK_URLS).stdout.strip() == "enter"


@pytest.mark.parametrize("variable", ["DEMO", "PORTAIL_DEMO", "PORTAIL_BENCH", "DEBUG"])
def test_no_variable_switches_them_on_in_production(variable):
    asked = "from federation import settings as s; print(s.DEMO, s.BENCH, s.DEBUG, s.EMAIL_BACKEND.split('.')[-2])"
    assert run_in("production", asked, **{variable: "1"}).stdout.split() == ["False", "False", "False", "smtp"]


def test_demo_answers_on_this_machine_only():
    asked = "from federation import settings as s; print(*s.ALLOWED_HOSTS)"
    answered = run_in("demo", asked, PORTAIL_HOSTS="portail.solidaubrelle.example").stdout.split()
    assert answered == ["localhost", "127.0.0.1", "[::1]"]


@pytest.mark.parametrize("variable", ["PORTAIL_SECRET_KEY", "PORTAIL_MASTER_KEYS", "DATABASE_URL", "REDIS_URL"])
def test_production_says_what_is_missing(variable):
    stderr = run_in("production", "from federation import settings", **{variable: ""}).stderr
    assert f"{variable} manque" in stderr


@pytest.mark.django_db
def test_seed_refuses_a_real_federation():
    Federation.objects.create(nom="Une vraie fédération")
    with pytest.raises(CommandError, match="vraie fédération"):
        call_command("seed_demo")
    assert not Personne.objects.exists()


def test_a_persona_can_be_entered(demo_doors, db):
    Federation.objects.create(nom="Démonstration", is_demo=True)
    personne = make_personne(PERSONAS[0].nom, PERSONAS[0].prenom)
    client = Client()
    assert client.post("/demo/entrer/", {"persona": str(PERSONAS[0])}).status_code == 302
    assert client.session["_auth_user_id"] == str(personne.pk)


def test_nobody_else_can(demo_doors, db):
    Federation.objects.create(nom="Démonstration", is_demo=True)
    make_personne("Sorlevin", "Karim")
    client = Client()
    assert client.post("/demo/entrer/", {"persona": "Karim Sorlevin"}).status_code == 404
    assert client.get("/demo/entrer/").status_code == 405


def test_a_real_federation_lets_nobody_in(demo_doors, db):
    Federation.objects.create(nom="Une vraie fédération")
    make_personne(PERSONAS[0].nom, PERSONAS[0].prenom)
    assert Client().post("/demo/entrer/", {"persona": str(PERSONAS[0])}).status_code == 404


def test_mail_of_the_demo_can_be_read(demo_doors, db, client):
    courriel = Courriel.objects.create(destinataires="a@solidaubrelle.example", sujet="Convocation", texte="Lundi")
    assert "Convocation" in client.get("/demo/courriels/").text
    assert "Lundi" in client.get(f"/demo/courriels/{courriel.pk}/").text


def count_rows():
    """Return how many rows each of our tables holds."""
    ours = [
        m
        for m in apps.get_models()
        if m.__module__.split(".")[0] in {"members", "collectifs", "accompagnement", "pacte", "rapports", "socle"}
    ]
    return {model._meta.label: model.objects.count() for model in ours}


def read_words():
    """Return texts that the generator draws, to compare two worlds."""
    drawn = [
        Rattachement.objects.order_by("personne__recherche", "association__nom", "genre", "debut").values_list(
            "personne__recherche", "association__nom", "fonction", "debut"
        ),
        ActionDecidee.objects.order_by("texte", "echeance").values_list("texte", "echeance"),
        Bloc.objects.order_by("genre", "titre", "texte").values_list("genre", "titre", "texte"),
    ]
    return [list(rows) for rows in drawn]


@pytest.mark.django_db
def test_seed_is_whole_and_twice_changes_nothing():
    call_command("seed_demo", verbosity=0)
    first = count_rows()
    call_command("seed_demo", verbosity=0)
    assert count_rows() == first
    people = Personne.objects.aggregate(
        all=Count("pk"),
        unreachable=Count("pk", filter=Q(email=None, courriel_partage="", effacee_le=None, date_naissance=None)),
        erased=Count("pk", filter=Q(effacee_le__isnull=False)),
        sharing=Count("pk", filter=~Q(courriel_partage="")),
    )
    assert people["unreachable"] == 35
    assert people["sharing"] == 12
    assert people["erased"] == 7
    assert people["all"] >= 300
    expected = {
        "members.Association": 61,
        "members.Convention": 5,
        "collectifs.Collectif": 6,
        "collectifs.Reunion": 75,
        "collectifs.Decision": 180,
    }
    expected |= {"collectifs.ActionDecidee": 240, "accompagnement.Demande": 200, "accompagnement.Prestataire": 40}
    expected |= {"collectifs.Atelier": 6, "collectifs.Contribution": 210, "collectifs.Synthese": 4}
    assert {label: first[label] for label in expected} == expected
    assert Contribution.objects.filter(is_debat=True).count() == 12
    assert first["socle.Notification"] > 100
    assert first["socle.Envoi"] == 0


@pytest.mark.django_db
def test_seed_draws_the_same_world_each_time():
    worlds = []
    for _ in range(2):
        with suppress(Undone), transaction.atomic():
            call_command("seed_demo", verbosity=0)
            worlds.append(read_words())
            raise Undone
    assert worlds[0] == worlds[1]
    assert all(len(rows) > 30 for rows in worlds[0])


class Undone(Exception):
    """Takes a whole world back."""
