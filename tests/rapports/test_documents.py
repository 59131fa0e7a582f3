"""The PDF of the steering report, read as a person would."""

import subprocess

import pytest
from django.urls import reverse

from rapports.documents import RapportPdf
from socle.models import DocumentProduit
from socle.pdf import render_pdf
from tests.factories.rapports import make_rapport

pytestmark = pytest.mark.django_db
ANNEE = 2024


def test_pdf_holds_the_same_words(cast, client_of, tmp_path):
    rapport = make_rapport(ANNEE)
    response = client_of(cast.comite).post(reverse("rapports:rapport_pdf", args=[ANNEE]))
    document = DocumentProduit.objects.get()
    assert response.url == reverse("socle:document_detail", args=[document.pk])
    path = tmp_path / "rapport.pdf"
    path.write_bytes(render_pdf(RapportPdf.template, RapportPdf.context(document.parametres)))
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout
    assert text.count("moins de 5, ou masqué") == 2 * 2  # two withheld figures, in the drawing and in the table
    assert rapport.code in text
    assert "55" in text
    assert RapportPdf.filename(document.parametres) == "rapport-dispositif-2024.pdf"


def test_pdf_is_read_by_those_who_read_the_page(cast):
    params = {"rapport": make_rapport().pk}
    assert RapportPdf.can_read(cast.comite, params)
    assert not RapportPdf.can_read(cast.admin, params)
    assert not RapportPdf.can_read(cast.comite, {"rapport": 0})
