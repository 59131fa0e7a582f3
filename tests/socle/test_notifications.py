"""What is told is written once, in the transaction of what it tells, and delivered once."""

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone

from socle import notifications, tasks
from socle.models import Courriel, Envoi, Notification, PreferenceNotification
from socle.notifications import CONFIDENTIAL_SUBJECT, Message, notify
from socle.typography import typographie
from tests.factories.members import make_personne
from tests.socle.messages import Ordinary, Secret


@pytest.fixture(autouse=True)
def mail_of_tests(tmp_path, settings):
    """The texts of the messages that only these tests send, and the backend that keeps mail in the database."""
    folder = tmp_path / "socle" / "emails"
    folder.mkdir(parents=True)
    (folder / "essai.txt").write_text("Bonjour {{ prenom }}, {{ lien }}")
    (folder / "essai.html").write_text("<p>Bonjour {{ prenom }}</p>")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]
    settings.EMAIL_BACKEND = "socle.mail.DatabaseBackend"


@pytest.fixture
def queue(monkeypatch):
    told = []
    monkeypatch.setattr(notifications, "enqueue", lambda task, identifiant: told.append((task, identifiant)))
    return told


def deliver_all():
    return [notifications.deliver(str(pk)) for pk in Envoi.objects.values_list("identifiant", flat=True)]


def test_message_reaches_the_portal_and_the_mail(cast, queue, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        notify(Ordinary([cast.directrice]))
    assert Notification.objects.of(cast.directrice).unread().count() == 1
    assert queue == [("socle.tasks.deliver_notification", str(Envoi.objects.get().identifiant))]
    assert deliver_all() == [True]
    courriel = Courriel.objects.get()
    assert courriel.destinataires == cast.directrice.email
    assert courriel.texte == "Bonjour Aïssatou, http://localhost:8000/notifications/"


def test_message_is_forgotten_with_its_transaction(cast, queue):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        notify(Ordinary([cast.directrice]))
        raise ZeroDivisionError
    assert not Envoi.objects.exists()
    assert not Notification.objects.exists()
    assert queue == []


@pytest.mark.trap("two-hints-one-mail")
def test_mail_leaves_once_however_often_a_worker_is_told(cast, queue):
    notify(Ordinary([cast.directrice]))
    assert deliver_all() + deliver_all() == [True, False]
    assert Courriel.objects.count() == 1


@pytest.mark.trap("lost-with-the-queue")
def test_sweep_sends_what_no_worker_was_told_of(cast, queue):
    notify(Ordinary([cast.directrice, cast.collegue]))
    tasks.sweep()
    assert Courriel.objects.count() == 2
    assert not Envoi.objects.due().exists()


class Refusing(BaseEmailBackend):
    def send_messages(self, email_messages):
        raise ConnectionRefusedError


def test_refused_mail_is_tried_again_later(cast, queue, settings):
    notify(Ordinary([cast.directrice]))
    settings.EMAIL_BACKEND = "tests.socle.test_notifications.Refusing"
    assert deliver_all() == [False]
    envoi = Envoi.objects.get()
    assert (envoi.essais, envoi.probleme) == (1, "ConnectionRefusedError")
    assert envoi.prochain_essai_le > timezone.now()
    settings.EMAIL_BACKEND = "socle.mail.DatabaseBackend"
    assert deliver_all() == [True]


def test_refused_by_mail_is_still_in_the_portal(cast, queue):
    PreferenceNotification.objects.create(personne=cast.directrice, genre=Ordinary.slug, par_courriel=False)
    notify(Ordinary([cast.directrice]))
    assert Notification.objects.of(cast.directrice).exists()
    assert not Envoi.objects.exists()


def test_person_without_address_is_told_in_the_portal_only(cast, queue):
    personne = make_personne(email=None)
    notify(Ordinary([personne]))
    assert Notification.objects.of(personne).exists()
    assert not Envoi.objects.exists()


def test_same_key_goes_once(cast, queue):
    for _ in range(2):
        notify(Ordinary([cast.directrice], key_prefix="rappel"))
    assert Envoi.objects.count() == 1
    assert Notification.objects.count() == 1


def test_same_key_goes_once_to_whoever_refuses_the_mail(cast, queue):
    PreferenceNotification.objects.create(personne=cast.directrice, genre=Ordinary.slug, par_courriel=False)
    for _ in range(2):
        notify(Ordinary([cast.directrice], key_prefix="rappel"))
    assert not Envoi.objects.exists()
    assert Notification.objects.count() == 1


def test_without_a_key_each_message_is_written(cast, queue):
    for _ in range(2):
        notify(Ordinary([cast.directrice]))
    assert (Envoi.objects.count(), Notification.objects.count()) == (2, 2)


def test_person_named_twice_is_written_to_once(cast, queue):
    notify(Ordinary([cast.directrice, cast.directrice]))
    assert Envoi.objects.count() == 1


def test_confidential_message_says_nothing_and_keeps_nobody(cast, queue):
    notify(Secret([cast.directrice]))
    assert not Notification.objects.exists()
    envoi = Envoi.objects.get()
    assert (envoi.titre, envoi.contexte, envoi.destinataire) == (CONFIDENTIAL_SUBJECT, {}, None)
    assert cast.directrice.email.encode() not in bytes(envoi.adresse_scellee)
    assert deliver_all() == [True]
    envoi.refresh_from_db()
    assert envoi.adresse_scellee is None
    courriel = Courriel.objects.get()
    assert courriel.destinataires == cast.directrice.email
    for secret in ("K7M", "récit", "épuisement", "Aïssatou"):
        assert secret not in courriel.sujet + courriel.texte + courriel.html


def test_incomplete_message_is_refused():
    with pytest.raises(TypeError, match="label"):
        type("Sans", (Message,), {"slug": "socle.sans", "category": "Essais"})


def test_a_message_that_says_nobody_is_refused_when_it_is_read():
    said = {"title": lambda self: "", "link": lambda self: "/"}
    with pytest.raises(TypeError, match="Muet lacks recipients"):
        type("Muet", (Message,), {"slug": "socle.muet", "category": "Essais", "label": "Muet", **said})
    assert "socle.muet" not in notifications.registry


def test_two_kinds_cannot_share_a_slug():
    with pytest.raises(TypeError, match="already"):
        type("Double", (Message,), {"slug": Ordinary.slug, "category": "Essais", "label": "Double"})


def test_list_costs_the_same_with_one_and_three(cast, queue, client_of, django_assert_num_queries):
    client = client_of(cast.directrice)
    client.get("/notifications/")
    for rows in (1, 3):
        Notification.objects.all().delete()
        Notification.objects.bulk_create(
            Notification(destinataire=cast.directrice, genre="x", titre=f"n {n}", lien="/") for n in range(rows)
        )
        with django_assert_num_queries(3):
            assert client.get("/notifications/").status_code == 200


def test_opening_marks_as_read_and_only_ones_own(cast, queue, client_of):
    notify(Ordinary([cast.directrice]))
    notification = Notification.objects.get()
    address = f"/notifications/{notification.pk}/ouvrir/"
    assert client_of(cast.collegue).post(address).status_code == 404
    assert client_of(cast.directrice).get(address).status_code == 405
    response = client_of(cast.directrice).post(address)
    assert (response.status_code, response.url) == (302, "/notifications/")
    assert not Notification.objects.unread().exists()


def test_preferences_are_kept(cast, queue, client_of):
    client = client_of(cast.directrice)
    client.post("/notifications/preferences/", {})
    assert PreferenceNotification.objects.filter(personne=cast.directrice, par_courriel=False).exists()
    assert typographie(Ordinary.label) in client.get("/notifications/preferences/").text
