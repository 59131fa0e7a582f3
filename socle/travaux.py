"""Long jobs: asked for by a person, done by a worker piece by piece, followed on a page.

The row is written in the caller's transaction; a task is told of it on commit and the sweep finds what was left.
A lock of the database's session keeps one worker on a job: it falls with the worker, so that another takes over
at once. The function of a job must therefore be able to start again where the rows say it stopped.
"""

from collections.abc import Callable
from contextlib import contextmanager
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

from socle.journal import reference
from socle.models import Travail
from socle.queue import enqueue

MAX_TRIES = 3

Advance = Callable[[int, int], None]
registry: dict[str, Callable[[str, Advance], None]] = {}


def job(genre: str):
    """Register the function that does one kind of job: it takes the key of a row, and what says how far it is."""

    def register(function):
        known = registry.setdefault(genre, function)
        if known.__qualname__ != function.__qualname__:
            raise TypeError(f"{genre} is already the name of {known.__qualname__}")
        return function

    return register


def launch(genre: str, obj: models.Model, *, by: Any) -> Travail:
    """Ask for a job on a row, or return the one that runs already."""
    running = Travail.objects.filter(genre=genre, objet=reference(obj), fini_le=None, probleme="").first()
    if running is not None:
        return running
    travail = Travail.objects.create(genre=genre, objet=reference(obj), demande_par=by)
    transaction.on_commit(lambda: enqueue("socle.tasks.do_travail", str(travail.pk)))
    return travail


def find_latest(obj: models.Model) -> Travail | None:
    """Return the last job asked for on a row."""
    return Travail.objects.filter(objet=reference(obj)).first()


def run(pk: str) -> bool:
    """Do a job that waits; return whether it was done here."""
    with alone(f"travail:{pk}") as is_mine:
        travail = Travail.objects.filter(pk=pk, fini_le=None, probleme="").first() if is_mine else None
        if travail is None:
            return False
        travail.essais += 1
        travail.save(update_fields=["essais"])
        return _do(travail)


def _do(travail) -> bool:
    def advance(done: int, total: int) -> None:
        Travail.objects.filter(pk=travail.pk).update(fait=done, total=total)

    if travail.essais > MAX_TRIES:  # the workers that tried died without a word
        return _give_up(travail, "arrêt du travailleur")
    try:
        registry[travail.genre](travail.objet.rpartition(":")[2], advance)
    except Exception as error:
        if travail.essais >= MAX_TRIES:
            _give_up(travail, type(error).__name__)
        raise
    Travail.objects.filter(pk=travail.pk).update(fini_le=timezone.now())
    return True


def _give_up(travail, probleme) -> bool:
    Travail.objects.filter(pk=travail.pk).update(probleme=probleme)
    return False


@contextmanager
def alone(name: str):
    """Hold the lock of a job of that name, or say that another worker does; it falls with the worker."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [name])
        is_mine = cursor.fetchone()[0]
    try:
        yield is_mine
    finally:
        if is_mine:
            _release(name)


def _release(name) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [name])
