"""A training from its first enrolment to a certificate that anybody checks: a place let go, signatures, a walk-in."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import psycopg
import pytest
from playwright.sync_api import expect

from tests.e2e.people import AISSATOU, LINH, LINH_ADDRESS, ROGER, SOLENE, YASSINE

FORMATION = "Lire un budget associatif"
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def enter(new_context, sign_in):
    """Return the function that opens a browser of their own to somebody."""

    def open_browser(name, **options):
        page = new_context(**options).new_page()
        sign_in(page, name)
        return page

    return open_browser


@pytest.fixture
def overnight(machine):
    """Return the function that makes the half-days of a session those of yesterday: nobody waits for them to end."""
    if machine.database is None:
        pytest.skip("needs its own database, to let a night pass")

    def let_pass(session):
        with psycopg.connect(machine.database, autocommit=True) as base:
            base.execute("UPDATE formations_demijournee SET date = date - 1 WHERE session_id = %s", [session])

    return let_pass


def soon():
    """Return when a half-day begins and ends that may be signed already: its window opens a quarter before."""
    begins = datetime.now(ZoneInfo("Europe/Paris")).replace(second=0, microsecond=0) + timedelta(minutes=2)
    if (begins + timedelta(minutes=1)).date() != begins.date():
        begins += timedelta(minutes=2)
    last = begins.replace(hour=23, minute=59)
    return begins, min(begins + timedelta(hours=3), last)


def prepare(page, axe):
    """Prepare a session of two places, taught by Yassine, and open it to enrolments; return its address."""
    begins, ends = soon()
    page.goto("/formations/")
    page.get_by_role("link", name=FORMATION).last.click()
    page.get_by_role("link", name="Session", exact=True).click()
    page.get_by_label("Nombre de places").fill("2")
    page.get_by_role("textbox", name=re.compile("^Lieu")).fill("Maison des associations")
    page.get_by_role("checkbox", name=YASSINE).check()
    page.locator("#id_jour_1").fill(f"{begins:%Y-%m-%d}")
    page.locator("#id_moment_1").select_option("matin" if begins.hour < 13 else "apres_midi")
    page.locator("#id_debut_1").fill(f"{begins:%H:%M}")
    page.locator("#id_fin_1").fill(f"{ends:%H:%M}")
    axe(page)
    page.get_by_role("button", name="Préparer la session").click()
    page.get_by_role("button", name="Ouvrir les inscriptions").click()
    expect(page.locator("main")).to_contain_text("Ouverte aux inscriptions")
    axe(page)
    return page.url


def enrol(page, session, *, act="S’inscrire", outcome="La place est réservée"):
    page.goto(session)
    page.get_by_role("link", name=act).click()
    page.get_by_role("radio", name=re.compile("^La fédération")).check()
    page.get_by_role("button", name=re.compile("^(Inscrire|Entrer en liste)")).click()
    expect(page.locator("main")).to_contain_text(outcome)


def take_the_place_let_go(leaver, mailbox, axe):
    """One leaves: whoever waited takes the place from the mail, without signing in."""
    leaver.get_by_role("link", name="Annuler cette inscription").click()
    leaver.get_by_role("button", name="Annuler l’inscription").click()
    expect(leaver.locator("main")).to_contain_text("Cette inscription est annulée")
    sent = mailbox.get_by_role("listitem").filter(has_text="une place vous est proposée").filter(has_text=LINH_ADDRESS)
    for _ in range(30):
        mailbox.goto("/demo/courriels/")
        if sent.count():
            break
        mailbox.wait_for_timeout(500)
    sent.first.get_by_role("link").click()
    mailbox.locator("main").get_by_role("link", name=re.compile("formations.place")).click()
    axe(mailbox)
    mailbox.get_by_role("button", name="Prendre la place").click()
    expect(mailbox.locator("main")).to_contain_text("La place est à vous")


def show_code(trainer, session, axe):
    """The trainer opens the sheet; return the code that the room reads and where it is signed."""
    trainer.goto(f"{session}presence/")
    axe(trainer)
    trainer.get_by_role("link", name="Montrer le code").click()
    axe(trainer)
    code = trainer.locator(".wall__figures").inner_text()
    return re.sub(r"\D", "", code), trainer.url.replace("/code/", "/signer/")


def refuse_for_another(trainer, session, code, axe):
    """On the tablet that goes round, a walk-in types another's name and the code of the room: refused."""
    trainer.goto(f"{session}presence/")
    trainer.get_by_role("link", name="Faire passer la tablette").click()
    trainer.get_by_role("combobox", name=re.compile("^Votre nom")).select_option(label=AISSATOU)
    trainer.get_by_role("textbox", name=re.compile("^Votre code")).fill(code)
    trainer.get_by_role("button", name="Signer").click()
    expect(trainer.locator("main")).to_contain_text("Ce code n’est pas celui de cette personne")
    axe(trainer)
    expect(trainer.locator("main")).to_contain_text("0 sur 2")


def sign(page, address, code, axe):
    page.goto("/formations/mes-formations/")
    page.locator("main").get_by_role("link", name=FORMATION).first.click()
    page.get_by_role("link", name="Signer", exact=True).click()
    assert page.url == address
    page.get_by_role("textbox").last.fill("000000")
    page.get_by_role("button", name="Signer").click()
    expect(page.locator("main")).to_contain_text("Ce code n’est pas celui qui est affiché")
    page.get_by_role("textbox").last.fill(code)
    axe(page)
    page.get_by_role("button", name="Signer").click()
    expect(page.locator("main")).to_contain_text("C’est signé")
    axe(page)


def close(trainer, office, session, axe):
    """The day after: the sheet is closed, the session held, certificates made for who came."""
    trainer.goto(f"{session}presence/")
    axe(trainer)
    trainer.get_by_role("button", name="Clore la feuille").click()
    expect(trainer.locator("main")).to_contain_text("Qui a signé")
    office.goto(session)
    office.get_by_role("button", name="Noter qu’elle est tenue").click()
    expect(office.locator("main")).to_contain_text("Tenue")
    office.get_by_role("link", name="Présence").click()
    office.get_by_role("button", name="Faire les certificats").click()
    expect(office.locator("main")).to_contain_text(AISSATOU)
    axe(office)


def read_certificate(page, read_pdf, path):
    page.reload()
    page.get_by_role("button", name="Certificat de réalisation").click()
    with page.expect_download(timeout=30_000) as download:
        page.get_by_role("link", name="Télécharger le PDF").click(timeout=30_000)
    download.value.save_as(path)
    return read_pdf(path)


def test_from_an_enrolment_to_a_certificate_that_anybody_checks(
    enter, new_context, overnight, axe, tmp_path, read_pdf
):
    office = enter(SOLENE)
    session = prepare(office, axe)
    phone = enter(AISSATOU, viewport=PHONE)
    enrol(phone, session)
    axe(phone)
    mine = phone.url
    leaver, waiter = enter(ROGER), enter(LINH)
    enrol(leaver, session)
    enrol(waiter, session, act="Entrer en liste d’attente", outcome="Rang 1 de la liste d’attente")
    axe(waiter)
    take_the_place_let_go(leaver, new_context().new_page(), axe)
    office.goto(session)
    office.get_by_role("button", name="Confirmer la session").click()
    expect(office.locator("main")).to_contain_text("Confirmée")
    trainer = enter(YASSINE)
    code, signing = show_code(trainer, session, axe)
    refuse_for_another(trainer, session, code, axe)
    sign(phone, signing, code, axe)
    trainer.goto(signing)
    trainer.get_by_role("button", name="Signer comme").click()
    expect(trainer.locator("main")).to_contain_text("C’est signé")
    overnight(int(session.rstrip("/").rsplit("/", 1)[-1]))
    phone.goto(signing)
    expect(phone.locator("main")).to_contain_text("C’est signé")
    waiter.goto(signing)
    expect(waiter.locator("main")).to_contain_text("Ce n’est pas l’heure")
    close(trainer, office, session, axe)
    expect(office.locator("main")).not_to_contain_text(f"PDF : {LINH}")
    phone.goto(mine)
    text = read_certificate(phone, read_pdf, tmp_path / "certificat.pdf")
    assert AISSATOU in text
    check = new_context().new_page()
    check.goto("/formations/certificats/verifier/")
    check.get_by_role("textbox", name=re.compile("^Code")).fill(re.search(r"Code (\S+),", text).group(1))
    check.get_by_role("button", name="Vérifier").click()
    expect(check.locator("main")).to_contain_text("Ce certificat est authentique")
    expect(check.locator("main")).not_to_contain_text("Aïssatou")
    axe(check)
