"""What every answer carries, and what a mere visit may not do."""

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory

from members.models import Association
from socle.middleware import EcritureInterdite, GetCannotWrite
from tests.factories.members import make_association


def answer(method, work):
    def view(request):
        work()
        return HttpResponse("ok")

    return GetCannotWrite(view)(getattr(RequestFactory(), method)("/"))


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_a_visit_cannot_write(cast, method):
    writes = [
        lambda: Association.objects.update(nom="Autre"),
        lambda: Association.objects.create(nom="Autre", genre="evs", commune="X"),
        make_association().delete,
    ]
    for write in writes:
        with pytest.raises(EcritureInterdite), transaction.atomic():
            answer(method, write)
    assert Association.objects.filter(nom="Le Palier").exists()


def test_raw_writes_are_refused_too(cast):
    def write():
        with connection.cursor() as cursor:
            cursor.execute("with x as (select 1) update members_association set nom = 'Autre'")

    with pytest.raises(EcritureInterdite), transaction.atomic():
        answer("get", write)


def test_a_visit_can_read_and_a_post_can_write(cast):
    assert answer("get", Association.objects.count).status_code == 200
    assert answer("post", lambda: Association.objects.update(presentation="Neuf")).status_code == 200


def test_every_answer_forbids_what_is_foreign(client, db):
    response = client.get("/compte/login/")
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"


def test_personal_pages_are_never_kept(cast, client_of):
    assert "no-store" in client_of(cast.directrice).get("/notifications/")["Cache-Control"]


def test_roles_of_trust_are_led_to_a_second_factor(cast, client):
    client.force_login(cast.coordination, backend="members.backends.PersonneBackend")
    response = client.get("/notifications/")
    assert (response.status_code, response.url) == (302, "/compte/2fa/")


def test_others_are_not(cast, client):
    client.force_login(cast.directrice, backend="members.backends.PersonneBackend")
    assert client.get("/notifications/").status_code == 200
