"""The same life of a file when it is kept in a bucket: only an environment variable changes."""

import boto3
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import default_storage
from django.urls import reverse
from moto.server import ThreadedMotoServer

from federation.environment import read_storage
from outiltheque.actions.fichiers import sweep_stored
from tests.factories.fichiers import make_pdf
from tests.factories.outils_fichiers import join, make_brouillon

BUCKET = "fichiers-du-portail"


@pytest.fixture(scope="module")
def server():
    server = ThreadedMotoServer(port=0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(server, settings):
    """The bucket, and the portal told of it by the one address that its environment would give."""
    kept = read_storage(f"s3+http://cle:secret@{server}/{BUCKET}/portail?region=eu-west-3")
    settings.STORAGES = settings.STORAGES | {"default": kept}
    place = {"LocationConstraint": "eu-west-3"}
    client = boto3.resource(
        "s3", endpoint_url=f"http://{server}", aws_access_key_id="cle", aws_secret_access_key="secret",
        region_name="eu-west-3",
    )  # fmt: skip
    bucket = client.Bucket(BUCKET)
    bucket.create(CreateBucketConfiguration=place)
    yield bucket
    bucket.objects.all().delete()
    bucket.delete()


def names(bucket):
    return [found.key for found in bucket.objects.all()]


def test_from_upload_to_erasure(cast, bucket, client_of, django_capture_on_commit_callbacks):
    content = make_pdf("La caravane des savoirs")
    version = make_brouillon(cast.palier, by=cast.directrice)
    fichier = join(version, content, "Caravane.pdf", by=cast.directrice)
    assert fichier.extraction == "lu"
    assert fichier.passages.get().texte == "La caravane des savoirs"
    assert len(names(bucket)) == 2
    assert all(name.startswith("portail/outils/") for name in names(bucket))
    client = client_of(cast.collegue)
    answer = client.get(reverse("outiltheque:fichier_download", args=[fichier.pk]))
    assert b"".join(answer.streaming_content) == content
    assert answer["Content-Disposition"].startswith("attachment")
    preview = client.get(reverse("outiltheque:fichier_preview", args=[fichier.pk]))
    assert b"".join(preview.streaming_content)[:4] == b"RIFF"
    assert sweep_stored() == 0
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("outiltheque:fichier_delete", args=[fichier.pk]))
    assert names(bucket) == []


def test_a_file_that_left_the_bucket_is_not_there(cast, bucket, client_of):
    version = make_brouillon(cast.palier, by=cast.directrice)
    fichier = join(version, make_pdf("a"), "a.pdf", by=cast.directrice)
    bucket.objects.all().delete()
    page = client_of(cast.directrice).get(reverse("outiltheque:fichier_download", args=[fichier.pk]))
    assert page.status_code == 404


def test_nothing_is_public(cast, bucket):
    """No grant to everybody on what is stored, and an address that would be signed, if ever one was made."""
    version = make_brouillon(cast.palier, by=cast.directrice)
    fichier = join(version, make_pdf("a"), "a.pdf", by=cast.directrice, lu=False)
    grants = bucket.Object(names(bucket)[0]).Acl().grants
    assert not [grant for grant in grants if "AllUsers" in str(grant)]
    assert "Signature" in default_storage.url(fichier.fichier.name)


def test_nothing_said_keeps_files_in_a_folder():
    assert read_storage("") == {"BACKEND": "django.core.files.storage.FileSystemStorage"}


@pytest.mark.parametrize("url", ["s3://sans-cle.example/bucket", "ftp://a:b@c/d", "s3://a:b@hote.example/"])
def test_an_address_that_is_not_whole_is_said_at_the_start(url):
    with pytest.raises(ImproperlyConfigured, match="PORTAIL_FICHIERS"):
        read_storage(url)
