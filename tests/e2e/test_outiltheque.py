"""A tool and its file: proposed, reviewed, published, found by a word of the file, used."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.people import AISSATOU, SOLENE
from tests.factories.fichiers import make_pdf

TITLE = "Tenir la caisse d’une buvette"
WORD = "tirelire"


@pytest.fixture
def aissatou(new_context, sign_in):
    page = new_context().new_page()
    sign_in(page, AISSATOU)
    return page


def propose(page, axe, tmp_path):
    page.goto("/outils/")
    axe(page)
    page.get_by_role("link", name="Proposer un outil").click()
    page.get_by_role("radio", name=re.compile("^Méthode")).check()
    page.get_by_role("textbox", name=re.compile("^Titre")).fill(TITLE)
    page.get_by_role("textbox", name=re.compile("^En quelques mots")).fill("Pour une fête sans erreur de monnaie.")
    axe(page)
    page.get_by_role("button", name="Commencer cet outil").click()
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    axe(page)
    path = tmp_path / "buvette.pdf"
    path.write_bytes(make_pdf(f"Comptez la {WORD} devant deux personnes"))
    page.get_by_role("link", name="Joindre un fichier").click()
    page.locator("input[type=file]").set_input_files(path)
    axe(page)
    page.get_by_role("button", name="Joindre").click()
    expect(page.locator("main")).to_contain_text("buvette.pdf")
    page.get_by_role("button", name="Proposer à la relecture").click()
    expect(page.locator("main")).to_contain_text("Proposée, en relecture")
    axe(page)
    return page.url


def review(page, axe):
    page.goto("/outils/a-relire/")
    axe(page)
    page.get_by_role("link", name=TITLE).first.click()
    page.get_by_role("radio", name=re.compile("^Peut être publiée")).check()
    page.get_by_role("textbox", name=re.compile("^Votre mot")).fill("Clair, et les gestes sont sûrs.")
    axe(page)
    page.get_by_role("button", name="Envoyer ma relecture").click()
    expect(page.locator("main")).not_to_contain_text(TITLE)


def test_from_a_proposal_to_its_use(aissatou, new_context, sign_in, axe, tmp_path):
    page = aissatou
    outil = propose(page, axe, tmp_path)
    team = new_context().new_page()
    sign_in(team, SOLENE)
    review(team, axe)
    page.goto(outil)
    expect(page.locator("main")).to_contain_text("Clair, et les gestes sont sûrs.")
    page.get_by_role("button", name="Publier").click()
    found = team.get_by_role("link", name=TITLE)
    for _ in range(30):
        team.goto(f"/outils/?q={WORD}")
        if found.count():
            break
        team.wait_for_timeout(500)
    expect(team.locator("main")).to_contain_text("Dans le fichier buvette.pdf, page 1")
    axe(team)
    page.goto(outil)
    page.get_by_role("button", name="Nous l’utilisons").click()
    expect(page.get_by_role("button", name=re.compile("^Ne plus le dire"))).to_be_visible()
    axe(page)
