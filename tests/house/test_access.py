"""One table says what each role gets at each address; an address that is not in it fails."""

from importlib import import_module

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from socle import health
from tests.house.access.roles import ROLES

PARTS = (
    "socle",
    "members",
    "adhesions",
    "cotisations",
    "collectifs",
    "ateliers",
    "reunions",
    "accompagnement",
    "formations",
    "outiltheque",
    "pacte",
    "suivi",
    "bilans",
    "debats",
    "signatures",
    "rapports",
)
MODULES = {part: import_module(f"tests.house.access.{part}") for part in PARTS}
TABLE = {name: row for module in MODULES.values() for name, row in module.TABLE.items()}


def url_names(resolver=None, namespace=""):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from url_names(entry, inner)
        elif entry.name:
            yield namespace + entry.name


def test_every_address_is_in_the_table():
    names = set(url_names())
    assert len(names) > 40
    assert names - set(TABLE) == set(), "addresses without a row"
    assert set(TABLE) - names == set(), "rows without an address"


def test_every_row_names_every_role():
    assert {name: set(ROLES) - set(row) for name, row in TABLE.items() if set(row) != set(ROLES)} == {}


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_what_the_table_says(part, role, cast, client_of, monkeypatch):
    monkeypatch.setattr(health, "check", lambda: {"tout": "ok"})
    module = MODULES[part]
    given = getattr(module, "addresses", lambda cast: {})(cast)
    client = Client() if role == "anonymous" else client_of(getattr(cast, role))
    client.raise_request_exception = False
    got = {name: status_of(client, given.get(name) or reverse(name)) for name in module.TABLE}
    assert got == {name: row[role] for name, row in module.TABLE.items()}


def status_of(client, address):
    """Ask for an address; a file is read to its end, so that it is closed."""
    answer = client.get(address)
    if answer.streaming:
        list(answer.streaming_content)
    return answer.status_code
