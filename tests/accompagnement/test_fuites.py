"""Each way out of the secret, tried one by one with planted words: mails, queues, logs, errors, addresses (§6.2).

`test_secret` and `test_strangers` hold the rest: pages of neighbours, the copy of the database, the number of queries.
"""

import json
import logging
import re
from io import StringIO
from uuid import uuid4

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accompagnement import actions, tasks
from accompagnement.models import Demande, Genre
from accompagnement.models.demandes import ALPHABET, new_code
from accompagnement.views import demandes as views
from socle import health, notifications, travaux
from socle.documents import registry
from socle.donnees import ask_export
from socle.logs import AllowListFormatter
from socle.models import DocumentProduit, EntreeJournal, Envoi, Notification, Travail
from tests.accompagnement.test_secret import CHANGING
from tests.factories.accompagnement import PRIVEE, SECRET, make_acceptee, make_demande, make_proposee, make_sollicitee

pytestmark = pytest.mark.django_db
TELEPHONE = "01 99 00 12 34"
EVERYBODY = ("presidente", "chargee", "superuser")


def walk(resolver=None, prefix=""):
    """Every address of the portal, arguments included."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from walk(entry, route)
        else:
            yield route, entry


def live(cast, scene):
    """A whole life: draft, deposit, reading, study, proposal, choice, acceptance, session, end, opinion, own file."""
    actions.save_brouillon(uuid4(), {"recit": SECRET}, by=cast.directrice)
    sollicitation = make_sollicitee(cast, scene)
    demande = sollicitation.demande
    actions.read_scelle(demande, "recit", by=cast.coordination)
    actions.accept_sollicitation(sollicitation, has_declared=True, by=cast.prestataire)
    actions.read_scelle(demande, "identite", by=cast.prestataire)
    demande = Demande.objects.get(pk=demande.pk)
    actions.log_seance(demande, date=timezone.localdate(), duree_minutes=60, format="presence", by=cast.prestataire)
    actions.close_demande(demande, by=cast.prestataire)
    actions.evaluate_demande(demande, by=cast.directrice, utilite=4, parole="Le vieux saule a plié.")
    _, travail = ask_export(by=cast.directrice)
    travaux.run(str(travail.pk))
    tasks.settle_demandes()
    tasks.remind_demandes()
    tasks.warn_demandes()
    tasks.ask_opinions()
    return demande


def planted(cast, demande) -> list[str]:
    """What must be read nowhere outside the case."""
    return [SECRET, "hirondelles", "vieux saule", PRIVEE, TELEPHONE, demande.code, str(demande.pk)]


def test_a_whole_life_leaves_nothing_in_mails_queues_cache_journal_or_logs(
    cast, scene, mailoutbox, monkeypatch, django_capture_on_commit_callbacks
):
    sent, logged = [], StringIO()
    monkeypatch.setattr(notifications, "enqueue", lambda task, name: sent.append((task, name)))
    monkeypatch.setattr(travaux, "enqueue", lambda task, name: sent.append((task, name)))
    handler = logging.StreamHandler(logged)
    handler.setFormatter(AllowListFormatter())
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [*root.handlers, handler])
    with django_capture_on_commit_callbacks(execute=True):
        demande = live(cast, scene)
    for envoi in Envoi.objects.all():
        notifications.deliver(str(envoi.identifiant))
    kept = {
        "mails": [str((m.subject, m.body, m.alternatives, m.attachments, m.extra_headers)) for m in mailoutbox],
        "tasks": [json.dumps(sent)],
        "logs": [logged.getvalue()],
        "journal": [str(row) for row in EntreeJournal.objects.values_list()],
        "notifications": [str(row) for row in Notification.objects.values_list()],
        "outbox": [str(row) for row in Envoi.objects.values_list("genre", "cle", "titre", "contexte", "destinataire")],
        "jobs": [str(row) for row in Travail.objects.values_list("genre", "objet", "probleme")],
        "documents": [str(row) for row in DocumentProduit.objects.values_list()],
    }
    assert len(mailoutbox) >= 4
    assert len(sent) >= 4
    for place, texts in kept.items():
        for text in texts:
            for secret in planted(cast, demande):
                assert secret not in text, (place, secret)
    assert len({mail.subject for mail in mailoutbox}) == 1
    assert not Notification.objects.exists()


def test_nothing_of_a_case_is_put_in_the_cache(cast, scene, client_of, monkeypatch):
    written = []
    for name in ("set", "add", "set_many"):
        real = getattr(type(cache._connections["default"]), name, None)
        if real is None:
            continue

        def spy(self, *args, _real=real, **kwargs):
            written.append(repr(args) + repr(kwargs))
            return _real(self, *args, **kwargs)

        monkeypatch.setattr(type(cache._connections["default"]), name, spy)
    demande = make_acceptee(cast, scene)
    for role in ("directrice", "coordination", "prestataire"):
        client = client_of(getattr(cast, role))
        client.get(reverse("accompagnement:demande_detail", args=[demande.pk]), follow=True)
        client.post(reverse("accompagnement:demande_read", args=[demande.pk, "recit"]))
    assert written
    for text in written:
        for secret in planted(cast, demande):
            assert secret not in text


@pytest.mark.parametrize("role", ["chargee", "superuser", "presidente"])
def test_every_address_answers_an_outsider_the_same_with_and_without_a_case(role, cast, scene, client_of, monkeypatch):
    """Addresses with arguments too: an outsider asks for the very numbers of the case, before and after it lives."""
    monkeypatch.setattr(health, "check", lambda: {"tout": "ok"})
    numbers = {name: uuid4() for name in ("demande", "other")}
    addresses = []
    for route, entry in walk():
        if isinstance(entry, URLPattern) and route.startswith("accompagnement/") and "<uuid:" in route:
            addresses.append(
                "/" + re.sub(r"<uuid:\w+>", str(numbers["demande"]), route).replace("<str:genre>", "recit")
            )
    assert len(addresses) > 15
    with time_machine.travel("2026-11-24 10:00:00+01:00", tick=False):
        client = client_of(getattr(cast, role))
        before = [look_at(client, address) for address in addresses]
        make_demande(cast.directrice, scene.service)
        demande = make_proposee(cast, scene)
        Demande.objects.filter(pk=demande.pk).update(preavis_le=None)
        swapped = [address.replace(str(numbers["demande"]), str(demande.pk)) for address in addresses]
        after = [look_at(client, address) for address in swapped]
    for address, one, two in zip(addresses, before, after, strict=True):
        assert one == two, address


def look_at(client, address):
    """Return what GET and POST answer, without the tokens that change nor the address itself."""
    seen = []
    for method in (client.get, client.post):
        answer = method(address)
        text = CHANGING.sub("", answer.content.decode()) if not answer.streaming else ""
        seen.append((answer.status_code, re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "", text), answer.get("Location", "")))
    return seen


@pytest.mark.parametrize("name", ["demande_detail", "coordination_detail", "demande_evaluate"])
def test_not_mine_and_not_there_ask_the_database_the_same(name, cast, scene, client_of):
    """Time tells nothing: both answers ask the same questions, as many, of the same shape."""
    demande = make_acceptee(cast, scene)
    client = client_of(cast.collegue)
    client.get(reverse("accueil"))
    asked = []
    for pk in (uuid4(), demande.pk, uuid4(), demande.pk):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(f"accompagnement:{name}", args=[pk])).status_code == 404
        asked.append([re.sub(r"'[^']*'|\d+|\\\\x\w+", "?", query["sql"]) for query in queries])
    assert asked[1] == asked[2] == asked[3]


def test_an_error_in_a_case_page_shows_and_logs_no_text(cast, scene, client_of, monkeypatch, caplog, mailoutbox):
    """A page that breaks with the text in hand: neither the page, nor the log, nor a mail holds it."""
    demande = make_demande(cast.directrice, scene.service)

    def broken(*args, **kwargs):
        recit = SECRET
        raise RuntimeError(f"cannot draw {recit}")

    monkeypatch.setattr(views.actions, "read_scelle", broken)
    logged = StringIO()
    handler = logging.StreamHandler(logged)
    handler.setFormatter(AllowListFormatter())
    logger = logging.getLogger("django.request")
    monkeypatch.setattr(logger, "handlers", [handler])
    monkeypatch.setattr(logger, "propagate", False)
    client = client_of(cast.directrice)
    client.raise_request_exception = False
    answer = client.post(reverse("accompagnement:demande_read", args=[demande.pk, "recit"]))
    assert answer.status_code == 500
    assert "RuntimeError" in logged.getvalue()
    for secret in (SECRET, "hirondelles", str(demande.pk), demande.code):
        assert secret not in answer.text
        assert secret not in logged.getvalue()
    assert not mailoutbox


def test_there_is_no_admin(cast, client_of):
    routes = [route for route, _ in walk()]
    assert not [route for route in routes if route.startswith(("admin", "django-admin"))]
    client = client_of(cast.superuser)
    for address in ("/admin/", "/admin/accompagnement/demande/", "/django-admin/"):
        assert client.get(address).status_code == 404


def test_addresses_carry_random_keys_only():
    """No number that follows another, no code, no name in the address of anything that belongs to a case."""
    ours = [route for route, _ in walk() if route.startswith("accompagnement/")]
    assert len(ours) > 20
    about_cases = [route for route in ours if route.startswith(("accompagnement/demandes", "accompagnement/solli"))]
    assert about_cases
    for route in about_cases:
        assert "<int:" not in route
        assert "code" not in route


def test_case_codes_are_drawn_and_hold_nothing(cast, scene):
    codes = {new_code() for _ in range(400)}
    assert len(codes) == 400
    drawn = {letter for code in codes for letter in code} - {"-"}
    assert drawn == set(ALPHABET)
    firsts = [code[0] for code in codes]
    assert max(firsts.count(letter) for letter in ALPHABET) < 60


def test_no_document_and_no_agenda_holds_a_case(cast, scene, client_of):
    """One paper is made of a case, drawn in memory for whoever asks; no calendar file names a session."""
    assert [slug for slug in registry if slug.startswith("accompagnement.")] == ["accompagnement.lettre"]
    live(cast, scene)
    for role in ("directrice", "prestataire", "coordination"):
        answer = client_of(getattr(cast, role)).get(reverse("agenda:agenda_month"))
        for word in ("séance", "Accompagnement avec", "Inès Galvorine,"):
            assert word not in answer.text.partition("<main")[2]


@pytest.mark.parametrize("role", ["directrice", "coordination", "prestataire"])
def test_the_back_button_finds_nothing(role, cast, scene, client_of):
    demande = make_acceptee(cast, scene)
    client = client_of(getattr(cast, role))
    for name in ("demande_detail", "accueil", "demande_add"):
        args = [demande.pk] if name == "demande_detail" else []
        answer = client.get(reverse(f"accompagnement:{name}", args=args), follow=True)
        assert "no-store" in answer["Cache-Control"]
    for genre in Genre:
        answer = client.post(reverse("accompagnement:demande_read", args=[demande.pk, genre]))
        assert "no-store" in answer["Cache-Control"]
        assert answer["Referrer-Policy"] in ("same-origin", "no-referrer")


def test_who_is_signed_out_is_led_to_the_same_door(cast, scene):
    demande = make_demande(cast.directrice, scene.service)
    answers = [
        Client().get(reverse("accompagnement:demande_detail", args=[pk])).url.replace(str(pk), "")
        for pk in (demande.pk, uuid4())
    ]
    assert answers[0] == answers[1]


@pytest.mark.parametrize("role", EVERYBODY)
def test_searching_for_the_code_or_the_words_finds_nothing(role, cast, scene, client_of):
    demande = make_demande(cast.directrice, scene.service)
    client = client_of(getattr(cast, role))
    for words in (demande.code, "hirondelles", PRIVEE):
        text = client.get(reverse("members:recherche"), {"q": words}).text.partition("<main")[2]
        assert str(demande.pk) not in text
        assert "accompagnement/demandes" not in text
