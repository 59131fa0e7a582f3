"""Whatever is posted, to whatever address, by whoever: a page answers, in words, and never fails."""

from dataclasses import replace

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from socle import health
from tests.house.forms_found import FoundForm, read_forms
from tests.house.test_access import MODULES

ROLES = ("chargee", "admin", "directrice", "coordination", "prestataire", "anonymous")
FOUND, ONLY_POSTED = 200, 405
EXAMPLES = 15
ENDS_THE_VISIT = ("logout", "sessions")
# What views read without a form around it, for the addresses whose button this role is not shown.
READ_BARE = dict.fromkeys(("personne", "lors", "proposition", "presentes", "vues", "retour", "sous", "quoi"), "1")
LONG = 100_000

numbers = st.sampled_from(["-1", "0", "9" * 30, "9" * 5000, "1e9", "٣", "²", "0x1f", "1.5"])
dates = st.sampled_from(["0001-01-01", "9999-12-31", "9999-12-31T22:30", "0001-01-02T10:00", "2026-02-30", "24:61"])
texts = st.sampled_from(
    [
        "",
        "a\x00b",
        "\x00",
        "é" * LONG,
        "mot " * (LONG // 4),
        "\u202e\u2066droite à gauche",
        "👩‍👩‍👧‍👦" * 200,
        "ß" * 80,
        "ﷺ" * 60,
        "x\r\nBcc: tout@courrier.example",
        '"><script>alert(1)</script>',
        "{{ 7|add:7 }}{% load x %}",
        "%00%0d%0a",
        "' OR 1=1; --",
        "00000000-0000-4000-8000-000000000000",
    ]
)
typed = texts | numbers | dates | st.text(st.characters(codec="utf-8"), max_size=200)
sent = typed | st.none() | st.lists(typed, min_size=2, max_size=3)


@pytest.fixture
def forms_of(cast, client_of, monkeypatch):
    """Return what gives a role's client and the forms it is shown, and bare posts to all other addresses."""
    monkeypatch.setattr(health, "check", lambda: {"tout": "ok"})

    def look(role):
        client = Client() if role == "anonymous" else client_of(getattr(cast, role))
        client.raise_request_exception = False
        forms, others = {}, []
        for module in MODULES.values():
            given = getattr(module, "addresses", lambda cast: {})(cast)
            for name, row in module.TABLE.items():
                address = given.get(name) or reverse(name)
                page = client.get(address) if row[role] == FOUND else None
                if row[role] == ONLY_POSTED:
                    others.append(FoundForm(address, READ_BARE))
                if page and page.streaming:  # a file, which is read to its end so that it is closed
                    list(page.streaming_content)
                    page = None
                for form in read_forms(address, page.text) if page and "html" in page["Content-Type"] else ():
                    forms.setdefault((form.action, *sorted(form.fields)), form)
        known = {form.action for form in forms.values()}
        every = [*forms.values(), *(other for other in others if other.action not in known)]
        return client, [form for form in every if not any(word in form.action for word in ENDS_THE_VISIT)]

    return look


def post(client, form, then=()):
    """Post a form, go where it leads, then elsewhere, and forget that it happened; return the worst answer."""
    fields = {name: value for name, value in form.fields.items() if value is not None}
    session = client.cookies.copy()
    with transaction.atomic():
        answers = [client.post(form.action, fields)]
        where = answers[0].headers.get("Location", "").partition("#")[0]
        if where.startswith("/"):
            answers += [client.get(address) for address in (where, *then)]
        transaction.set_rollback(True)
    client.cookies = session
    return max(answers, key=lambda answer: answer.status_code)


@pytest.mark.parametrize("role", ROLES)
def test_no_post_makes_a_page_fail(role, forms_of, caplog):
    client, forms = forms_of(role)
    assert len(forms) > (3 if role == "anonymous" else 30)
    for form in forms:
        for value in ("a\x00b", None):
            spoilt = replace(form, fields=dict.fromkeys(form.fields, value))
            assert post(client, spoilt).status_code < 500, (form.action, (value or "")[:9])

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(form=st.sampled_from([form for form in forms if form.fields]), data=st.data())
    def one_field_goes_wrong(form, data):
        name = data.draw(st.sampled_from(sorted(form.fields)))
        value = data.draw(sent)
        answer = post(client, replace(form, fields={**form.fields, name: value}), then=["/"])
        assert answer.status_code < 500, (form.action, name, str(value)[:60])

    one_field_goes_wrong()


def test_forms_are_found_as_a_browser_sees_them():
    page = (
        '<form method="get" action="/a/"><input name="q"></form>'
        '<form method="post"><input type="hidden" name="n" value="3"><textarea name="t"></textarea>'
        '<select name="s"><option value="">rien</option><option value="b">b</option></select>'
        '<button name="sens" value="haut">Monter</button><button>Envoyer</button></form>'
        '<form method="post" action="https://ailleurs.example/"><input name="x"></form>'
    )
    [form] = read_forms("/ici/", page)
    assert form.action == "/ici/"
    assert form.fields == {"n": "3", "t": "Quelques lignes", "s": "b", "sens": "haut"}
