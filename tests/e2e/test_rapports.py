"""The scheme's year, read by the steering committee: small numbers withheld, on the page and on paper."""

import re

from playwright.sync_api import expect

from tests.e2e.people import THIBAULT


def test_steering_committee_reads_a_year(page, sign_in, axe, tmp_path, read_pdf):
    sign_in(page, THIBAULT)
    page.get_by_role("link", name="Pilotage").first.click()
    axe(page)
    page.locator("main").get_by_role("link", name=re.compile(r"20\d\d")).first.click()
    axe(page)
    expect(page.locator("main")).to_contain_text("moins de 5")
    with page.expect_download(timeout=60_000) as download:
        page.get_by_role("button", name=re.compile("PDF")).click()
        page.get_by_role("link", name="Télécharger le PDF").click(timeout=45_000)
    path = tmp_path / "rapport.pdf"
    download.value.save_as(path)
    assert "moins de 5" in read_pdf(path)
