"""A pause has a last day: three months at most, said beforehand, reminded, and true whether or not a job came by."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accompagnement import actions, tasks
from accompagnement.delais import JOURS_DE_PAUSE, JOURS_DE_RAPPEL_PAUSE
from accompagnement.models import Demande, Evenement, MotifPause, Rappel
from socle.models import Envoi
from tests.factories.accompagnement import make_acceptee


@pytest.fixture
def en_pause(cast, scene):
    demande = make_acceptee(cast, scene)
    return actions.suspend_demande(demande, MotifPause.PAUSE, by=cast.directrice)


def at(days):
    return time_machine.travel(timezone.now() + timedelta(days=days))


def test_the_last_day_is_written_and_said(cast, en_pause, client_of):
    assert en_pause.echeance == timezone.localdate() + timedelta(days=JOURS_DE_PAUSE)
    page = client_of(cast.directrice).get(reverse("accompagnement:demande_detail", args=[en_pause.pk]))
    assert "au plus jusqu’au" in page.text
    assert "reprend de lui-même" in page.text


@pytest.mark.trap("cron-dependent")
def test_past_it_the_accompaniment_goes_on_by_itself(cast, en_pause, client_of):
    with at(JOURS_DE_PAUSE):
        assert Demande.objects.get(pk=en_pause.pk).etat_reel == "suspendue"
    with at(JOURS_DE_PAUSE + 1):
        demande = Demande.objects.get(pk=en_pause.pk)
        assert (demande.etat, demande.etat_reel) == ("suspendue", "en_cours")
        page = client_of(cast.directrice).get(reverse("accompagnement:demande_detail", args=[en_pause.pk]))
        assert "En pause" not in page.text
        before = Envoi.objects.count()
        tasks.settle_demandes()
        tasks.settle_demandes()
        demande.refresh_from_db()
        assert (demande.etat, demande.echeance) == ("en_cours", None)
        assert Envoi.objects.count() == before + 2  # the person and the provider, once each
        last = demande.evenements.first()
        assert (last.verbe, last.role) == (Evenement.Verbe.REPRISE, "systeme")


def test_it_is_reminded_once_a_week_before(en_pause):
    with at(JOURS_DE_PAUSE - JOURS_DE_RAPPEL_PAUSE - 1):
        tasks.remind_demandes()
    assert not Rappel.objects.exists()
    for _ in range(2):
        with at(JOURS_DE_PAUSE - JOURS_DE_RAPPEL_PAUSE):
            tasks.remind_demandes()
    assert [one.genre for one in Rappel.objects.all()] == ["pause_bientot_finie"]


def test_who_resumes_after_the_last_day_finds_it_resumed(cast, en_pause):
    with at(JOURS_DE_PAUSE + 5):
        demande = actions.resume_demande(en_pause, by=cast.prestataire)
        assert demande.etat == "en_cours"
        again = actions.suspend_demande(demande, MotifPause.AUTRE, by=cast.prestataire)
        assert again.echeance == timezone.localdate() + timedelta(days=JOURS_DE_PAUSE)


def test_the_base_refuses_a_pause_without_a_last_day(en_pause):
    with pytest.raises(IntegrityError), transaction.atomic():
        Demande.objects.filter(pk=en_pause.pk).update(echeance=None)
