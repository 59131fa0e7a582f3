"""A workshop: a code on the wall, a telephone without an account, a facilitator who reads, a synthesis."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.e2e.people import SOLENE

SAID = "Un banc devant le local, et l’on se parlerait déjà."
PHONE = {"viewport": {"width": 360, "height": 740}}


def open_the_wall(page, axe):
    page.goto("/collectifs/")
    page.get_by_role("link", name="Jeunes").first.click()
    page.get_by_role("link", name="Ateliers").click()
    axe(page)
    page.get_by_role("link", name=re.compile("Ce que les jeunes")).click()
    axe(page)
    page.get_by_role("link", name="Projeter l’écran").click()
    expect(page.get_by_role("img", name=re.compile("Code à photographier"))).to_be_visible()
    axe(page)
    return urlsplit(page.locator("[data-copy]").inner_text()).path


def write_from_a_phone(phone, door, axe):
    page = phone.new_page()
    page.goto(door)
    axe(page)
    page.get_by_label("Levier").check()
    page.get_by_label("Votre contribution", exact=True).fill(SAID)
    page.get_by_label("Partenaires").check()
    page.get_by_label("Je préfère rester anonyme").check()
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator("main")).to_contain_text("Merci, c’est reçu")
    assert {cookie["name"] for cookie in phone.cookies()} <= {"csrf"}


def test_from_a_telephone_to_the_wall(new_context, sign_in, axe):
    page = new_context().new_page()
    sign_in(page, SOLENE)
    door = open_the_wall(page, axe)
    write_from_a_phone(new_context(**PHONE), door, axe)
    wall = page.url
    expect(page.locator("#fil")).to_contain_text("en relecture", timeout=9_000)
    expect(page.locator("#fil")).not_to_contain_text(SAID)
    page.goto(wall.replace("ecran", "relire"))
    axe(page)
    page.locator(".card", has_text=SAID).get_by_role("button", name=re.compile("Montrer à tous")).click()
    page.goto(wall)
    expect(page.locator("#fil")).to_contain_text(SAID)
    for name in ("trier", "gommettes", "suites", "presents", "contribuer", "synthese/importer"):
        page.goto(wall.replace("ecran", name))
        axe(page)
    page.goto("/collectifs/syntheses/1/")
    axe(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="ODT").click()
    assert download.value.suggested_filename.endswith(".odt")
