"""Two hundred people for twenty places, an offer taken as it expires, a cancellation while a place is given."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from formations.actions import inscriptions as actions
from formations.models import Inscription, OffrePlace
from formations.queries.places import get_file, get_offre, get_places
from members.models import Personne
from tests.factories.formations import make_inscription, make_session
from tests.factories.members import make_affectation, make_personne

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.rule("R25")]
Etat = Inscription.Etat
THREADS = 20


def run_together(works):
    """Do each of these in a thread and a connection of its own, all begun at the same moment; return what failed."""
    gate, failed = Barrier(len(works)), []

    def run(work):
        try:
            gate.wait()
            work()
        except ValidationError as error:
            failed.append(error)
        except Exception as error:
            failed.append(error)
            raise
        finally:
            connection.close()

    threads = [Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failed


def make_crowd(number):
    people = [Personne(prenom="Foule", nom=f"Arrivelle {rank}", password="!") for rank in range(number)]
    return Personne.objects.bulk_create(people)


def enrol_all(session, people, organiser):
    for personne in people:
        actions.enrol(session, personne=personne, association=None, financement="federation", by=organiser)


def test_two_hundred_people_for_twenty_places():
    organiser = make_personne("Organiselle")
    make_affectation(organiser)
    session = make_session(places=20, by=organiser)
    crowd = make_crowd(200)
    shares = [crowd[rank::THREADS] for rank in range(THREADS)]
    assert run_together([lambda share=share: enrol_all(session, share, organiser) for share in shares]) == []
    assert session.inscriptions.filter(etat=Etat.INSCRITE).count() == 20
    file = get_file(session)
    assert [place.rang for place in file] == list(range(1, 181))
    assert [place.depuis for place in file] == sorted(place.depuis for place in file)
    assert session.inscriptions.count() == 200


def test_an_offer_taken_while_it_expires_is_one_or_the_other():
    """The same second: either the person has the seat, or it was offered on; never both, never neither."""
    for rank in range(6):
        session = make_session(places=1)
        waiting, after = (make_inscription(session, etat="en_attente") for _ in range(2))
        now = timezone.now()
        OffrePlace.objects.create(
            inscription=waiting, faite_le=now - timedelta(hours=48), expire_le=now + timedelta(milliseconds=20 * rank)
        )
        offre = OffrePlace.objects.get(inscription=waiting)
        run_together(
            [
                lambda offre=offre, waiting=waiting: actions.accept_offre(offre, by=waiting.personne),
                lambda session=session: actions.settle_session(session),
            ]
        )
        actions.settle_session(session)
        waiting.refresh_from_db()
        taken = waiting.etat == Etat.INSCRITE
        assert taken == (get_offre(after) is None)
        places = get_places(session)
        assert places.prises + places.offertes == 1


def test_a_cancellation_during_a_promotion_loses_no_seat():
    for _ in range(3):
        session = make_session(places=2)
        first, second = (make_inscription(session) for _ in range(2))
        for _ in range(3):
            make_inscription(session, etat="en_attente")
        failed = run_together(
            [
                lambda first=first: actions.cancel_inscription(first, by=first.personne),
                lambda second=second: actions.cancel_inscription(second, by=second.personne),
                lambda session=session: actions.settle_session(session),
            ]
        )
        assert failed == []
        places = get_places(session)
        assert (places.prises, places.offertes, places.attendent) == (0, 2, 1)


def test_a_double_tap_takes_one_seat():
    session = make_session(places=1)
    waiting = make_inscription(session, etat="en_attente")
    actions.settle_session(session)
    offre = get_offre(waiting)
    failed = run_together([lambda: actions.accept_offre(offre, by=waiting.personne) for _ in range(4)])
    assert len(failed) == 3
    assert get_places(session).prises == 1


def test_an_offer_that_expired_two_seconds_ago_is_not_taken():
    session = make_session(places=1)
    waiting = make_inscription(session, etat="en_attente")
    actions.settle_session(session)
    offre = get_offre(waiting)
    with time_machine.travel(offre.expire_le + timedelta(seconds=2)), pytest.raises(ValidationError):
        actions.accept_offre(offre, by=waiting.personne)
