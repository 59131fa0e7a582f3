"""Lists of trainings: as many questions to the database for one line as for three; who each page is meant for."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from icalendar import Calendar

from formations.actions.inscriptions import enrol
from formations.models import ReglageFormations, SoutienBesoin
from tests.factories.formations import make_besoin, make_formateur, make_formation, make_inscription, make_session
from tests.factories.members import make_association

pytestmark = pytest.mark.django_db
QUERIES = {"catalogue": 5, "calendrier": 4, "besoins": 4, "miennes": 3, "animees": 3, "inscrits": 9}
ADDRESSES = {
    "catalogue": "/formations/",
    "calendrier": "/formations/calendrier/",
    "besoins": "/formations/besoins/",
    "miennes": "/formations/mes-formations/",
    "animees": "/formations/mes-formations/",
}


def add_line(name, cast):
    """One more line on a list."""
    if name == "besoins":
        besoin = make_besoin(association=cast.palier, personne=cast.directrice)
        SoutienBesoin.objects.create(besoin=besoin, association=cast.palier, personne=cast.directrice)
        return
    session = make_session(make_formation(), by=cast.chargee)
    if name == "miennes":
        make_inscription(session, cast.collegue, cast.palier)
    if name == "animees":
        session.formateurs.add(getattr(cast.collegue, "formateur", None) or make_formateur(cast.collegue))


@pytest.mark.parametrize("lines", [1, 3])
@pytest.mark.parametrize("name", ADDRESSES)
def test_a_list_asks_the_same_whatever_its_length(name, lines, cast, client_of, django_assert_num_queries):
    for _ in range(lines):
        add_line(name, cast)
    client = client_of(cast.collegue)
    client.get(ADDRESSES[name])
    with django_assert_num_queries(QUERIES[name]):
        client.get(ADDRESSES[name])


@pytest.mark.parametrize("lines", [1, 3])
def test_who_comes_asks_the_same_whatever_its_length(lines, session, cast, client_of, django_assert_num_queries):
    session = make_session(places=10, by=cast.chargee)
    for _ in range(lines):
        for etat in ("inscrite", "en_attente", "demandee"):
            make_inscription(session, association=make_association(), etat=etat)
    client = client_of(cast.chargee)
    client.get(f"/formations/sessions/{session.pk}/inscrits/")
    with django_assert_num_queries(QUERIES["inscrits"]):
        client.get(f"/formations/sessions/{session.pk}/inscrits/")


def test_the_catalogue_is_read_by_whom_it_is_meant_for():
    for titre, public in (("Projetelle", "porteurs"), ("Metierelle", "professionnels"), ("Donelle", "benevoles")):
        make_formation(titre, publics=[public])
    for public, said in (("porteurs", "Projetelle"), ("professionnels", "Metierelle"), ("benevoles", "Donelle")):
        page = Client().get("/formations/", {"pour": public}).content.decode()
        assert [said == one for one in ("Projetelle", "Metierelle", "Donelle")] == [
            one in page for one in ("Projetelle", "Metierelle", "Donelle")
        ]
    everything = Client().get("/formations/", {"pour": "autre\x00chose"})
    assert everything.status_code == 200
    assert "Donelle" in everything.content.decode()


def test_the_public_reads_the_dates_ahead_only_and_the_team_those_past(cast, client_of):
    formation = make_formation()
    past = make_session(formation, by=cast.chargee, etat="tenue", days=-40)
    ahead = make_session(formation, by=cast.chargee)
    address = f"/formations/{formation.pk}/"
    page = Client().get(address).content.decode()
    assert f"/sessions/{ahead.pk}/" in page
    assert f"/sessions/{past.pk}/" not in page
    assert f"/sessions/{past.pk}/" in client_of(cast.chargee).get(address).content.decode()


def test_the_time_that_was_chosen_is_the_one_that_is_written(session, cast, client_of):
    ReglageFormations.objects.create(pk=1, seuil_besoin=5, delai_offre=24)
    make_inscription(session), make_inscription(session)
    waiting = make_inscription(session, cast.collegue, etat="en_attente")
    addresses = (f"/formations/sessions/{session.pk}/", f"/formations/inscriptions/{waiting.pk}/")
    for address in addresses:
        page = client_of(cast.collegue).get(address).content.decode()
        assert "24\xa0heures" in page
        assert "48\xa0heures" not in page


def test_where_a_session_is_followed_from_afar_is_said_to_whoever_has_a_seat(cast, client_of):
    session = make_session(by=cast.chargee, lieu="", lien_visio="https://visio.example/secretelle")
    seated = make_inscription(session, cast.collegue, cast.palier)
    waiting = make_inscription(session, cast.presidente, cast.palier, etat="en_attente")
    pages = {
        "seated": client_of(cast.collegue).get(f"/formations/inscriptions/{seated.pk}/"),
        "waiting": client_of(cast.presidente).get(f"/formations/inscriptions/{waiting.pk}/"),
        "public": Client().get(f"/formations/sessions/{session.pk}/"),
    }
    assert {name: "secretelle" in page.content.decode() for name, page in pages.items()} == {
        "seated": True, "waiting": False, "public": False,
    }  # fmt: skip


def test_whoever_teaches_a_session_does_not_take_one_of_its_places(session, cast):
    session.formateurs.add(make_formateur(cast.collegue))
    with pytest.raises(ValidationError, match="anime cette session"):
        enrol(session, personne=cast.collegue, association=None, financement="federation", by=cast.collegue)
    assert not session.inscriptions.exists()


@pytest.mark.parametrize("lines", [1, 3])
def test_the_public_calendar_says_what_is_announced_and_nothing_else(lines, cast, django_assert_num_queries):
    for _ in range(lines):
        make_session(make_formation("Lire un budget"), by=cast.chargee, lien_visio="https://visio.example/secretelle")
    make_session(make_formation("Ouvertelle"), by=cast.chargee, etat="annulee")
    make_session(make_formation("Prepelle"), by=cast.chargee, etat="planifiee")
    make_session(make_formation("Brouillonne", etat="brouillon"), by=cast.chargee, etat="planifiee")
    with django_assert_num_queries(2):
        answer = Client().get("/formations/calendrier.ics")
    said = answer.content.decode()
    assert answer["Content-Type"].startswith("text/calendar")
    assert said.count("BEGIN:VEVENT") == 2 * lines + 2
    assert said.count("STATUS:CANCELLED") == 2
    assert not any(word in said for word in ("Prepelle", "Brouillonne", "secretelle"))


def test_the_public_calendar_and_the_persons_agenda_name_a_half_day_alike(cast):
    session = make_session(make_formation("Lire un budget"), by=cast.chargee)
    told = Calendar.from_ical(Client().get("/formations/calendrier.ics").content).walk("VEVENT")
    mine = {f"{half.date:%Y%m%d}-{half.moment}-{session.calendar_uid}" for half in session.demi_journees.all()}
    assert {str(event["UID"]) for event in told} == mine
    assert {event["SEQUENCE"] for event in told} == {session.sequence}
    assert {str(event["STATUS"]) for event in told} == {"CONFIRMED"}
