"""The text of a file is read in the background, by a process of its own; no file ever stops the worker."""

import io
import subprocess
import sys
from datetime import timedelta

import pytest
from django.utils import timezone
from PIL import Image

from outiltheque import tasks
from outiltheque.actions import lectures
from outiltheque.actions.lectures import read_fichier
from outiltheque.models import Fichier, MotConnu, Passage
from socle.fichiers import atelier, bac
from tests.factories import fichiers as made
from tests.factories.outils_fichiers import join, make_brouillon

SAID = "Le goûter des aînées réunit quarante familles"
ROWS = [["Action", "Public"], [SAID, "Aînés"]]
READ = {
    "a.pdf": lambda: made.make_pdf(SAID),
    "a.docx": lambda: made.make_docx("Titre", SAID),
    "a.odt": lambda: made.make_odt("Titre", SAID),
    "a.odp": lambda: made.make_odp(SAID),
    "a.ods": lambda: made.make_book("ods", ROWS),
    "a.xlsx": lambda: made.make_book("xlsx", ROWS),
    "a.pptx": lambda: made.make_pptx(SAID),
    "a.txt": SAID.encode,
    "a.md": f"# Titre\n\n{SAID}".encode,
    "a.csv": f"Action;Public\n{SAID};Aînés\n".encode,
}
Extraction = Fichier.Extraction


@pytest.fixture
def version(cast, stored):
    return make_brouillon(cast.palier, by=cast.directrice)


def text_of(fichier):
    return "\n".join(fichier.passages.values_list("texte", flat=True))


@pytest.mark.parametrize("name", READ)
def test_the_text_of_each_kind_is_read(cast, version, name):
    fichier = join(version, READ[name](), name, by=cast.directrice)
    assert (fichier.extraction, fichier.motif) == (Extraction.LU, "")
    assert SAID in text_of(fichier)


def test_a_pdf_is_read_page_by_page(cast, version):
    fichier = join(version, made.make_pdf("Première page", "", "Troisième page"), "a.pdf", by=cast.directrice)
    assert fichier.pages == 3
    assert list(fichier.passages.values_list("page", "texte")) == [(1, "Première page"), (3, "Troisième page")]


def test_a_long_text_is_cut_in_passages(cast, version):
    text = "\n".join(f"Paragraphe {rank} qui dit des choses utiles à toutes les équipes." for rank in range(200))
    fichier = join(version, text.encode(), "long.txt", by=cast.directrice)
    lengths = [len(text) for text in fichier.passages.values_list("texte", flat=True)]
    assert len(lengths) > 3
    assert max(lengths) <= atelier.SLICE
    assert text_of(fichier) == text
    assert fichier.pages is None


def test_odd_characters_are_cleaned(cast, version):
    text = "Mot\u200b coupé, in-\ntérêt, saut\u2028de ligne\ufeff, sens\u202einverse".encode()
    fichier = join(version, text, "a.txt", by=cast.directrice)
    said = text_of(fichier)
    assert said.startswith("Mot coupé, intérêt")
    assert not set(said) & set("\u200b\u202e\ufeff\x00")


def test_ten_thousand_pages_are_said_and_the_worker_goes_on(cast, version):
    heavy = join(version, made.make_long_pdf(10_000), "annales.pdf", by=cast.directrice)
    assert heavy.extraction == Extraction.ECHEC
    assert heavy.motif == (
        "Texte non lu : ce fichier a 10\u202f000 pages, le portail en lit 2\u202f000 au plus. "
        "Il se télécharge normalement."
    )
    assert join(version, SAID.encode(), "apres.txt", by=cast.directrice).extraction == Extraction.LU


def test_a_process_that_is_killed_marks_the_file_and_the_worker_goes_on(cast, version, monkeypatch, tmp_path_factory):
    """As when the kernel ends it for its memory: there is simply no answer."""
    program = write_program(tmp_path_factory.mktemp("x"), "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n")
    with monkeypatch.context() as patch:
        patch.setattr(bac, "PROGRAM", program)
        fichier = join(version, READ["a.pdf"](), "a.pdf", by=cast.directrice)
    assert fichier.motif.startswith("Texte non lu : ce fichier demande trop de mémoire ou trop de temps.")
    assert join(version, SAID.encode(), "b.txt", by=cast.directrice).extraction == Extraction.LU


def write_program(folder, source):
    path = folder / "atelier.py"
    path.write_text(source)
    return path


def test_a_process_that_never_ends_is_ended(monkeypatch, tmp_path):
    monkeypatch.setattr(bac, "PROGRAM", write_program(tmp_path, "import time\ntime.sleep(60)\n"))
    with io.BytesIO(b"abc") as file:
        assert bac.open_apart("texte", file, "txt", "1", "1", patience=1) == {"probleme": "trop_lourd"}


def test_memory_and_time_of_the_process_are_bounded():
    source = (
        "import resource; from importlib.util import spec_from_file_location as f, module_from_spec as m\n"
        f"s = f('a', {str(bac.PROGRAM)!r}); a = m(s); s.loader.exec_module(a)\n"
        "a.JOBS['essai'] = lambda: {'x': len(bytearray(3_000_000_000))}\n"
        "print(a.main('essai'), resource.getrlimit(resource.RLIMIT_CPU)[0])"
    )
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[0] == "{'probleme': 'trop_lourd'} 60"


def test_too_much_text_is_said(cast, version, monkeypatch):
    monkeypatch.setattr(lectures, "MOST_LETTERS", 100)
    fichier = join(version, b"mot " * 100, "a.txt", by=cast.directrice)
    assert fichier.motif.startswith("Texte non lu : ce fichier a plus de texte que le portail n’en lit")


def test_pages_without_text_are_said(cast, version):
    fichier = join(version, made.make_pdf("", ""), "scan.pdf", by=cast.directrice)
    assert (fichier.extraction, fichier.pages) == (Extraction.SANS_TEXTE, 2)
    assert "pages scannées" in fichier.motif


def test_a_picture_has_no_text_and_a_preview(cast, version):
    fichier = join(version, made.make_picture("PNG"), "plan.png", by=cast.directrice)
    assert (fichier.extraction, fichier.motif) == (Extraction.SANS_TEXTE, "")
    with fichier.apercu.open() as picture:
        assert picture.read(4) == b"RIFF"


def test_the_first_page_of_a_pdf_is_drawn(cast, version):
    fichier = join(version, READ["a.pdf"](), "a.pdf", by=cast.directrice)
    with fichier.apercu.open() as file:
        picture = Image.open(io.BytesIO(file.read()))
    assert picture.format == "WEBP"
    assert picture.width <= 900
    assert picture.height <= 1200


def test_read_twice_is_read_once(cast, version):
    fichier = join(version, READ["a.pdf"](), "a.pdf", by=cast.directrice)
    before = list(Passage.objects.values_list("pk", flat=True))
    assert not read_fichier(fichier.pk)
    assert list(Passage.objects.values_list("pk", flat=True)) == before


def test_a_file_deleted_meanwhile_leaves_nothing(cast, version, stored, monkeypatch):
    fichier = join(version, READ["a.pdf"](), "a.pdf", by=cast.directrice, lu=False)
    read = lectures.open_apart

    def delete_then_read(*args):
        Fichier.objects.filter(pk=fichier.pk).delete()
        return read(*args)

    monkeypatch.setattr(lectures, "open_apart", delete_then_read)
    assert not read_fichier(fichier.pk)
    assert not Passage.objects.exists()
    assert not [path for path in stored() if path.suffix == ".webp"]


def test_a_file_that_is_no_longer_stored_is_said(cast, version):
    fichier = join(version, READ["a.pdf"](), "a.pdf", by=cast.directrice, lu=False)
    fichier.fichier.storage.delete(fichier.fichier.name)
    read_fichier(fichier.pk)
    fichier.refresh_from_db()
    assert "n’est plus là" in fichier.motif


def test_a_worker_that_dies_three_times_is_not_tried_again(cast, version):
    fichier = join(version, READ["a.pdf"](), "a.pdf", by=cast.directrice, lu=False)
    Fichier.objects.filter(pk=fichier.pk).update(essais=3)
    assert not read_fichier(fichier.pk)
    fichier.refresh_from_db()
    assert fichier.extraction == Extraction.ECHEC


def test_beat_finds_what_redis_lost(cast, version, monkeypatch):
    """The database is the truth: a file that waits is read, whatever became of its message."""
    told = []
    monkeypatch.setattr(tasks.read_fichier, "delay", told.append)
    waits = join(version, READ["a.pdf"](), "a.pdf", by=cast.directrice, lu=False)
    join(version, SAID.encode(), "b.txt", by=cast.directrice)
    tasks.read_fichiers()
    assert told == []
    Fichier.objects.filter(pk=waits.pk).update(depose_le=timezone.now() - timedelta(minutes=5))
    tasks.read_fichiers()
    assert told == [str(waits.pk)]
    tasks.read_fichier(told[0])
    tasks.read_fichiers()
    assert len(told) == 1


def test_a_worker_is_told_of_a_file_by_its_number_alone(cast, version, no_queue, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        fichier = join(version, READ["a.pdf"](), "a.pdf", by=cast.directrice, lu=False)
    assert no_queue == [("outiltheque.tasks.read_fichier", str(fichier.pk))]


def test_words_are_learnt_without_those_that_say_nothing(cast, version):
    join(version, "Les goûters pour 2026, avec Œuvre".encode(), "a.txt", by=cast.directrice)
    known = set(MotConnu.objects.values_list("mot", flat=True))
    assert {"gouters", "oeuvre"} <= known
    assert not {"les", "pour", "avec", "2026"} & known


@pytest.mark.parametrize("name", ["a.docx", "a.odt", "a.pptx", "a.xlsx", "a.pdf"])
def test_a_broken_file_says_so(tmp_path, name):
    """The reader never trusts the recogniser: what it cannot open is a word, not a crash."""
    path = tmp_path / name
    path.write_bytes(READ[name]()[:300])
    with path.open("rb") as file:
        answer = bac.open_apart("texte", file, name[2:], "10", "1000")
    assert answer["probleme"] in ("abime", "trop_lourd")


def test_an_entity_reads_nothing_elsewhere(tmp_path):
    """Even were such a document let in, its reader replaces no entity (XXE)."""
    secret = tmp_path / "secret.txt"
    secret.write_text("MOT-DE-PASSE-90210")
    content = made.make_docx_with_entities()
    text = (
        f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY vol SYSTEM "file://{secret}">]>'
        f"<office:document-content {made.ODF_NAMES}><office:body><text:p>Avant &vol; apres</text:p></office:body>"
        "</office:document-content>"
    )
    odt = made.make_zip({"mimetype": made.ODF_MIME + "text", "content.xml": text})
    for suffix, hostile in (("odt", odt), ("docx", content)):
        path = tmp_path / f"a.{suffix}"
        path.write_bytes(hostile)
        with path.open("rb") as file:
            answer = bac.open_apart("texte", file, suffix, "10", "1000")
        assert "90210" not in str(answer)
        assert "root:" not in str(answer)
