"""The words of a block written on its line of the outline: at two, by keyboard, through a cut that nobody reports."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.people import ANNE_SOPHIE, BASTIEN

TITLE = re.compile("Titre ou phrase")
TEXT = "1er défi : Tisser\n\n2e défi : Décider\n\n3e défi : Rester\n\nUn texte à reprendre."


@pytest.fixture
def bastien(new_context, sign_in):
    page = new_context().new_page()
    sign_in(page, BASTIEN)
    page.goto("/pacte/importer/")
    page.get_by_label("Texte du pacte").fill(TEXT)
    page.get_by_role("button", name="Lire ce texte").click()
    expect(page.locator("#plan")).to_contain_text("Tisser")
    return page


def write_here(page, line):
    """Open a line with the keyboard, as anybody who does not see the bar would."""
    page.get_by_role("radio", name=line).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label(TITLE)).to_be_focused()
    return page.get_by_label(TITLE)


def said(page):
    return page.locator("[data-autosave-state]")


def test_words_are_written_on_their_line_and_escape_puts_them_back(bastien, axe):
    page = bastien
    write_here(page, "Décider").fill("Décider ensemble")
    axe(page)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#plan .tree__link", has_text="Décider ensemble")).to_be_visible()
    expect(page.get_by_role("radio", name="Décider ensemble")).to_be_focused()
    expect(page.get_by_role("status").filter(has_text="est gardé")).to_have_count(1)
    write_here(page, "Décider ensemble").fill("Une faute")
    expect(said(page)).to_contain_text("Gardé à l’instant")
    page.keyboard.press("Escape")
    expect(page.get_by_role("status").filter(has_text="Le texte d’avant est remis")).to_have_count(1)
    expect(page.get_by_role("radio", name="Décider ensemble")).to_be_focused()
    write_here(page, "Tisser").fill("Tisser un réseau")
    page.get_by_role("radio", name="Rester").check()
    page.get_by_role("button", name="Monter").click()
    expect(page.locator("#plan .tree__link").first).to_contain_text("Tisser un réseau")
    expect(page.get_by_label(TITLE)).to_have_count(0)


def test_two_administrators_on_one_line_lose_nothing(bastien, new_context, sign_in, axe):
    second = new_context().new_page()
    sign_in(second, ANNE_SOPHIE)
    second.goto(bastien.url)
    theirs = write_here(second, "Décider")
    write_here(bastien, "Décider").fill("Décider ensemble")
    expect(said(bastien)).to_contain_text("Gardé à l’instant")
    theirs.fill("Décider à deux")
    expect(second.locator("[data-both]")).to_contain_text("Par Bastien Orvelin")
    expect(second.locator("[data-both] ins")).to_contain_text("à deux")
    expect(theirs).to_have_value("Décider à deux")
    axe(second)
    second.get_by_role("button", name="Garder et fermer").click()
    expect(second.get_by_role("heading", level=1)).to_contain_text("Deux textes pour ce bloc")
    expect(second.get_by_label(TITLE)).to_have_value("Décider à deux")
    expect(second.locator("main")).to_contain_text("Décider ensemble")


def test_a_cut_that_the_browser_does_not_report_is_said_and_what_is_typed_leaves_later(bastien):
    page = bastien
    page.get_by_role("link", name="Décider").click()
    page.get_by_label(TITLE).fill("Décider pendant la coupure")
    page.route("**/pacte/**", lambda route: route.abort())
    page.get_by_role("button", name="Enregistrer le bloc").click()
    expect(said(page)).to_contain_text("Pas encore envoyé : le portail ne répond pas")
    expect(page.get_by_label(TITLE)).to_have_value("Décider pendant la coupure")
    kept = page.evaluate("Object.entries(localStorage).map(([name, value]) => name + value).join()")
    assert "Décider pendant la coupure" in kept
    page.unroute("**/pacte/**")
    expect(said(page)).to_contain_text("Gardé à l’instant", timeout=9_000)
    page.reload()
    expect(page.get_by_label(TITLE)).to_have_value("Décider pendant la coupure")
