"""The PDF of a version, read as a person would."""

import re
import subprocess

import pytest

from pacte.documents import PactePdf
from pacte.recognition import recognise
from socle.pdf import render_pdf
from tests.factories.pacte import make_published, make_version

pytestmark = pytest.mark.django_db


def read(version, tmp_path):
    path = tmp_path / "pacte.pdf"
    path.write_bytes(render_pdf(PactePdf.template, PactePdf.context({"version": version.pk})))
    return subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout


def test_published_version_carries_its_date_and_code_on_each_page(tmp_path):
    version = make_published()
    pages = [page for page in read(version, tmp_path).split("\f") if page.strip()]
    assert len(pages) >= 2
    assert all(version.code in page for page in pages)
    assert all(re.search(rf"{rank}\s*/\s*{len(pages)}", page) for rank, page in enumerate(pages, 1))
    text = "".join(pages)
    assert "1er défi" in text
    assert "Sommaire" in text
    assert version.empreinte in text


def test_draft_says_that_it_is_worth_nothing(tmp_path):
    assert "brouillon sans valeur" in read(make_version(), tmp_path)


def test_reading_right_follows_the_version(cast):
    published, draft = make_published(), make_version()
    assert PactePdf.can_read(cast.adherente, {"version": published.pk})
    assert not PactePdf.can_read(cast.adherente, {"version": draft.pk})
    assert not PactePdf.can_read(cast.admin, {"version": 0})


def test_file_is_named_after_the_pact():
    version = make_version(noeuds=recognise("Un texte.").noeuds)
    name = PactePdf.filename({"version": version.pk})
    assert name.endswith("-version-1.pdf")
    assert PactePdf.title({"version": version.pk}) == str(version)
