"""Every kind of document that the portal makes is read aloud correctly, whole, in French, and gives nothing away."""

import re
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID

import pikepdf
import pytest

from socle.documents import registry
from socle.pdf import render_pdf
from socle.pdf_archive import PieceJointe
from tests.factories.documents import BEHIND_CLOSED_DOORS, SAMPLES
from tests.socle.verapdf import judge

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("verapdf")]

OURS = {slug: kind for slug, kind in registry.items() if not kind.__module__.startswith("tests.")}
MADE = SimpleNamespace(cree_le=datetime(2026, 1, 2, 3, 4, tzinfo=UTC), pk=UUID("12345678123456781234567812345678"))
THIN, BOUND = "\u202f", "\u00a0"
# What each says somewhere, with its accents, its apostrophes and its thin no-break spaces
WORDS = {
    "accompagnement.lettre": ["Lettre d’engagement", "Séances prévues", "sans donner de raison"],
    "collectifs.compte_rendu": [
        f"«{THIN}l’accueil n’attend pas{THIN}»",
        f"1{THIN}200 personnes",
        f"un créneau de plus{THIN}?",
        "Gaëlle Lœuilly",
        "Par consentement. Adoptée",
    ],
    "collectifs.synthese": [
        f"«{THIN}l’accueil n’attend pas{THIN}»",
        "Points positifs ou leviers à soutenir",
        "Points de débat",
        "moins de 5, ou masqué",
        f"On m’a demandé mon prénom{THIN}»",
    ],
    "formations.programme": ["Comprendre avant de voter", f"où en sommes-nous{THIN}?"],
    "formations.convention": [f"1{THIN}687,00", "D6353-1", "Gaëlle Quévrauberte0"],
    "formations.convocation": ["Gaëlle Quévrauberte0", "code à six chiffres"],
    "formations.feuille": ["Gaëlle Quévrauberte9", "Arrivée imprévue 4"],
    "formations.certificat": ["13 h 20", "7KQ4-MZ2X-W9PA", "Gaëlle Quévrauberte0"],
    "formations.facture": ["article 261-4-4° a", "114,76", "11770123477", "Gaëlle Quévrauberte0"],
    "members.composition": ["Conseil d’administration de l’Union", "Place vacante", "Quévrauberte58"],
    "members.liste_electorale": ["Assemblée générale de l’été", "Personne pour la représenter", f"40{THIN}% des voix"],
    "members.appel": [f"1{THIN}420{THIN}000,00", "L’Œuvre & l’École", "RF26 2026 0001 2", "FR76 3000 6000"],
    "members.recu": ["Avoir, à utiliser plus tard", f"4{THIN}650,00", f"Chèque n°{BOUND}447"],
    "pacte.bilan": ["Bilan d’étape", f"«{THIN}l’accueil n’attend pas{THIN}»", "Rien n’est compté", f"1{THIN}200,5"],
    "pacte.version": [f"1er défi{THIN}:", "Val d’Aubrelle", "réciprocité"],
    "rapports.pilotage": [f"Zéro s’écrit{THIN}:", "moins de 5, ou masqué", "Par étape atteinte"],
}
# Which edition of the text it is, then what tells this file from any other
EDITIONS = r"(Appel émis|Reçu n°|Version|Approuvé|Diffusé|Projet|\d+(re|e) publication)"
FOOT = re.compile(rf"{EDITIONS}.*Vérification [0-9A-F]{{4}}(-[0-9A-F]{{4}})+")
DATE = re.compile(r"\d{1,2}(er)? \w+ \d{4}")
ON_ONE_PAGE = {
    "accompagnement.lettre",
    "formations.certificat",
    "formations.convocation",
    "formations.facture",
    "members.appel",
    "members.recu",
}
# Files inside are for the archives: the text of the pact for machines, and nothing else
INSIDE = {"pacte.bilan": {"bilan.json"}, "pacte.version": {"pacte.json"}}
METADATA = {"/Title", "/Author", "/Creator", "/Producer"}
FOOT_TOP, PAGE_WIDTH, PAGE_HEIGHT, SIDE = 1150, 892, 1262, 80  # as pdftohtml counts: one and a half to the point


@dataclass
class Line:
    """Words on a page: where, and in which face."""

    text: str
    left: int
    top: int
    right: int
    face: str


@dataclass
class Paper:
    """A document made once and looked at by several tests."""

    slug: str
    title: str
    path: Path

    def run(self, *command) -> str:
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @cached_property
    def pages(self) -> list[str]:
        return self.run("pdftotext", "-layout", self.path, "-").split("\f")[:-1]

    @cached_property
    def text(self) -> str:
        """What a person who copies the text gets; poppler makes every space an ordinary one."""
        return re.sub(r"\s+", " ", self.run("pdftotext", self.path, "-"))

    @cached_property
    def letters(self) -> str:
        """What a screen reader gets: each sign drawn, through the table of its face."""
        with pikepdf.open(self.path) as pdf:
            return "".join(sign for page in pdf.pages for sign in read_signs(page))

    def lines(self) -> Iterator[list[Line]]:
        """Return the lines of each page, from top to bottom."""
        root = ET.fromstring(self.run("pdftohtml", "-xml", "-i", "-stdout", "-fontfullname", self.path))  # noqa: S314
        faces = {font.get("id"): font.get("family") for font in root.iter("fontspec")}
        for page in root.iter("page"):
            yield sorted((read_line(text, faces) for text in page.iter("text")), key=lambda line: line.top)


def read_line(text, faces) -> Line:
    left, top, width = (int(text.get(name)) for name in ("left", "top", "width"))
    return Line("".join(text.itertext()), left, top, left + width, faces[text.get("font")])


def read_signs(page) -> Iterator[str]:
    """Return the Unicode values of what a page draws, in the order of drawing."""
    tables = {name: read_table(font) for name, font in page.Resources.Font.items()}
    table = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            table = tables[str(operands[0])]
        for piece in operands[0] if str(operator) == "TJ" else ():
            if isinstance(piece, pikepdf.String):
                codes = bytes(piece)
                yield from (table[codes[i : i + 2]] for i in range(0, len(codes), 2))


def read_table(font) -> dict[bytes, str]:
    """Return which sign each two-byte code of a face stands for."""
    pairs = re.findall(rb"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]+)>", font.ToUnicode.read_bytes())
    return {bytes.fromhex(code.decode()): bytes.fromhex(sign.decode()).decode("utf-16-be") for code, sign in pairs}


made: dict[str, Paper] = {}


@pytest.fixture(params=sorted(OURS))
def paper(request, cast, tmp_path_factory) -> Paper:
    """Every document in turn, drawn once: the tests that look at it are many, and drawing takes a second."""
    slug = request.param
    assert slug in SAMPLES, f"write a sample of {slug} in tests/factories/documents.py"
    if slug not in made:
        params = SAMPLES[slug](cast)
        path = tmp_path_factory.mktemp("papers") / f"{slug}.pdf"
        pieces = [PieceJointe(*piece) for piece in OURS[slug].inside(params)]
        path.write_bytes(render_pdf(OURS[slug].template, {**OURS[slug].context(params), "document": MADE}, pieces))
        made[slug] = Paper(slug, OURS[slug].title(params), path)
    return made[slug]


def test_every_registered_document_is_looked_at():
    assert len(OURS) > 0
    assert set(SAMPLES) == set(WORDS) == set(OURS)


def test_verapdf_finds_no_fault(paper):
    verdict = judge(paper.path)
    assert verdict.failed == []
    assert verdict.is_compliant
    assert verdict.checks > 1000


@pytest.mark.parametrize("paper", sorted(INSIDE), indirect=True)
def test_a_paper_that_holds_files_is_for_the_archives_too(paper):
    verdict = judge(paper.path, "3a")
    assert (verdict.failed, verdict.is_compliant) == ([], True)


def test_file_is_sound(paper):
    assert "No syntax or stream encoding errors" in paper.run("qpdf", "--check", paper.path)


def test_every_face_is_embedded_and_can_be_copied(paper):
    rows = [line.split() for line in paper.run("pdffonts", paper.path).splitlines()[2:]]
    assert len(rows) > 0
    for row in rows:
        embedded, subset, unicode_map = row[-5:-2]
        assert (embedded, subset, unicode_map) == ("yes", "yes", "yes"), row


def test_words_come_out_as_they_were_written(paper):
    assert [words for words in WORDS[paper.slug] if words not in paper.letters] == []
    assert [
        words for words in WORDS[paper.slug] if words.replace(THIN, " ").replace(BOUND, " ") not in paper.text
    ] == []
    assert "\ufffd" not in paper.text


def test_it_says_its_language_and_its_title(paper):
    with pikepdf.open(paper.path) as pdf:
        assert str(pdf.Root.Lang) == "fr"
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert str(pdf.docinfo["/Title"]).replace(BOUND, " ").split(",")[0] in paper.title
        with pdf.open_outline() as outline:
            assert len(outline.root) > 0


def test_metadata_and_attachments_give_nothing_away(paper):
    with pikepdf.open(paper.path) as pdf:
        assert set(pdf.docinfo.keys()) <= METADATA
        hidden = " ".join(map(str, pdf.docinfo.values())) + pdf.Root.Metadata.read_bytes().decode()
        assert set(pdf.attachments) == INSIDE.get(paper.slug, set())
        assert "/JavaScript" not in pdf.Root.get("/Names", {})
    assert not re.search(r"[\w.]+@|/(?:work|home|tmp|usr)/|file:|localhost|portail\.invalid", hidden)
    assert BEHIND_CLOSED_DOORS not in hidden + paper.text
    assert b"portail.invalid" not in paper.path.read_bytes()


def test_each_page_carries_its_rank_and_what_to_check_it_with(paper):
    assert len(paper.pages) == 1 if paper.slug in ON_ONE_PAGE else len(paper.pages) >= 3
    for rank, page in enumerate(paper.pages, 1):
        foot = page.strip().splitlines()[-1]
        assert re.search(rf"\b{rank} ?/ ?{len(paper.pages)}$", foot)
        assert FOOT.search(foot), foot
        assert DATE.search(foot), foot


def test_nothing_runs_over_the_edge_nor_over_the_foot(paper):
    for lines in paper.lines():
        assert all(line.left >= SIDE and line.right <= PAGE_WIDTH - SIDE for line in lines)
        assert {line.text for line in lines if line.top > FOOT_TOP} == {line.text for line in lines[-2:]}


def test_no_heading_is_left_alone_at_the_foot_of_a_page(paper):
    pages = [[line for line in lines if line.top < FOOT_TOP] for lines in paper.lines()]
    assert [lines[-1].text for lines in pages if "Bricolage" in lines[-1].face] == []
    assert any("Bricolage" in line.face for lines in pages for line in lines)


@pytest.mark.parametrize(
    ("paper", "head", "row"),
    [
        ("collectifs.compte_rendu", "À faire", r"créneau n° [1-4]\d"),
        ("rapports.pilotage", "Intitulé", r"Confins n° [1-4]\d"),
    ],
    indirect=["paper"],
    ids=["minutes", "report"],
)
def test_a_table_that_goes_on_repeats_its_head(paper, head, row):
    _, *following = [page for page in paper.pages if re.search(row, page)]
    assert len(following) > 0
    tops = [[line for line in page.splitlines() if line.strip()][1] for page in following]
    assert all(head in top for top in tops), tops
