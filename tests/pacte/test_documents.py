"""The PDF of a version, read as a person would."""

import itertools
import re
import subprocess
from datetime import date

import pikepdf
import pytest
from django.urls import reverse

from pacte.documents import PactePdf
from pacte.genres import Genre
from pacte.recognition import recognise
from pacte.tree import Noeud
from socle.pdf import render_pdf
from tests.factories.pacte import make_pacte, make_published, make_version

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


def write_every_kind():
    """A tree where every kind stands at the root and under another, each of its fields holding words of its own."""
    words, count = [], itertools.count()

    def word():
        words.append(f"mot{next(count)}z")
        return words[-1]

    def make(genre, *enfants):
        followed = {"indicateur": word(), "echeance": date(2031, 5, 17)} if genre == Genre.ENGAGEMENT else {}
        return Noeud(genre, f"{word()} {word()}", word(), word(), enfants=list(enfants), **followed)

    noeuds = [make(genre, *(make(under) for under in Genre)) for genre in Genre]
    noeuds += [Noeud(genre, texte=word()) for genre in Genre] + [Noeud(genre, word()) for genre in Genre]
    return noeuds, words


def test_page_and_pdf_hold_every_word_of_the_tree(tmp_path, cast, client_of):
    noeuds, words = write_every_kind()
    version = make_published(make_pacte(), noeuds=noeuds)
    page = client_of(cast.directrice).get(reverse("pacte:version_detail", args=[version.pk])).content.decode()
    shown = page[page.index('id="contenu"') :] if 'id="contenu"' in page else page
    paper = read(version, tmp_path)
    for name, said in (("page", shown), ("PDF", paper)):
        found = set(re.findall(r"mot\d+z", said.lower()))
        assert set(words) - found == set(), name
        assert "17 mai 2031" in said.replace("\u202f", " ").replace("\xa0", " "), name


def test_contents_cost_a_box_a_word_not_a_box_a_dot(tmp_path):
    """A line of contents is its words and its page: no row of dots to lay out, nor to hear."""
    challenges = [Noeud(Genre.DEFI, f"Défi d’essai {rank}", "Ce que nous tenons.") for rank in range(40)]
    version = make_published(make_pacte(), noeuds=challenges)
    text = read(version, tmp_path)
    assert re.search(r"40e défi\s*: Défi d’essai 39\s+\d+", " ".join(text.split()))
    assert "..." not in text
    with pikepdf.open(tmp_path / "pacte.pdf") as pdf:
        drawn = [str(step.operator) for step in pikepdf.parse_content_stream(pdf.pages[1])].count("BT")
    assert 60 <= drawn < 110
