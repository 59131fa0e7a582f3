"""Who teaches without an account: a link for one session, for a time, taken back; a visit changes nothing."""

from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from formations.actions import formateurs as actions
from formations.actions.amenagements import set_amenagements
from formations.actions.emargements import close_sheet
from formations.codes import get_room_code
from formations.liens import ANIME, AVIS, find_lien, formateur_link
from formations.models import Emargement, FeuillePresence, LienFormateur
from formations.queries import get_attentes
from socle import signatures
from tests.factories.formations import make_formateur, make_inscription, make_session

pytestmark = pytest.mark.django_db


def at(half, hour, minute=0):
    return timezone.make_aware(datetime.combine(half.date, time(hour, minute)))


@pytest.fixture
def held(cast):
    """A session taught by somebody without an account, where one person asked for something."""
    session = make_session(etat="confirmee", by=cast.chargee, places=5)
    session.outside = make_formateur()
    session.formateurs.add(session.outside)
    session.there = make_inscription(session, cast.collegue, cast.palier)
    set_amenagements(session.there, choix=["place_devant"], by=cast.collegue)
    session.morning, session.afternoon = session.demi_journees.order_by("debut")
    return session


def path_of(lien):
    return "/formations" + formateur_link(lien).partition("/formations")[2]


def test_a_link_signs_inside_the_window_only_and_a_visit_writes_nothing(held, cast):
    lien = actions.make_lien(held, formateur=held.outside, by=cast.chargee)
    path, anybody = path_of(lien), Client()
    page = anybody.get(path).content.decode()
    assert "Signer cette demi-journée" not in page
    assert get_room_code(held.morning) not in page
    late = anybody.post(path, {"demi_journee": held.morning.pk}).content.decode()
    assert "Rien n’a été signé" in late
    with time_machine.travel(at(held.morning, 10), tick=False):
        page = anybody.get(path).content.decode()
        assert "Signer cette demi-journée" in page
        assert get_room_code(held.morning) in page
        assert not Emargement.objects.exists()
        signed = anybody.post(path, {"demi_journee": held.morning.pk}).content.decode()
        assert "Vous avez signé" in signed
        again = anybody.post(path, {"demi_journee": held.morning.pk}).content.decode()
        assert "déjà signée" in again
        refused = anybody.post(path, {"demi_journee": held.afternoon.pk}).content.decode()
        assert "pendant ses heures" in refused
    row = Emargement.objects.get()
    assert (row.mode, row.formateur, row.lien, row.saisi_par) == ("lien", held.outside, lien, None)
    with time_machine.travel(at(held.morning, 18), tick=False):
        assert close_sheet(held.morning, by=cast.chargee)


def test_it_reads_what_helps_and_is_never_kept_by_a_browser(held, cast):
    path, anybody = path_of(actions.make_lien(held, formateur=held.outside, by=cast.chargee)), Client()
    visited = anybody.get(path).content.decode()
    assert "Lire ce qui aide" in visited
    assert "Une place devant" not in visited  # whatever follows the links of a mail reads nothing
    answer = anybody.post(path, {"lire": "oui"})
    assert "Une place devant" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    with time_machine.travel(held.fin + timedelta(hours=1), tick=False):
        again = Client().post(path_of(LienFormateur.objects.get()), {"lire": "oui"}).content.decode()
        assert "Rien n’est demandé" in again


@pytest.mark.parametrize("end", ["taken back", "replaced", "expired", "teaches no more", "called off"])
def test_a_link_that_is_over_opens_nothing(held, cast, end):
    lien = actions.make_lien(held, formateur=held.outside, by=cast.chargee)
    path, moment = path_of(lien), timezone.now()
    assert Client().get(path).status_code == 200
    if end == "taken back":
        actions.revoke_lien(lien, by=cast.chargee)
    elif end == "replaced":
        actions.make_lien(held, formateur=held.outside, by=cast.chargee)
    elif end == "expired":
        moment = held.fin + timedelta(days=1, minutes=1)
    elif end == "teaches no more":
        held.formateurs.clear()
    else:
        type(held).objects.filter(pk=held.pk).update(etat="annulee", motif="Neige")
    with time_machine.travel(moment, tick=False):
        assert Client().get(path).status_code == 410
        assert Client().post(path, {"demi_journee": held.morning.pk}).status_code == 410
    with time_machine.travel(at(held.morning, 10), tick=False):
        if end != "expired":
            with pytest.raises(ValidationError, match="ne s’ouvre plus"):
                actions.sign_by_lien(lien, half=held.morning)
    assert not Emargement.objects.exists()


def test_a_link_is_for_one_purpose_one_session_and_cannot_be_forged(held, cast):
    lien = actions.make_lien(held, formateur=held.outside, by=cast.chargee)
    assert find_lien(signatures.sign(AVIS, {"lien": str(lien.pk)}, days=3)) is None
    assert find_lien(signatures.sign(ANIME, {"lien": str(lien.pk)}, days=3)) == lien
    assert find_lien("n’importe quoi") is None
    other = make_session(etat="confirmee", by=cast.chargee)
    other.formateurs.add(held.outside)
    half = other.demi_journees.order_by("debut").first()
    assert Client().post(path_of(lien), {"demi_journee": half.pk}).status_code == 404
    with time_machine.travel(at(half, 10), tick=False), pytest.raises(ValidationError, match="ne s’ouvre plus"):
        actions.sign_by_lien(lien, half=half)
    for typed in ("", "²", "9" * 30, "abc"):
        assert Client().post(path_of(lien), {"demi_journee": typed}).status_code == 404


def test_a_link_is_made_by_the_team_for_who_has_no_account(held, cast):
    with pytest.raises(PermissionDenied):
        actions.make_lien(held, formateur=held.outside, by=cast.directrice)
    known = make_formateur(cast.prestataire)
    held.formateurs.add(known)
    for wrong in (known, make_formateur(nom="Étienne", organisme="Ailleurs")):
        with pytest.raises(ValidationError, match="n’a pas de compte"):
            actions.make_lien(held, formateur=wrong, by=cast.chargee)
    over = make_session(etat="confirmee", days=-3, by=cast.chargee)
    over.formateurs.add(held.outside)
    with pytest.raises(ValidationError, match="passée"):
        actions.make_lien(over, formateur=held.outside, by=cast.chargee)


def test_only_a_link_signs_without_who_wrote_it(held, cast):
    lien = actions.make_lien(held, formateur=held.outside, by=cast.chargee)
    given = {"demi_journee": held.morning, "minutes": 60, "signe_le": at(held.morning, 10)}
    for wrong in (
        {"formateur": held.outside, "mode": "telephone"},
        {"inscription": held.there, "mode": "lien", "lien": lien},
        {"formateur": held.outside, "mode": "lien", "saisi_par": cast.chargee},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            Emargement.objects.create(**given, **wrong)


def test_the_page_shows_a_link_once_and_takes_it_back(held, cast, client_of):
    team = client_of(cast.chargee)
    page = f"/formations/sessions/{held.pk}/liens/"
    assert "Faire un lien" in team.get(page).content.decode()
    assert "/formations/anime/" in team.post(page, {"formateur": held.outside.pk}).content.decode()
    again = team.get(page).content.decode()
    assert "/formations/anime/" not in again
    assert "Le retirer" in again
    lien = LienFormateur.objects.get()
    team.post(f"/formations/liens/{lien.pk}/retirer/")
    assert not LienFormateur.objects.en_cours().exists()
    assert team.post(page, {"formateur": "x"}).status_code == 404


@pytest.mark.trap("cron-dependent")
def test_the_home_page_tells_who_teaches_to_sign_while_the_window_is_open(cast):
    session = make_session(etat="confirmee", by=cast.chargee)
    teacher = make_formateur(cast.prestataire)
    session.formateurs.add(teacher)
    half = session.demi_journees.order_by("debut").first()

    def told():
        return [one for one in get_attentes(cast.prestataire) if "Feuille à signer maintenant" in one.title]

    with time_machine.travel(at(half, 8, 40), tick=False):
        assert told() == []
    with time_machine.travel(at(half, 10), tick=False):
        (line,) = told()
        assert line.link == f"/formations/demi-journees/{half.pk}/signer/"
        assert line.due == half.date
        assert not [one for one in get_attentes(cast.adherente) if "Feuille" in one.title]
        row = Emargement.objects.create(
            demi_journee=half, formateur=teacher, mode="telephone", minutes=60, saisi_par=cast.prestataire
        )
        assert told() == []
    assert row.pk
    afternoon = session.demi_journees.order_by("debut").last()
    with time_machine.travel(at(afternoon, 15), tick=False):
        assert len(told()) == 1
        FeuillePresence.objects.create(demi_journee=afternoon, close_par=cast.chargee)
        assert told() == []
