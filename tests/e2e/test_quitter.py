"""« Quitter rapidement »: a click or Escape twice, the page leaves the history, and a link without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.helpers import sign_in
from tests.e2e.people import AISSATOU

NEUTRE = re.compile(r"^https://www\.meteofrance\.com/")


@pytest.fixture
def leaving(browser, portail):
    """Open a browser for which the weather is a page of ours: nothing is asked of anybody else."""
    opened = []

    def open_page(**options):
        context = browser.new_context(base_url=portail, locale="fr-FR", **options)
        context.route(NEUTRE, lambda route: route.fulfill(body="<h1>Ailleurs</h1>", content_type="text/html"))
        opened.append(context)
        page = context.new_page()
        sign_in(page, AISSATOU)
        page.goto("/accompagnement/")
        page.goto("/accompagnement/pour-moi/demande/")
        return page

    yield open_page
    for context in opened:
        context.close()


def assert_gone(page):
    expect(page).to_have_url(NEUTRE)
    page.go_back()
    expect(page).not_to_have_url(re.compile("pour-moi"))


def test_escape_twice_leaves_and_the_page_is_out_of_the_history(leaving):
    page = leaving()
    page.get_by_label(re.compile("Votre situation")).press("Escape")
    page.wait_for_timeout(1200)
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile("pour-moi"))
    page.wait_for_timeout(1200)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    assert_gone(page)


def test_the_button_leaves_too(leaving):
    page = leaving()
    page.get_by_role("link", name=re.compile("Quitter rapidement")).click()
    assert_gone(page)


def test_without_javascript_it_is_a_link(leaving):
    page = leaving(java_script_enabled=False)
    page.get_by_role("link", name=re.compile("Quitter rapidement")).click()
    expect(page).to_have_url(NEUTRE)
