"""Reminders: at the right moment, to the right person, once, and without a word of why."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from accompagnement import actions, tasks
from accompagnement.delais import add_working_days
from accompagnement.models import Demande, Etat, Rappel
from socle import notifications
from socle.models import Envoi, Notification
from tests.factories.accompagnement import PRIVEE, make_acceptee, make_demande, make_proposee, make_sollicitee

MONDAY = "2026-11-23 09:00:00+01:00"
AVANCEE = "accompagnement.demande_avancee"
A_ETUDIER = "accompagnement.demande_a_etudier"
CHANGEE = "accompagnement.sollicitation_changee"


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


def sent_on(day) -> list[str]:
    """Run the job twice on a day, and return the messages that left."""
    Envoi.objects.all().delete()
    moment = datetime(day.year, day.month, day.day, 10, tzinfo=timezone.get_current_timezone())
    with time_machine.travel(moment, tick=False):
        for _ in range(2):
            tasks.remind_demandes()
    return sorted(Envoi.objects.values_list("genre", flat=True))


def test_a_deposit_that_waits_is_recalled_to_the_coordinators_then_to_the_person(cast, scene):
    demande = make_demande(cast.directrice, scene.service)
    today = timezone.localdate()
    limite = add_working_days(today, 3)
    assert sent_on(limite) == []
    assert sent_on(limite + timedelta(days=1)) == [A_ETUDIER]
    assert sent_on(limite + timedelta(days=2)) == []
    assert sent_on(demande.echeance - timedelta(days=8)) == []
    assert sent_on(demande.echeance - timedelta(days=7)) == [AVANCEE]
    assert sent_on(demande.echeance) == []
    assert Rappel.objects.count() == 2


def test_a_choice_is_recalled_twice_before_it_lapses(cast, scene):
    demande = make_proposee(cast, scene)
    assert sent_on(demande.echeance - timedelta(days=31)) == []
    assert sent_on(demande.echeance - timedelta(days=30)) == [AVANCEE]
    assert sent_on(demande.echeance - timedelta(days=8)) == []
    assert sent_on(demande.echeance - timedelta(days=7)) == [AVANCEE]
    assert sent_on(demande.echeance) == []


def test_a_provider_is_recalled_a_working_day_before_the_last(cast, scene):
    sollicitation = make_sollicitee(cast, scene)
    last = sollicitation.repondre_avant
    assert last == add_working_days(timezone.localdate(), 5)
    assert sent_on(add_working_days(timezone.localdate(), 3)) == []
    assert sent_on(add_working_days(timezone.localdate(), 4)) == [CHANGEE]
    assert sent_on(last) == []


def test_the_next_provider_is_recalled_in_their_turn(cast, scene):
    demande = make_proposee(cast, scene)
    first = demande.propositions.get(prestataire=scene.ines)
    actions.choose_proposition(first, by=cast.directrice, secours="suivante")
    asked = demande.sollicitations.get()
    assert sent_on(asked.repondre_avant) == [CHANGEE]
    after = asked.repondre_avant + timedelta(days=1)
    assert sent_on(after) == sorted([AVANCEE, CHANGEE])
    following = demande.sollicitations.get(etat="offerte")
    assert sent_on(following.repondre_avant) == [CHANGEE]


def test_an_end_to_confirm_is_recalled(cast, scene):
    demande = make_acceptee(cast, scene)
    actions.close_demande(demande, by=cast.prestataire)
    demande.refresh_from_db()
    assert sent_on(demande.echeance - timedelta(days=6)) == []
    assert sent_on(demande.echeance - timedelta(days=5)) == [AVANCEE]
    assert sent_on(demande.echeance) == []


def test_what_was_done_is_not_recalled(cast, scene):
    demande = make_demande(cast.directrice, scene.service)
    actions.withdraw_demande(demande, by=cast.directrice)
    assert sent_on(timezone.localdate() + timedelta(days=10)) == []
    assert sent_on(timezone.localdate() + timedelta(days=29)) == []


def test_who_reads_in_the_portal_only_gets_no_mail(cast, scene):
    demande = make_demande(cast.directrice, scene.service, adresse="")
    sent_on(timezone.localdate() + timedelta(days=10))
    assert sent_on(demande.echeance) == []


def test_pages_are_right_without_the_job(cast, scene):
    demande = make_proposee(cast, scene)
    with time_machine.travel(timezone.now() + timedelta(days=61), tick=False):
        assert Demande.objects.get(pk=demande.pk).etat_reel == Etat.EXPIREE
        tasks.remind_demandes()
        assert not Rappel.objects.exists()


def test_reminders_are_the_same_mail_as_every_other(cast, scene, mailoutbox):
    demande = make_demande(cast.directrice, scene.service)
    actions.withdraw_demande(make_proposee(cast, scene), by=cast.directrice)
    with time_machine.travel(timezone.now() + timedelta(days=24), tick=False):
        tasks.remind_demandes()
    for envoi in Envoi.objects.all():
        assert envoi.destinataire is None
        notifications.deliver(str(envoi.identifiant))
    assert PRIVEE in {mail.to[0] for mail in mailoutbox}
    assert len({(mail.subject, mail.body, str(mail.alternatives)) for mail in mailoutbox}) == 1
    assert demande.code not in mailoutbox[0].body
    assert not Notification.objects.exists()


def test_reminders_are_erased_with_the_case(cast, scene):
    demande = make_demande(cast.directrice, scene.service)
    sent_on(timezone.localdate() + timedelta(days=10))
    assert Rappel.objects.exists()
    actions.withdraw_demande(demande, by=cast.directrice)
    actions.anonymize_demande(demande)
    assert not Rappel.objects.exists()
