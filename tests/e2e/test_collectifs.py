"""A meeting called, answered by a tap, written down and circulated, while the support scheme stays out of sight."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.e2e.people import AISSATOU_ADDRESS, SOLENE

TITLE = "Préparer la fête des quartiers"


@pytest.fixture
def solene(new_context, sign_in):
    page = new_context().new_page()
    sign_in(page, SOLENE)
    return page


def plan(page, axe):
    page.goto("/collectifs/")
    axe(page)
    page.get_by_role("link", name="Jeunes").click()
    axe(page)
    page.get_by_role("link", name=re.compile("Préparer une réunion|Réunion$")).first.click()
    axe(page)
    page.get_by_role("textbox", name=re.compile("^Titre")).fill(TITLE)
    moment = page.get_by_label(re.compile("Début|Date et heure"))
    soon = datetime.now(ZoneInfo("Europe/Paris")) + timedelta(minutes=40)
    moment.fill(soon.strftime("%Y-%m-%dT%H:%M"))
    page.get_by_role("textbox", name=re.compile("^Lieu")).fill("Le Palier, salle du rez-de-chaussée")
    page.get_by_role("button", name="Préparer la réunion").click()
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    page.get_by_text("Ajouter un point").click()
    page.get_by_role("textbox", name=re.compile("^Titre")).fill("Choisir la date de la fête")
    page.get_by_label(re.compile("Durée")).last.fill("20")
    page.get_by_role("button", name="Ajouter ce point").click()
    expect(page.locator("main")).to_contain_text("Choisir la date de la fête")
    axe(page)
    return page.url.split("#")[0]


def convene(page, axe):
    page.get_by_role("link", name="Convoquer").click()
    axe(page)
    page.get_by_role("button", name="Convoquer").click()
    expect(page.locator("main")).to_contain_text("Convoquée")


def answer_from_the_mail(page, axe):
    """Nobody is signed in: the link of the mail is enough, and visiting it writes nothing."""
    page.goto("/demo/courriels/")
    sent = (
        page.get_by_role("listitem").filter(has_text=re.compile("Jeunes.*réunion")).filter(has_text=AISSATOU_ADDRESS)
    )
    for _ in range(30):
        if sent.count():
            break
        page.wait_for_timeout(500)
        page.reload()
    sent.first.get_by_role("link").click()
    page.locator("main").get_by_role("link", name=re.compile("je-viens")).click()
    axe(page)
    expect(page.locator("main")).to_contain_text("Aïssatou Diomberé")
    page.get_by_role("button", name="Je viens").click()
    expect(page.locator("main")).to_contain_text(re.compile("noté|compte sur vous|Merci|vient", re.IGNORECASE))
    axe(page)


def take_minutes(page, axe):
    page.get_by_role("button", name=re.compile("Ouvrir la séance")).click()
    expect(page.get_by_role("heading", name="Présences")).to_be_visible()
    page.get_by_role("checkbox", name=re.compile("Aïssatou Diomberé")).check()
    page.wait_for_load_state("networkidle")
    item = page.locator(".agenda-item").filter(has_text="Choisir la date de la fête")
    item.get_by_role("textbox", name=re.compile("Notes")).fill("Trois dates sont comparées.")
    expect(item).to_contain_text(re.compile("gardé|enregistré", re.IGNORECASE))
    item.locator(".disclosure__title", has_text=re.compile("^Décision$")).click()
    item.get_by_role("textbox", name=re.compile("Texte|décidé", re.IGNORECASE)).first.fill(
        "La fête aura lieu le 12 juin."
    )
    item.get_by_role("button", name="Noter la décision").click()
    expect(item.get_by_role("listitem").filter(has_text="La fête aura lieu le 12 juin")).to_be_visible()
    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)
    item.locator(".disclosure__title", has_text=re.compile("^Action$")).click()
    form = item.locator("form").filter(has=page.get_by_role("button", name="Confier l’action"))
    form.get_by_role("textbox").first.fill("Réserver la place du Val")
    responsable = form.get_by_role("combobox", name=re.compile("Responsable"))
    responsable.select_option(label="Aïssatou Diomberé")
    expect(responsable).not_to_have_value("")
    form.get_by_role("button", name="Confier l’action").click()
    expect(item).to_contain_text("Réserver la place du Val")
    axe(page)
    page.get_by_role("button", name="Lever la séance").click()


def circulate(page, axe):
    expect(page.get_by_role("heading", name="Diffuser le compte rendu")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Diffuser").click()
    expect(page.locator("main")).to_contain_text("La fête aura lieu le 12 juin")
    axe(page)
    pdf = page.get_by_role("link", name="PDF")
    for _ in range(40):
        if pdf.count():
            break
        page.wait_for_timeout(500)
        page.reload()
    with page.expect_download() as download:
        pdf.click()
    return download.value


def test_from_a_plan_to_a_circulated_pdf(solene, new_context, axe, tmp_path, read_pdf):
    page = solene
    reunion = plan(page, axe)
    convene(page, axe)
    answer_from_the_mail(new_context().new_page(), axe)
    page.goto(reunion)
    take_minutes(page, axe)
    path = tmp_path / "compte-rendu.pdf"
    circulate(page, axe).save_as(path)
    text = read_pdf(path)
    for written in (TITLE, "Trois dates sont comparées.", "La fête aura lieu le 12 juin.", "Réserver la place du Val"):
        assert written in text
