"""Whether a request exists is read nowhere: two worlds, the same but for requests, answer outsiders byte for byte.

Every address of the portal is asked: those of the table of accesses, which has them all. The first world holds the
whole portal and no request. The second holds, besides, one handed in, one that waits for a choice, one accompanied
with all that its pages show, one closed and evaluated with its owner's file, one already erased. Tokens are left out
of the comparison, and nothing else.
"""

import re
import time
import zipfile
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from types import SimpleNamespace
from uuid import uuid4

import pytest
import time_machine
from django.core.cache import caches
from django.db import IntegrityError, connection, transaction
from django.shortcuts import render
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse

from accompagnement import actions, tasks
from accompagnement.actions.conservation import erase_demande
from accompagnement.models import Acces, Demande
from accompagnement.views import portes
from members.models import RoleFederal
from socle import health
from socle.documents import registry
from tests.accompagnement.test_fuites import live, planted
from tests.conftest import make_cast, sign_in
from tests.factories.accompagnement import make_demande, make_proposee, make_scene
from tests.factories.documents import SAMPLES
from tests.factories.members import make_personne, make_rattachement, make_role
from tests.house.test_access import MODULES

pytestmark = pytest.mark.django_db
NOW = "2026-11-24 10:00:00+01:00"
# Those whom R15 names: the employer, who has every technical right, who edits, who runs the collectives.
OUTSIDERS = ("directrice", "superuser", "admin", "chargee")
OURS = "accompagnement"
ONLY_POSTED = 405
KINDS = ("csv", "xlsx", "ods", "json", "ics")
TOKENS = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"|"X-CSRFToken": "[^"]*"|nonce[-=]"?[^"\'; ]*')
# A new draw at each visit: the number of a form sent once, of a page that writes, a second factor's own secret.
DRAWN = re.compile(r'name="(?:numero|envoi|page)" value="[^"]*"')
NEW_SECRET_EACH_TIME = ("mfa_",)
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
ANY_VALUE = re.compile(r"'(?:[^']|'')*'|\b\d+\b|\\x[0-9a-f]+")
# The same for every address: whether the shared cache still held the visitor's session at that moment.
SESSION_READ = 'SELECT "django_session"'


@dataclass
class Worlds:
    """What outsiders saw of both, and what the second holds that the first does not."""

    without: dict[str, dict] = field(default_factory=dict)
    within: dict[str, dict] = field(default_factory=dict)
    secrets: list[str] = field(default_factory=list)
    twins: dict[str, list] = field(default_factory=dict)
    seconds: float = 0


@pytest.fixture(scope="module")
def worlds(django_db_setup, django_db_blocker):
    """Build both once for all the roles; what was built is undone, and what was seen is kept."""
    patch = pytest.MonkeyPatch()
    patch.setattr(health, "check", lambda: {"tout": "ok"})
    patch.setattr(caches["default"], "key_prefix", uuid4().hex)
    try:
        with django_db_blocker.unblock(), time_machine.travel(NOW, tick=False), transaction.atomic():
            found = build()
            transaction.set_rollback(True)
    finally:
        patch.undo()
    return found


def build() -> Worlds:
    found, start = Worlds(), time.perf_counter()
    cast = make_cast()
    cast.operateur, cast.autre_collegue = make_personne("Brévenant", "Odile"), make_personne("Sauzelot", "Igor")
    make_role(cast.operateur, RoleFederal.Role.OPERATEUR)
    make_rattachement(cast.autre_collegue, cast.palier, fonction="Animatrice")
    scene = make_scene(cast)
    clients = {role: Client() if role == "anonymous" else sign_in(getattr(cast, role)) for role in OUTSIDERS}
    for client in clients.values():
        client.raise_request_exception = False
    for role in OUTSIDERS:
        found.within[role], found.without[role] = {}, {}
    for rows in make_worlds({part: partial(find_addresses, part, cast) for part in MODULES if part != OURS}):
        compare(
            found, {one: address for given in rows.values() for one, address in given.items()}, clients, cast, scene
        )
    found.seconds = time.perf_counter() - start
    return found


def make_worlds(makers):
    """Yield what is made of rows that stand together, then of those that would not, each time from an empty portal."""
    while makers:
        mark = transaction.savepoint()
        made, crowded = {}, {}
        for name, make in makers.items():
            try:
                with transaction.atomic():
                    made[name] = make()
            except IntegrityError:
                crowded[name] = make
        assert made
        yield made
        transaction.savepoint_rollback(mark)
        makers = crowded


def find_addresses(part, cast) -> dict[str, str]:
    """Return an address for every page of one part of the portal, with rows of this world in it."""
    rows = getattr(MODULES[part], "addresses", lambda cast: {})(cast)
    return {name: rows.get(name) or reverse(name) for name in MODULES[part].TABLE}


def compare(found, addresses, clients, cast, scene) -> None:
    """Ask every address with requests, undo them, ask again: the pages of the app and the searches with the first."""
    is_first = not found.twins
    mark = transaction.savepoint()
    given, secrets = add_requests(cast, scene)
    found.secrets += secrets
    if is_first:
        addresses = addresses | given | {f"recherche {n}": search(words) for n, words in enumerate(secrets)}
    every = dict.fromkeys(one for name, address in addresses.items() for one in vary(name, address))
    only_posted = {one for one, answer in look(clients["superuser"], every).items() if answer[0] == ONLY_POSTED}
    every = [one for one in every if one not in only_posted]  # refused to everybody before anything is read
    for role, client in clients.items():
        found.within[role] |= look(client, every)
    if is_first:
        found.twins = {role: compare_twins(clients[role], given, found.within[role]) for role in OUTSIDERS}
    transaction.savepoint_rollback(mark)
    assert not Demande.objects.exists()
    forget_cache()
    for role, client in clients.items():
        found.without[role] |= look(client, every)


def add_requests(cast, scene):
    """Add a colleague’s requests, at every stage; return the addresses of the app, and what must be read nowhere."""
    people = SimpleNamespace(**vars(cast) | {"directrice": cast.collegue})
    module = MODULES[OURS]
    rows = module.addresses(people, scene)
    given = {name: rows.get(name) or reverse(name) for name in module.TABLE}
    waiting = [make_demande(people.directrice, scene.service), make_proposee(people, scene)]
    closed = live(people, scene)
    erased = make_demande(people.directrice, scene.service)
    erased = actions.withdraw_demande(erased, by=people.directrice)
    erase_demande(erased, by=people.directrice)
    tasks.guard_demandes()
    tasks.compute_affectations()
    assert Demande.objects.count() >= 5
    assert not {acces.personne_id for acces in Acces.objects.ouverts()} & {
        getattr(cast, role).pk for role in OUTSIDERS if hasattr(cast, role)
    }
    secrets = [words for demande in (*waiting, closed) for words in planted(people, demande)]
    return given, list(dict.fromkeys(secrets))


def search(words: str) -> str:
    return f"{reverse('members:recherche')}?q={words}"


def vary(name: str, address: str):
    """Return an address, and the same in the other kinds of file it may be asked in."""
    if not name.startswith(NEW_SECRET_EACH_TIME):
        yield address
        if "kind" in resolve(address.partition("?")[0]).kwargs:
            kind = address.rstrip("/").rsplit("/", 1)[1]
            yield from (address.replace(f"/{kind}/", f"/{other}/") for other in KINDS if other != kind)


def look(client, addresses) -> dict:
    return {address: read(client.get(address)) for address in addresses}


def read(answer):
    """Return all that an answer says: status, headers, body; tokens, which change at each visit, are taken out."""
    headers = {name: TOKENS.sub("", value) for name, value in answer.headers.items() if name != "Set-Cookie"}
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if zipfile.is_zipfile(BytesIO(body)):
        with zipfile.ZipFile(BytesIO(body)) as file:
            return answer.status_code, headers, {name: file.read(name) for name in file.namelist()}
    text = DRAWN.sub("", TOKENS.sub("", body.decode("utf-8", "surrogateescape")))
    return answer.status_code, headers, text


def draw(samples) -> dict[str, str]:
    """Return what every document of the portal says, before it is laid out: its PDF says no more."""
    return {
        slug: render_to_string(registry[slug].template, registry[slug].context(params))
        for slug, params in samples.items()
    }


def forget_cache() -> None:
    for name in caches:
        caches[name].clear()


def compare_twins(client, given, seen) -> list:
    """Ask each address of a request, then the same with a number that nobody drew: keep how both answered."""
    found = []
    for name, address in given.items():
        twin = UUID.sub(lambda _: str(uuid4()), address)
        if twin == address or seen.get(address, (ONLY_POSTED,))[0] == 200:  # a page that shows no request: a bundle
            continue
        for method in (client.get, client.post):
            pair = [ask(method, one) for one in (twin, address, UUID.sub(str(uuid4()), address), address)]
            found.append((name, method.__name__, pair[1:]))
    return found


def ask(method, address):
    """Return what a request answers, without its own number in it, and the questions put to the database for it."""
    with CaptureQueriesContext(connection) as queries:
        status, headers, text = read(method(address))
    headers = {name: UUID.sub("", value) for name, value in headers.items()}
    asked = [ANY_VALUE.sub("?", query["sql"]) for query in queries if not query["sql"].startswith(SESSION_READ)]
    return status, headers, UUID.sub("", text), asked


def find_differences(found: Worlds, role: str) -> set[str]:
    without, within = found.without[role], found.within[role]
    return {address for address in within if within[address] != without[address]}


@pytest.mark.parametrize("role", OUTSIDERS)
@pytest.mark.trap("superuser-free-pass")
@pytest.mark.rule("R15")
def test_every_page_is_the_same_with_and_without_requests(role, worlds):
    assert len(worlds.without[role]) > 200
    assert worlds.without[role].keys() == worlds.within[role].keys()
    assert find_differences(worlds, role) == set()


def test_a_leak_would_be_seen(cast, scene, monkeypatch):
    """A single number, in a header of a single page, is enough for the comparison to name that page."""
    cast.autre_collegue = make_personne("Sauzelot", "Igor")

    def leak(*args, **kwargs):
        answer = render(*args, **kwargs)
        answer["X-Total"] = str(Demande.objects.count())
        return answer

    monkeypatch.setattr(portes, "render", leak)
    pages = {name: reverse(name) for name in ("accompagnement:accueil", "members:segment_list")}
    clients = {role: sign_in(getattr(cast, role)) for role in ("superuser", "presidente")}
    found = Worlds(within={role: {} for role in clients}, without={role: {} for role in clients}, twins={"": []})
    compare(found, pages, clients, cast, scene)
    assert find_differences(found, "presidente") == {pages["accompagnement:accueil"]}


def test_the_comparison_sees_what_an_insider_sees(worlds):
    """The walk is not blind: it goes through pages, files and searches, and most of them open to somebody."""
    opened = {address for seen in worlds.within.values() for address, answer in seen.items() if answer[0] == 200}
    assert len(opened) > 150
    answers = [answer for seen in worlds.within.values() for answer in seen.values()]
    kinds = {headers.get("Content-Type", "").split(";")[0] for _, headers, _ in answers}
    assert {"text/html", "text/csv", "text/calendar"} <= kinds


@pytest.mark.parametrize("role", OUTSIDERS)
def test_no_page_of_an_outsider_holds_a_secret(role, worlds):
    for address, (_, headers, text) in worlds.within[role].items():
        for secret in worlds.secrets:
            if secret not in address.replace("%20", " "):
                assert secret not in str(headers) + str(text), (address, secret)


def test_every_document_is_the_same(cast, scene):
    cast.autre_collegue = make_personne("Sauzelot", "Igor")
    makers = {slug: partial(make, cast) for slug, make in SAMPLES.items() if not slug.startswith("accompagnement.")}
    seen = set()
    for samples in make_worlds(makers):
        without = draw(samples)
        add_requests(cast, scene)
        within = draw(samples)
        assert [slug for slug in within if within[slug] != without[slug]] == []
        seen |= set(without)
    assert seen == set(makers)
    assert len(seen) > 5


@pytest.mark.parametrize("role", OUTSIDERS)
def test_not_mine_and_not_there_answer_the_same_in_as_many_questions(role, worlds):
    """Status, headers, length and words, for GET and for POST; and the database is asked the very same (time)."""
    twins = worlds.twins[role]
    assert len({name for name, _, _ in twins}) > 20
    for name, method, (mine, nobodys, again) in twins:
        assert mine[:3] == nobodys[:3] == again[:3], (name, method)
        assert mine[3] == nobodys[3] == again[3], (name, method)
        assert mine[0] in (302, 403, 404, 405), (name, method)
