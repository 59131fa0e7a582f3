"""A person's agenda: what is in it, what it says of each thing, and what it costs to draw."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from collectifs.actions.reunions import cancel_reunion
from collectifs.models import Presence, Reunion
from collectifs.queries import get_rendez_vous
from federation.moments import get_rendez_vous as get_next
from socle.agenda import make_sheet, read_month, read_year
from socle.permissions import can
from tests.factories.accompagnement import make_demande, make_service
from tests.factories.collectifs import (
    make_collectif,
    make_convoquee,
    make_participation,
    make_presence,
    make_projet,
    make_reunion,
)
from tests.factories.members import make_affectation, make_fonction

MONTH, LIST = "/agenda/", "/agenda/liste/"
PARIS = ZoneInfo("Europe/Paris")
EVER = datetime(2000, 1, 1, tzinfo=PARIS)
TODAY = date(2027, 3, 10)


@pytest.fixture
def wednesday(time_machine):
    """A day in the middle of a month, so that no test depends on when it runs."""
    time_machine.move_to(datetime(2027, 3, 10, 10, 0, tzinfo=PARIS), tick=False)


def at(month, day, hour=9, minute=30):
    return datetime(2027, month, day, hour, minute, tzinfo=PARIS)


def text(response):
    return " ".join(response.content.decode().split())


def said(personne):
    return {moment.title: moment.state for moment in get_rendez_vous(personne, EVER)}


class TestWhatIsInIt:
    def test_what_one_is_convened_to_with_ones_answer(self, cast, jeunes):
        answers = {"Oui": "vient", "Non": "absent", "Plus tard": ""}
        for titre, reponse in answers.items():
            reunion = make_convoquee(jeunes, cast.chargee, titre=titre)
            reunion.presences.filter(personne=cast.directrice).update(reponse=reponse)
        given = make_convoquee(jeunes, cast.chargee, titre="Pouvoir")
        given.presences.filter(personne=cast.directrice).update(reponse="pouvoir", pouvoir_a=cast.chargee)
        assert said(cast.directrice) == {
            "Jeunes : Oui": "Vous venez",
            "Jeunes : Non": "Vous ne venez pas",
            "Jeunes : Plus tard": "À répondre",
            "Jeunes : Pouvoir": "Pouvoir donné",
        }

    def test_called_off_is_said_and_stays(self, cast, jeunes):
        cancel_reunion(make_convoquee(jeunes, cast.chargee), motif="Grève", by=cast.chargee)
        [moment] = get_rendez_vous(cast.directrice, EVER)
        assert (moment.is_off, moment.state, moment.sequence) == (True, "Annulée", 1)

    def test_called_off_before_anybody_was_told_is_nowhere(self, cast, jeunes):
        cancel_reunion(make_reunion(jeunes), motif="Grève", by=cast.chargee)
        assert said(cast.directrice) == said(cast.chargee) == {}

    def test_being_prepared_is_for_whoever_leads(self, cast, jeunes):
        make_reunion(jeunes)
        assert said(cast.chargee) == {"Jeunes : Le forum": "En préparation"}
        assert said(cast.directrice) == {}
        assert get_rendez_vous(cast.chargee, EVER)[0].uid == ""

    def test_a_guest_of_one_meeting_has_that_one(self, cast, ferme):
        reunion = make_reunion(ferme, "Invités", etat=Reunion.Etat.CONVOQUEE)
        make_presence(reunion, cast.adherente)
        assert list(said(cast.adherente)) == ["Direction : Invités"]

    def test_a_participant_has_the_meetings_of_their_time_and_no_others(self, cast, jeunes):
        now = timezone.now()
        for titre, offset in (("Avant", -400), ("Pendant", -10), ("Après", 40)):
            make_reunion(jeunes, titre, debut=now + timedelta(days=offset), etat=Reunion.Etat.CONVOQUEE)
        make_participation(jeunes, cast.adherente, fin=timezone.localdate() + timedelta(days=5))
        assert list(said(cast.adherente)) == ["Jeunes : Pendant"]

    def test_what_was_held_says_whether_one_was_there(self, cast, jeunes):
        reunion = make_projet(jeunes, cast.chargee).reunion
        assert said(cast.directrice) == {"Jeunes : Le forum": "Vous y étiez"}
        reunion.presences.update(is_presente=False)
        assert said(cast.directrice) == {"Jeunes : Le forum": "Vous n’y étiez pas"}

    def test_nobody_elses(self, cast, jeunes):
        make_convoquee(jeunes, cast.chargee)
        for personne in (cast.adherente, cast.ancien, cast.admin, cast.superuser):
            assert said(personne) == {}

    def test_the_home_page_keeps_what_one_is_expected_at(self, cast, jeunes):
        make_convoquee(jeunes, cast.chargee, titre="Second")
        make_convoquee(jeunes, cast.chargee, titre="Premier", debut=timezone.now() + timedelta(days=2))
        cancel_reunion(make_convoquee(jeunes, cast.chargee, titre="Annulée"), motif="Grève", by=cast.chargee)
        assert [moment.title for moment in get_next(cast.directrice)] == ["Jeunes : Premier", "Jeunes : Second"]
        Presence.objects.filter(personne=cast.directrice).update(reponse="absent")
        assert get_next(cast.directrice) == []

    def test_gone_from_the_home_page_once_over(self, cast, jeunes, time_machine):
        reunion = make_convoquee(jeunes, cast.chargee)
        time_machine.move_to(reunion.fin - timedelta(minutes=1))
        assert len(get_next(cast.directrice)) == 1
        time_machine.move_to(reunion.fin + timedelta(minutes=1))
        assert get_next(cast.directrice) == []


@pytest.mark.trap("list-and-detail-differ")
def test_list_vs_detail_rights_from_one_queryset(cast, roles, jeunes, ferme):
    """Whatever an agenda shows may be opened, by whoever it is."""
    make_participation(jeunes, cast.prestataire, is_externe=True)
    for collectif in (jeunes, ferme):
        make_reunion(collectif, "Brouillon")
        make_convoquee(collectif, cast.chargee, titre="Convoquée")
        make_projet(collectif, cast.chargee, titre="Tenue")
        cancel_reunion(make_convoquee(collectif, cast.chargee, titre="Annulée"), motif="Grève", by=cast.chargee)
    shown = 0
    for personne in roles.values():
        for moment in get_rendez_vous(personne, EVER):
            shown += 1
            reunion = Reunion.objects.get(pk=int(moment.link.rstrip("/").rpartition("/")[2]))
            assert can(personne, "collectifs.view_reunion", reunion), (personne, moment.title)
    assert shown >= 20


def test_nothing_confidential_is_in_it(cast, jeunes, client_of, settings):
    """Somebody who asked for support has the agenda of somebody who did not."""
    make_convoquee(jeunes, cast.chargee)
    client = client_of(cast.directrice)

    def read():
        pages = [client.get(address).text for address in (MONTH, LIST, f"{LIST}?annee=")]
        return [page.partition("<main")[2].partition("</main>")[0] for page in pages]

    before = read()
    make_demande(cast.directrice, make_service())
    assert read() == before
    assert not any("accompagnement" in source for source in settings.AGENDA_SOURCES)


@pytest.mark.usefixtures("wednesday")
class TestMonth:
    @pytest.fixture
    def client(self, cast, client_of):
        return client_of(cast.directrice)

    def test_a_real_table_of_weeks(self, client, cast, jeunes):
        make_convoquee(jeunes, cast.chargee, debut=at(3, 18, 18))
        shown = text(client.get(MONTH))
        assert "<caption" in shown
        assert "Mars 2027" in shown.replace("\u00a0", " ")
        assert shown.count('<th scope="col">') == 7
        assert shown.count('aria-current="date"') == 1
        assert "18 h" in shown.replace("\u00a0", " ")
        assert "À répondre" in shown

    def test_one_goes_from_month_to_month_and_back_to_today(self, client, cast, jeunes):
        make_convoquee(jeunes, cast.chargee, debut=at(4, 1))
        assert '"?mois=2027-02"' in text(client.get(MONTH))
        assert "Aujourd’hui</a>" not in text(client.get(MONTH))
        april = text(client.get(MONTH, {"mois": "2027-04"}))
        assert "Le forum" in april
        assert "Aujourd’hui</a>" in april
        assert "Le forum" in text(client.get(MONTH))  # the first of April ends the last week of March
        assert "Le forum" not in text(client.get(MONTH, {"mois": "2027-02"}))

    def test_a_cancelled_meeting_is_struck_and_said(self, client, cast, jeunes):
        cancel_reunion(make_convoquee(jeunes, cast.chargee, debut=at(3, 18)), motif="Grève", by=cast.chargee)
        shown = text(client.get(MONTH))
        assert "<s>Jeunes : Le forum</s>" in shown
        assert "Annulée" in shown

    def test_an_evening_is_on_the_day_it_is_read_on_the_wall(self, client, cast, jeunes):
        make_convoquee(jeunes, cast.chargee, debut=at(3, 31, 23, 45))
        day = text(client.get(MONTH)).partition('datetime="2027-03-31"')[2].partition("</td>")[0]
        assert "Le forum" in day

    @pytest.mark.parametrize("typed", ["2027-13", "rien", "-1-01", "99999-01", "2027-3", "٢٠٢٧-٠٣", "0001-01", "\x00"])
    def test_a_month_that_is_none_is_this_one(self, client, typed):
        assert "Mars 2027" in text(client.get(MONTH, {"mois": typed})).replace("\u00a0", " ")

    def test_nothing_this_month_is_said(self, client):
        assert "Aucun rendez-vous ce mois-ci" in text(client.get(MONTH))


@pytest.mark.usefixtures("wednesday")
class TestList:
    def test_ahead_then_behind_by_year(self, cast, client_of, jeunes):
        for titre, debut in (("Bientôt", at(4, 2)), ("Hier", at(3, 9)), ("Jadis", datetime(2026, 5, 4, tzinfo=PARIS))):
            reunion = make_reunion(jeunes, titre, debut=debut, etat=Reunion.Etat.CONVOQUEE)
            make_presence(reunion, cast.directrice)
        client = client_of(cast.directrice)
        ahead = text(client.get(LIST))
        assert ("Bientôt" in ahead, "Hier" in ahead) == (True, False)
        past = text(client.get(LIST, {"annee": ""}))
        assert ("Hier" in past, "Bientôt" in past, "Jadis" in past) == (True, False, False)
        assert "Jadis" in text(client.get(LIST, {"annee": "2026"}))
        assert "Aucun rendez-vous passé" in text(client.get(LIST, {"annee": "2025"}))

    @pytest.mark.trap("cron-dependent")
    def test_cron_dependent_guarantees_a_meeting_passes_without_anything_running(
        self, cast, client_of, jeunes, time_machine
    ):
        reunion = make_convoquee(jeunes, cast.chargee, debut=at(3, 12))
        client = client_of(cast.directrice)
        assert "À répondre" in text(client.get(LIST))
        time_machine.move_to(reunion.debut + timedelta(minutes=1))
        assert "À répondre" not in text(client.get(LIST))
        time_machine.move_to(reunion.fin + timedelta(minutes=1))
        assert "Le forum" not in text(client.get(LIST))
        assert "Le forum" in text(client.get(LIST, {"annee": ""}))

    def test_long_lists_come_by_fifty(self, cast, client_of, jeunes):
        fill(cast.directrice, [jeunes], 60)
        first = client_of(cast.directrice).get(LIST)
        assert first.content.count(b'<time class="date-tile') == 50


def fill(personne, collectifs, number):
    """Many meetings to which somebody is convened, written at once."""
    rows = Reunion.objects.bulk_create(
        Reunion(
            collectif=collectifs[rank % len(collectifs)],
            titre=f"Réunion {rank}",
            debut=timezone.now() + timedelta(days=1, minutes=rank),
            lieu="Quai-Hauvert",
            etat=Reunion.Etat.CONVOQUEE,
        )
        for rank in range(number)
    )
    Presence.objects.bulk_create(Presence(reunion=reunion, personne=personne) for reunion in rows)


@pytest.mark.parametrize("rows", [1, 3, 500])
def test_one_more_meeting_costs_no_query(cast, client_of, rows, django_assert_num_queries):
    collectifs = [make_collectif() for _ in range(min(rows, 300))]
    fill(cast.directrice, collectifs, rows)
    client = client_of(cast.directrice)
    for address in (MONTH, LIST):
        client.get(address)
        with django_assert_num_queries(5):
            assert client.get(address).status_code == 200


def test_nor_do_six_functions(cast, client_of, django_assert_num_queries):
    for rank in range(6):
        make_affectation(cast.chargee, make_fonction(f"Fonction {rank}"))
        fill(cast.chargee, [make_collectif(fonction=f"Fonction {rank}")], 3)
    client = client_of(cast.chargee)
    client.get(LIST)
    with django_assert_num_queries(5):
        assert text(client.get(LIST)).count("date-tile__day") == 18


class TestSheet:
    @pytest.mark.parametrize("first", [date(2027, month, 1) for month in range(1, 13)] + [date(2028, 2, 1)])
    def test_whole_weeks_hold_the_month_once(self, first):
        weeks = make_sheet(first, TODAY)
        days = [day.date for week in weeks for day in week]
        assert all(len(week) == 7 for week in weeks)
        assert days == [days[0] + timedelta(days=n) for n in range(len(days))]
        assert days[0].weekday() == 0
        inside = [day.date for week in weeks for day in week if day.is_inside]
        assert {day.month for day in inside} == {first.month}
        assert inside[0] == first
        assert (inside[-1] + timedelta(days=1)).day == 1

    @pytest.mark.parametrize(
        ("typed", "month"), [("2026-11", date(2026, 11, 1)), ("", date(2027, 3, 1)), ("2300-01", date(2027, 3, 1))]
    )
    def test_months_are_read_strictly(self, typed, month):
        assert read_month(typed, TODAY) == month

    @pytest.mark.parametrize(("typed", "year"), [("2026", 2026), ("", 2027), ("2028", 2027), ("²⁰²⁶", 2027)])
    def test_years_stop_at_this_one(self, typed, year):
        assert read_year(typed, TODAY) == year
