"""Every page a persona can reach from home: axe finds nothing, nothing overflows on a phone, nothing breaks."""

from collections import defaultdict

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Error

from tests.e2e.people import AISSATOU, BASTIEN, HERVE, INES, SOLENE, THIBAULT

PHONE = {"width": 360, "height": 780}
DESK = {"width": 1280, "height": 900}
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


@pytest.fixture(scope="session")
def judged():
    """The shapes that axe has already judged on each kind of page, whoever was reading it."""
    return defaultdict(set)


def visit(page, address):
    """Go to a page; None when the address gives a file to keep."""
    try:
        return page.goto(address)
    except Error as error:
        if "Download is starting" in error.message:
            return None
        raise


def links_of(page):
    return page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")


def overflow(page):
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.mark.parametrize("persona", LEAST, ids=lambda name: name.split()[0])
def test_every_page_is_sound(page, portail, sign_in, axe, judged, persona):
    page.set_viewport_size(DESK)
    sign_in(page, persona)
    waiting, seen, wide = [page.url], {}, []
    while waiting:
        address = waiting.pop(0)
        kind = kind_of(address, portail)
        if kind is None or kind in seen:
            continue
        seen[kind] = address
        answer = visit(page, address)
        if answer is None:
            continue
        assert answer.status == 200, address
        shapes = set(page.evaluate(SHAPES))
        if shapes - judged[kind]:
            axe(page)
            judged[kind] |= shapes
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
