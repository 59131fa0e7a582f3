"""Files joined to a version: who may, what is refused and stores nothing, how they are given back and erased."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from outiltheque.actions.fichiers import MOST_FILES, remove_fichier, sweep_stored
from outiltheque.actions.versions import start_version
from outiltheque.models import Fichier, Vitrine
from socle.fichiers import envois
from tests.factories import fichiers as made
from tests.factories.outils_fichiers import join, make_brouillon, publish

PDF = made.make_pdf("Bilan de la kermesse")
HOSTILE = {
    "page web": ("a.html", made.WEB_PAGE),
    "SVG": ("a.svg", made.SVG_WITH_SCRIPT),
    "macros": ("a.docm", made.make_docx_with_macro()),
    "définitions": ("a.docx", made.make_docx_with_entities()),
    "place une fois déplié": ("a.docx", made.make_zip_bomb()),
    "deux fichiers à la fois": ("a.pdf", PDF + made.make_zip({"a.class": "x"})),
    "mais son nom finit par": ("a.pdf", made.make_picture("PNG")),
    "vide": ("a.pdf", b""),
    "pixels": ("a.png", made.make_image_bomb()),
    "programme": ("a.pdf", b"MZ" + bytes(500)),
}


@pytest.fixture
def version(cast, stored):
    return make_brouillon(cast.palier, by=cast.directrice)


@pytest.fixture
def send(client_of, cast, version):
    def post(content, name="bilan.pdf", personne=None):
        client = client_of(personne or cast.directrice)
        sent = {"fichier": SimpleUploadedFile(name, content)}
        return client.post(reverse("outiltheque:fichier_add", args=[version.pk]), sent, follow=True)

    return post


def address(name, fichier):
    return reverse(f"outiltheque:{name}", args=[fichier.pk])


def ask(client, url):
    """Read the whole answer and return its status."""
    answer = client.get(url)
    b"".join(answer)
    return answer.status_code


def test_a_file_is_joined_under_a_name_that_says_nothing(version, send, stored):
    page = send(PDF, "Bilan kermesse.pdf")
    assert page.status_code == 200
    fichier = version.fichiers.get()
    assert (fichier.nom, fichier.genre, fichier.taille) == ("Bilan kermesse.pdf", "pdf", len(PDF))
    assert "kermesse" not in fichier.fichier.name
    assert "." not in fichier.fichier.name.rsplit("/", 1)[-1]
    assert len(stored()) == 1


@pytest.mark.parametrize("said", HOSTILE)
def test_a_hostile_file_is_said_and_nothing_is_stored(version, send, stored, said):
    name, content = HOSTILE[said]
    page = send(content, name)
    assert said in page.text
    assert "Joindre" in page.text
    assert not Fichier.objects.exists()
    assert stored() == []


def test_the_page_says_kinds_and_size_before(client_of, cast, version):
    page = client_of(cast.directrice).get(reverse("outiltheque:fichier_add", args=[version.pk])).text
    assert "20 Mo au plus" in page.replace("\u202f", " ").replace("\xa0", " ")
    assert 'data-behaviour="upload"' in page


def test_two_gigabytes_announced_are_refused_before_they_are_read(client_of, cast, version):
    class Untouched:
        def read(self, *args):
            raise AssertionError("read")

        readline = read

    client = client_of(cast.directrice)
    announced = {"CONTENT_LENGTH": str(2_000_000_000), "wsgi.input": Untouched()}
    page = client.post(reverse("outiltheque:fichier_add", args=[version.pk]), {"a": "b"}, **announced)
    assert page.status_code == 413
    assert "Ce fichier est trop lourd" in page.text
    assert "20" in page.text


def test_more_than_a_form_takes_is_listened_to_then_answered(client_of, cast, version, monkeypatch, stored):
    monkeypatch.setattr(envois, "MOST_SENT", 1000)
    page = client_of(cast.directrice).post(
        reverse("outiltheque:fichier_add", args=[version.pk]), {"fichier": SimpleUploadedFile("a.pdf", b"x" * 5000)}
    )
    assert page.status_code == 413
    assert stored() == []


def test_a_file_beyond_the_limit_is_not_kept_while_it_is_read(version, send, stored, monkeypatch):
    """The field says it; of the file itself no more than the limit was ever on the disk."""
    monkeypatch.setattr(envois, "MOST_BYTES", 20_000_000)
    page = send(PDF + b"\n" * 21_000_000)
    assert "dépasse 20 Mo, la limite" in page.text
    assert stored() == []


def test_it_comes_back_as_a_download_that_runs_nothing(client_of, cast, version):
    fichier = join(version, PDF, "Bilan été.pdf", by=cast.directrice)
    answer = client_of(cast.collegue).get(address("fichier_download", fichier))
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert "Bilan%20%C3%A9t%C3%A9.pdf" in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]


def test_a_text_is_never_given_as_a_page(client_of, cast, version):
    fichier = join(version, b"texte <b>gras</b>", "a.md", by=cast.directrice)
    answer = client_of(cast.directrice).get(address("fichier_download", fichier))
    assert answer["Content-Type"] == "application/octet-stream"
    assert b"".join(answer.streaming_content) == b"texte <b>gras</b>"


def test_only_our_own_picture_is_shown_in_a_page(client_of, cast, version):
    fichier = join(version, PDF, "a.pdf", by=cast.directrice)
    answer = client_of(cast.directrice).get(address("fichier_preview", fichier))
    assert answer["Content-Type"] == "image/webp"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert b"".join(answer.streaming_content)[:4] == b"RIFF"


def test_without_a_preview_there_is_nothing(client_of, cast, version):
    fichier = join(version, b"texte", "a.txt", by=cast.directrice)
    assert client_of(cast.directrice).get(address("fichier_preview", fichier)).status_code == 404


def test_a_file_that_is_gone_is_a_page_that_is_not_there(client_of, cast, version):
    fichier = join(version, PDF, "a.pdf", by=cast.directrice)
    default_storage.delete(fichier.fichier.name)
    assert client_of(cast.directrice).get(address("fichier_download", fichier)).status_code == 404


def test_a_draft_file_is_for_its_authors_and_the_team(client_of, cast, version):
    fichier = join(version, PDF, "a.pdf", by=cast.directrice)
    for name in ("fichier_download", "fichier_preview"):
        statuses = {
            who: ask(client_of(getattr(cast, who)), address(name, fichier))
            for who in ("collegue", "chargee", "adherente", "ancien", "superuser")
        }
        assert statuses == {"collegue": 200, "chargee": 200, "adherente": 404, "ancien": 404, "superuser": 404}
        assert Client().get(address(name, fichier)).status_code == 302
    publish(version, by=cast.chargee)
    assert ask(client_of(cast.adherente), address("fichier_download", fichier)) == 200


def test_everybody_reads_a_file_only_when_the_showcase_says_so(cast, version):
    fichier = join(version, PDF, "a.pdf", by=cast.directrice)
    vitrine = Vitrine.objects.create(version=version, champs=["fichiers"], montree_par=cast.directrice)
    public = address("vitrine_fichier", fichier)
    assert Client().get(public).status_code == 404  # not published yet
    publish(version, by=cast.chargee)
    answer = Client().get(public)
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    Vitrine.objects.filter(pk=vitrine.pk).update(champs=["description"])
    assert Client().get(public).status_code == 404


def test_nobody_else_joins_or_takes_off(cast, version, send, client_of):
    fichier = join(version, PDF, "a.pdf", by=cast.directrice)
    assert send(PDF, personne=cast.adherente).status_code == 404
    assert send(PDF, personne=cast.chargee).status_code == 403
    assert client_of(cast.chargee).post(address("fichier_delete", fichier)).status_code == 403
    assert client_of(cast.adherente).post(address("fichier_delete", fichier)).status_code == 404
    publish(version, by=cast.chargee)
    assert send(PDF).status_code == 403
    with pytest.raises(PermissionDenied):
        remove_fichier(fichier, by=cast.directrice)
    assert Fichier.objects.count() == 1


def test_the_same_file_twice_is_said(cast, version, send, stored):
    join(version, PDF, "a.pdf", by=cast.directrice, lu=False)
    page = send(PDF, "autre nom.pdf")
    assert "déjà joint" in page.text
    assert len(stored()) == 1


def test_twenty_files_and_no_more(cast, version):
    for rank in range(MOST_FILES):
        join(version, f"texte {rank}".encode(), "a.txt", by=cast.directrice, lu=False)
    with pytest.raises(ValidationError, match="20 fichiers au plus"):
        join(version, b"un de trop", "a.txt", by=cast.directrice)


def test_the_next_version_has_the_same_files_stored_once(cast, version, stored, django_capture_on_commit_callbacks):
    fichier = join(version, PDF, "a.pdf", by=cast.directrice)
    published = publish(version, by=cast.chargee)
    with django_capture_on_commit_callbacks(execute=True):
        following = start_version(published.outil, by=cast.directrice)
    carried = following.fichiers.get()
    assert (carried.fichier.name, carried.nom, carried.extraction) == (fichier.fichier.name, "a.pdf", "lu")
    assert carried.passages.get().texte == fichier.passages.get().texte
    assert len(stored()) == 2  # the file and its preview
    with django_capture_on_commit_callbacks(execute=True):
        remove_fichier(carried, by=cast.directrice)
    assert len(stored()) == 2  # the published version still has it
    again = join(following, PDF, "encore.pdf", by=cast.directrice, lu=False)
    assert (again.fichier.name, again.extraction) == (fichier.fichier.name, "lu")
    assert len(stored()) == 2


def test_taken_off_it_is_erased(cast, version, stored, client_of, django_capture_on_commit_callbacks):
    fichier = join(version, PDF, "a.pdf", by=cast.directrice)
    with django_capture_on_commit_callbacks(execute=True):
        client_of(cast.directrice).post(address("fichier_delete", fichier))
    assert not Fichier.objects.exists()
    assert stored() == []


def test_without_a_row_there_is_no_file(cast, version, stored, monkeypatch):
    """The database refuses: what was just stored is erased."""

    def refuse(self, *args, **kwargs):
        raise ValidationError("non")

    monkeypatch.setattr(Fichier, "save", refuse)
    with pytest.raises(ValidationError):
        join(version, PDF, "a.pdf", by=cast.directrice)
    assert stored() == []


def test_what_a_crash_left_is_swept_and_nothing_else(cast, version, stored, monkeypatch):
    fichier = join(version, PDF, "a.pdf", by=cast.directrice)
    default_storage.save("outils/2026/01/orphelin", ContentFile(b"x"))
    default_storage.save("imports/autre", ContentFile(b"x"))
    assert sweep_stored() == 0  # a file is stored a little before its row: what is recent may be one of those
    later = timezone.now() + timedelta(days=2)
    monkeypatch.setattr("socle.fichiers.stockage.timezone.now", lambda: later)
    assert sweep_stored() == 1
    assert {path.name for path in stored()} == {
        fichier.fichier.name.rsplit("/")[-1], fichier.apercu.name.rsplit("/")[-1], "autre",
    }  # fmt: skip
