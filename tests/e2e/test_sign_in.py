"""Ways in: a passkey, a second factor asked of roles of trust; and what the first page weighs."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.people import AISSATOU, AISSATOU_ADDRESS, BASTIEN, YASSINE

FIRST_PAGE_BYTES = 100_000
HOME_BYTES = 70_000


@pytest.fixture
def key_ring(page):
    """A security key of the browser's own, always ready."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_passkey_is_added_then_opens_the_portal(page, key_ring, sign_in, axe):
    sign_in(page, YASSINE)  # nobody else's journey: the key stays for the whole run
    page.goto("/compte/2fa/webauthn/add/")
    axe(page)
    page.get_by_role("textbox").last.fill("Ma tablette")
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.locator("main").get_by_role("button").last.click()
    expect(page).not_to_have_url(re.compile("/webauthn/add/"))
    page.context.clear_cookies()
    page.goto("/compte/login/")
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    expect(page.get_by_role("heading", name="Bonjour Yassine")).to_be_visible()


def mailed_code(page):
    mailbox = page.context.new_page()
    mailbox.goto("/demo/courriels/")
    mailbox.get_by_role("link", name=re.compile("code", re.IGNORECASE)).first.click()
    code = re.search(r"\b[A-Z0-9]{3,5}-[A-Z0-9]{3,5}\b", mailbox.locator("main").inner_text())[0]
    mailbox.close()
    return code


def test_role_of_trust_is_led_to_a_second_factor(page, axe):
    page.goto("/compte/login/")
    page.get_by_label("Votre adresse personnelle").fill("bastien.orvelin@solidaubrelle.example")
    page.get_by_role("button", name="Recevoir un code par courriel").click()
    page.get_by_role("textbox").last.fill(mailed_code(page))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/compte/2fa/"))
    axe(page)
    page.goto("/pacte/")
    expect(page).to_have_url(re.compile("/compte/2fa/"))
    expect(page.locator("main")).not_to_contain_text(BASTIEN)


def test_unknown_address_is_answered_like_a_known_one(new_context):
    said = []
    for address in (AISSATOU_ADDRESS, "personne@ailleurs.example"):
        page = new_context().new_page()
        page.goto("/compte/login/")
        page.get_by_label("Votre adresse personnelle").fill(address)
        page.get_by_role("button", name="Recevoir un code par courriel").click()
        expect(page.get_by_role("textbox").last).to_be_visible()
        said.append((page.title(), page.locator("main").inner_text().replace(address, "…")))
    assert said[0] == said[1]


def weigh(page, address):
    """Return what each answer weighs on the wire when nothing is cached."""
    weights = {}
    page.on("requestfinished", lambda request: weights.update({request.url: request.sizes()["responseBodySize"]}))
    page.goto(address, wait_until="networkidle")
    assert len(weights) >= 4
    return weights


def test_first_page_is_light_fonts_included(page):
    weights = weigh(page, "/compte/login/")
    assert sum(weights.values()) < FIRST_PAGE_BYTES, weights


def test_home_is_light_once_the_fonts_are_kept(new_context, sign_in):
    context = new_context()
    sign_in(context.new_page(), AISSATOU)
    fresh = new_context()
    fresh.add_cookies(context.cookies())
    weights = weigh(fresh.new_page(), "/")
    assert sum(size for url, size in weights.items() if "/fonts/" not in url) < HOME_BYTES, weights
