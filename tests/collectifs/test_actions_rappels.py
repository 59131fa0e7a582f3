"""Reminders: one mail a person, on Mondays and when something becomes late, and the tap that says it is done."""

import re
import threading
from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from collectifs.actions.actions_decidees import drop_action, edit_action, finish_action, remind_actions
from collectifs.liens import FINISH, find_action, make_finish_token
from collectifs.models import ActionDecidee, TourneeRappels
from collectifs.queries import get_rappels
from collectifs.tasks import remind_actions as remind_task
from socle import notifications, signatures
from socle.models import Envoi, Notification, PreferenceNotification
from tests.factories.collectifs import make_action, make_point, make_projet
from tests.factories.members import make_personne

MONDAY = date(2027, 3, 8)
GENRE = "collectifs.actions_a_rappeler"


def day(offset):
    return MONDAY + timedelta(days=offset)


def told():
    return [envoi.destinataire for envoi in Envoi.objects.filter(genre=GENRE).select_related("destinataire")]


def tap(action, personne=None):
    return reverse("collectifs:action_tap", args=[make_finish_token(action.pk, (personne or action.responsable).pk)])


@pytest.fixture
def rounds(time_machine):
    """Go round on a day, as beat does every half hour."""

    def go(on):
        Envoi.objects.filter(envoye_le=None).update(envoye_le=timezone.now())
        before = set(Envoi.objects.values_list("pk", flat=True))
        time_machine.move_to(f"{on.isoformat()}T08:10:00+00:00")
        remind_task()
        remind_task()
        new = Envoi.objects.filter(genre=GENRE).exclude(pk__in=before)
        return sorted(envoi.destinataire.nom for envoi in new.select_related("destinataire"))

    return go


class TestWhen:
    def test_on_monday_what_is_late_or_due_this_week(self, cast, jeunes, rounds):
        make_action(jeunes, cast.directrice, echeance=day(6))
        make_action(jeunes, cast.collegue, echeance=day(-30))
        make_action(jeunes, cast.chargee, echeance=day(7))
        make_action(jeunes, cast.invitee)
        assert rounds(MONDAY) == ["Diomberé", "Sorlevin"]

    def test_nobody_whom_nothing_awaits(self, cast, jeunes, rounds):
        make_action(jeunes, cast.directrice, echeance=day(-2), faite_le=day(-1))
        make_action(jeunes, cast.directrice, echeance=day(-2), abandonnee_le=day(-1), motif_abandon="Sans objet")
        assert rounds(MONDAY) == []
        assert TourneeRappels.objects.get().personnes == 0

    def test_then_only_the_day_something_becomes_late(self, cast, jeunes, rounds):
        make_action(jeunes, cast.directrice, "Tard", echeance=day(2))
        make_action(jeunes, cast.collegue, "Plus tard", echeance=day(5))
        said = {offset: rounds(day(offset)) for offset in range(7)}
        assert said == {
            0: ["Diomberé", "Sorlevin"],
            1: [],
            2: [],
            3: ["Diomberé"],
            4: [],
            5: [],
            6: ["Sorlevin"],
        }

    @pytest.mark.trap("cron-dependent")
    def test_cron_dependent_guarantees_days_when_nothing_ran_are_caught_up(self, cast, jeunes, rounds):
        rounds(MONDAY)
        make_action(jeunes, cast.directrice, echeance=day(1))
        assert rounds(day(4)) == ["Diomberé"]
        make_action(jeunes, cast.collegue, echeance=day(12))
        assert rounds(day(8)) == ["Diomberé", "Sorlevin"]  # a Tuesday: Monday's round was missed
        assert rounds(day(9)) == []

    def test_once_a_day_however_often_it_runs(self, cast, jeunes):
        make_action(jeunes, cast.directrice, echeance=day(-1))
        assert [remind_actions(on=MONDAY) for _ in range(3)] == [1, 0, 0]
        assert told() == [cast.directrice]

    def test_a_clock_set_back_tells_nobody_again(self, cast, jeunes):
        make_action(jeunes, cast.directrice, echeance=day(-9))
        remind_actions(on=MONDAY)
        assert remind_actions(on=day(-1)) == 0

    def test_not_before_the_morning(self, cast, jeunes, time_machine):
        make_action(jeunes, cast.directrice, echeance=day(-1))
        time_machine.move_to(f"{MONDAY.isoformat()}T05:30:00+00:00")
        remind_task()
        assert not TourneeRappels.objects.exists()

    def test_whoever_left_is_not_written_to_but_an_outsider_who_takes_part_is(self, cast, jeunes):
        make_action(jeunes, make_personne("Partie", is_active=False), echeance=day(-1))
        make_action(jeunes, cast.invitee, echeance=day(-1))
        jeunes.participations.update(debut=day(-30))
        remind_actions(on=MONDAY)
        assert told() == [cast.invitee]

    def test_it_can_be_refused(self, cast, jeunes):
        PreferenceNotification.objects.create(personne=cast.directrice, genre=GENRE, par_courriel=False)
        make_action(jeunes, cast.directrice, echeance=day(-1))
        remind_actions(on=MONDAY)
        assert told() == []
        assert not Notification.objects.exists()

    @pytest.mark.parametrize("rows", [1, 3, 60])
    def test_one_more_action_costs_no_query(self, cast, jeunes, rows, django_assert_num_queries):
        for _ in range(rows):
            make_action(jeunes, cast.directrice, echeance=day(-1))
        with django_assert_num_queries(1):
            [rappel] = get_rappels(MONDAY, since=None)
        assert rappel.total == rows


@pytest.mark.trap("two-hints-one-mail")
@pytest.mark.django_db(transaction=True)
def test_two_workers_on_one_round_write_to_people_once(cast, jeunes):
    make_action(jeunes, cast.directrice, echeance=day(-1))
    barrier = threading.Barrier(2)
    counts = []

    def go():
        try:
            barrier.wait(5)
            counts.append(remind_actions(on=MONDAY))
        finally:
            connection.close()

    threads = [threading.Thread(target=go) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(counts) == [0, 1]
    assert told() == [cast.directrice]


class TestMail:
    @pytest.fixture
    def message(self, cast, jeunes, settings):
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

        def send():
            remind_actions(on=MONDAY)
            mail.outbox.clear()
            for envoi in Envoi.objects.filter(genre=GENRE):
                assert notifications.deliver(str(envoi.identifiant))
            [sent] = mail.outbox
            return sent

        return send

    def test_one_mail_for_all_of_it_the_latest_first(self, cast, jeunes, message):
        for texte, offset in (("Bientôt", 3), ("En retard", -4), ("Aujourd’hui même", 0), ("Un jour", 40)):
            make_action(jeunes, cast.directrice, texte, echeance=day(offset))
        sent = message()
        assert sent.subject.replace("\u00a0", " ") == "3 actions à faire cette semaine, dont 1 en retard"
        places = [sent.body.index(texte) for texte in ("En retard", "Aujourd’hui même", "Bientôt")]
        assert places == sorted(places)
        assert "Un jour" not in sent.body
        assert "en retard de 4" in sent.body
        assert len(re.findall(r"/actions/faire/", sent.body)) == 3
        assert "/notifications/preferences/" in sent.body

    def test_what_closed_doors_hold_is_counted_and_not_named(self, cast, jeunes, message):
        reunion = make_projet(jeunes, cast.chargee).reunion
        point = make_point(reunion, is_huis_clos=True)
        make_action(jeunes, cast.directrice, "Recevoir la comptable", reunion=reunion, point=point, echeance=day(-1))
        sent = message()
        assert "comptable" not in str(sent.message()) + str(Envoi.objects.get(genre=GENRE).contexte)
        assert "1 action à lire sur le portail" in sent.body.replace("\u00a0", " ")

    def test_no_row_holds_a_link_that_acts(self, cast, jeunes, message):
        action = make_action(jeunes, cast.directrice, echeance=day(-1))
        sent = message()
        token = re.search(r"/actions/faire/([^/]+)/", sent.body).group(1)
        assert find_action(token) == action
        assert token not in str(Envoi.objects.get(genre=GENRE).contexte)


@pytest.mark.trap("get-writes")
class TestTap:
    @pytest.fixture
    def action(self, cast, jeunes):
        return make_action(jeunes, cast.directrice)

    def test_a_scanner_that_follows_it_finishes_nothing(self, action):
        for visit in (Client().get, Client().head):
            assert visit(tap(action)).status_code == 200
        action.refresh_from_db()
        assert action.is_ouverte

    def test_a_tap_finishes_it_without_an_account(self, action):
        client = Client(enforce_csrf_checks=True)
        shown = client.get(tap(action))
        assert "Appeler la mairie" in shown.text
        token = client.cookies["csrf"].value
        address = tap(action)
        assert client.post(address, headers={"X-CSRFToken": token}).url == address
        action.refresh_from_db()
        assert action.faite_le == timezone.localdate()

    def test_a_second_time_says_so_and_changes_nothing(self, action):
        client = Client()
        client.post(tap(action))
        ActionDecidee.objects.update(faite_le=timezone.localdate() - timedelta(days=3))
        again = client.post(tap(action))
        assert again.status_code == 200
        assert "déjà marquée comme faite" in again.text
        assert "<form" not in again.text.partition("<main")[2].partition("</main>")[0]
        action.refresh_from_db()
        assert action.faite_le == timezone.localdate() - timedelta(days=3)

    def test_a_dropped_one_says_so(self, action, cast):
        drop_action(action, motif="Le partenaire a renoncé", by=cast.directrice)
        shown = Client().post(tap(action)).text
        assert "Le partenaire a renoncé" in shown
        assert ActionDecidee.objects.get().faite_le is None

    def test_it_serves_one_thing_for_one_person(self, action, cast, jeunes):
        other = signatures.sign("collectifs:presence", {"action": action.pk, "personne": cast.directrice.pk}, days=9)
        assert find_action(other) is None
        assert find_action(make_finish_token(action.pk, cast.collegue.pk)) is None
        token = make_finish_token(action.pk, cast.directrice.pk)
        assert find_action(token[:-2] + "xx") is None
        edit_action(action, responsable=cast.collegue, echeance=None, by=cast.chargee)
        assert find_action(token) is None
        assert Client().get(reverse("collectifs:action_tap", args=[token])).status_code == 410

    def test_it_expires(self, action, cast, time_machine):
        address = tap(action)
        time_machine.move_to(timezone.now() + timedelta(days=22))
        assert Client().post(address).status_code == 410
        action.refresh_from_db()
        assert action.is_ouverte

    def test_behind_closed_doors_it_opens_nothing(self, cast, jeunes):
        reunion = make_projet(jeunes, cast.chargee).reunion
        point = make_point(reunion, is_huis_clos=True)
        action = make_action(jeunes, cast.directrice, "Recevoir la comptable", reunion=reunion, point=point)
        answer = Client().get(tap(action))
        assert answer.status_code == 410
        assert "comptable" not in answer.text

    def test_finished_meanwhile_on_the_portal(self, action, cast):
        address = tap(action)
        finish_action(action, by=cast.directrice)
        assert "déjà marquée comme faite" in Client().get(address).text

    def test_the_purpose_is_in_the_signature(self, action, cast):
        assert signatures.read(FINISH, make_finish_token(action.pk, cast.directrice.pk))["action"] == action.pk
