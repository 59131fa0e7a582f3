"""Polls of dates: asked, answered without signing in, reminded once a day, closed by a date kept."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from collectifs.actions import sondages
from collectifs.actions.collectifs import invite_personne, leave_collectif
from collectifs.actions.reunions import cancel_reunion, convene_reunion, postpone_reunion
from collectifs.liens import find_sondee, make_sondage_token
from collectifs.models import PersonneSondee, ReponseDate, Reunion, SondageDates
from collectifs.queries import get_attentes
from collectifs.queries.attentes_reunions import get_answers_to_give
from collectifs.queries.sondages import read_sondage
from members.models import Personne
from socle.models import Envoi, Notification
from socle.notifications import deliver
from tests.factories.collectifs import make_convoquee, make_participation, make_reunion
from tests.factories.members import make_personne


def page(name, *args):
    return reverse(f"collectifs:{name}", args=args)


def text(response):
    return " ".join(response.content.decode().replace("\u202f", " ").replace("\xa0", " ").split())


def soon(days, hours=0):
    start = timezone.localtime().replace(hour=14, minute=0, second=0, microsecond=0)
    return start + timedelta(days=days, hours=hours)


def make_sondage(reunion, by, dates=(10, 11, 12), **fields):
    fields.setdefault("jusqu_au", timezone.localdate() + timedelta(days=5))
    return sondages.open_sondage(reunion, dates=[soon(day) for day in dates], by=by, **fields)


def answer(sondage, personne, *choix):
    sondee = sondage.sondees.get(personne=personne)
    given = dict(zip(sondage.dates.values_list("pk", flat=True), choix, strict=False))
    return sondages.answer_sondage(sondee, choix=given, by=personne)


@pytest.fixture
def reunion(jeunes):
    return make_reunion(jeunes)


@pytest.fixture
def sondage(reunion, cast):
    return make_sondage(reunion, cast.chargee)


class TestOpening:
    def test_asks_whoever_takes_part_and_leads(self, sondage, cast):
        asked = {sondee.personne for sondee in sondage.sondees.all()}
        assert asked == {cast.directrice, cast.collegue, cast.invitee, cast.chargee}
        assert Envoi.objects.filter(genre="collectifs.sondage_ouvert").count() == sum(bool(p.adresse) for p in asked)
        assert Notification.objects.filter(genre="collectifs.sondage_ouvert").count() == 4

    @pytest.mark.parametrize(
        ("dates", "last"), [((10,), 5), (range(2, 23), 2), ((-1, 4), 2), ((4, 5), -1), ((4, 5), 9)]
    )
    def test_two_to_twenty_dates_ahead_and_a_last_day_before_them(self, reunion, cast, dates, last):
        with pytest.raises(ValidationError):
            make_sondage(reunion, cast.chargee, dates, jusqu_au=timezone.localdate() + timedelta(days=last))
        assert not SondageDates.objects.exists()

    def test_one_poll_at_a_time(self, sondage, cast):
        with pytest.raises(ValidationError, match="déjà ouvert"):
            make_sondage(sondage.reunion, cast.chargee)

    def test_not_when_the_date_is_said(self, cast, jeunes):
        with pytest.raises(ValidationError, match="déjà dite"):
            make_sondage(make_convoquee(jeunes, cast.chargee), cast.chargee)

    def test_only_by_whoever_leads(self, reunion, cast):
        with pytest.raises(PermissionDenied):
            make_sondage(reunion, cast.directrice)

    def test_by_the_form_and_nothing_typed_is_lost(self, reunion, cast, client_of):
        client = client_of(cast.chargee)
        typed = {
            "date_1": soon(3).strftime("%Y-%m-%dT%H:%M"),
            "mot": "Venez nombreux",
            "jusqu_au": timezone.localdate(),
        }
        refused = client.post(page("sondage_add", reunion.pk), typed)
        assert "Venez nombreux" in text(refused)
        assert typed["date_1"] in text(refused)
        typed["date_7"] = soon(6).strftime("%Y-%m-%dT%H:%M")
        typed["date_2"] = soon(4).strftime("%Y-%m-%dT%H:%M")
        assert client.post(page("sondage_add", reunion.pk), typed).status_code == 302
        assert SondageDates.objects.get().dates.count() == 3


@pytest.mark.trap("get-writes")
class TestTap:
    def address(self, sondage, personne):
        return page("sondage_tap", make_sondage_token(sondage.sondees.get(personne=personne)))

    def test_a_scanner_that_visits_answers_nothing(self, sondage, cast):
        for visit in (Client().get, Client().head):
            assert visit(self.address(sondage, cast.invitee)).status_code == 200
        assert visit(self.address(sondage, cast.invitee), headers={"Purpose": "prefetch"}).status_code == 200
        assert not ReponseDate.objects.exists()

    def test_an_answer_without_an_account(self, sondage, cast):
        client = Client(enforce_csrf_checks=True)
        address = self.address(sondage, cast.invitee)
        shown = text(client.get(address))
        assert "Prune Dervalmont" in shown
        first, second, third = sondage.dates.all()
        given = {f"date_{first.pk}": "oui", f"date_{second.pk}": "si_besoin", "mot": "Plutôt tôt"}
        given["csrfmiddlewaretoken"] = client.cookies["csrf"].value
        assert "C’est noté, merci" in text(client.post(address, given, follow=True))
        sondee = sondage.sondees.get(personne=cast.invitee)
        assert list(sondee.reponses.order_by("date__debut").values_list("choix", flat=True)) == [
            "oui", "si_besoin", "non",
        ]  # fmt: skip
        assert sondee.mot == "Plutôt tôt"
        assert third.pk

    def test_nothing_ticked_is_no_answer(self, sondage, cast):
        response = Client().post(self.address(sondage, cast.invitee), {"mot": "Je ne sais pas"})
        assert "Rien n’est coché" in text(response)
        assert "Je ne sais pas" in text(response)
        assert not ReponseDate.objects.exists()

    def test_a_link_serves_one_purpose_and_expires(self, sondage, cast, time_machine):
        token = make_sondage_token(sondage.sondees.get(personne=cast.invitee))
        assert Client().get(page("presence_answer", token, "je-viens")).status_code == 410
        assert Client().get(page("action_tap", token)).status_code in (404, 410)
        assert find_sondee("forge") is None
        time_machine.move_to(timezone.now() + timedelta(days=40))
        assert find_sondee(token) is None

    @pytest.mark.trap("cron-dependent")
    def test_closed_by_its_last_day_whatever_a_scheduler_did(self, sondage, cast, time_machine):
        address = self.address(sondage, cast.directrice)
        time_machine.move_to(timezone.now() + timedelta(days=6))
        for ask in (Client().get, Client().post):
            response = ask(address)
            assert response.status_code == 410
            assert "Le dernier jour pour répondre était" in text(response)
        assert get_attentes(cast.directrice) == []

    def test_a_poll_already_settled_answers_politely(self, sondage, cast):
        address = self.address(sondage, cast.directrice)
        sondages.choose_date(sondage, sondage.dates.first(), tell=True, by=cast.chargee)
        response = Client().post(address, {})
        assert response.status_code == 410
        assert "aura lieu" in text(response)

    def test_whoever_left_is_asked_no_more(self, sondage, cast, jeunes):
        address = self.address(sondage, cast.directrice)
        leave_collectif(jeunes, by=cast.directrice)
        assert Client().get(address).status_code == 410
        assert get_attentes(cast.directrice) == []

    def test_the_mail_holds_the_link_and_no_row_does(self, sondage, cast, mailoutbox):
        envoi = Envoi.objects.get(genre="collectifs.sondage_ouvert", destinataire=cast.directrice)
        assert "/dates/" not in str(envoi.contexte)
        deliver(str(envoi.identifiant))
        assert "/collectifs/dates/" in mailoutbox[0].body


class TestAnswering:
    def test_changed_as_often_as_wished(self, sondage, cast):
        answer(sondage, cast.directrice, "oui", "non", "non")
        answer(sondage, cast.directrice, "non", "oui", "si_besoin")
        grille = read_sondage(sondage)
        assert [colonne.said for colonne in grille.colonnes][1] == "1 oui, 0 si besoin, 0 non"
        assert ReponseDate.objects.count() == 3

    def test_not_for_somebody_else_unless_one_leads(self, sondage, cast):
        sondee = sondage.sondees.get(personne=cast.collegue)
        choix = {sondage.dates.first().pk: "oui"}
        with pytest.raises(PermissionDenied):
            sondages.answer_sondage(sondee, choix=choix, by=cast.directrice)
        sondages.answer_sondage(sondee, choix=choix, by=cast.chargee)
        assert sondee.reponses.filter(choix="oui").count() == 1

    def test_in_the_portal_and_expected_on_the_home_page(self, sondage, cast, client_of):
        [attente] = [a for a in get_attentes(cast.directrice) if "disponibilités" in a.title]
        assert attente.title == "Dire vos disponibilités : Le forum"
        assert attente.link == page("sondage_detail", sondage.pk)
        assert attente.due == sondage.jusqu_au
        client = client_of(cast.directrice)
        assert "Quand pouvez-vous venir ?" in text(client.get(attente.link))
        client.post(page("sondage_answer", sondage.pk), {f"date_{sondage.dates.first().pk}": "oui"})
        assert get_attentes(cast.directrice) == []

    def test_meetings_and_polls_are_one_question(self, sondage, cast, jeunes, django_assert_num_queries):
        make_convoquee(jeunes, cast.chargee)
        cast.directrice = Personne.objects.get(pk=cast.directrice.pk)
        list(get_answers_to_give(cast.directrice))
        with django_assert_num_queries(1):
            assert len(list(get_answers_to_give(cast.directrice))) == 2

    def test_who_is_not_asked_finds_no_page(self, sondage, cast, client_of):
        assert client_of(cast.adherente).get(page("sondage_detail", sondage.pk)).status_code == 404
        assert client_of(cast.superuser).get(page("sondage_detail", sondage.pk)).status_code == 404

    def test_whoever_comes_later_is_asked_too(self, sondage, cast, jeunes):
        invite_personne(jeunes, cast.adherente, by=cast.chargee)
        assert sondage.sondees.filter(personne=cast.adherente).exists()
        assert Envoi.objects.filter(genre="collectifs.sondage_ouvert", destinataire=cast.adherente).count() == 1


class TestGrid:
    def test_the_best_date_in_words(self, sondage, cast):
        assert read_sondage(sondage).phrase == "Personne n’a encore répondu."
        answer(sondage, cast.directrice, "oui", "oui", "non")
        answer(sondage, cast.collegue, "non", "si_besoin", "oui")
        grille = read_sondage(sondage)
        assert grille.meilleure.date == sondage.dates.all()[1]
        assert "convient à 2 personnes sur 2 réponses, dont 1 si besoin." in grille.phrase.replace("\xa0", " ")

    def test_plain_yes_breaks_a_tie(self, sondage, cast):
        answer(sondage, cast.directrice, "si_besoin", "oui", "non")
        assert read_sondage(sondage).meilleure.date == sondage.dates.all()[1]

    def test_a_date_gone_by_is_never_the_best(self, sondage, cast, time_machine):
        answer(sondage, cast.directrice, "oui", "non", "si_besoin")
        time_machine.move_to(sondage.dates.first().debut + timedelta(hours=1))
        assert read_sondage(sondage).meilleure.date == sondage.dates.last()

    @pytest.mark.parametrize("rows", [1, 3])
    def test_queries(self, reunion, cast, jeunes, client_of, rows, django_assert_num_queries):
        for _ in range(rows):
            make_participation(jeunes, make_personne(), cast.horizon)
        sondage = make_sondage(reunion, cast.chargee, range(10, 10 + rows + 1))
        for sondee in sondage.sondees.all():
            answer(sondage, sondee.personne, "oui")
        with django_assert_num_queries(3):
            read_sondage(sondage)
        client = client_of(cast.directrice)
        client.get(page("sondage_detail", sondage.pk))
        with django_assert_num_queries(9):
            assert client.get(page("sondage_detail", sondage.pk)).status_code == 200

    def test_the_table_says_each_date_in_its_cells(self, sondage, cast, client_of):
        answer(sondage, cast.collegue, "oui", "si_besoin", "non")
        shown = text(client_of(cast.directrice).get(page("sondage_detail", sondage.pk)))
        assert shown.count("data-label=") >= 3 * 4
        assert '<th scope="row">' in shown
        assert "Si besoin" in shown


class TestReminding:
    def test_only_those_who_said_nothing_once_a_day(self, sondage, cast, client_of, time_machine):
        answer(sondage, cast.directrice, "oui")
        client = client_of(cast.chargee)
        client.post(page("sondage_remind", sondage.pk))
        told = set(
            Notification.objects.filter(genre="collectifs.sondage_relance").values_list("destinataire", flat=True)
        )
        assert told == {cast.collegue.pk, cast.invitee.pk, cast.chargee.pk}
        assert "Un rappel est parti aujourd’hui" in text(client.get(page("sondage_detail", sondage.pk)))
        with pytest.raises(ValidationError, match="déjà parti aujourd’hui"):
            sondages.remind_sondage(sondage, by=cast.chargee)
        time_machine.move_to(timezone.now() + timedelta(days=1))
        assert sondages.remind_sondage(sondage, by=cast.chargee) == 3

    def test_not_by_somebody_asked(self, sondage, cast, client_of):
        assert client_of(cast.directrice).post(page("sondage_remind", sondage.pk)).status_code == 403


class TestClosing:
    def test_keeping_a_date_sets_it_and_tells_who_answered(self, sondage, cast, client_of):
        answer(sondage, cast.directrice, "oui")
        kept = sondage.dates.all()[1]
        client_of(cast.chargee).post(page("sondage_choose", sondage.pk), {"date": kept.pk, "suite": "prevenir"})
        assert Reunion.objects.get(pk=sondage.reunion_id).debut == kept.debut
        told = Notification.objects.filter(genre="collectifs.sondage_clos")
        assert list(told.values_list("destinataire", flat=True)) == [cast.directrice.pk]
        with pytest.raises(ValidationError, match="déjà été retenue"):
            sondages.choose_date(sondage, sondage.dates.first(), tell=True, by=cast.chargee)

    def test_or_goes_on_to_the_convening_which_tells_everybody(self, sondage, cast, client_of):
        kept = sondage.dates.first()
        response = client_of(cast.chargee).post(
            page("sondage_choose", sondage.pk), {"date": kept.pk, "suite": "convoquer"}
        )
        assert response.url == page("reunion_convene", sondage.reunion_id)
        assert not Notification.objects.filter(genre="collectifs.sondage_clos").exists()

    def test_a_date_gone_by_is_not_kept(self, sondage, cast, time_machine):
        time_machine.move_to(sondage.dates.first().debut + timedelta(hours=1))
        with pytest.raises(ValidationError, match="passée"):
            sondages.choose_date(sondage, sondage.dates.first(), tell=True, by=cast.chargee)

    def test_more_time_opens_what_closed_by_itself(self, sondage, cast, client_of, time_machine):
        time_machine.move_to(timezone.now() + timedelta(days=6))
        client = client_of(cast.chargee)
        client.post(page("sondage_extend", sondage.pk), {"jusqu_au": timezone.localdate() + timedelta(days=1)})
        assert SondageDates.objects.get().is_ouvert
        client.post(page("sondage_close", sondage.pk))
        client.post(page("sondage_extend", sondage.pk), {"jusqu_au": timezone.localdate() + timedelta(days=2)})
        assert not SondageDates.objects.get().is_ouvert

    @pytest.mark.parametrize("settle", [convene_reunion, lambda r, by: cancel_reunion(r, motif="Grève", by=by)])
    def test_a_meeting_settled_otherwise_closes_its_poll(self, sondage, cast, settle):
        settle(sondage.reunion, by=cast.chargee)
        assert not SondageDates.objects.ouverts().exists()
        assert not SondageDates.objects.get().is_ouvert
        assert not [a for a in get_attentes(cast.directrice) if "disponibilités" in a.title]

    def test_a_meeting_put_off_is_asked_about(self, cast, jeunes, client_of):
        reunion = make_convoquee(jeunes, cast.chargee)
        postpone_reunion(reunion, motif="Grève", by=cast.chargee)
        sondage = make_sondage(reunion, cast.chargee)
        sondages.choose_date(sondage, sondage.dates.first(), tell=False, by=cast.chargee)
        convene_reunion(Reunion.objects.get(pk=reunion.pk), by=cast.chargee)
        assert Reunion.objects.get().etat == "convoquee"
        assert Reunion.objects.get().sequence == 2


@pytest.mark.django_db(transaction=True)
def test_two_taps_at_once_are_one_answer(cast, jeunes):
    sondage = make_sondage(make_reunion(jeunes), cast.chargee)
    sondee = sondage.sondees.get(personne=cast.directrice)
    pks = list(sondage.dates.values_list("pk", flat=True))
    ready = threading.Barrier(2)
    problems = []

    def tap(choix):
        try:
            mine = PersonneSondee.objects.select_related("sondage__reunion", "personne").get(pk=sondee.pk)
            ready.wait(5)
            sondages.answer_sondage(mine, choix=dict.fromkeys(pks, choix), by=mine.personne)
        except Exception as error:
            problems.append(error)
        finally:
            connection.close()

    taps = [threading.Thread(target=tap, args=(choix,)) for choix in ("oui", "non")]
    for thread in taps:
        thread.start()
    for thread in taps:
        thread.join(10)
    assert problems == []
    said = list(ReponseDate.objects.filter(sondee=sondee).values_list("choix", flat=True))
    assert len(said) == 3
    assert len(set(said)) == 1
