"""A pact read from a text, put right, published and downloaded; and the door that stays shut, explained."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.people import ANNE_SOPHIE, BASTIEN

SAMPLE = Path(__file__).parent.parent / "pacte" / "pacte-exemple.md"


@pytest.fixture
def bastien(new_context, sign_in):
    page = new_context().new_page()
    sign_in(page, BASTIEN)
    return page


def import_sample(page, axe):
    page.goto("/pacte/")
    axe(page)
    page.get_by_role("link", name=re.compile("Importer")).first.click()
    axe(page)
    page.get_by_label("Ou un fichier").set_input_files(SAMPLE)
    page.get_by_role("button", name="Lire ce texte").click()
    expect(page.locator("main")).to_contain_text("Voici ce qui a été reconnu")
    for recognised in ("Tisser le réseau", "Décider ensemble", "Famille"):
        expect(page.locator("main")).to_contain_text(recognised)
    axe(page)


def correct_a_bloc(page, axe):
    plan = page.url
    page.get_by_role("link", name=re.compile("Tisser le réseau")).first.click()
    axe(page)
    page.get_by_label(re.compile("Titre ou phrase")).fill("Tisser un réseau qui tient")
    page.get_by_role("button", name=re.compile("Enregistrer")).first.click()
    expect(page.get_by_text("Le bloc est enregistré.")).to_be_visible()
    page.goto(plan)
    expect(page.locator("main")).to_contain_text("Tisser un réseau qui tient")


def publish(page, axe):
    page.get_by_role("button", name="Garder comme brouillon").click()
    page.get_by_role("link", name="Modifier").first.click()
    start = date.today().replace(month=1, day=1) + timedelta(days=4000)  # noqa: DTZ011
    page.get_by_label("Du", exact=True).fill(start.isoformat())
    page.get_by_label("Au", exact=True).fill((start + timedelta(days=1000)).isoformat())
    page.get_by_role("button", name=re.compile("Enregistrer")).first.click()
    page.goto(re.sub(r"(versions/\d+/).*", r"\1publier/", page.url))
    axe(page)
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Publier la version").click()
    expect(page.locator("main")).to_contain_text("Tisser un réseau qui tient")
    axe(page)


def test_from_a_text_to_a_pdf(bastien, axe, tmp_path, read_pdf):
    page = bastien
    import_sample(page, axe)
    correct_a_bloc(page, axe)
    publish(page, axe)
    with page.expect_download(timeout=60_000) as download:
        page.get_by_role("button", name=re.compile("PDF")).first.click()
        page.get_by_role("link", name="Télécharger le PDF").click(timeout=45_000)
    path = tmp_path / "pacte.pdf"
    download.value.save_as(path)
    text = read_pdf(path)
    assert "Tisser un réseau qui tient" in text
    assert "Version" in text


def test_shut_door_is_explained(bastien, axe):
    page = bastien
    page.goto("/accompagnement/")
    page.get_by_role("link", name=re.compile("fermées à l’administration")).click()
    axe(page)
    expect(page.locator("main")).to_contain_text("coordination neutre")


def import_three(page):
    """A small draft: three challenges, of which one goes on with a text."""
    page.goto("/pacte/importer/")
    text = "1er défi : Tisser\n\n2e défi : Décider\n\n3e défi : Rester\n\nUn texte à reprendre."
    page.get_by_label("Texte du pacte").fill(text)
    page.get_by_role("button", name="Lire ce texte").click()
    expect(page.locator("#plan")).to_contain_text("Tisser")
    return page.url


def lines(page):
    return [text.strip() for text in page.locator("#plan .tree__link").all_inner_texts()]


def test_blocks_move_by_keyboard_and_by_pointer(bastien, axe):
    page = bastien
    import_three(page)
    page.get_by_role("radio", name="Rester").focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.get_by_role("status").filter(has_text="monté")).to_be_visible()
    assert lines(page)[:2] == ["Tisser", "Rester"]
    expect(page.get_by_role("radio", name="Rester")).to_be_focused()
    expect(page.locator("[data-line]", has_text="Rester").first).to_contain_text("2e défi")
    handle = page.locator("[data-line]", has_text="Décider").locator("[data-handle]")
    over = page.locator("[data-line]", has_text="Tisser").bounding_box()
    start = handle.bounding_box()
    page.mouse.move(start["x"] + 8, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(over["x"] + 80, over["y"] + over["height"] / 2, steps=6)
    page.mouse.up()
    expect(page.get_by_role("status").filter(has_text="nouvelle place")).to_be_visible()
    expect(page.locator("[data-line]", has_text="Décider")).to_have_class(re.compile("tree__branch--2"))
    axe(page)


def test_two_people_write_one_block_and_the_network_is_cut(new_context, sign_in, axe):
    first, second = new_context().new_page(), new_context().new_page()
    sign_in(first, BASTIEN)
    sign_in(second, ANNE_SOPHIE)
    plan = import_three(first)
    first.get_by_role("link", name="Décider").click()
    second.goto(first.url)
    first.get_by_label(re.compile("Titre ou phrase")).fill("Décider ensemble")
    expect(first.locator("[data-autosave-state]")).to_contain_text("Gardé à l’instant")
    second.get_by_label(re.compile("Titre ou phrase")).fill("Décider à deux")
    expect(second.locator("[data-both]")).to_contain_text("Un autre texte a été gardé")
    expect(second.locator("[data-both] ins")).to_contain_text("à deux")
    axe(second)
    first.context.set_offline(True)
    first.get_by_label(re.compile("Titre ou phrase")).fill("Décider hors réseau")
    expect(first.locator("[data-autosave-state]")).to_contain_text("Pas encore envoyé")
    first.context.set_offline(False)
    expect(first.locator("[data-autosave-state]")).to_contain_text("Gardé à l’instant", timeout=15_000)
    first.goto(plan)
    expect(first.locator("#plan")).to_contain_text("Décider hors réseau")
