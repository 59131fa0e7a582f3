"""A chair on a tablet gives a voice in two taps, and takes it back."""

import re

from playwright.sync_api import expect

from tests.e2e.people import ROGER


def test_a_chair_gives_a_proxy_in_two_taps_and_takes_it_back(page, sign_in, axe):
    sign_in(page, ROGER)
    page.goto("/gouvernance/")
    axe(page)
    page.get_by_role("link", name="Conseil d’administration, Quai-Hauvert").click()
    expect(page.locator("main")).to_contain_text("Personnes salariées au conseil")
    axe(page)
    page.goto("/gouvernance/")
    page.get_by_role("link", name="Assemblée générale ordinaire").click()
    axe(page)
    page.get_by_role("link", name=re.compile("donner pouvoir")).click()
    axe(page)
    page.get_by_role("button", name=re.compile("Donner pouvoir La Fabrique de Vessigny")).click()
    expect(page.locator("main")).to_contain_text("La Fabrique de Vessigny portera votre voix")
    page.get_by_role("button", name=re.compile("Reprendre le pouvoir")).click()
    expect(page.locator("main")).to_contain_text("Nous ne venons pas")
