"""Two people at the same moment, on real connections: nothing decided is lost."""

import time
from threading import Event, Thread

import pytest
from django.db import connection, transaction
from django.utils import timezone

from pacte import actions
from pacte.models import Bloc
from pacte.tree import digest
from tests.factories.pacte import find_bloc, make_version

pytestmark = pytest.mark.django_db(transaction=True)


def run(work):
    def guarded():
        try:
            work()
        finally:
            connection.close()

    thread = Thread(target=guarded)
    thread.start()
    return thread


@pytest.mark.rule("R7")
def test_publication_waits_for_an_edit_under_way(cast):
    version, written = make_version(cree_par=cast.admin), Event()
    bloc = find_bloc(version, "Projet")

    def edit_slowly():
        with transaction.atomic():
            actions.edit_bloc(bloc, revision=1, titre="Écrit à temps", by=cast.admin)
            written.set()
            time.sleep(0.3)

    thread = run(edit_slowly)
    assert written.wait(5)
    actions.publish_version(version, vigueur_du=timezone.localdate(), by=cast.admin)
    thread.join()
    version.refresh_from_db()
    assert find_bloc(version, "Écrit à temps")
    assert version.empreinte == digest(version.read(), "1")


@pytest.mark.trap("silent-overwrite")
def test_of_two_edits_at_once_one_is_kept_and_the_other_told(cast):
    version, results = make_version(cree_par=cast.admin), []
    bloc = find_bloc(version, "Projet")

    def edit(titre):
        try:
            actions.edit_bloc(bloc, revision=1, titre=titre, by=cast.admin)
            results.append("kept")
        except actions.ConflitDeRevision as conflict:
            results.append(conflict.bloc.titre)

    threads = [run(lambda titre=titre: edit(titre)) for titre in ("Le premier", "Le second")]
    for thread in threads:
        thread.join()
    kept = Bloc.objects.get(pk=bloc.pk)
    assert sorted(results) == sorted(["kept", kept.titre])
    assert kept.revision == 2
