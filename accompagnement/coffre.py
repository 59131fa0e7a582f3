"""Where the files of cases lie: only what is already encrypted comes here, and a request's file stays in memory."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.db import transaction
from django.utils import timezone

from accompagnement.models.pieces import DOSSIER

MOST_BYTES = 10_000_000
AGE_D_UN_ORPHELIN = timedelta(days=1)  # what a request under way has just stored is not one


class EnMemoire(MemoryFileUploadHandler):
    """Keep a file being sent in memory, whatever its size: in clear, it must never touch the disk.

    Beyond the limit what comes is thrown away as it arrives, all files of a request together; the true size is told.
    """

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):  # noqa: N803
        self.activated, self.held = True, 0

    def receive_data_chunk(self, raw_data, start):
        self.held += len(raw_data)
        if self.held <= MOST_BYTES:
            self.file.write(raw_data)


def store(chemin: str, sealed: bytes) -> str:
    """Store an encrypted file and return where it really is."""
    return default_storage.save(chemin, ContentFile(sealed))


def fetch(chemin: str) -> bytes:
    """Return an encrypted file; raises OSError if it is not there any more."""
    with default_storage.open(chemin) as stored:
        return stored.read()


def drop(chemins: Iterable[str]) -> None:
    """Delete files once the transaction that forgets them is written; a crash in between leaves an orphan."""
    for chemin in chemins:
        transaction.on_commit(lambda chemin=chemin: default_storage.delete(chemin), robust=True)


def find_orphans(known: set[str]) -> Iterator[str]:
    """Yield the stored files that no row names, older than a day."""
    limit = timezone.now() - AGE_D_UN_ORPHELIN
    try:
        folders, _ = default_storage.listdir(DOSSIER)
    except OSError:
        return
    for folder in folders:
        for name in default_storage.listdir(f"{DOSSIER}/{folder}")[1]:
            chemin = f"{DOSSIER}/{folder}/{name}"
            if chemin not in known and _stored_at(chemin) < limit:
                yield chemin


def _stored_at(chemin) -> datetime:
    try:
        return default_storage.get_modified_time(chemin)
    except OSError:
        return timezone.now()  # somebody else has just deleted it
