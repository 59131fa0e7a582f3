"""Signing while the sheet is being closed, on real connections: no signature lost, none after the lock (R23)."""

from datetime import datetime, time
from threading import Barrier, Event, Thread

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from formations.actions import emargements as sheet
from formations.actions.formateurs import make_lien, revoke_lien, sign_by_lien
from formations.codes import get_room_code
from formations.models import Emargement, FeuillePresence
from tests.factories.formations import make_formateur, make_inscription, make_session
from tests.factories.members import make_personne

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.rule("R23")]
PEOPLE = 6


def at(half, hour, minute=0):
    return timezone.make_aware(datetime.combine(half.date, time(hour, minute)))


def start(work):
    def guarded():
        try:
            work()
        finally:
            connection.close()

    thread = Thread(target=guarded)
    thread.start()
    return thread


def test_who_signs_while_the_sheet_is_closed_is_kept_or_told_never_lost(cast):
    session = make_session(etat="confirmee", by=cast.chargee, places=PEOPLE)
    session.formateurs.add(make_formateur(cast.prestataire))
    half = session.demi_journees.order_by("debut").first()
    rows = [make_inscription(session, make_personne()) for _ in range(PEOPLE)]
    together, told, problems = Barrier(PEOPLE + 1), [], []

    def sign(row):
        together.wait(10)
        try:
            sheet.sign_here(half, code=get_room_code(half), by=row.personne)
            told.append((row.pk, "kept"))
        except ValidationError as error:
            told.append((row.pk, "refused" if "close" in str(error) else str(error)))
        except Exception as error:
            problems.append(error)

    def close():
        together.wait(10)
        try:
            sheet.close_sheet(half, by=cast.prestataire)
        except Exception as error:
            problems.append(error)

    # After the end of the half-day and still inside its window: it may be signed and closed at once
    with time_machine.travel(at(half, 12, 45), tick=False):
        sheet.sign_here(half, code="", by=cast.prestataire)
        threads = [start(lambda row=row: sign(row)) for row in rows] + [start(close)]
        for thread in threads:
            thread.join()
        assert problems == []
        assert FeuillePresence.objects.filter(demi_journee=half).exists()
        kept = {pk for pk, what in told if what == "kept"}
        assert {what for _, what in told} <= {"kept", "refused"}
        assert len(told) == PEOPLE
        signed = set(Emargement.objects.exclude(inscription=None).values_list("inscription", flat=True))
        assert signed == kept
        with pytest.raises(ValidationError, match="close"):
            sheet.sign_here(half, code=get_room_code(half), by=rows[0].personne)


def test_a_signature_under_way_is_waited_for_by_the_lock(cast):
    session = make_session(etat="confirmee", by=cast.chargee)
    half, row = session.demi_journees.order_by("debut").first(), make_inscription(session, make_personne())
    written, go_on, order = Event(), Event(), []

    def sign_slowly():
        with transaction.atomic():
            sheet.sign_here(half, code=get_room_code(half), by=row.personne)
            written.set()
            go_on.wait(10)
            order.append("signed")

    def close():
        sheet.close_sheet(half, by=cast.chargee)
        order.append("closed")

    with time_machine.travel(at(half, 12, 45), tick=False):
        signing = start(sign_slowly)
        assert written.wait(10)
        closing = start(close)
        closing.join(0.5)
        assert closing.is_alive()  # it waits for the row that the signature holds
        go_on.set()
        signing.join()
        closing.join()
    assert order == ["signed", "closed"]
    assert Emargement.objects.filter(inscription=row).exists()


def test_whatever_door_writes_the_database_waits_for_the_lock_and_refuses(cast):
    session = make_session(etat="confirmee", by=cast.chargee)
    half, row = session.demi_journees.order_by("debut").first(), make_inscription(session, make_personne())
    locked, go_on, refused = Event(), Event(), []

    def close_slowly():
        with transaction.atomic():
            sheet.close_sheet(half, by=cast.chargee)
            locked.set()
            go_on.wait(10)

    def write_by_hand():
        try:
            Emargement.objects.create(
                demi_journee=half, inscription=row, mode="telephone", minutes=10, saisi_par=row.personne
            )
        except DatabaseError as error:
            refused.append(str(error))

    with time_machine.travel(at(half, 12, 45), tick=False):
        closing = start(close_slowly)
        assert locked.wait(10)
        writing = start(write_by_hand)
        writing.join(0.5)
        assert writing.is_alive()
        go_on.set()
        closing.join()
        writing.join()
    assert "la feuille est close" in refused[0]
    assert not Emargement.objects.exists()


def test_a_link_taken_back_while_it_signs_signs_before_or_not_at_all(cast):
    session = make_session(etat="confirmee", by=cast.chargee)
    trainer = make_formateur()
    session.formateurs.add(trainer)
    half, lien = (
        session.demi_journees.order_by("debut").first(),
        make_lien(session, formateur=trainer, by=cast.chargee),
    )
    together, told = Barrier(2), []

    def sign():
        together.wait(10)
        try:
            told.append(sign_by_lien(lien, half=half).pk)
        except ValidationError:
            told.append(None)

    def take_back():
        together.wait(10)
        revoke_lien(lien, by=cast.chargee)

    with time_machine.travel(at(half, 10), tick=False):
        for thread in [start(sign), start(take_back)]:
            thread.join()
        assert list(Emargement.objects.values_list("pk", flat=True)) == [pk for pk in told if pk]
        with pytest.raises(ValidationError, match="ne s’ouvre plus"):
            sign_by_lien(lien, half=half)
