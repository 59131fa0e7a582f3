"""The secret address of an agenda, and calendar files read by two programs that do not know each other."""

import json
import logging
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.utils import timezone
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar

from collectifs.actions.agenda import close_flux, open_flux
from collectifs.actions.ateliers import announce_atelier, cancel_atelier, edit_atelier
from collectifs.actions.reunions import cancel_reunion, convene_reunion, edit_reunion
from collectifs.models import FluxAgenda, Presence, Reunion
from collectifs.queries import find_subscriber
from socle import notifications
from socle.calendrier import build_feed
from socle.logs import AllowListFormatter
from socle.models import Envoi
from socle.permissions import can
from tests.factories.accompagnement import make_demande, make_service
from tests.factories.ateliers import make_atelier_ahead
from tests.factories.collectifs import make_convoquee, make_point, make_reunion
from tests.factories.members import make_personne

PARIS = ZoneInfo("Europe/Paris")
PAGE, CLOSE = "/agenda/abonnement/", "/agenda/abonnement/fermer/"
SECRET = "Situation de la comptable"


def address(secret):
    return f"/agenda/flux/{secret}.ics"


@pytest.fixture
def secret(cast):
    return open_flux(by=cast.directrice)


def read(content):
    """Return the events of a file, by title, as the two programs read them; both must agree that it is well made."""
    ours = {str(event["SUMMARY"]): event for event in Calendar.from_ical(content).walk("VEVENT")}
    theirs = {event.summary: event for event in IcsCalendarStream.calendar_from_ics(content.decode()).events}
    assert list(ours) == list(theirs)
    for title, event in ours.items():
        other = theirs[title]
        assert str(event["UID"]) == other.uid
        assert event["SEQUENCE"] == other.sequence
        assert event.decoded("DTSTART") == other.dtstart
        assert event.decoded("DTEND") == other.dtend
        assert event.decoded("DTSTAMP") == other.dtstamp
        assert str(event["STATUS"]) == other.status
    return ours


class TestAddress:
    def test_opens_without_a_cookie_and_leaves_none(self, secret, cast, jeunes):
        make_convoquee(jeunes, cast.chargee)
        client = Client()
        answer = client.get(address(secret))
        assert answer.status_code == 200
        assert answer["Content-Type"] == "text/calendar; charset=utf-8"
        assert "no-store" not in answer["Cache-Control"]
        assert not client.cookies
        assert list(read(answer.content)) == ["Jeunes : Le forum"]
        assert client.head(address(secret)).status_code == 200
        assert client.post(address(secret)).status_code == 405

    @pytest.mark.trap("get-writes")
    def test_reading_it_writes_nothing(self, secret, django_assert_num_queries):
        with django_assert_num_queries(6) as seen:
            Client().get(address(secret))
        assert all(query["sql"].lstrip("( \n").startswith("SELECT") for query in seen.captured_queries)

    def test_a_copy_of_the_database_opens_nothing(self, secret, cast):
        flux = FluxAgenda.objects.get()
        kept = bytes(flux.empreinte)
        for found in (kept.hex(), str(flux.pk), str(cast.directrice.pk), kept.decode("latin-1")):
            assert find_subscriber(found) is None
        with connection.cursor() as cursor:
            cursor.execute("SELECT row_to_json(f)::text FROM collectifs_fluxagenda f")
            assert secret not in cursor.fetchone()[0]
            cursor.execute("SELECT string_agg(j::text, '') FROM socle_entreejournal j")
            assert secret not in cursor.fetchone()[0]

    def test_other_keys_do_not_even_recognise_it(self, secret, settings):
        settings.MASTER_KEYS = ["bm90LXRoZS1yaW5nLW5vdC10aGUtcmluZy1ub3QtdGg="]
        assert find_subscriber(secret) is None

    def test_making_another_closes_the_one_before(self, secret, cast):
        other = open_flux(by=cast.directrice)
        assert other != secret
        assert find_subscriber(secret) is None
        assert find_subscriber(other) == cast.directrice

    def test_closing_it_makes_it_unknown(self, secret, cast):
        assert close_flux(by=cast.directrice)
        assert not close_flux(by=cast.directrice)
        assert Client().get(address(secret)).status_code == 404

    @pytest.mark.parametrize("leave", ["deactivated", "without a place", "folded into another sheet"])
    def test_whoever_left_has_an_address_that_never_was(self, secret, cast, leave):
        if leave == "deactivated":
            cast.directrice.is_active = False
        elif leave == "without a place":
            cast.directrice.rattachements.update(fin=timezone.localdate() - timedelta(days=1))
        else:
            cast.directrice.fondue_dans = make_personne()
        cast.directrice.save()
        gone, unknown = (Client().get(address(one)) for one in (secret, "x" * len(secret)))
        assert gone.status_code == unknown.status_code == 404
        assert gone.content == unknown.content
        assert dict(gone.headers) == dict(unknown.headers)

    def test_only_who_has_a_place_may_make_one(self, roles):
        """The right to have an address and the address itself follow the same places."""
        for name, personne in roles.items():
            allowed = can(personne, "collectifs.subscribe_agenda")
            if allowed:
                assert find_subscriber(open_flux(by=personne)) == personne, name
            else:
                with pytest.raises(PermissionDenied):
                    open_flux(by=personne)
        assert not can(roles["ancien"], "collectifs.subscribe_agenda")
        assert not can(roles["invitee"] if "invitee" in roles else roles["superuser"], "collectifs.subscribe_agenda")

    def test_it_is_in_no_log(self, secret):
        record = logging.LogRecord("django.request", 30, "", 0, "Not Found: %s", (address(secret),), None)
        line = json.loads(AllowListFormatter().format(record))
        assert secret not in json.dumps(line)
        assert "/agenda/flux/" in line["message"]

    def test_an_unknown_one_is_in_no_log_either(self, db, caplog):
        Client().get(address("y" * 43))
        lines = [AllowListFormatter().format(record) for record in caplog.records]
        assert lines
        assert not any("y" * 43 in line for line in lines)


class TestPage:
    def test_shows_it_once(self, cast, client_of):
        client = client_of(cast.directrice)
        assert "Faire mon adresse" in client.get(PAGE).text
        shown = client.post(PAGE)
        assert "no-store" in shown["Cache-Control"]
        found = shown.text.partition("/agenda/flux/")[2].partition(".ics")[0]
        assert find_subscriber(found) == cast.directrice
        assert "webcal://" in shown.text
        again = client.get(PAGE).text
        assert "/agenda/flux/" not in again
        assert "Faire une autre adresse" in again

    def test_says_how_in_plain_words(self, cast, client_of):
        shown = client_of(cast.directrice).get(PAGE).text
        for word in ("iPhone", "Android", "Thunderbird", "une seule fois"):
            assert word in shown

    def test_closes_it(self, cast, client_of, secret):
        assert client_of(cast.directrice).post(CLOSE, follow=True).status_code == 200
        assert not FluxAgenda.objects.exists()

    def test_nobody_reads_somebody_elses(self, cast, client_of, jeunes, secret):
        make_convoquee(jeunes, cast.chargee)
        client_of(cast.adherente).post(CLOSE)
        assert find_subscriber(secret) == cast.directrice
        assert b"Le forum" not in Client().get(address(open_flux(by=cast.adherente))).content

    def test_whoever_left_is_refused_and_not_offered(self, cast, client_of):
        client = client_of(cast.ancien)
        assert client.get(PAGE).status_code == client.post(PAGE).status_code == 403
        assert PAGE not in client.get("/agenda/").text


class TestFeed:
    def test_same_bytes_as_long_as_nothing_changes(self, secret, cast, jeunes, time_machine):
        time_machine.move_to(datetime(2027, 3, 10, 10, 0, tzinfo=PARIS))
        make_convoquee(jeunes, cast.chargee)
        first = Client().get(address(secret))
        time_machine.shift(timedelta(hours=20))
        again = Client().get(address(secret))
        assert again.content == first.content
        assert again["ETag"] == first["ETag"]
        unchanged = Client().get(address(secret), headers={"If-None-Match": first["ETag"]})
        assert (unchanged.status_code, unchanged.content) == (304, b"")

    def test_a_change_and_a_cancellation_are_followed(self, secret, cast, jeunes):
        reunion = make_convoquee(jeunes, cast.chargee)
        events = [read(Client().get(address(secret)).content)["Jeunes : Le forum"]]
        for change in (
            lambda: edit_reunion(reunion, lieu="Ailleurs", by=cast.chargee),
            lambda: cancel_reunion(reunion, motif="Grève", by=cast.chargee),
        ):
            change()
            events.append(read(Client().get(address(secret)).content)["Jeunes : Le forum"])
        assert {str(event["UID"]) for event in events} == {reunion.calendar_uid}
        assert [event["SEQUENCE"] for event in events] == [0, 1, 2]
        assert [str(event["STATUS"]) for event in events] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
        stamps = [event.decoded("DTSTAMP") for event in events]
        assert stamps == sorted(stamps)
        assert str(events[1]["LOCATION"]) == "Ailleurs"

    def test_what_does_not_show_in_calendars_revises_nothing(self, cast, jeunes):
        reunion = make_convoquee(jeunes, cast.chargee)
        before = reunion.sequence, reunion.revisee_le
        edit_reunion(reunion, secretaire=cast.collegue, by=cast.chargee)
        assert (reunion.sequence, reunion.revisee_le) == before

    def test_two_changes_read_from_one_page_have_two_numbers(self, cast, jeunes):
        one = make_convoquee(jeunes, cast.chargee)
        other = Reunion.objects.get(pk=one.pk)
        edit_reunion(one, lieu="Ici", by=cast.chargee)
        edit_reunion(other, lieu="Là", by=cast.chargee)
        assert (one.sequence, other.sequence) == (1, 2)

    def test_declining_leaves_the_time_free(self, secret, cast, jeunes):
        reunion = make_convoquee(jeunes, cast.chargee)
        assert str(read(Client().get(address(secret)).content)["Jeunes : Le forum"]["TRANSP"]) == "OPAQUE"
        reunion.presences.filter(personne=cast.directrice).update(reponse="absent")
        assert str(read(Client().get(address(secret)).content)["Jeunes : Le forum"]["TRANSP"]) == "TRANSPARENT"

    @pytest.mark.parametrize("month", [1, 7])
    def test_hours_are_those_of_the_wall_in_winter_and_in_summer(self, secret, cast, jeunes, month):
        debut = datetime(2031, month, 3, 9, 30, tzinfo=PARIS)
        make_convoquee(jeunes, cast.chargee, debut=debut, duree=90)
        content = Client().get(address(secret)).content
        event = read(content)["Jeunes : Le forum"]
        assert event.decoded("DTSTART") == debut
        assert event.decoded("DTEND") - event.decoded("DTSTART") == timedelta(minutes=90)
        assert f"DTSTART;TZID=Europe/Paris:20310{month}03T093000".encode() in content

    @pytest.mark.parametrize("year", [2027, 2035, 2060])
    def test_the_time_zone_written_says_what_the_zone_does(self, year):
        zone = Calendar.from_ical(build_feed("Essai", [])).walk("VTIMEZONE")[0].to_tz(lookup_tzid=False)
        for month in range(1, 13):
            for day in (1, 28):
                moment = datetime(year, month, day, 12, 0)  # noqa: DTZ001 (the same wall clock in two zones)
                assert moment.replace(tzinfo=zone).utcoffset() == moment.replace(tzinfo=PARIS).utcoffset()

    def test_nothing_confidential_enters_it(self, secret, cast, jeunes):
        reunion = make_reunion(jeunes)
        make_point(reunion, SECRET, is_huis_clos=True)
        convene_reunion(reunion, by=cast.chargee)
        before = Client().get(address(secret)).content
        make_demande(cast.directrice, make_service())
        after = Client().get(address(secret)).content
        assert after == before
        assert b"comptable" not in after

    def test_what_is_being_prepared_is_not_announced(self, cast, jeunes):
        make_reunion(jeunes)
        assert read(Client().get(address(open_flux(by=cast.chargee))).content) == {}

    def test_a_long_past_is_left_out(self, secret, cast, jeunes):
        for titre, days in (("Vieille", -200), ("Récente", -20)):
            debut = timezone.now() + timedelta(days=days)
            reunion = make_reunion(jeunes, titre, debut=debut, etat=Reunion.Etat.CONVOQUEE)
            Presence.objects.create(reunion=reunion, personne=cast.directrice)
        assert list(read(Client().get(address(secret)).content)) == ["Jeunes : Récente"]

    def test_what_people_type_breaks_no_line(self, secret, cast, jeunes):
        title = "Bilan; budget, \\ « été »\r\nBEGIN:VEVENT " + "é" * 90
        make_convoquee(jeunes, cast.chargee, titre=title)
        content = Client().get(address(secret)).content
        assert max(map(len, content.split(b"\r\n"))) <= 75
        [event] = Calendar.from_ical(content).walk("VEVENT")
        assert "Bilan; budget, \\ « été »" in str(event["SUMMARY"])
        assert len(IcsCalendarStream.calendar_from_ics(content.decode()).events) == 1

    @pytest.mark.parametrize("rows", [1, 3, 500])
    def test_one_more_meeting_costs_no_query(self, secret, cast, jeunes, rows, django_assert_num_queries):
        made = Reunion.objects.bulk_create(
            Reunion(collectif=jeunes, titre=f"Réunion {rank}", debut=timezone.now(), etat=Reunion.Etat.CONVOQUEE)
            for rank in range(rows)
        )
        Presence.objects.bulk_create(Presence(reunion=reunion, personne=cast.directrice) for reunion in made)
        with django_assert_num_queries(6):
            assert Client().get(address(secret)).content.count(b"BEGIN:VEVENT") == rows


class TestWorkshops:
    """Workshops are in the agenda as meetings are."""

    @pytest.fixture
    def atelier(self, cast, jeunes):
        atelier = make_atelier_ahead(jeunes, theme="Les vacances", etat="preparation")
        return announce_atelier(atelier, by=cast.chargee)

    def only(self, secret):
        [event] = read(Client().get(address(secret)).content).values()
        return event

    def test_announced_changed_and_called_off(self, atelier, cast, secret):
        told = [self.only(secret)]
        edit_atelier(atelier, questions=[], theme="Les vacances d’hiver", by=cast.chargee)
        told.append(self.only(secret))
        cancel_atelier(atelier, motif="Grève", by=cast.chargee)
        told.append(self.only(secret))
        assert [event["SEQUENCE"] for event in told] == [0, 1, 2]
        assert [str(event["STATUS"]) for event in told] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
        assert {str(event["UID"]) for event in told} == {atelier.calendar_uid}
        assert "d’hiver" in str(told[2]["SUMMARY"])

    def test_in_preparation_it_is_for_whoever_leads_and_in_no_feed(self, cast, jeunes, client_of, secret):
        make_atelier_ahead(jeunes, theme="Les vacances", etat="preparation")
        assert "Les vacances" in client_of(cast.chargee).get("/agenda/liste/").text
        assert "Les vacances" not in client_of(cast.directrice).get("/agenda/liste/").text
        for flux in (secret, open_flux(by=cast.chargee)):
            assert read(Client().get(address(flux)).content) == {}

    def test_nobody_elses(self, atelier, cast, client_of):
        assert "Les vacances" in client_of(cast.directrice).get("/agenda/liste/").text
        assert "Les vacances" not in client_of(cast.adherente).get("/agenda/liste/").text


class TestMails:
    """Invitations and their changes, as a calendar program reads what came by mail."""

    @pytest.fixture
    def entries(self, settings):
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

        def deliver(personne):
            mail.outbox.clear()
            for envoi in Envoi.objects.filter(envoye_le=None, destinataire=personne):
                assert notifications.deliver(str(envoi.identifiant))
            [message] = mail.outbox
            parts = [part for part in message.message().walk() if part.get_content_type() == "text/calendar"]
            [part] = parts
            content = part.get_payload(decode=True)
            method = part.get_param("method")
            assert Calendar.from_ical(content)["METHOD"] == method
            assert [name for name, _ in part.get_params()].count("charset") == 1
            [event] = read(content).values()
            return method, event

        return deliver

    def test_from_the_invitation_to_the_cancellation(self, cast, jeunes, entries):
        reunion = make_convoquee(jeunes, cast.chargee)
        told = [entries(cast.directrice)]
        edit_reunion(reunion, lieu="Ailleurs", by=cast.chargee)
        told.append(entries(cast.directrice))
        cancel_reunion(reunion, motif="Grève", by=cast.chargee)
        told.append(entries(cast.directrice))
        assert [method for method, _ in told] == ["REQUEST", "REQUEST", "CANCEL"]
        assert [event["SEQUENCE"] for _, event in told] == [0, 1, 2]
        assert [str(event["STATUS"]) for _, event in told] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
        assert {str(event["UID"]) for _, event in told} == {reunion.calendar_uid}
        for _, event in told:
            assert event["ORGANIZER"].startswith("mailto:")
            assert event["ATTENDEE"] == f"mailto:{cast.directrice.email}"
            assert event.decoded("DTSTAMP").utcoffset() == timedelta(0)

    def test_an_answer_already_given_is_not_asked_again(self, cast, jeunes, entries):
        reunion = make_convoquee(jeunes, cast.chargee)
        assert entries(cast.directrice)[1]["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"
        reunion.presences.filter(personne=cast.directrice).update(reponse="vient")
        edit_reunion(reunion, lieu="Ailleurs", by=cast.chargee)
        assert entries(cast.directrice)[1]["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"

    def test_the_entry_of_the_mail_and_the_one_of_the_feed_are_one(self, cast, jeunes, entries, secret):
        make_convoquee(jeunes, cast.chargee)
        _, event = entries(cast.directrice)
        [other] = read(Client().get(address(secret)).content).values()
        assert all(event[name] == other[name] for name in ("UID", "SEQUENCE", "SUMMARY", "STATUS"))
        assert event.decoded("DTSTAMP") == other.decoded("DTSTAMP")
