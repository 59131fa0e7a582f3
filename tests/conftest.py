"""The cast that every test shares, and the guard-rails of the whole suite."""

import logging
import time
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core.cache import caches
from django.test import Client

from members.models import Association, Rattachement, RoleFederal
from members.queries import FEDERATION_NAME
from tests.factories.members import (
    make_affectation,
    make_association,
    make_personne,
    make_rattachement,
    make_role,
    yesterday,
)

HEALTH_SAYS_NO = 503
Genre = Rattachement.Genre
Role = RoleFederal.Role


@pytest.fixture(autouse=True)
def files_read_whole(monkeypatch):
    """Read a file to its end as a browser does, so that it is closed whatever the test looks at."""
    ask = Client.request

    def request(client, **asked):
        answer = ask(client, **asked)
        if answer.streaming and not getattr(answer, "is_async", False):
            answer.streaming_content = [b"".join(answer.streaming_content)]
        return answer

    monkeypatch.setattr(Client, "request", request)


@pytest.fixture(autouse=True)
def clean_cache(monkeypatch):
    """Rate limits and sessions live in the shared cache: each test has keys that no other run can see or clear."""

    def forget():
        prefix = uuid4().hex
        monkeypatch.setitem(caches.settings["default"], "KEY_PREFIX", prefix)  # for threads still to come
        monkeypatch.setattr(caches["default"], "key_prefix", prefix)
        caches["process"].set(FEDERATION_NAME, "Portail fédéral")  # as in a process that has drawn a page

    forget()
    return forget


@pytest.fixture(autouse=True)
def no_logged_error(caplog):
    """An error in the log fails the test that caused it."""
    yield
    said = [r for r in caplog.get_records("call") if r.levelno >= logging.ERROR]
    errors = [r for r in said if getattr(r, "status_code", 500) != HEALTH_SAYS_NO]
    assert not errors, [record.getMessage() for record in errors]


@pytest.fixture
def cast(db):
    """The same people everywhere, each with what makes their role and nothing more."""
    return make_cast()


def make_cast() -> SimpleNamespace:
    """Make them: a module that shares a world among its tests calls this itself."""
    palier = make_association("Le Palier", commune="Port-Hauvert")
    horizon = make_association("Horizon-Taravel", Association.Genre.COGEREE, commune="Pont-Taravel")
    people = SimpleNamespace(
        palier=palier,
        horizon=horizon,
        directrice=make_personne("Diomberé", "Aïssatou"),
        collegue=make_personne("Sorlevin", "Karim"),
        presidente=make_personne("Quintanoy", "Maëlle"),
        chargee=make_personne("Varadieu", "Solène"),
        admin=make_personne("Orvelin", "Bastien"),
        superuser=make_personne("Machiniste", "Dominique", is_superuser=True),
        coordination=make_personne("Montclausel", "Hervé"),
        prestataire=make_personne("Galvorine", "Inès"),
        autre_prestataire=make_personne("Ostrelle", "Fabien"),
        comite=make_personne("Lormesnil", "Thibault"),
        adherente=make_personne("Tranvallon", "Linh"),
        ancien=make_personne("Esparvine", "Roger"),
    )
    make_rattachement(people.directrice, palier, fonction="Directrice", is_gestionnaire=True)
    make_rattachement(people.collegue, palier, fonction="Animateur")
    make_rattachement(people.presidente, palier, Genre.BENEVOLE_RESPONSABLE, fonction="Présidente")
    make_rattachement(people.adherente, horizon, Genre.BENEVOLE_RESPONSABLE, fonction="Administratrice")
    make_rattachement(people.ancien, palier, Genre.BENEVOLE, fin=yesterday())
    make_affectation(people.chargee)
    make_role(people.admin, Role.ADMIN_PORTAIL)
    make_role(people.coordination, Role.COORDINATION_NEUTRE)
    make_role(people.comite, Role.COMITE_PILOTAGE)
    make_role(people.prestataire, Role.PRESTATAIRE)
    make_role(people.autre_prestataire, Role.PRESTATAIRE)
    return people


@pytest.fixture
def client_of():
    """Return a client signed in as somebody, second factor given."""
    return sign_in


def sign_in(personne) -> Client:
    """Return a client signed in as somebody, second factor given."""
    client = Client()
    client.force_login(personne, backend="members.backends.PersonneBackend")
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time()}]
    session["account_authentication_methods_user"] = str(personne.pk)
    session.save()
    return client
