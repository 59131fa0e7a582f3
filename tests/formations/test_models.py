"""What the database refuses by itself, whatever door wrote."""

from datetime import time, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from formations.models import AmenagementDemande, Formation, Inscription, OffrePlace, SessionFormation
from formations.models.formations import INDICATEUR_1
from tests.factories.formations import (
    COMPLETE,
    make_demi_journee,
    make_formateur,
    make_formation,
    make_inscription,
    make_session,
)

pytestmark = pytest.mark.django_db
EMPTY = {"duree": None, "mise_a_jour_le": None}


def offer(inscription, hours=48, **fields):
    now = timezone.now()
    faite_le = min(now, now + timedelta(hours=hours - 1))
    return OffrePlace.objects.create(
        inscription=inscription, faite_le=faite_le, expire_le=now + timedelta(hours=hours), **fields
    )


def refused(do, *args, **kwargs):
    with pytest.raises(DatabaseError), transaction.atomic():
        do(*args, **kwargs)


@pytest.mark.rule("R24")
@pytest.mark.parametrize("name", INDICATEUR_1)
def test_a_page_that_lacks_one_thing_is_not_published_and_says_which(name):
    formation = make_formation(etat="brouillon", **{**COMPLETE, name: EMPTY.get(name, "")})
    assert formation.manques == [INDICATEUR_1[name]]
    refused(Formation.objects.filter(pk=formation.pk).update, etat="publiee")


def test_a_session_begins_and_ends_with_its_half_days():
    session = make_session(days=10)
    first = session.demi_journees.first()
    begins = timezone.localtime(session.debut)
    assert (begins.date(), begins.time()) == (first.date, time(9))
    assert timezone.localtime(session.fin).time() == time(17)
    make_demi_journee(session, first.date + timedelta(days=1))
    session.refresh_from_db()
    assert timezone.localdate(session.fin) == first.date + timedelta(days=1)


def test_the_last_half_day_of_an_open_session_stays():
    session = make_session(moments=("matin",))
    refused(session.demi_journees.all().delete)


def test_a_seat_is_not_given_twice():
    session = make_session(places=1)
    make_inscription(session)
    refused(make_inscription, session)
    waiting = make_inscription(session, etat="en_attente")
    refused(Inscription.objects.filter(pk=waiting.pk).update, etat="inscrite", inscrite_le=timezone.now())


def test_an_offer_holds_a_seat_until_it_expires():
    session = make_session(places=1)
    waiting, other = (make_inscription(session, etat="en_attente") for _ in range(2))
    over = offer(waiting, hours=-1)
    offer(other)
    refused(make_inscription, session)
    refused(OffrePlace.objects.filter(pk=over.pk).update, expire_le=timezone.now() + timedelta(hours=3))


def test_no_offer_without_a_free_seat():
    session = make_session(places=1)
    make_inscription(session)
    refused(offer, make_inscription(session, etat="en_attente"))


def test_places_do_not_go_below_who_holds_them():
    session = make_session(places=3)
    for _ in range(2):
        make_inscription(session)
    refused(SessionFormation.objects.filter(pk=session.pk).update, places=1)
    SessionFormation.objects.filter(pk=session.pk).update(places=2)


def test_whoever_comes_unplanned_takes_no_seat():
    session = make_session(places=1)
    make_inscription(session)
    assert make_inscription(session, is_sur_place=True).etat == "inscrite"


def test_nobody_is_enrolled_twice_but_may_come_back():
    session = make_session()
    gone = make_inscription(session, etat="annulee")
    again = make_inscription(session, gone.personne)
    refused(make_inscription, session, again.personne)


def test_what_was_left_is_not_taken_up_again_by_an_old_link():
    session = make_session()
    gone = make_inscription(session, etat="refusee")
    refused(Inscription.objects.filter(pk=gone.pk).update, etat="inscrite", inscrite_le=timezone.now(), sortie_le=None)
    answered = offer(make_inscription(session, etat="en_attente"))
    OffrePlace.objects.filter(pk=answered.pk).update(etat="refusee")
    refused(OffrePlace.objects.filter(pk=answered.pk).update, etat="acceptee")


def test_an_exception_to_the_order_says_why():
    session = make_session()
    refused(offer, make_inscription(session, etat="en_attente"), is_hors_rang=True)


def test_a_trainer_is_somebody_known_or_is_named_with_a_provider(cast):
    make_formateur(cast.collegue)
    assert str(make_formateur()) == "Maud Corvillon (Atelier des Chiffres)"
    refused(make_formateur, organisme="")


def test_arrangements_are_sealed():
    demande = AmenagementDemande(inscription=make_inscription(make_session()))
    demande.write(["place_devant", "rien-de-connu"])
    demande.save()
    demande.refresh_from_db()
    assert b"place" not in bytes(demande.contenu)
    assert demande.read() == ["une place devant"]
