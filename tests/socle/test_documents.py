"""Documents are made once, by a worker, kept with their hash, read by whoever asked and may still read."""

from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.utils import timezone

from socle import documents
from socle.documents import Document, produce
from socle.models import DocumentProduit


class Essai(Document):
    slug = "socle.essai"
    template = "socle/essai.html"
    readers: set[Any] = set()

    @classmethod
    def title(cls, params):
        return f"Essai {params['numero']}"

    @classmethod
    def context(cls, params):
        return params

    @classmethod
    def filename(cls, params):
        return "essai.pdf"

    @classmethod
    def can_read(cls, user, params):
        return user in cls.readers


@pytest.fixture(autouse=True)
def drawing(monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(
        documents, "render_pdf", lambda template, context, inside: b"%PDF " + str(context["numero"]).encode()
    )


@pytest.fixture
def document(cast):
    Essai.readers = {cast.directrice, cast.collegue}
    return produce(Essai, by=cast.directrice, numero=7)


def test_made_once_and_kept_with_its_hash(document):
    assert documents.make(str(document.pk)) is True
    assert documents.make(str(document.pk)) is False
    document.refresh_from_db()
    with document.fichier.open() as file:
        content = file.read()
    assert (document.is_ready, document.progression) == (True, 100)
    assert document.empreinte == sha256(content).hexdigest()


def test_one_being_made_is_left_alone_until_its_worker_is_presumed_dead(document):
    DocumentProduit.objects.filter(pk=document.pk).update(commence_le=timezone.now())
    assert documents.make(str(document.pk)) is False
    long_ago = timezone.now() - documents.PRESUMED_DEAD_AFTER - timedelta(seconds=1)
    DocumentProduit.objects.filter(pk=document.pk).update(commence_le=long_ago)
    assert documents.make(str(document.pk)) is True


def test_failure_is_tried_again_then_said(document, monkeypatch):
    def broken(template, context, inside):
        raise ValueError("no page")

    monkeypatch.setattr(documents, "render_pdf", broken)
    for _ in range(documents.MAX_TRIES):
        document.refresh_from_db()
        assert not document.has_failed
        with pytest.raises(ValueError, match="no page"):
            documents.make(str(document.pk))
    document.refresh_from_db()
    assert document.has_failed
    assert documents.make(str(document.pk)) is False


def test_page_follows_and_gives_the_file_to_whoever_asked(document, cast, client_of):
    client = client_of(cast.directrice)
    page, download = f"/documents/{document.pk}/", f"/documents/{document.pk}/telecharger/"
    assert "attend son tour" in client.get(page).text.replace("\n", " ") or "En attente" in client.get(page).text
    assert client.get(download).url == page
    documents.make(str(document.pk))
    assert "Télécharger" in client.get(page).text
    response = client.get(download)
    assert response.getvalue() == b"%PDF 7"
    assert response["Content-Disposition"].startswith("attachment")


def test_fragment_is_a_part_of_the_page(document, cast, client_of):
    client = client_of(cast.directrice)
    page = f"/documents/{document.pk}/"
    fragment = client.get(page, headers={"HX-Request": "true"}).text.strip()
    assert fragment.startswith('<div id="etat"')
    assert "<html" not in fragment


def test_others_and_those_who_lost_the_right_see_nothing(document, cast, client_of):
    page = f"/documents/{document.pk}/"
    assert client_of(cast.collegue).get(page).status_code == 404
    Essai.readers = set()
    assert client_of(cast.directrice).get(page).status_code == 404
    unknown = "/documents/00000000-0000-4000-8000-000000000000/"
    assert client_of(cast.directrice).get(unknown).status_code == 404


def test_a_document_that_nobody_says_who_reads_is_refused_when_it_is_read():
    said = {name: classmethod(lambda cls, params: "") for name in ("title", "context", "filename")}
    with pytest.raises(TypeError, match="Muet lacks can_read"):
        type("Muet", (Document,), {"slug": "socle.muet", "template": "pdf/base.html", **said})
