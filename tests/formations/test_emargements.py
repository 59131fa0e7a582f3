"""Attendance: only inside the half-day, by oneself, locked at the end, certified as it was signed (R23)."""

from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from formations.actions import emargements as sheet
from formations.actions.sessions import hold_it
from formations.codes import get_personal_code, get_room_code
from formations.donnees import get_donnees
from formations.models import CertificatRealisation, Emargement, Inscription
from formations.queries import get_attentes
from formations.queries.emargements import get_minutes, get_sheet
from tests.factories.formations import make_formateur, make_inscription, make_session
from tests.factories.members import make_personne

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R23")]


def at(half, hour, minute=0):
    return timezone.make_aware(datetime.combine(half.date, time(hour, minute)))


@pytest.fixture
def held(cast):
    """A confirmed session on one day: the colleague comes, somebody of the network teaches."""
    session = make_session(etat="confirmee", by=cast.chargee, places=5)
    session.formateurs.add(make_formateur(cast.prestataire))
    session.there = make_inscription(session, cast.collegue, cast.palier, montant=120)
    session.morning, session.afternoon = session.demi_journees.order_by("debut")
    return session


def sign_all(session, cast):
    for half, hour in ((session.morning, 10), (session.afternoon, 15)):
        with time_machine.travel(at(half, hour), tick=False):
            sheet.sign_here(half, code=get_room_code(half), by=cast.collegue)
            sheet.sign_here(half, code="", by=cast.prestataire)


@pytest.mark.trap("self-marked-attendance")
@pytest.mark.parametrize(
    ("hour", "minute", "is_taken"),
    [(8, 44, False), (8, 45, True), (10, 0, True), (13, 0, True), (13, 1, False), (15, 0, False)],
)
def test_a_half_day_is_signed_inside_its_window_only(held, cast, hour, minute, is_taken):
    with time_machine.travel(at(held.morning, hour, minute), tick=False):
        code = get_room_code(held.morning)
        if is_taken:
            assert sheet.sign_here(held.morning, code=code, by=cast.collegue).minutes == 210
        else:
            with pytest.raises(ValidationError, match="pendant ses heures"):
                sheet.sign_here(held.morning, code=code, by=cast.collegue)


@pytest.mark.trap("self-marked-attendance")
def test_the_database_keeps_the_window_too(held, cast):
    given = {"demi_journee": held.morning, "inscription": held.there, "saisi_par": cast.collegue, "minutes": 210}
    late = at(held.morning, 14)
    with pytest.raises(DatabaseError, match="hors de la demi-journee"), transaction.atomic():
        Emargement.objects.create(**given, mode="telephone", signe_le=late)
    with pytest.raises(DatabaseError, match="plus long"), transaction.atomic():
        Emargement.objects.create(**given | {"minutes": 211}, mode="telephone", signe_le=at(held.morning, 10))
    other = make_inscription(make_session(by=cast.chargee), make_personne())
    with pytest.raises(DatabaseError, match="autre session"), transaction.atomic():
        Emargement.objects.create(**given | {"inscription": other}, mode="telephone", signe_le=at(held.morning, 10))


def test_the_code_of_the_room_grows_stale(held, cast):
    with time_machine.travel(at(held.morning, 9), tick=False):
        shown = get_room_code(held.morning)
    with time_machine.travel(at(held.morning, 9, 25), tick=False), pytest.raises(ValidationError, match="affiché"):
        sheet.sign_here(held.morning, code=shown, by=cast.collegue)
    with time_machine.travel(at(held.morning, 9, 15), tick=False):
        assert sheet.sign_here(held.morning, code=f" {shown[:3]} {shown[3:]} ", by=cast.collegue)


def test_nobody_signs_twice_nor_for_another(held, cast):
    other = make_inscription(held, make_personne("Autrelle"))
    with time_machine.travel(at(held.morning, 10), tick=False):
        with pytest.raises(ValidationError, match="lit le sien"):
            sheet.sign_on_tablet(
                held.morning, inscription=other, code=get_personal_code(held.there), by=cast.prestataire
            )
        with pytest.raises(PermissionDenied):
            sheet.sign_on_tablet(held.morning, inscription=other, code=get_personal_code(other), by=cast.collegue)
        sheet.sign_on_tablet(held.morning, inscription=other, code=get_personal_code(other), by=cast.prestataire)
        with pytest.raises(ValidationError, match="déjà signée"):
            sheet.sign_on_tablet(held.morning, inscription=other, code=get_personal_code(other), by=cast.prestataire)
        with pytest.raises(ValidationError, match="pas sur la liste"):
            sheet.sign_here(held.morning, code=get_room_code(held.morning), by=cast.adherente)
    assert not Emargement.objects.filter(inscription=held.there).exists()


def test_somebody_unplanned_signs_without_taking_a_seat(cast):
    session = make_session(etat="confirmee", by=cast.chargee, places=1)
    make_inscription(session, cast.collegue)
    half = session.demi_journees.order_by("debut").first()
    with time_machine.travel(at(half, 10), tick=False):
        row = sheet.come_unplanned(half, code=get_room_code(half), financement="benevole", by=cast.adherente)
    assert row.inscription.is_sur_place
    assert row.inscription.etat == Inscription.Etat.INSCRITE
    assert len(get_sheet(session).stagiaires) == 2


def test_paper_stands_in_once_the_sheet_is_here_under_the_name_of_who_writes(held, cast):
    arrivee = sheet.add_arrivee(held, nom="Odile Passavelle", by=cast.prestataire)
    with time_machine.travel(at(held.morning, 18), tick=False):
        with pytest.raises(ValidationError, match="Déposez d’abord"):
            sheet.note_from_paper(held.morning, qui=arrivee, by=cast.prestataire)
        sheet.keep_paper(held.morning, fichier=ContentFile(b"%PDF-1.4", "feuille.pdf"), by=cast.prestataire)
        row = sheet.note_from_paper(held.morning, qui=arrivee, minutes=60, by=cast.prestataire)
    assert (row.mode, row.saisi_par, row.minutes) == ("papier", cast.prestataire, 60)


def test_hours_are_corrected_with_a_reason_by_whoever_holds_the_sheet(held, cast):
    sign_all(held, cast)
    row = Emargement.objects.get(inscription=held.there, demi_journee=held.afternoon)
    with pytest.raises(PermissionDenied):
        sheet.correct_minutes(row, minutes=10, motif="Non", by=cast.collegue)
    with pytest.raises(ValidationError):
        sheet.correct_minutes(row, minutes=211, motif="Trop", by=cast.prestataire)
    sheet.correct_minutes(row, minutes=120, motif="Partie à 15 h 30", by=cast.prestataire)
    row.refresh_from_db()
    assert (row.minutes, row.motif, row.corrige_par) == (120, "Partie à 15 h 30", cast.prestataire)
    assert get_minutes(held) == {held.there.pk: 330}


def close_all(session, cast):
    for half in (session.morning, session.afternoon):
        with time_machine.travel(at(half, 18), tick=False):
            sheet.close_sheet(half, by=cast.prestataire)


def test_a_closed_sheet_is_locked_by_the_database(held, cast):
    with time_machine.travel(at(held.morning, 12), tick=False), pytest.raises(ValidationError, match="pas finie"):
        sheet.close_sheet(held.morning, by=cast.prestataire)
    with (
        time_machine.travel(at(held.morning, 18), tick=False),
        pytest.raises(ValidationError, match="qui anime manque"),
    ):
        sheet.close_sheet(held.morning, by=cast.prestataire)
    sign_all(held, cast)
    close_all(held, cast)
    row = Emargement.objects.get(inscription=held.there, demi_journee=held.morning)
    with pytest.raises(ValidationError, match="close"):
        sheet.correct_minutes(row, minutes=5, motif="Après", by=cast.prestataire)
    for attack in (
        lambda: Emargement.objects.filter(pk=row.pk).update(minutes=5),
        lambda: Emargement.objects.filter(pk=row.pk).delete(),
        held.morning.feuille.delete,
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attack()


def test_no_certificate_before_the_session_is_held_none_changes_after(held, cast):
    sign_all(held, cast)
    with pytest.raises(ValidationError, match="pas tenue"):
        sheet.issue_certificates(held, by=cast.chargee)
    with time_machine.travel(at(held.afternoon, 19), tick=False):
        hold_it(held, by=cast.chargee)
        with pytest.raises(ValidationError, match="pas close"):
            sheet.issue_certificates(held, by=cast.chargee)
        close_all(held, cast)
        made = sheet.issue_certificates(held, by=cast.chargee)
        assert [one.minutes for one in made] == [420]
        assert sheet.issue_certificates(held, by=cast.chargee) == []
    with pytest.raises(DatabaseError), transaction.atomic():
        CertificatRealisation.objects.update(minutes=900)


def test_the_database_refuses_hours_that_were_not_signed(held, cast):
    sign_all(held, cast)
    given = {"inscription": held.there, "nom": "X", "intitule": "Y", "du": held.morning.date, "au": held.morning.date}
    given |= {"emis_par": cast.chargee, "code": "A" * 12}
    with pytest.raises(DatabaseError, match="pas tenue"), transaction.atomic():
        CertificatRealisation.objects.create(**given, minutes=420)
    with time_machine.travel(at(held.afternoon, 19), tick=False):
        hold_it(held, by=cast.chargee)
        close_all(held, cast)
    with pytest.raises(DatabaseError, match="signees"), transaction.atomic():
        CertificatRealisation.objects.create(**given, minutes=421)


@pytest.fixture
def certificate(held, cast):
    sign_all(held, cast)
    with time_machine.travel(at(held.afternoon, 19), tick=False):
        hold_it(held, by=cast.chargee)
        close_all(held, cast)
        return sheet.issue_certificates(held, by=cast.chargee)[0]


def test_anybody_checks_a_certificate_and_learns_the_least(certificate, cast):
    anybody = Client()
    page = anybody.get("/formations/certificats/verifier/", {"code": f"{certificate.code[:4]}-{certificate.code[4:]}"})
    text = page.content.decode()
    assert "Ce certificat est authentique" in text
    assert cast.collegue.nom not in text
    assert str(cast.palier) not in text
    assert "Aucun certificat" in anybody.get("/formations/certificats/verifier/", {"code": "A" * 12}).content.decode()
    assert (
        "Ce certificat est authentique"
        not in anybody.get("/formations/certificats/verifier/", {"code": "A"}).content.decode()
    )


def test_checking_is_limited(certificate):
    anybody = Client(REMOTE_ADDR="203.0.113.77")
    answers = [anybody.get("/formations/certificats/verifier/", {"code": "B" * 12}).status_code for _ in range(21)]
    assert answers[0] == 200
    assert answers[-1] == 429


def test_signing_on_a_phone_and_the_pages_around(held, cast, client_of):
    phone, room = client_of(cast.collegue), client_of(cast.prestataire)
    sign = f"/formations/demi-journees/{held.morning.pk}/signer/"
    assert "pas l’heure" in phone.get(sign).content.decode()
    with time_machine.travel(at(held.morning, 10), tick=False):
        shown = room.get(f"/formations/demi-journees/{held.morning.pk}/code/").content.decode()
        code = get_room_code(held.morning)
        assert code in shown
        wrong = "000000" if code != "000000" else "111111"
        assert "lisez-le de nouveau" in phone.post(sign, {"code": wrong}).content.decode()
        assert "C’est signé" in phone.post(sign, {"code": code}, follow=True).content.decode()
        tablet = room.get(f"/formations/demi-journees/{held.morning.pk}/tablette/").content.decode()
        assert "1 sur 1" in tablet
    assert get_personal_code(held.there) in phone.get(f"/formations/inscriptions/{held.there.pk}/").content.decode()
    assert (
        get_personal_code(held.there)
        not in client_of(cast.directrice).get(f"/formations/inscriptions/{held.there.pk}/").content.decode()
    )


@pytest.mark.parametrize("people", [1, 3])
def test_the_sheet_is_read_in_few_questions(held, cast, people, django_assert_num_queries):
    for _ in range(people):
        make_inscription(held, make_personne())
    with django_assert_num_queries(5):
        get_sheet(held)


def test_the_whole_story_by_pages(held, cast, client_of):
    room, office = client_of(cast.prestataire), client_of(cast.chargee)
    sign_all(held, cast)
    with time_machine.travel(at(held.afternoon, 19) + timedelta(minutes=1), tick=False):
        for half in (held.morning, held.afternoon):
            room.post(f"/formations/demi-journees/{half.pk}/clore/")
        office.post(f"/formations/sessions/{held.pk}/avancer/", {"etape": "tenue"})
        office.post(f"/formations/sessions/{held.pk}/certificats/")
    assert CertificatRealisation.objects.get().minutes == 420
    assert "7\xa0h suivies" in room.get(f"/formations/sessions/{held.pk}/presence/").content.decode()


def test_one_s_own_data_hold_what_one_signed(held, cast):
    sign_all(held, cast)
    (_, sheets) = get_donnees(cast.collegue)
    assert [line["minutes suivies"] for line in sheets.lignes] == [210, 210]
    assert get_donnees(cast.directrice)[1].lignes == []


@pytest.mark.trap("cron-dependent")
def test_the_home_page_asks_to_sign_while_the_window_is_open(held, cast):
    with time_machine.travel(at(held.morning, 10), tick=False):
        assert any("Signer votre présence" in one.title for one in get_attentes(cast.collegue))
        sheet.sign_here(held.morning, code=get_room_code(held.morning), by=cast.collegue)
        assert not any("Signer" in one.title for one in get_attentes(cast.collegue))
    with time_machine.travel(at(held.morning, 20), tick=False):
        assert not any("Signer" in one.title for one in get_attentes(cast.collegue))
