"""Long jobs: asked for once, done by one worker, taken over when it dies, given up after three tries."""

import time

import pytest
from django.db import connection

from socle import tasks, travaux
from socle.models import Travail
from socle.travaux import find_latest, job, launch


@pytest.fixture
def done(monkeypatch):
    """A kind of job that notes what it does, and may be told to fail."""
    said: list = []

    def count(pk, advance):
        said.append(pk)
        advance(1, 2)
        if "échoue" in said:
            raise OSError("panne")

    monkeypatch.setitem(travaux.registry, "socle.essai", count)
    return said


def wait_until(works, patience=10.0):
    """Postgres needs a moment to see that a connection is gone."""
    end = time.monotonic() + patience
    while not works() and time.monotonic() < end:
        time.sleep(0.05)
    return time.monotonic() < end


def test_asked_for_twice_it_is_one_job_done_once(cast, done):
    first, second = (launch("socle.essai", cast.palier, by=cast.chargee) for _ in range(2))
    assert first == second
    assert travaux.run(str(first.pk)) is True
    assert travaux.run(str(first.pk)) is False
    travail = find_latest(cast.palier)
    assert (done, travail.fait, travail.total, travail.is_done) == ([str(cast.palier.pk)], 1, 2, True)


def test_three_failures_end_it(cast, done):
    done.append("échoue")
    travail = launch("socle.essai", cast.palier, by=cast.chargee)
    for _ in range(3):
        with pytest.raises(OSError, match="panne"):
            travaux.run(str(travail.pk))
    travail.refresh_from_db()
    assert (travail.has_failed, travail.probleme) == (True, "OSError")
    assert travaux.run(str(travail.pk)) is False


def test_workers_that_die_without_a_word_are_not_sent_for_ever(cast, done):
    travail = launch("socle.essai", cast.palier, by=cast.chargee)
    Travail.objects.filter(pk=travail.pk).update(essais=3)
    assert travaux.run(str(travail.pk)) is False
    assert find_latest(cast.palier).has_failed


def test_another_worker_at_it_is_left_alone(cast, done):
    travail = launch("socle.essai", cast.palier, by=cast.chargee)
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [f"travail:{travail.pk}"])
        assert travaux.run(str(travail.pk)) is False
    other.close()  # the worker dies, and its lock with it
    assert wait_until(lambda: travaux.run(str(travail.pk)))


@pytest.mark.trap("lost-with-the-queue")
def test_the_sweep_finds_what_the_queue_lost(cast, done, monkeypatch):
    travail = launch("socle.essai", cast.palier, by=cast.chargee)
    Travail.objects.update(cree_le=travail.cree_le - tasks.STRANDED_AFTER * 2)
    sent = []
    monkeypatch.setattr(tasks.do_travail, "delay", sent.append)
    tasks.sweep()
    assert sent == [str(travail.pk)]
    tasks.do_travail(str(travail.pk))
    assert done


def test_a_name_is_one_job_s():
    job("socle.essai_nom")(test_three_failures_end_it)
    with pytest.raises(TypeError):
        job("socle.essai_nom")(test_a_name_is_one_job_s)
    travaux.registry.pop("socle.essai_nom")
