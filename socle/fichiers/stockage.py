"""How files are kept and given back, on a disk or in a bucket: only Django's storage API, never a path.

A stored file lives as long as the row that names it. What a crash leaves behind is swept.
"""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from functools import partial

from django.core.files.storage import Storage, default_storage
from django.db import models, transaction
from django.db.models.fields.files import FieldFile
from django.db.models.signals import post_delete
from django.http import FileResponse, Http404
from django.utils import timezone

from socle.fichiers.genres import Genre

ALONE = "default-src 'none'; sandbox"
ORPHAN_AFTER = timedelta(days=1)  # a file is stored a little before the transaction of its row is over
GONE = "Ce fichier n’est plus là."


def give_file(stored: FieldFile, *, name: str, genre: Genre | None = None) -> FileResponse:
    """Return a stored file, to be saved and never shown: nothing in it may run in the portal's name."""
    answer = FileResponse(open_stored(stored), as_attachment=True, filename=name)
    answer["Content-Type"] = genre.mime if genre and not genre.is_text else "application/octet-stream"
    return _alone(answer)


def give_picture(stored: FieldFile) -> FileResponse:
    """Return a picture that the portal drew itself, to be shown in a page."""
    return _alone(FileResponse(open_stored(stored), content_type="image/webp"))


def _alone(answer) -> FileResponse:
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = ALONE
    return answer


def open_stored(stored: FieldFile):
    """Open a stored file; a page that does not exist if it is not there any more."""
    if not stored:
        raise Http404(GONE)
    try:
        return stored.open()
    except FileNotFoundError:
        raise Http404(GONE) from None


def erase_with_row(model: type[models.Model], *names: str) -> None:
    """Erase the stored files of these fields when their row is deleted, once that is sure."""

    def erase(sender, instance, **kwargs):
        for name in names:
            if stored := getattr(instance, name):
                transaction.on_commit(partial(_erase, sender, name, stored.storage, stored.name))

    post_delete.connect(erase, sender=model, weak=False, dispatch_uid=f"erase {model._meta.label}")


def _erase(model, field, storage, name) -> None:
    """Erase a stored file, unless another row shares it."""
    if not model._base_manager.filter(**{field: name}).exists():
        storage.delete(name)


def sweep_orphans(folder: str, known: Iterable[str], storage: Storage | None = None) -> int:
    """Erase what no row names any more below a folder; return how many files. What is recent is left alone."""
    storage, kept, limit = storage or default_storage, set(known), timezone.now() - ORPHAN_AFTER
    orphans = [name for name in walk(storage, folder) if name not in kept and storage.get_modified_time(name) < limit]
    for name in orphans:
        storage.delete(name)
    return len(orphans)


def walk(storage: Storage, folder: str) -> Iterator[str]:
    """Yield the name of every file below a folder, in any storage."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder.rstrip('/')}/{name}" for name in files if name)
    for inner in folders:
        yield from walk(storage, f"{folder.rstrip('/')}/{inner}")
