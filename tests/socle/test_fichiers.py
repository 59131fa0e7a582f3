"""What a file is, by what it holds: each kind known, each trap refused with a sentence (uploads, reliability 5.2)."""

import io
import zipfile

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from socle.fichiers import DOCUMENTS, PIECES, TOUS, FichierField, recognise
from socle.fichiers.champs import name_file
from socle.fichiers.genres import PDF
from socle.forms import Formulaire
from tests.factories import fichiers as made

ROWS = [["Nom", "Ville"], ["Palier", "Orge"]]
KNOWN = {
    "pdf": lambda: made.make_pdf("Bonjour"),
    "docx": lambda: made.make_docx("Bonjour"),
    "xlsx": lambda: made.make_book("xlsx", ROWS),
    "ods": lambda: made.make_book("ods", ROWS),
    "odt": lambda: made.make_odt("Bonjour"),
    "odp": lambda: made.make_odp("Bonjour"),
    "pptx": lambda: made.make_pptx("Bonjour"),
    "png": lambda: made.make_picture("PNG"),
    "jpg": lambda: made.make_picture("JPEG"),
    "webp": lambda: made.make_picture("WEBP"),
    "gif": lambda: made.make_picture("GIF"),
    "mp4": lambda: b"\x00\x00\x00\x18ftypisom" + bytes(100),
    "webm": lambda: b"\x1aE\xdf\xa3\x01\x00\x00\x00\x00\x00\x00\x1fB\x82\x84webm" + bytes(100),
    "mp3": lambda: b"ID3\x04" + bytes(100),
    "txt": "Une énigme\tà résoudre\n".encode,
    "csv": "Nom;Ville\n« Palier »;Orgé\n".encode,
    "md": lambda: b"# Titre\n\nUn texte avec du <b>gras</b>.",
}
HOSTILE = {
    "empty": lambda: b"",
    "bomb": made.make_zip_bomb,
    "svg": lambda: made.SVG_WITH_SCRIPT,
    "web_page": lambda: made.WEB_PAGE,
    "entities": made.make_docx_with_entities,
    "macros": made.make_docx_with_macro,
    "program": lambda: b"MZ\x90\x00" + bytes(200),
    "archive": lambda: made.make_zip({"a.txt": "a", "b.txt": "b"}),
    "old": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "rtf": lambda: b"{\\rtf1 Bonjour}",
    "heic": lambda: b"\x00\x00\x00\x18ftypheic" + bytes(100),
    "unknown": lambda: b"\x01\x02\x03\x00abc",
    "not_utf8": lambda: "é".encode("cp1252") * 20,
}
POLYGLOTS = {
    "pdf and zip": lambda: made.make_pdf("a") + made.make_zip({"a.class": "x"}),
    "picture and zip": lambda: made.make_picture("GIF") + made.make_zip({"a.class": "x"}),
    "zip behind a page": lambda: made.WEB_PAGE + made.make_docx("a"),
    "office then page": lambda: made.make_docx("a") + made.WEB_PAGE,
    "picture and page": lambda: made.make_picture("GIF")[:13] + made.WEB_PAGE + made.make_picture("GIF")[13:],
    "picture and pdf": lambda: made.make_picture("JPEG")[:20] + made.make_pdf("a"),
    "pdf and page": lambda: b"%PDF-1.4\n<html><script>alert(1)</script>" + made.make_pdf("a"),
}


def refuse(content, **options):
    with pytest.raises(ValidationError) as refused:
        recognise(io.BytesIO(content), **options)
    return refused.value


@pytest.mark.parametrize("suffix", KNOWN)
def test_each_kind_is_known_by_what_it_holds(suffix):
    content = KNOWN[suffix]()
    known = recognise(io.BytesIO(content), genres=TOUS, name=f"document.{suffix.upper()}")
    assert (known.genre.suffixe, known.taille) == (suffix, len(content))
    assert len(known.empreinte) == 64


@pytest.mark.parametrize("suffix", [name for name in KNOWN if name not in ("txt", "csv", "md")])
def test_a_name_without_an_ending_changes_nothing(suffix):
    assert recognise(io.BytesIO(KNOWN[suffix]()), genres=TOUS, name="document").genre.suffixe == suffix


@pytest.mark.parametrize("code", HOSTILE)
def test_a_hostile_file_is_refused_with_a_sentence(code):
    refused = refuse(HOSTILE[code](), genres=TOUS)
    assert refused.code == code
    assert refused.message.endswith(".")
    assert len(refused.message) > 30


@pytest.mark.parametrize("name", POLYGLOTS)
def test_two_files_in_one_are_refused(name):
    assert refuse(POLYGLOTS[name](), genres=TOUS).code in ("mixed", "web_page")


def test_a_bomb_that_lies_about_its_size_is_refused():
    assert refuse(made.make_lying_bomb()).code in ("bomb", "damaged")


def test_members_that_lie_on_one_another_are_refused():
    """A bomb needs no ratio when a thousand names point to the same bytes."""
    content = made.make_docx("Bonjour")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        first, second, *_ = archive.infolist()
    directory = content.rfind(b"PK\x01\x02", 0, content.rfind(second.filename.encode()))
    forged = bytearray(content)
    forged[directory + 42 : directory + 46] = (first.header_offset + 1).to_bytes(4, "little")
    assert refuse(bytes(forged)).code in ("bomb", "damaged")


def test_too_many_members_are_refused():
    members = {f"word/{rank}.xml": "" for rank in range(5_001)}
    assert refuse(made.add_members(made.make_docx("a"), members)).code == "bomb"


def test_an_entity_written_in_utf_16_is_seen_too():
    hidden = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'.encode("utf-16")
    assert refuse(made.add_members(made.make_docx("a"), {"word/styles.xml": hidden})).code == "entities"


def test_macros_announced_by_the_types_alone_are_refused():
    types = made.CONTENT_TYPES.replace("application/xml", "application/vnd.ms-word.document.macroEnabled.main+xml")
    assert refuse(made.add_members(made.make_docx("a"), {"[Content_Types].xml": types})).code == "macros"


def test_a_program_hidden_in_a_document_is_refused():
    assert refuse(made.add_members(made.make_docx("a"), {"word/media/a.png": b"MZ" + bytes(99)})).code == "program"


def test_what_is_read_is_counted_never_what_is_announced():
    class Endless(io.BytesIO):
        size = 10
        given = 0

        def read(self, size=-1):
            self.given += size
            return b"%PDF-" * (size // 5)

    file = Endless()
    with pytest.raises(ValidationError, match="dépasse 1 Mo, la limite"):
        recognise(file, most=1_000_000)
    assert file.given < 1_200_000


def test_a_lying_name_is_said():
    refused = refuse(made.make_picture("PNG"), name="rapport.pdf")
    assert refused.code == "name"
    assert "« .pdf »" in refused.message
    assert "« .png »" in refused.message


def test_a_kind_that_is_not_expected_here_says_what_is():
    refused = refuse(made.make_docx("a"), genres=PIECES)
    assert refused.code == "unexpected"
    assert "PDF, JPEG ou PNG" in refused.message


def test_a_pdf_that_was_cut_is_refused():
    assert refuse(made.make_pdf("Bonjour")[:-20]).code == "damaged"


@given(st.binary(max_size=400))
def test_no_bytes_ever_break_the_recogniser(content):
    for start in (b"", b"PK\x03\x04", b"%PDF-", b"GIF89a"):
        try:
            recognise(io.BytesIO(start + content), genres=TOUS)
        except ValidationError as refused:
            assert refused.message.endswith(".")  # noqa: PT017 (either is right)


class DepotForm(Formulaire):
    titre = forms.CharField(max_length=50)
    fichier = FichierField(label="Le fichier", genres=DOCUMENTS, most_bytes=2_000_000)


def send(content, name="a.pdf", titre="Un titre", mime="application/pdf"):
    return DepotForm({"titre": titre}, {"fichier": SimpleUploadedFile(name, content, mime)})


def test_the_field_says_kinds_and_size_before_anything_is_sent():
    drawn = str(DepotForm())
    assert "DOCX" in drawn
    assert "2 Mo au plus" in drawn
    assert 'data-most-bytes="2000000"' in drawn
    assert ".odt" in drawn


def test_the_field_gives_what_was_recognised_whatever_the_browser_said():
    form = send(made.make_pdf("Bonjour"), "Compte-rendu.PDF", mime="text/html")
    assert form.is_valid(), form.errors
    sent = form.cleaned_data["fichier"]
    assert sent.reconnu.genre is PDF
    assert sent.name == "Compte-rendu.pdf"
    assert sent.read(5) == b"%PDF-"


def test_what_was_typed_stays_when_the_file_is_refused():
    form = send(made.WEB_PAGE, "page.html", titre="Le titre que j’avais écrit")
    assert not form.is_valid()
    assert "page web" in form.errors["fichier"][0]
    assert "Le titre que j’avais écrit" in str(form)


def test_a_photo_loses_its_place_and_its_camera():
    content = made.make_photo_with_place()
    assert b"AppareilDeMarguerite" in content
    form = send(content, "photo.jpeg")
    assert form.is_valid(), form.errors
    kept = form.cleaned_data["fichier"].read()
    assert b"AppareilDeMarguerite" not in kept
    picture = Image.open(io.BytesIO(kept))
    assert (picture.format, picture.size) == ("JPEG", (60, 40))
    assert not picture.getexif()
    assert form.cleaned_data["fichier"].reconnu.taille == len(kept)


def test_what_is_hidden_behind_a_picture_is_gone():
    form = send(made.make_picture("PNG") + b"SECRET DERRIERE", "image.png")
    assert form.is_valid(), form.errors
    assert b"SECRET" not in form.cleaned_data["fichier"].read()


def test_an_image_bomb_is_refused_before_it_is_unfolded():
    form = send(made.make_image_bomb(), "image.png")
    assert "50 millions" in form.errors["fichier"][0]


def test_a_broken_picture_is_refused():
    form = send(made.make_picture("PNG")[:60], "image.png")
    assert "abîmée" in form.errors["fichier"][0]


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Docs\\Bilan.PDF", "Bilan.pdf"),
        ("bilan\u202efdp.exe", "bilan fdp.exe.pdf"),
        ("a\x00\r\nb.pdf", "a b.pdf"),
        (".pdf", "pdf.pdf"),
        ("   ", "fichier.pdf"),
        ("é" * 300 + ".pdf", "é" * 120 + ".pdf"),
    ],
)
def test_the_name_kept_is_one_that_people_read(given_name, kept):
    assert name_file(given_name, PDF) == kept
