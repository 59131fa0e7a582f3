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


SLOW = {"offline": False, "latency": 20, "downloadThroughput": -1, "uploadThroughput": 120_000}
PICK = "input[type=file]"


@pytest.fixture
def joining(aissatou):
    """The page where a file is joined to a tool just begun."""
    aissatou.goto("/outils/proposer/")
    aissatou.get_by_role("radio", name=re.compile("^Trame")).check()
    aissatou.get_by_role("textbox", name=re.compile("^Titre")).fill("Feuille de présence des bénévoles")
    aissatou.get_by_role("textbox", name=re.compile("^En quelques mots")).fill("Une ligne par personne.")
    aissatou.get_by_role("button", name="Commencer cet outil").click()
    aissatou.get_by_role("link", name="Joindre un fichier").click()
    return aissatou


def test_an_upload_says_how_far_it_is_and_refuses_two_gigabytes_before_it_sends(joining, tmp_path):
    page = joining
    expect(page.locator("main")).to_contain_text("Mo au plus")
    sent = []
    page.on("request", lambda request: sent.append(request.method) if request.method == "POST" else None)
    huge = tmp_path / "film.mp4"
    with huge.open("wb") as file:
        file.truncate(2_000_000_000)  # announced whole, nothing of it is on the disk
    page.locator(PICK).set_input_files(huge)
    expect(page.get_by_role("status").filter(has_text="Ce fichier dépasse")).to_be_visible()
    page.get_by_role("button", name="Joindre").click()
    assert sent == []
    text = tmp_path / "presence.txt"
    text.write_text("Une ligne par personne, bénévole ou salariée.\n" * 12_000)
    page.locator(PICK).set_input_files(text)
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.emulateNetworkConditions", SLOW)
    page.get_by_role("button", name="Joindre").click(no_wait_after=True)
    bar = page.get_by_role("progressbar", name="Envoi du fichier")
    expect(bar).to_be_visible()
    expect(page.get_by_text(re.compile(r"^Envoi : .* sur "))).to_be_visible()
    values = [bar.evaluate("bar => bar.value")]
    while len(values) < 4:
        page.wait_for_timeout(300)
        values.append(bar.evaluate("bar => bar.value", timeout=2_000))
    assert values == sorted(values)
    assert 0 < values[-1] > values[0]
    expect(page.locator("main")).to_contain_text("presence.txt", timeout=20_000)
    assert sent == ["POST"]


def test_without_javascript_a_file_is_joined_and_a_wrong_one_is_said(new_context, sign_in, tmp_path, joining):
    page = new_context(java_script_enabled=False).new_page()
    sign_in(page, AISSATOU)
    page.goto(joining.url)
    page.locator(PICK).set_input_files({"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"MZ" + bytes(600)})
    page.get_by_role("button", name="Joindre").click()
    expect(page.locator("main")).to_contain_text("programme")
    page.locator(PICK).set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": b"Une ligne"})
    page.get_by_role("button", name="Joindre").click()
    expect(page.locator("main")).to_contain_text("a.txt")
