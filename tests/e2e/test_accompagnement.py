"""Help asked for, found and given: three people, three browsers, and nobody else who knows."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from tests.e2e.people import AISSATOU, AISSATOU_ADDRESS, HERVE, INES, PRIVATE_ADDRESS, SECRET


@pytest.fixture(scope="module")
def story():
    """What one step of the story leaves to the next: the case's address, and its code."""
    return {}


def sign_in_with_mailed_code(page):
    page.goto("/compte/login/")
    page.get_by_label("Votre adresse personnelle").fill(AISSATOU_ADDRESS)
    page.get_by_role("button", name="Recevoir un code par courriel").click()
    mailbox = page.context.new_page()
    mailbox.goto("/demo/courriels/")
    mailbox.get_by_role("link", name=re.compile("code", re.IGNORECASE)).first.click()
    code = re.search(r"\b[A-Z0-9]{3,5}-[A-Z0-9]{3,5}\b", mailbox.locator("main").inner_text())[0]
    mailbox.close()
    page.get_by_role("textbox").last.fill(code)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Bonjour Aïssatou")).to_be_visible()


def deposit(page, axe):
    page.get_by_role("link", name="Accompagnement").first.click()
    axe(page)
    page.get_by_role("link", name="Pour moi").click()
    expect(page.locator("main")).to_contain_text("Votre employeur")
    axe(page)
    page.get_by_role("link", name="Écrire ma demande").click()
    page.get_by_role("radio", name=re.compile("Traverser la crise")).check()
    page.get_by_label(re.compile("Votre situation")).fill(SECRET)
    page.get_by_role("radio", name=re.compile("en présence")).check()
    page.get_by_role("radio", name=re.compile("message neutre")).check()
    page.get_by_label(re.compile("Votre adresse personnelle")).fill(PRIVATE_ADDRESS)
    page.get_by_role("checkbox", name=re.compile("J’accepte")).check()
    axe(page)
    page.get_by_role("button", name="Déposer ma demande").click()
    expect(page).to_have_url(re.compile(r"/accompagnement/demandes/"))
    axe(page)
    return page.url, re.search(r"[2-9A-Z]{3}-[2-9A-Z]{3}", page.get_by_role("heading", level=1).inner_text())[0]


def qualify_and_propose(page, code, axe):
    page.goto("/accompagnement/coordination/")
    axe(page)
    page.get_by_role("link", name=code).click()
    expect(page.locator("main")).not_to_contain_text("Diomberé")
    page.get_by_role("button", name="Lire le récit").click()
    expect(page.locator("main")).to_contain_text(SECRET)
    expect(page.locator("main")).not_to_contain_text("Diomberé")
    axe(page)
    page.goto("/accompagnement/coordination/")
    page.get_by_role("link", name=code).click()
    page.get_by_label("Service").select_option(label="Médiation")
    page.get_by_role("button", name="Voir les prestataires éligibles").click()
    axe(page)
    expect(page.get_by_role("heading", name="Prestataires neutres")).to_be_visible()
    expect(page.locator("main")).to_contain_text("des règles de neutralité ou d’organisation les écartent")
    page.get_by_role("checkbox", name=re.compile(INES)).check()
    page.get_by_role("checkbox", name=re.compile(rf"^(?!.*{INES})")).first.check()
    page.get_by_role("button", name="Proposer à la personne").click()
    expect(page.get_by_role("heading", name="Prestataires proposés")).to_be_visible()


def accept_and_accompany(page, code, axe):
    page.goto("/accompagnement/sollicitations/")
    axe(page)
    page.get_by_role("link", name=re.compile("Médiation")).first.click()
    for hidden in (SECRET, "Diomberé", "Le Palier", code):
        expect(page.locator("main")).not_to_contain_text(hidden)
    axe(page)
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Signer et accepter").click()
    case = page.url
    page.get_by_role("button", name="Voir ses coordonnées").click()
    expect(page.locator("main")).to_contain_text(AISSATOU)
    for days in (3, 1):
        page.goto(case)
        page.get_by_label(re.compile("Date")).fill((date.today() - timedelta(days=days)).isoformat())  # noqa: DTZ011
        page.get_by_label(re.compile("Durée")).fill("60")
        page.get_by_role("button", name="Noter la séance").click()
    axe(page)
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Terminer l’accompagnement").click()
    confirm = page.get_by_role("dialog").get_by_role("button", name=re.compile("Terminer|Confirmer|Oui"))
    if confirm.count():
        confirm.first.click()
    expect(page).not_to_have_url(case)


def test_from_a_mailed_code_to_an_evaluation(new_context, sign_in, axe, story):
    aissatou, herve, ines = (new_context().new_page() for _ in range(3))
    sign_in_with_mailed_code(aissatou)
    expect(aissatou.get_by_role("heading", name="Ce qui vous attend")).to_be_visible()
    aissatou.get_by_role("searchbox").first.fill("pasrelles orvain")
    aissatou.keyboard.press("Enter")
    expect(aissatou.get_by_role("link", name=re.compile("Les Passerelles d’Orvain")).first).to_be_visible()
    story["page"], story["code"] = deposit(aissatou, axe)

    sign_in(herve, HERVE)
    qualify_and_propose(herve, story["code"], axe)

    aissatou.goto(story["page"])
    axe(aissatou)
    aissatou.get_by_role("button", name=re.compile(f"Choisir.*{INES}")).click()

    sign_in(ines, INES)
    accept_and_accompany(ines, story["code"], axe)

    aissatou.goto(story["page"])
    ledger = aissatou.locator("#lectures")
    for reader in (HERVE, INES):
        expect(ledger).to_contain_text(reader)
    expect(aissatou.locator("main")).to_contain_text("Les séances")
    axe(aissatou)
    aissatou.get_by_role("button", name="Oui, c’est fini").click()
    aissatou.get_by_role("link", name="Donner mon avis").click()
    axe(aissatou)
    aissatou.get_by_role("button", name="Donner cet avis").click()
    expect(aissatou.locator("main")).to_contain_text("évaluée")


def test_withdrawing_takes_one_click(page, sign_in, axe):
    sign_in(page, AISSATOU)
    page.goto("/")
    deposit(page, axe)
    page.get_by_role("button", name="Retirer ma demande").click()
    expect(page.locator("main")).to_contain_text("retirée")
