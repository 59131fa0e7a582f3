"""Two people at the same moment, on real connections: nothing decided is lost."""

import time
from threading import Event, Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from pacte import actions
from pacte.actions.ceremonies import close_ceremonie
from pacte.actions.signatures import answer_by_link
from pacte.models import Bloc, SignaturePacte
from pacte.tree import digest
from tests.factories.pacte import find_bloc, make_version
from tests.factories.pacte_signatures import make_acces, make_open, sign

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


@pytest.mark.rule("R8")
def test_two_signatories_at_once_both_count_and_the_last_puts_in_force(cast):
    ceremonie = make_open(cast.admin, cast.presidente, cast.directrice)
    threads = [run(lambda person=person: sign(ceremonie, person)) for person in (cast.presidente, cast.directrice)]
    for thread in threads:
        thread.join()
    ceremonie.refresh_from_db()
    ceremonie.version.refresh_from_db()
    assert SignaturePacte.objects.count() == 2
    assert ceremonie.version.is_publiee
    assert ceremonie.close_le


@pytest.mark.rule("R8")
def test_who_signs_while_it_closes_is_in_the_digest_or_is_told(cast):
    ceremonie = make_open(cast.admin, cast.presidente, outside=True)
    acces, _ = make_acces(ceremonie, cast.admin)
    sign(ceremonie, cast.presidente)
    closed, told = Event(), []

    def close_slowly():
        with transaction.atomic():
            close_ceremonie(ceremonie, by=cast.admin)
            closed.set()
            time.sleep(0.3)

    thread = run(close_slowly)
    assert closed.wait(5)
    try:
        answer_by_link(acces, sens="signee", empreinte=ceremonie.version.empreinte)
    except ValidationError as error:
        told = error.messages
    thread.join()
    assert told == ["Cette cérémonie est terminée : plus rien n’y change."]
    assert SignaturePacte.objects.count() == 1
