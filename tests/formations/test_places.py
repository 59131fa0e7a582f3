"""Seats, ranks, offers: what each door does to them, and what time does alone (R25)."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from formations import tasks
from formations.actions import inscriptions as actions
from formations.actions.sessions import edit_session
from formations.models import Inscription, OffrePlace
from formations.queries.places import get_exceptions, get_file, get_offre, get_places, get_rank
from socle.models import EntreeJournal, Envoi
from tests.factories.formations import make_inscription, make_session
from tests.factories.members import make_association, make_personne, make_rattachement

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R25")]
Etat = Inscription.Etat
LATER = timedelta(hours=49)


def come(session, association=None, nom="Venuelle", **fields):
    """Enrol somebody new of this association, or of a new one."""
    association = association or make_association()
    personne = make_personne(nom)
    make_rattachement(personne, association)
    fields = {"financement": "employeur", "by": personne, "association": association} | fields
    return actions.enrol(session, personne=personne, **fields)


def states(session):
    return [*session.inscriptions.order_by("pk").values_list("etat", flat=True)]


def leave(inscription):
    return actions.cancel_inscription(inscription, by=inscription.personne)


def test_places_go_in_order_then_ranks_begin(session):
    for _ in range(4):
        come(session)
    assert states(session) == [Etat.INSCRITE, Etat.INSCRITE, Etat.EN_ATTENTE, Etat.EN_ATTENTE]
    assert [place.rang for place in get_file(session)] == [1, 2]
    places = get_places(session)
    assert (places.prises, places.offertes, places.attendent, places.a_prendre) == (2, 0, 2, 0)


@pytest.mark.trap("rank-from-account")
def test_rank_counts_from_the_entry_into_waiting_never_from_the_account(session):
    old = make_personne("Ancienne")
    come(session), come(session)
    first = come(session)
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        make_rattachement(old, association := make_association())
        second = actions.enrol(session, personne=old, association=association, financement="benevole", by=old)
    assert old.pk < first.personne_id
    assert [place.inscription for place in get_file(session)] == [first, second]


@pytest.mark.trap("cancelled-seat-blocked")
@pytest.mark.trap("everyone-mailed")
def test_a_seat_given_back_is_offered_to_one_person_at_once(session):
    seated, *_ = [come(session) for _ in range(4)]
    first = get_file(session)[0].inscription
    leave(seated)
    offre = OffrePlace.objects.get()
    assert offre.inscription == first
    assert offre.expire_le - offre.faite_le == timedelta(hours=48)
    assert Envoi.objects.filter(genre="formations.place_proposee").count() == 1
    assert get_places(session).a_prendre == 0
    assert [place.rang for place in get_file(session)] == [1]


def test_an_offer_taken_is_a_seat(session):
    seated, _, waiting = [come(session) for _ in range(3)]
    leave(seated)
    actions.accept_offre(get_offre(waiting), by=waiting.personne)
    waiting.refresh_from_db()
    assert waiting.etat == Etat.INSCRITE
    assert get_places(session).prises == 2


def test_an_offer_left_goes_to_the_next_and_its_person_leaves(session):
    seated, _, waiting, after = [come(session) for _ in range(4)]
    leave(seated)
    actions.refuse_offre(get_offre(waiting), by=waiting.personne)
    waiting.refresh_from_db()
    assert waiting.etat == Etat.REFUSEE
    assert get_offre(after)


@pytest.mark.trap("accept-after-refuse")
def test_an_old_offer_is_not_answered_twice(session):
    seated, _, waiting = [come(session) for _ in range(3)]
    leave(seated)
    offre = get_offre(waiting)
    actions.refuse_offre(offre, by=waiting.personne)
    with pytest.raises(ValidationError):
        actions.accept_offre(offre, by=waiting.personne)


def test_nobody_else_answers(session, cast):
    seated, _, waiting = [come(session) for _ in range(3)]
    leave(seated)
    for other in (cast.chargee, cast.admin, cast.superuser, cast.directrice):
        with pytest.raises(PermissionDenied):
            actions.accept_offre(get_offre(waiting), by=other)


@pytest.mark.trap("cron-dependent")
def test_an_offer_let_go_by_is_over_when_read_though_nothing_ran(session):
    seated, _, waiting, after = [come(session) for _ in range(4)]
    leave(seated)
    offre = get_offre(waiting)
    with time_machine.travel(timezone.now() + LATER):
        assert get_offre(waiting) is None
        assert [place.inscription for place in get_file(session)] == [after, waiting]
        assert get_rank(waiting).depuis == offre.expire_le
        assert get_places(session).a_prendre == 0
        with pytest.raises(ValidationError):
            actions.accept_offre(offre, by=waiting.personne)
    assert OffrePlace.objects.get().etat == "ouverte"


def test_beat_offers_on_what_was_let_go_by(session):
    seated, _, waiting, after = [come(session) for _ in range(4)]
    leave(seated)
    with time_machine.travel(timezone.now() + LATER):
        tasks.settle_offres()
        tasks.settle_offres()
        assert get_offre(after)
        assert get_rank(waiting).rang == 1
        assert Envoi.objects.filter(genre="formations.offre_expiree").count() == 1
        assert Envoi.objects.filter(genre="formations.place_proposee").count() == 2


def test_whoever_comes_now_does_not_take_the_seat_that_an_expired_offer_freed(session):
    seated, _, waiting = [come(session) for _ in range(3)]
    leave(seated)
    with time_machine.travel(timezone.now() + LATER):
        newcomer = come(session)
        assert newcomer.etat == Etat.EN_ATTENTE
        assert get_offre(waiting)


def test_an_offer_never_lasts_beyond_the_beginning(cast):
    session = make_session(places=1, days=1, by=cast.chargee)
    seated, _ = come(session), come(session)
    leave(seated)
    assert OffrePlace.objects.get().expire_le <= session.debut


def test_one_place_per_association_first_in_the_list(session):
    big, small = make_association(), make_association()
    come(session, big)
    seated = come(session, make_association())
    again, other = come(session, big), come(session, small)
    assert [place.inscription for place in get_file(session)] == [other, again]
    assert "Son association a déjà une place" in get_file(session)[1].raison
    leave(seated)
    assert get_offre(other)


def test_without_that_rule_the_list_is_by_the_hour(cast):
    session = make_session(places=1, by=cast.chargee, is_une_place_par_association=False)
    big = make_association()
    come(session, big)
    again, other = come(session, big), come(session)
    assert [place.inscription for place in get_file(session)] == [again, other]


def test_passing_before_one_s_rank_is_written_and_read_by_all(session, cast, client_of):
    seated, _, first, last = [come(session) for _ in range(4)]
    with pytest.raises(PermissionDenied):
        actions.let_pass(last, motif="Parce que", by=first.personne)
    with pytest.raises(ValidationError):
        actions.let_pass(last, motif="", by=cast.chargee)
    actions.let_pass(last, motif="Elle vient des îles, le bateau est pris", by=cast.chargee)
    assert get_file(session)[0].inscription == last
    leave(seated)
    assert get_offre(last)
    assert get_offre(first) is None
    assert [motif for _, motif in get_exceptions(session)] == ["Elle vient des îles, le bateau est pris"]
    page = client_of(cast.adherente).get(f"/formations/sessions/{session.pk}/").content.decode()
    assert "Elle vient des îles" in page
    assert str(last.personne) not in page
    assert EntreeJournal.objects.filter(verbe="formations.let_pass", par=cast.chargee).exists()


def test_more_places_are_offered_at_once(session, cast):
    for _ in range(4):
        come(session)
    session.refresh_from_db()
    kept = {name: getattr(session, name) for name in ("minimum", "tarif", "lieu", "lien_visio",
            "demande_accord_employeur", "is_une_place_par_association")}  # fmt: skip
    edit_session(session, lu=session.empreinte, formateurs=[], by=cast.chargee, places=3, **kept)
    assert OffrePlace.objects.en_cours().count() == 1


def test_somebody_enrolled_by_their_association_is_told_and_may_refuse(session, cast):
    inscription = actions.enrol(
        session, personne=cast.collegue, association=cast.palier, financement="employeur", by=cast.directrice
    )
    told = Envoi.objects.get(genre="formations.inscription_faite")
    assert told.destinataire == cast.collegue
    actions.decline_inscription(inscription, by=cast.collegue)
    inscription.refresh_from_db()
    assert inscription.etat == Etat.REFUSEE
    assert get_places(session).a_prendre == 2
    assert Envoi.objects.get(genre="formations.collegue_refuse").destinataire == cast.directrice


@pytest.mark.parametrize("role", ["adherente", "collegue", "coordination", "superuser", "prestataire"])
def test_nobody_enrols_somebody_of_an_association_they_do_not_look_after(session, cast, role):
    with pytest.raises(PermissionDenied):
        actions.enrol(session, personne=cast.presidente, association=cast.palier, financement="benevole",
                      by=getattr(cast, role))  # fmt: skip


def test_nobody_comes_for_an_association_that_is_not_theirs(session, cast):
    with pytest.raises(ValidationError):
        actions.enrol(session, personne=cast.collegue, association=cast.horizon, financement="employeur",
                      by=cast.collegue)  # fmt: skip


def test_the_employer_s_word_only_when_the_session_asks_for_it(cast):
    asking = make_session(by=cast.chargee, demande_accord_employeur=True)
    asked = actions.enrol(
        asking, personne=cast.collegue, association=cast.palier, financement="employeur", by=cast.collegue
    )
    assert asked.etat == Etat.DEMANDEE
    assert Envoi.objects.get(genre="formations.accord_demande").destinataire == cast.directrice
    volunteer = actions.enrol(
        asking, personne=cast.presidente, association=cast.palier, financement="benevole", by=cast.presidente
    )
    assert volunteer.etat == Etat.INSCRITE
    with pytest.raises(PermissionDenied):
        actions.approve_inscription(asked, by=cast.collegue)
    assert actions.approve_inscription(asked, by=cast.directrice).etat == Etat.INSCRITE
    with pytest.raises(ValidationError):
        actions.disapprove_inscription(asked, motif="Non", by=cast.directrice)


def test_each_pays_by_their_own_track(cast):
    session = make_session(by=cast.chargee, tarif=120)
    paid = come(session)
    free = actions.enrol(
        session, personne=cast.presidente, association=cast.palier, financement="benevole", by=cast.presidente
    )
    assert (paid.montant, free.montant) == (120, 0)


def test_a_minor_without_their_parents_word_does_not_enrol(session, cast):
    young = make_personne("Jeunelle", date_naissance=timezone.localdate() - timedelta(days=365 * 15 + 10))
    make_rattachement(young, cast.palier, genre="benevole")
    with pytest.raises(ValidationError):
        actions.enrol(session, personne=young, association=cast.palier, financement="benevole", by=cast.directrice)
    assert not session.inscriptions.exists()


@pytest.mark.parametrize("etat", ["planifiee", "annulee", "tenue"])
def test_nobody_enters_a_session_that_is_not_open(cast, etat):
    session = make_session(etat=etat, by=cast.chargee)
    with pytest.raises(ValidationError):
        come(session)


def test_nobody_enters_once_it_has_begun(session):
    with time_machine.travel(session.debut + timedelta(minutes=1)), pytest.raises(ValidationError):
        come(session)


def test_nobody_comes_twice(session):
    there = come(session)
    with pytest.raises(ValidationError):
        actions.enrol(session, personne=there.personne, association=None, financement="federation", by=there.personne)


def test_lists_ask_the_same_whatever_their_length(session, django_assert_num_queries):
    for number in (1, 3):
        while session.inscriptions.filter(etat=Etat.EN_ATTENTE).count() < number:
            make_inscription(session, association=make_association(), etat="en_attente")
        with django_assert_num_queries(2):
            assert len(get_file(session)) == number
