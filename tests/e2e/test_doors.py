"""The doors of the demonstration: each persona gets in, and the first pages hold to every rule."""

import re

import pytest
from playwright.sync_api import expect

PERSONAS = ["Aïssatou Diomberé", "Hervé Montclausel", "Inès Galvorine", "Solène Varadieu", "Bastien Orvelin"]


def test_sign_in_page_is_sound(page, axe):
    page.goto("/")
    expect(page).to_have_url(re.compile("/compte/login/"))
    axe(page)


@pytest.mark.parametrize("persona", PERSONAS)
def test_a_persona_enters(page, sign_in, axe, persona):
    sign_in(page, persona)
    expect(page.get_by_role("banner").or_(page.locator("body")).first).to_contain_text(persona)
    axe(page)


def test_two_people_browse_at_once(new_context, sign_in):
    pages = [new_context().new_page() for _ in range(2)]
    for page, persona in zip(pages, PERSONAS, strict=False):
        sign_in(page, persona)
    for page, persona in zip(pages, PERSONAS, strict=False):
        page.goto("/")
        expect(page.locator("body")).to_contain_text(persona)


def test_the_guard_sees_what_no_page_may_do(page, guard):
    page.goto("/compte/login/")
    page.evaluate("console.error('planted')")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=\"/nowhere.png\">')")
    page.wait_for_timeout(500)
    seen = "\n".join(guard.problems)
    guard.problems.clear()
    assert "planted" in seen
    assert "404" in seen
