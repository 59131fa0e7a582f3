"""Random walks through the life of a case: whoever tries whatever, whenever, nobody gets a key they may not hold."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from accompagnement import actions
from accompagnement.actions import Impossible
from accompagnement.models import FINIS, TRANSITIONS, Acces, CleDossier, Demande, Etat, LienOrganisation
from tests.factories.accompagnement import make_demande, make_scene


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
        self.past = [Etat.DEPOSEE]

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
        """One step, or one that time took followed by one that somebody took."""
        steps = TRANSITIONS[before]
        return after in steps or any(after in TRANSITIONS[middle] for middle in steps)

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
    @rule(who=who, last=st.booleans())
    def choose(self, who, last):
        propositions = list(self.demande.propositions.all())
        self.try_it(actions.choose_proposition, propositions[-1 if last else 0], by=self.people[who])

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

    @rule(tied=st.booleans())
    def tie(self, tied):
        """A provider gets tied to the requester's organisation, or loses that tie."""
        LienOrganisation.objects.filter(origine="essai").delete()
        if tied and not Acces.objects.filter(role="prestataire").exists():
            empreinte = self.demande.organisations.first().empreinte
            LienOrganisation.objects.create(
                prestataire=self.scene.ines, empreinte=empreinte, origine="essai", debut=timezone.localdate()
            )

    @invariant()
    def keys_are_where_they_may_be(self):
        held = set(CleDossier.objects.values_list("acces__role", "genre"))
        assert ("coordination", "identite") not in held
        assert not CleDossier.objects.exclude(acces__ferme_le=None).exists()
        roles = {role for role, _ in held}
        if "prestataire" in roles:
            assert self.demande.etat in (Etat.ACCEPTEE, Etat.EN_COURS)
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
            max_examples=12, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
