"""Random walks through the life of a case: whoever tries whatever, whenever, nobody gets a key they may not hold."""

from contextlib import suppress
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from accompagnement import actions, tasks
from accompagnement.actions import Impossible
from accompagnement.actions.echanges import read_fils
from accompagnement.actions.pieces import read_pieces, remove_piece
from accompagnement.models import (
    ACCOMPAGNEES,
    FINIS,
    TRANSITIONS,
    Acces,
    CleDossier,
    Demande,
    Etat,
    LienDeclare,
    get_organisations,
)
from accompagnement.queries.organisations import get_liens, get_liens_opposables
from members.models import Mandat, Personne, Rattachement
from tests.factories.accompagnement import make_demande, make_message, make_piece, make_scene
from tests.factories.members import make_instance


class Walk(RuleBasedStateMachine):
    """Everybody tries everything, in any order, on any day; what may not happen never does."""

    cast = None

    def __init__(self):
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.clock = time_machine.travel(timezone.now(), tick=False)
        self.clock.start()
        self.scene = make_scene(self.cast)
        self.demande = make_demande(self.cast.directrice, self.scene.service)
        self.people = [
            self.cast.directrice, self.cast.coordination, self.cast.prestataire, self.cast.autre_prestataire,
            self.cast.collegue, self.cast.superuser,
        ]  # fmt: skip
        self.conseil = make_instance(self.cast.palier)

    def teardown(self):
        self.clock.stop()
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    def try_it(self, action, *args, **fields):
        before = Etat(self.demande.etat)
        try:
            with transaction.atomic():
                action(*args, **fields)
        except (Impossible, PermissionDenied):
            pass
        self.demande = Demande.objects.get(pk=self.demande.pk)
        after = Etat(self.demande.etat)
        assert after == before or self.is_reachable(before, after)

    def is_reachable(self, before, after):
        """At most three steps: time may have taken one or two before somebody took theirs."""
        reached = set(TRANSITIONS[before])
        for _ in range(2):
            reached |= {far for near in reached for far in TRANSITIONS[near]}
        return after in reached

    who = st.integers(0, 5)

    @rule(who=who)
    def qualify(self, who):
        service = self.scene.service
        self.try_it(
            actions.qualify_demande, self.demande, bouquet=service.bouquet, service=service, urgence="rapide",
            by=self.people[who],
        )  # fmt: skip

    @rule(who=who, both=st.booleans())
    def propose(self, who, both):
        chosen = [self.scene.ines, self.scene.fabien] if both else [self.scene.ines]
        self.try_it(actions.propose_prestataires, self.demande, chosen, by=self.people[who])

    @precondition(lambda self: self.demande.propositions.exists())
    @rule(who=who, last=st.booleans(), secours=st.sampled_from(["", "suivante"]))
    def choose(self, who, last, secours):
        propositions = list(self.demande.propositions.all())
        self.try_it(actions.choose_proposition, propositions[-1 if last else 0], by=self.people[who], secours=secours)

    @rule(who=who)
    def refuse(self, who):
        self.try_it(actions.refuse_propositions, self.demande, by=self.people[who])

    @precondition(lambda self: self.demande.sollicitations.exists())
    @rule(who=who, declared=st.booleans(), accept=st.booleans())
    def answer(self, who, declared, accept):
        sollicitation = self.demande.sollicitations.order_by("-offerte_le").first()
        if accept:
            self.try_it(actions.accept_sollicitation, sollicitation, has_declared=declared, by=self.people[who])
        else:
            self.try_it(actions.decline_sollicitation, sollicitation, motif="autre", by=self.people[who])

    @rule(who=who)
    def meet(self, who):
        fields = {"date": timezone.localdate(), "duree_minutes": 60, "format": "presence"}
        self.try_it(actions.log_seance, self.demande, by=self.people[who], **fields)

    @rule(who=who)
    def close(self, who):
        self.try_it(actions.close_demande, self.demande, by=self.people[who])

    @rule(who=who, name=st.sampled_from(["confirm_fin", "continue_demande", "resume_demande", "reassign_demande"]))
    def go_on(self, who, name):
        self.try_it(getattr(actions, name), self.demande, by=self.people[who])

    @rule(who=who, genre=st.sampled_from(["accueil", "suivi"]))
    def write(self, who, genre):
        self.try_it(make_message, self.demande, genre, "Un mot.", self.people[who])

    @rule(who=who)
    def join(self, who):
        self.try_it(make_piece, self.demande, self.people[who])

    @rule(who=who)
    def take_back(self, who):
        piece = self.demande.pieces.first()
        if piece:
            self.try_it(remove_piece, self.demande, piece.pk, by=self.people[who])

    @rule(who=who)
    def pause(self, who):
        self.try_it(actions.suspend_demande, self.demande, "pause", by=self.people[who])

    @rule(who=who)
    def reopen(self, who):
        self.try_it(actions.reopen_demande, self.demande, by=self.people[who])

    @rule(name=st.sampled_from(["settle_demandes", "guard_demandes", "remind_demandes", "refresh_all_liens"]))
    def job(self, name):
        self.try_it(getattr(tasks, name))

    @rule(who=who, sure=st.integers(0, 3))
    def withdraw(self, who, sure):
        if sure == 3:
            self.try_it(actions.withdraw_demande, self.demande, by=self.people[who])

    @rule(days=st.sampled_from([1, 4, 9, 31]))
    def wait(self, days):
        now = timezone.now()
        self.clock.stop()
        self.clock = time_machine.travel(now + timedelta(days=days), tick=False)
        self.clock.start()
        self.demande = Demande.objects.get(pk=self.demande.pk)

    held = st.sampled_from(["prestataire", "autre_prestataire", "coordination"])
    since = st.sampled_from([-1200, -30, 0, 3])

    @rule(who=held, debut=since, length=st.sampled_from([None, 2, 40]), there=st.booleans())
    def work(self, who, debut, length, there):
        """Somebody was, is or will be employed, where the requester works or elsewhere."""
        association = self.cast.palier if there else self.cast.horizon
        self.add(Rattachement, personne=getattr(self.cast, who), association=association, **self.dates(debut, length))

    @rule(who=held, debut=since, length=st.sampled_from([None, 2, 40]))
    def elect(self, who, debut, length):
        self.add(Mandat, personne=getattr(self.cast, who), instance=self.conseil, **self.dates(debut, length))

    @rule(debut=since, nature=st.sampled_from(["mission", "deport"]), length=st.sampled_from([None, 2]))
    def declare(self, debut, nature, length):
        LienDeclare.objects.create(
            prestataire=self.scene.ines, association=self.cast.palier, nature=nature, **self.dates(debut, length)
        )
        actions.refresh_liens(self.scene.ines)

    @rule()
    def leave(self):
        """Every tie of these people ends, which frees a coordinator at once, and a provider after three years."""
        yesterday = timezone.localdate() - timedelta(days=1)
        people = [self.cast.prestataire, self.cast.autre_prestataire, self.cast.coordination]
        for model in (Rattachement, Mandat):
            model.objects.filter(personne__in=people, debut__lte=yesterday, fin=None).update(fin=yesterday)

    @staticmethod
    def add(model, **fields):
        """Two of the same at once may be refused by the members' own rules, which are not walked here."""
        with suppress(IntegrityError), transaction.atomic():
            model.objects.create(**fields)

    @staticmethod
    def dates(debut, length):
        first = timezone.localdate() + timedelta(days=debut)
        return {"debut": first, "fin": length and first + timedelta(days=length)}

    @invariant()
    def nobody_tied_reads(self):
        """Told from the members' tables themselves, not from what the app computed of them."""
        names = {bytes(name) for name in self.demande.organisations.values_list("empreinte", flat=True)}
        today = timezone.localdate()
        watched = [self.cast.prestataire, self.cast.autre_prestataire, self.cast.coordination]
        for personne in Personne.objects.filter(pk__in=[one.pk for one in watched]):
            running = [t for t in get_liens(personne) if t.debut <= today and (t.fin is None or t.fin >= today)]
            if any(tie.empreinte in names for tie in running):
                assert not Demande.objects.visible_to(personne).exists()

    @invariant()
    def threads_and_pieces_open_to_who_may_read_only(self):
        """A provider tied, removed or who never accepted opens nothing; nobody has another provider's thread."""
        names = {bytes(name) for name in self.demande.organisations.values_list("empreinte", flat=True)}
        for personne in Personne.objects.filter(pk__in=[one.pk for one in self.people[1:]]):
            acces = Acces.objects.opened_for(personne).filter(demande=self.demande).first()
            role = acces.role if acces and names.isdisjoint(get_organisations(personne)) else None
            assert self.opens(read_fils, "accueil", by=personne) == (role == "coordination")
            assert self.opens(read_fils, "suivi", by=personne) == (role == "prestataire")
            assert self.opens(read_pieces, by=personne) == (role == "prestataire")
        for cle in CleDossier.objects.filter(acces__role="prestataire").exclude(fil=None):
            assert cle.fil.prestataire.personne_id == cle.acces.personne_id

    def opens(self, read, *args, by):
        try:
            with transaction.atomic():
                read(self.demande, *args, by=by)
                transaction.set_rollback(True)
        except PermissionDenied:
            return False
        return True

    @invariant()
    def the_job_leaves_no_key_to_who_is_tied(self):
        names = {bytes(name) for name in self.demande.organisations.values_list("empreinte", flat=True)}
        today = timezone.localdate()
        with transaction.atomic():
            tasks.refresh_all_liens()
            tasks.guard_demandes()
            for prestataire in (self.scene.ines, self.scene.fabien):
                ties = get_liens_opposables(type(prestataire).objects.get(pk=prestataire.pk))
                if any(tie.empreinte in names and (tie.fin is None or tie.fin >= today) for tie in ties):
                    held = CleDossier.objects.filter(acces__personne=prestataire.personne, acces__role="prestataire")
                    assert not held.exists()
            transaction.set_rollback(True)

    @invariant()
    def keys_are_where_they_may_be(self):
        held = set(CleDossier.objects.values_list("acces__role", "genre"))
        assert not {("coordination", name) for name in ("identite", "suivi", "pieces")} & held
        assert ("prestataire", "accueil") not in held
        assert not CleDossier.objects.exclude(acces__ferme_le=None).exists()
        roles = {role for role, _ in held}
        if "prestataire" in roles:
            assert self.demande.etat in ACCOMPAGNEES
            acces = Acces.objects.ouverts().get(role="prestataire")
            accepted = self.demande.sollicitations.get(etat="acceptee")
            assert accepted.prestataire.personne_id == acces.personne_id
            assert accepted.declaration
        if self.demande.etat in FINIS:
            assert roles <= {"demandeur", "courrier"}

    @invariant()
    def people_outside_see_nothing(self):
        for outsider in self.people[4:]:
            assert not Demande.objects.visible_to(outsider).exists()


@pytest.mark.trap("state-bypass")
def test_no_walk_leads_astray(cast):
    Walk.cast = cast
    run_state_machine_as_test(
        Walk,
        settings=settings(
            max_examples=8, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
