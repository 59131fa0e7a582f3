"""PDF pages: our own files only, the same bytes for the same input, and a validator that is able to say no."""

import os
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

import pikepdf
import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.template import engines
from weasyprint import HTML

from socle import pdf
from socle.pdf import OUR_FILES, OurFilesOnly, render_pdf
from tests.socle.verapdf import check_pdf, judge

ROOT = Path(__file__).resolve().parents[2]
PAGE = (
    '{% extends "pdf/base.html" %}{% block title %}Essai{% endblock %}{% block heading %}Essai{% endblock %}'
    "{% block content %}<h2>Où en est-on ?</h2><p>« Ça va », dit-elle.</p>{{ more }}{% endblock %}"
)
SECRET = "ne-doit-pas-sortir"
ONE_PIXEL = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"


@pytest.fixture
def draw(monkeypatch):
    """Draw a page whose content ends with what the test gives, unescaped: as if a text had got through."""

    def draw(more="") -> bytes:
        page = engines["django"].from_string(PAGE.replace("{{ more }}", more))
        monkeypatch.setattr(pdf, "render_to_string", lambda template, context: page.render(context))
        return render_pdf("essai.html", {})

    return draw


@pytest.fixture
def secret(tmp_path):
    path = tmp_path / "secret.css"
    path.write_text(f"h1::after {{ content: '{SECRET}' }}")
    return path


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/",
        "https://portail.example/static/css/print.css",
        "https://portail.invalid.example/css/print.css",
        "https://portail.invalid@example.org/css/print.css",
        "http://portail.invalid/css/print.css",
        "ftp://portail.invalid/css/print.css",
        "file:///etc/passwd",
        "FILE:///etc/passwd",
        "/etc/passwd",
        "css/print.css",
        f"{OUR_FILES}css/unknown.css",
        f"{OUR_FILES}",
    ],
)
def test_foreign_address_is_refused(address):
    with pytest.raises(ValueError, match="refused address"):
        OurFilesOnly().fetch(address)


@pytest.mark.parametrize("path", ["../manage.py", "%2e%2e/manage.py", "css/../../manage.py", "/etc/passwd"])
def test_no_path_climbs_out_of_our_files(path):
    with pytest.raises((ValueError, SuspiciousFileOperation)):
        OurFilesOnly().fetch(OUR_FILES + path)


@pytest.mark.parametrize(
    ("path", "kind"),
    [("css/print.css", "text/css"), ("fonts/bricolage-grotesque.woff2", "font/woff2")],
)
def test_our_static_files_are_served(path, kind):
    response = OurFilesOnly().fetch(OUR_FILES + path)
    assert response.read() == (ROOT / "static" / path).read_bytes()
    assert response.headers["Content-Type"] == kind


def test_embedded_data_are_read():
    assert OurFilesOnly().fetch("data:text/plain;base64,w6k=").read() == "é".encode()


@pytest.mark.parametrize(
    "markup",
    [
        '<img alt="" src="{address}">',
        '<link rel="stylesheet" href="{address}">',
        '<link rel="attachment" href="{address}">',
        '<a rel="attachment" href="{address}">pièce</a>',
        '<object data="{address}">objet</object>',
        "<style>@import url({address});</style>",
        '<svg width="9" height="9"><title>x</title><image href="{address}" width="9" height="9"/></svg>',
    ],
)
def test_page_that_names_a_file_of_the_machine_does_not_carry_it(draw, secret, tmp_path, caplog, markup):
    path = tmp_path / "page.pdf"
    path.write_bytes(draw(markup.format(address=secret.as_uri())))
    text = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout
    assert "Essai" in text
    assert SECRET not in text
    with pikepdf.open(path) as document:
        assert not document.attachments
        assert "/EmbeddedFiles" not in document.Root.get("/Names", {})
    assert SECRET.encode() not in path.read_bytes()
    assert any(str(secret) in record.getMessage() for record in caplog.records)
    caplog.clear()  # the refusal is an error in the log, on purpose


def test_same_input_gives_the_same_bytes(draw):
    first = draw()
    time.sleep(1.1)  # the cut fonts used to carry the second of their making
    assert sha256(draw()).hexdigest() == sha256(first).hexdigest()
    assert sha256(draw(f'<img alt="point" src="{ONE_PIXEL}">')).hexdigest() != sha256(first).hexdigest()


def test_another_process_gives_the_same_bytes(draw):
    here = sha256(draw()).hexdigest()
    script = (
        "import django; django.setup()\n"
        "from hashlib import sha256; from django.template import engines; from socle import pdf\n"
        f"page = engines['django'].from_string({PAGE.replace('{{ more }}', '')!r})\n"
        "pdf.render_to_string = lambda template, context: page.render(context)\n"
        "print(sha256(pdf.render_pdf('essai.html', {})).hexdigest())"
    )
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "federation.settings", "PYTHONHASHSEED": "7"}
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.stdout.strip() == here, done.stderr


def test_pages_name_no_place_that_leads_nowhere(draw):
    assert b"portail.invalid" not in draw()


@pytest.mark.xdist_group("verapdf")
class TestValidator:
    def test_it_accepts_what_we_draw(self, draw, tmp_path):
        path = tmp_path / "page.pdf"
        path.write_bytes(draw())
        assert check_pdf(path) == []

    def test_it_refuses_an_untagged_page(self, tmp_path):
        path = tmp_path / "untagged.pdf"
        HTML(string="<h1>Sans balises</h1><p>Ni langue, ni titre.</p>").write_pdf(path)
        verdict = judge(path)
        broken = {rule.clause for rule in verdict.failed}
        assert not verdict.is_compliant
        assert {"6.2-1", "7.1-3", "7.1-11"} <= broken
        assert all(rule.message for rule in verdict.failed)

    def test_it_refuses_a_tagged_page_without_a_title(self, draw, tmp_path):
        path = tmp_path / "untitled.pdf"
        path.write_bytes(draw())
        with pikepdf.open(path, allow_overwriting_input=True) as document:
            del document.Root.ViewerPreferences
            document.save(path)
        assert [rule.clause for rule in check_pdf(path)] == ["7.1-10"]

    def test_it_refuses_a_picture_without_words(self, tmp_path, caplog):
        path = tmp_path / "mute.pdf"
        HTML(string=f'<html lang="fr"><title>x</title><img src="{ONE_PIXEL}">').write_pdf(path, pdf_variant="pdf/ua-1")
        assert "7.3-1" in {rule.clause for rule in check_pdf(path)}
        assert "no required alt description" in caplog.text
        caplog.clear()  # WeasyPrint had said it too
