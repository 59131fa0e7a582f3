"""Every page a persona can reach from home: axe finds nothing, nothing overflows on a phone, nothing breaks."""

import json
import os

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Error

from tests.e2e.people import AISSATOU, BASTIEN, HERVE, INES, SOLENE, THIBAULT

PHONE = {"width": 360, "height": 780}
DESK = {"width": 1280, "height": 900}
# Two processes that read at once begin at either end, so that each finds what the other has not judged.
FROM_THE_START, FROM_THE_END = 0, -1
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
FILES = (".ics", ".md", ".json", ".csv", "/pdf/", "/telecharger/")
# What axe judges by, for each element and its parent: names, classes, attributes, whether there is something to read.
SHAPES = """() => [...document.querySelectorAll("main *")].map(element => [element, element.parentElement].map(
    one => one.tagName + "." + one.className + [...one.attributes].map(
        attribute => attribute.name + (["role", "type"].includes(attribute.name) ? attribute.value : !!attribute.value)
    ) + !!one.textContent.trim()).join(" < "))"""
LEAST = {AISSATOU: 18, SOLENE: 20, HERVE: 16, INES: 15, BASTIEN: 20, THIBAULT: 14}


def kind_of(address, home):
    """Return the name of the page at an address of ours, or None if it is none or a file."""
    path = address.removeprefix(home).partition("#")[0].partition("?")[0]
    if not address.startswith(home) or path.endswith(FILES) or "logout" in path:
        return None
    try:
        return resolve(path).view_name
    except Resolver404:
        return "demo" if path.startswith("/demo/") else None


class Judged:
    """The shapes that axe has already judged on each kind of page, whoever was reading it, in whichever process."""

    def __init__(self, path):
        self.path = path
        self.known = set()
        self.read_to = 0
        path.touch()

    def holds(self, kind, shapes):
        with self.path.open("rb") as written:
            written.seek(self.read_to)
            lines = written.read().rpartition(b"\n")[0]
        self.read_to += len(lines) + bool(lines)
        self.known |= {(page, shape) for page, seen in map(json.loads, lines.splitlines()) for shape in seen}
        return {(kind, shape) for shape in shapes} <= self.known

    def add(self, kind, shapes):
        """Write a line in one go: processes that append at once do not mix theirs."""
        with self.path.open("ab", buffering=0) as written:
            written.write(json.dumps([kind, sorted(shapes)]).encode() + b"\n")


@pytest.fixture(scope="session")
def judged(tmp_path_factory):
    """What axe has judged in this run; processes share the folder above their own."""
    own = tmp_path_factory.getbasetemp()
    return Judged((own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "judged.jsonl")


def visit(page, address):
    """Go to a page; None when the address gives a file to keep."""
    try:
        return page.goto(address)
    except Error as error:
        if "Download is starting" in error.message:
            return None
        raise


def links_of(page):
    """Return the addresses that a page leads to, those of its drawings too."""
    return page.eval_on_selector_all(
        "a[href]", "links => links.map(link => new URL(link.getAttribute('href'), document.baseURI).href)"
    )


def overflow(page):
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.mark.parametrize("persona", LEAST, ids=lambda name: name.split()[0])
def test_every_page_is_sound(page, portail, sign_in, axe, judged, persona):
    page.set_viewport_size(DESK)
    sign_in(page, persona)
    waiting, seen, wide = [page.url], {}, []
    way = FROM_THE_END if WORKER == "gw1" else FROM_THE_START
    while waiting:
        address = waiting.pop(way)
        kind = kind_of(address, portail)
        if kind is None or kind in seen:
            continue
        seen[kind] = address
        answer = visit(page, address)
        if answer is None:
            continue
        assert answer.status == 200, address
        shapes = set(page.evaluate(SHAPES))
        if not judged.holds(kind, shapes):
            axe(page)
            judged.add(kind, shapes)
        waiting += links_of(page)
        page.set_viewport_size(PHONE)
        if overflow(page) > 0:
            wide.append(address)
        page.set_viewport_size(DESK)
    assert wide == []
    assert len(seen) >= LEAST[persona], sorted(seen)


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_style_page_shows_every_component_soundly(page, sign_in, axe, width):
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, AISSATOU)
    assert page.goto("/charte/").status == 200
    axe(page)
    assert overflow(page) <= 0


def test_visitor_finds_the_public_pages_sound(page, axe):
    for address in ("/compte/login/", "/aide/", "/accessibilite/", "/mentions/", "/annuaire-public/", "/nulle-part/"):
        page.goto(address)
        axe(page)
        page.set_viewport_size(PHONE)
        assert overflow(page) <= 0, address
        page.set_viewport_size(DESK)
