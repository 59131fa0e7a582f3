"""What leaves the portal: mails, their links, their calendar entries, and the PDF."""

import re
import subprocess
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.utils import timezone
from icalendar import Calendar

from collectifs.actions.comptes_rendus import circulate_compte_rendu
from collectifs.actions.reunions import cancel_reunion, convene_reunion, edit_reunion
from collectifs.actions.suites import add_action
from collectifs.calendrier import build_ics, freeze
from collectifs.documents import CompteRenduPdf
from collectifs.liens import find_presence, make_token
from collectifs.models import CompteRendu
from socle import documents, notifications, signatures
from socle.documents import registry
from socle.models import Envoi
from tests.factories.collectifs import make_convoquee, make_point, make_projet, make_reunion

SECRET = "Situation de la comptable"


@pytest.fixture
def mails(settings):
    """Deliver what waits, as a worker does, and return the mails."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    def deliver(personne):
        mail.outbox.clear()
        for envoi in Envoi.objects.filter(envoye_le=None, destinataire=personne):
            assert notifications.deliver(str(envoi.identifiant))
        return mail.outbox

    return deliver


def calendar_of(message):
    name, content, mimetype = message.attachments[0]
    assert name == "reunion.ics"
    assert mimetype.startswith("text/calendar")
    return Calendar.from_ical(content)


class TestConvocation:
    def test_says_when_where_what_and_how_to_answer(self, cast, jeunes, mails):
        make_convoquee(jeunes, cast.chargee, lien_visio="https://visio.solidaubrelle.example/jeunes")
        [message] = mails(cast.directrice)
        html = message.alternatives[0][0]
        for text in (message.body, html):
            assert "Quai-Hauvert, salle verte" in text
            assert "Le budget" in text
            assert "https://visio.solidaubrelle.example/jeunes" in text
            for answer in ("je-viens", "je-ne-viens-pas", "je-donne-pouvoir"):
                assert f"/{answer}/" in text
        assert message.to == [cast.directrice.email]

    def test_behind_closed_doors_is_not_even_named(self, cast, jeunes, mails):
        reunion = make_reunion(jeunes)
        make_point(reunion, SECRET, is_huis_clos=True)
        convene_reunion(reunion, by=cast.chargee)
        [message] = mails(cast.directrice)
        assert "comptable" not in str(message.message())

    def test_the_calendar_entry_is_one_that_programs_accept(self, cast, jeunes, mails):
        debut = datetime(2031, 7, 3, 9, 30, tzinfo=ZoneInfo("Europe/Paris"))
        reunion = make_convoquee(jeunes, cast.chargee, debut=debut, duree=90)
        calendar = calendar_of(mails(cast.directrice)[0])
        [event] = calendar.walk("VEVENT")
        assert calendar["METHOD"] == "REQUEST"
        assert calendar.walk("VTIMEZONE")
        assert event["UID"].startswith(str(reunion.uid))
        assert event["SEQUENCE"] == 0
        assert event.decoded("DTSTART") == debut
        assert event.decoded("DTEND") - event.decoded("DTSTART") == timedelta(minutes=90)
        assert event["ATTENDEE"] == f"mailto:{cast.directrice.email}"

    def test_a_change_replaces_the_entry(self, cast, jeunes, mails):
        reunion = make_convoquee(jeunes, cast.chargee)
        first = calendar_of(mails(cast.directrice)[0]).walk("VEVENT")[0]
        edit_reunion(reunion, lieu="Ailleurs", by=cast.chargee)
        [message] = mails(cast.directrice)
        second = calendar_of(message).walk("VEVENT")[0]
        assert "changement" in message.subject
        assert (second["UID"], second["SEQUENCE"]) == (first["UID"], 1)

    def test_a_cancellation_strikes_it_out(self, cast, jeunes, mails):
        reunion = make_convoquee(jeunes, cast.chargee)
        mails(cast.directrice)
        cancel_reunion(reunion, motif="La salle est inondée", by=cast.chargee)
        [message] = mails(cast.directrice)
        calendar = calendar_of(message)
        assert "La salle est inondée" in message.body
        assert calendar["METHOD"] == "CANCEL"
        assert calendar.walk("VEVENT")[0]["STATUS"] == "CANCELLED"

    def test_a_long_title_is_folded(self, jeunes):
        reunion = make_reunion(jeunes, titre="é" * 150)
        lines = build_ics(freeze(reunion), method="PUBLISH").split(b"\r\n")
        assert max(map(len, lines)) <= 75


class TestLinks:
    def test_one_person_one_meeting(self, cast, jeunes):
        reunion = make_convoquee(jeunes, cast.chargee)
        presence = find_presence(make_token(reunion, cast.directrice))
        assert (presence.personne, presence.reunion) == (cast.directrice, reunion)

    def test_forged_or_meant_for_something_else_opens_nothing(self, cast, jeunes):
        reunion = make_convoquee(jeunes, cast.chargee)
        token = make_token(reunion, cast.directrice)
        other = signatures.sign("autre", {"reunion": reunion.pk, "personne": cast.directrice.pk}, days=9)
        assert find_presence(token[:-2] + "xx") is None
        assert find_presence(other) is None

    def test_expires_after_the_meeting(self, cast, jeunes, time_machine):
        reunion = make_convoquee(jeunes, cast.chargee)
        token = make_token(reunion, cast.directrice)
        time_machine.move_to(reunion.debut + timedelta(days=4))
        assert find_presence(token) is None

    def test_opens_nothing_for_whoever_is_no_longer_convened(self, cast, jeunes):
        reunion = make_convoquee(jeunes, cast.chargee)
        token = make_token(reunion, cast.directrice)
        reunion.presences.filter(personne=cast.directrice).delete()
        assert find_presence(token) is None


class TestMinutes:
    @pytest.fixture
    def compte_rendu(self, cast, jeunes):
        minutes = make_projet(jeunes, cast.chargee)
        reunion = minutes.reunion
        add_action(reunion.points.get(), texte="Réserver la salle", responsable=cast.directrice, by=cast.chargee)
        secret = make_point(reunion, SECRET, is_huis_clos=True)
        minutes.notes.create(point=secret, texte=SECRET)
        reunion.decisions.create(point=secret, texte=SECRET)
        reunion.decisions.create(point=reunion.points.first(), texte="Ouvrir le soir", mode="simple", pour=7, contre=2)
        reunion.actions.create(collectif=jeunes, point=secret, texte=SECRET, responsable=cast.chargee)
        return CompteRendu.objects.get(pk=minutes.pk)

    def test_the_mail_recalls_ones_own_actions(self, compte_rendu, cast, mails):
        for personne in (cast.directrice, cast.collegue):
            mails(personne)
        circulate_compte_rendu(compte_rendu, by=cast.chargee)
        [message] = mails(cast.directrice)
        assert "Réserver la salle" in message.body
        assert "Ouvrir le soir" in message.body
        assert SECRET not in str(message.message())
        assert "Réserver la salle" not in mails(cast.collegue)[0].body

    def test_nothing_behind_closed_doors_enters_the_pdf(self, compte_rendu, cast, tmp_path, settings):
        settings.MEDIA_ROOT = tmp_path
        circulate_compte_rendu(compte_rendu, by=cast.chargee)
        assert documents.make(str(compte_rendu.document_id))
        compte_rendu.document.refresh_from_db()
        context = CompteRenduPdf.context({"compte_rendu": compte_rendu.pk})
        path = compte_rendu.document.fichier.path
        text = read_pdf("pdftotext", path, "-")
        assert "Ouvrir le soir" in text
        assert "7 pour, 2 contre" in text
        assert "comptable" not in text
        assert re.search(r"Tagged: +yes", read_pdf("pdfinfo", path))
        assert [point.titre for point in context["points"]] == ["Le budget"]

    def test_it_is_read_by_whoever_may_read_the_minutes(self, compte_rendu, cast):
        params = {"compte_rendu": compte_rendu.pk}
        assert registry["collectifs.compte_rendu"] is CompteRenduPdf
        assert not CompteRenduPdf.can_read(cast.directrice, params)
        circulate_compte_rendu(compte_rendu, by=cast.chargee)
        assert CompteRenduPdf.can_read(cast.directrice, params)
        assert not CompteRenduPdf.can_read(cast.autre_prestataire, params)

    def test_its_name_says_what_and_when(self, compte_rendu):
        name = CompteRenduPdf.filename({"compte_rendu": compte_rendu.pk})
        assert name.startswith("Compte rendu Jeunes ")
        assert name.endswith(f"{timezone.localtime(compte_rendu.reunion.debut).year}.pdf")


def read_pdf(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
