"""No walk through the doors gives a seat twice, breaks the order or loses anybody (R25)."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from formations.actions import inscriptions as actions
from formations.actions.sessions import edit_session
from formations.models import Inscription, OffrePlace
from formations.queries.places import get_file, get_places
from tests.factories.formations import make_session
from tests.factories.members import make_affectation, make_association, make_personne, make_rattachement

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R25")]
Etat = Inscription.Etat
PEOPLE = 7
STEPS = st.tuples(
    st.sampled_from(["come", "leave", "take", "refuse", "wait", "settle", "pass", "grow"]), st.integers(0, PEOPLE - 1)
)


class UndoneError(Exception):
    """What is tried is undone: each walk begins on the same ground."""


class Walk:
    """A session, people who do things to it one after the other, and an hour that goes on."""

    def __init__(self, ground, clock):
        self.session, self.people, self.organiser = ground
        self.clock = clock

    def come(self, rank):
        personne, association = self.people[rank]
        actions.enrol(self.session, personne=personne, association=association, financement="benevole", by=personne)

    def leave(self, rank):
        if inscription := self._of(rank):
            actions.cancel_inscription(inscription, by=inscription.personne)

    def take(self, rank):
        if offre := self._offre(rank):
            actions.accept_offre(offre, by=offre.inscription.personne)

    def refuse(self, rank):
        if offre := self._offre(rank):
            actions.refuse_offre(offre, by=offre.inscription.personne)

    def wait(self, rank):
        self.clock.shift(timedelta(hours=10 * (rank + 1)))

    def settle(self, rank):
        actions.settle_session(self.session)

    def let_pass(self, rank):
        if inscription := self._of(rank):
            actions.let_pass(inscription, motif="Un motif", by=self.organiser)

    def grow(self, rank):
        self.session.refresh_from_db()
        same = ("minimum", "tarif", "lieu", "lien_visio", "demande_accord_employeur", "is_une_place_par_association")
        fields = {name: getattr(self.session, name) for name in same} | {"places": rank % 4 + 1}
        edit_session(self.session, lu=self.session.empreinte, formateurs=[], by=self.organiser, **fields)

    def _of(self, rank):
        return self.session.inscriptions.vivantes().filter(personne=self.people[rank][0]).first()

    def _offre(self, rank):
        mine = OffrePlace.objects.filter(inscription__personne=self.people[rank][0])
        return mine.select_related("inscription__personne").last()

    def check(self):
        places = get_places(self.session)
        self.session.refresh_from_db()
        assert places.prises + places.offertes <= self.session.places
        file = get_file(self.session)
        assert [place.rang for place in file] == list(range(1, len(file) + 1))
        waiting = self.session.inscriptions.en_attente()
        offered = OffrePlace.objects.en_cours().filter(inscription__in=waiting)
        assert {place.inscription.pk for place in file} == {
            one.pk for one in waiting if one.pk not in set(offered.values_list("inscription", flat=True))
        }
        assert waiting.count() == len(file) + places.offertes


@pytest.fixture
def ground(db):
    organiser = make_personne("Organiselle")
    make_affectation(organiser)
    session = make_session(places=2, days=60, by=organiser)
    associations = [make_association() for _ in range(4)]
    people = []
    for rank in range(PEOPLE):
        personne, association = make_personne(f"Marchelle{rank}"), associations[rank % 4]
        make_rattachement(personne, association)
        people.append((personne, association))
    return session, people, organiser


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=4, max_size=22))
def test_no_walk_gives_a_seat_twice_or_loses_anybody(ground, steps):
    names = {"pass": "let_pass"}
    with pytest.raises(UndoneError), transaction.atomic():
        with time_machine.travel(timezone.now(), tick=True) as clock:
            walk, entered = Walk(ground, clock), 0
            for name, rank in steps:
                try:
                    with transaction.atomic():
                        getattr(walk, names.get(name, name))(rank)
                    entered += name == "come"
                except ValidationError:
                    pass
                walk.check()
            assert walk.session.inscriptions.count() == entered
        raise UndoneError
