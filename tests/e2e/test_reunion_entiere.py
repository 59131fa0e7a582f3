"""A meeting from its poll of dates to its approved minutes: three people, one cut off, two writing at once."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.e2e.people import AISSATOU, SOLENE, YASSINE

TITLE = "Bilan de la fête des quartiers"
ITEM = "Ce que nous gardons"
OF_SOLENE = "Solène a écrit que la place du Val convient."
OF_AISSATOU = "Aïssatou a écrit, hors ligne, que la pluie a gêné."
LEFT_BEHIND = "Aïssatou a écrit ceci, puis son ordinateur s’est fermé."
RETAINED = "La mairie prête les barrières."
OF_YASSINE = "Yassine rappelle que trois associations ont prêté du matériel."


@pytest.fixture
def enter(new_context, sign_in):
    """Return the function that opens a browser of their own to somebody."""

    def open_browser(name):
        page = new_context().new_page()
        sign_in(page, name)
        return page

    return open_browser


def soon(**ahead):
    moment = datetime.now(ZoneInfo("Europe/Paris")) + timedelta(**ahead)
    return moment.strftime("%Y-%m-%dT%H:%M")


def plan(page, title):
    """Prepare a meeting of Jeunes, whose pen Aïssatou holds; return its address."""
    page.goto("/collectifs/")
    page.get_by_role("link", name="Jeunes").click()
    page.get_by_role("link", name=re.compile("Préparer une réunion|Réunion$")).first.click()
    page.get_by_role("textbox", name=re.compile("^Titre")).fill(title)
    page.get_by_label(re.compile("Début|Date et heure")).fill(soon(minutes=40))
    page.get_by_role("textbox", name=re.compile("^Lieu")).fill("Le Palier")
    page.get_by_role("combobox", name=re.compile("Secrétaire")).select_option(label=AISSATOU)
    page.get_by_role("button", name="Préparer la réunion").click()
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    return page.url.split("#")[0]


def choose_a_date(solene, aissatou, reunion):
    solene.goto(f"{reunion}dates/")
    solene.locator("#id_date_1").fill(soon(days=2))
    solene.locator("#id_date_2").fill(soon(days=3))
    solene.locator("#id_jusqu_au").fill(soon(days=1)[:10])
    solene.get_by_role("button", name="Envoyer le sondage").click()
    expect(solene.locator("main")).to_contain_text("Sondage ouvert")
    aissatou.goto(solene.url)
    for answers in aissatou.locator("#reponse fieldset").all():
        answers.get_by_label(re.compile("^oui", re.IGNORECASE)).check()
    aissatou.get_by_role("button", name="Enregistrer les réponses").click()
    solene.reload()
    solene.get_by_role("button", name="Retenir et convoquer").first.click()
    solene.get_by_role("button", name="Convoquer").click()
    expect(solene.locator("main")).to_contain_text("Convoquée")


def add_item(page, title):
    page.get_by_text("Ajouter un point").click()
    page.get_by_role("textbox", name=re.compile("^Titre")).fill(title)
    page.get_by_role("button", name="Ajouter ce point").click()
    expect(page.locator("main")).to_contain_text(title)


def open_meeting(page):
    page.get_by_role("button", name=re.compile("Ouvrir la séance")).click()
    expect(page.get_by_role("heading", name="Présences")).to_be_visible()


def note_of(page, item=ITEM):
    return page.locator(".agenda-item").filter(has_text=item)


def write(page, words):
    note_of(page).get_by_role("textbox", name=re.compile("^Notes")).fill(words)


def is_kept(page):
    expect(note_of(page)).to_contain_text("Gardé à l’instant")


def cut_off_then_both(solene, aissatou):
    """The network drops for one, the other writes meanwhile: on its return both texts are shown, and kept."""
    aissatou.context.set_offline(True)
    expect(aissatou.get_by_text("Hors ligne", exact=True)).to_be_visible()
    write(aissatou, OF_AISSATOU)
    expect(note_of(aissatou)).to_contain_text("pas encore envoyé")
    write(solene, OF_SOLENE)
    is_kept(solene)
    aissatou.context.set_offline(False)
    expect(note_of(aissatou).locator("blockquote")).to_contain_text(OF_SOLENE)
    expect(note_of(aissatou).get_by_role("textbox", name=re.compile("^Notes"))).to_have_value(OF_AISSATOU)
    expect(aissatou.get_by_text("Hors ligne", exact=True)).to_be_hidden()
    note_of(aissatou).get_by_role("button", name="Garder les deux").click()
    is_kept(aissatou)


def close_while_cut_off(aissatou):
    """Whatever was typed before a page was lost comes back when it is opened again, and is sent by itself."""
    address, context = aissatou.url, aissatou.context
    context.set_offline(True)
    before = note_of(aissatou).get_by_role("textbox", name=re.compile("^Notes")).input_value()
    write(aissatou, f"{before}\n\n{LEFT_BEHIND}")
    expect(note_of(aissatou)).to_contain_text("pas encore envoyé")
    aissatou.close(run_before_unload=False)
    context.set_offline(False)
    page = context.new_page()
    page.goto(address)
    box = note_of(page).get_by_role("textbox", name=re.compile("^Notes"))
    expect(box).to_have_value(re.compile(re.escape(LEFT_BEHIND)))
    is_kept(page)
    return page


def forget_the_cut(guard):
    """A cut network is told in the console: here it was cut on purpose."""
    guard.problems[:] = [said for said in guard.problems if "htmx:" not in said]


def by_the_keyboard_alone(page):
    box = note_of(page).get_by_role("textbox", name=re.compile("^Notes"))
    box.focus()
    page.keyboard.press("Control+Shift+E")
    page.keyboard.type(RETAINED)
    page.keyboard.press("Control+Enter")
    expect(note_of(page)).to_contain_text(RETAINED)
    expect(box).to_be_focused()
    page.keyboard.press("Control+Shift+Enter")
    expect(box).not_to_be_focused()


def end_and_circulate(page):
    for name in (SOLENE, AISSATOU, YASSINE):
        page.locator("#presences").get_by_role("checkbox", name=re.compile(name)).check()
    expect(page.locator("#presences [name=vues]")).to_have_count(3)
    page.get_by_role("button", name="Lever la séance").click()
    page.get_by_role("button", name="Diffuser").click()
    expect(page.locator("main")).to_contain_text(OF_SOLENE)


def correct(yassine, solene, reunion):
    yassine.goto(f"{reunion}compte-rendu/")
    yassine.get_by_role("link", name="Proposer une correction").click()
    yassine.get_by_label("Ce que vous corrigez").select_option(label=ITEM)
    yassine.get_by_label(re.compile("^Ce qui est écrit")).fill(LEFT_BEHIND)
    yassine.get_by_label(re.compile("^Ce qu’il faudrait écrire")).fill(f"{LEFT_BEHIND} {OF_YASSINE}")
    yassine.get_by_label(re.compile("^Pourquoi")).fill("Je l’ai dit en séance.")
    yassine.get_by_role("button", name="Proposer").click()
    expect(yassine.locator("main")).to_contain_text("Pas encore de réponse")
    solene.goto(f"{reunion}compte-rendu/corrections/")
    solene.get_by_role("link", name="Répondre").click()
    expect(solene.get_by_label(re.compile("^Le texte que portera"))).to_have_value(re.compile(re.escape(OF_YASSINE)))
    solene.get_by_role("button", name="Accepter et changer le texte").click()
    expect(solene.locator("main")).to_contain_text("Acceptée")


def approve_at_the_next(page):
    plan(page, "Préparer la suite")
    page.get_by_role("link", name="Convoquer").click()
    page.get_by_role("button", name="Convoquer").click()
    open_meeting(page)
    asked = page.locator(".agenda-item").filter(has=page.get_by_role("button", name=re.compile("^Approuvé")))
    expect(asked.last).to_contain_text("Approbation du compte rendu")
    asked.last.get_by_role("button", name=re.compile("^Approuvé")).click()
    expect(page.get_by_text("Compte rendu approuvé").first).to_be_visible()


def download(page, reunion):
    page.goto(f"{reunion}compte-rendu/")
    expect(page.locator("main")).to_contain_text("Approuvé le")
    pdf = page.get_by_role("link", name="PDF", exact=True)
    for _ in range(40):
        if pdf.count():
            break
        page.wait_for_timeout(500)
        page.reload()
    with page.expect_download() as given:
        pdf.click()
    return given.value


def test_from_a_poll_to_approved_minutes_nothing_is_lost(enter, guard, axe, tmp_path, read_pdf):
    solene, aissatou, yassine = enter(SOLENE), enter(AISSATOU), enter(YASSINE)
    reunion = plan(solene, TITLE)
    add_item(solene, ITEM)
    choose_a_date(solene, aissatou, reunion)
    solene.goto(reunion)
    open_meeting(solene)
    axe(solene)
    aissatou.goto(solene.url)
    cut_off_then_both(solene, aissatou)
    aissatou = close_while_cut_off(aissatou)
    by_the_keyboard_alone(aissatou)
    forget_the_cut(guard)
    solene.reload()
    end_and_circulate(solene)
    correct(yassine, solene, reunion)
    approve_at_the_next(solene)
    path = tmp_path / "compte-rendu.pdf"
    download(yassine, reunion).save_as(path)
    paper = read_pdf(path)
    for words in (OF_SOLENE, OF_AISSATOU, LEFT_BEHIND, RETAINED, OF_YASSINE, "approuvée le"):
        expect(yassine.locator("main")).to_contain_text(words)
        assert words in paper
    axe(yassine)
