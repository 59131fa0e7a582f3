"""The life of a case: what time decides by itself, what is refused afterwards, and no walk that leads astray."""

from datetime import date, timedelta
from threading import Barrier, Thread
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone

from accompagnement import actions, tasks
from accompagnement.actions import Impossible
from accompagnement.delais import add_working_days
from accompagnement.models import (
    TRANSITIONS,
    VIVANTS,
    Acces,
    AvisEnAttente,
    CleDossier,
    Demande,
    Etat,
    Prestataire,
    Sollicitation,
)
from accompagnement.queries import get_file_attente
from socle.models import Envoi
from tests.factories.accompagnement import (
    make_acceptee,
    make_demande,
    make_proposee,
    make_qualifiee,
    make_scene,
    make_sollicitee,
)
from tests.factories.members import make_role


def test_delays_skip_weekends_and_public_holidays():
    assert add_working_days(date(2026, 12, 23), 2) == date(2026, 12, 28)
    assert add_working_days(date(2026, 5, 6), 5) == date(2026, 5, 15)


def test_every_state_is_in_the_table():
    assert set(TRANSITIONS) == set(Etat)
    assert {after for moves in TRANSITIONS.values() for after in moves} == set(Etat)
    finished = {Etat.CLOTUREE, Etat.EVALUEE, Etat.REORIENTEE, Etat.RETIREE, Etat.EXPIREE, Etat.ANONYMISEE}
    assert set(Etat) - finished == VIVANTS


@pytest.mark.rule("R16")
def test_withdrawal_is_allowed_to_the_requester_in_every_living_state():
    for etat in VIVANTS:
        assert TRANSITIONS[etat][Etat.RETIREE] == {"demandeur"}


@pytest.mark.rule("R16")
@pytest.mark.parametrize("make", [make_qualifiee, make_proposee, make_sollicitee, make_acceptee])
def test_withdrawal_cuts_every_other_access(make, cast, scene):
    made = make(cast, scene)
    demande = made.demande if isinstance(made, Sollicitation) else made
    actions.withdraw_demande(demande, by=cast.directrice)
    actions.withdraw_demande(demande, by=cast.directrice)
    demande.refresh_from_db()
    assert demande.etat == Etat.RETIREE
    assert set(CleDossier.objects.values_list("acces__role", flat=True)) == {"demandeur"}
    assert demande.evenements.filter(verbe="retrait").count() == 1


@pytest.mark.rule("R16")
@pytest.mark.parametrize("role", ["coordination", "prestataire", "collegue", "admin", "superuser"])
def test_nobody_else_withdraws(role, cast, scene):
    demande = make_acceptee(cast, scene)
    with pytest.raises(PermissionDenied):
        actions.withdraw_demande(demande, by=getattr(cast, role))


@pytest.mark.rule("R12")
def test_a_request_belongs_to_who_writes_it(cast, scene):
    """There is no way to write for somebody else: the person acting is the requester."""
    demande = make_demande(cast.directrice, scene.service)
    assert demande.is_from(cast.directrice)
    assert not any(demande.is_from(other) for other in (cast.chargee, cast.presidente, cast.coordination))
    other = actions.submit_demande(
        demande.pk, recit="x", telephone="", adresse="", by=cast.collegue, bouquet=scene.service.bouquet,
        service=None, modalite="presence", langue="français", besoin_accessibilite=False,
    )  # fmt: skip
    assert other.pk != demande.pk
    assert other.is_from(cast.collegue)


@pytest.mark.rule("R13")
def test_who_may_ask_for_themselves(cast, scene):
    for person in (cast.directrice, cast.presidente, cast.adherente, cast.chargee):
        make_demande(person, scene.service)
    for person in (cast.ancien, cast.superuser, cast.admin, cast.comite):
        with pytest.raises(PermissionDenied):
            make_demande(person, scene.service)


def test_a_coordinator_never_coordinates_their_own_request(cast, scene):
    make_role(cast.directrice, "coordination_neutre")
    demande = make_demande(cast.directrice, scene.service)
    assert set(demande.acces.filter(role="coordination").values_list("personne", flat=True)) == {cast.coordination.pk}
    cast.coordination.roles_federaux.update(fin="2021-01-01")
    with pytest.raises(Impossible), transaction.atomic():
        make_demande(cast.directrice, scene.service)


@pytest.mark.trap("cron-dependent")
@pytest.mark.parametrize(("make", "days"), [(make_demande, 30), (make_proposee, 60)])
def test_a_case_lapses_by_itself(make, days, cast, scene):
    demande = make(cast.directrice, scene.service) if make is make_demande else make(cast, scene)
    now = timezone.now()
    with time_machine.travel(now + timedelta(days=days), tick=False):
        assert Demande.objects.get(pk=demande.pk).is_vivante
    with time_machine.travel(now + timedelta(days=days + 1), tick=False):
        late = Demande.objects.get(pk=demande.pk)
        assert (late.etat, late.etat_reel) == (demande.etat, Etat.EXPIREE)
        assert get_file_attente(cast.coordination) == []
        assert not Demande.objects.visible_to(cast.coordination).exists()
        for refused in (
            lambda: actions.read_scelle(late, "recit", by=cast.coordination),
            lambda: actions.qualify_demande(
                late, bouquet=late.bouquet, service=scene.service, urgence="normale", by=cast.coordination
            ),
            lambda: actions.refuse_propositions(late, by=cast.directrice),
        ):
            with pytest.raises((Impossible, PermissionDenied)):
                refused()


@pytest.mark.trap("cron-dependent")
@pytest.mark.trap("accept-after-refuse")
def test_silence_sends_the_case_back_and_closes_the_offer(cast, scene):
    sollicitation = make_sollicitee(cast, scene)
    days = (sollicitation.repondre_avant - timezone.localdate()).days + 1
    with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
        demande = Demande.objects.get(pk=sollicitation.demande_id)
        assert demande.etat_reel == Etat.QUALIFIEE
        assert not Sollicitation.objects.visible_to(cast.prestataire).exists()
        assert scene.ines not in Prestataire.objects.eligible_for(demande)
        with pytest.raises(Impossible):
            actions.accept_sollicitation(sollicitation, has_declared=True, by=cast.prestataire)
        actions.propose_prestataires(demande, [scene.fabien], by=cast.coordination)
        sollicitation.refresh_from_db()
        assert sollicitation.etat == Sollicitation.Etat.SANS_REPONSE


def test_the_job_only_writes_down_and_tells(cast, scene):
    demande = make_proposee(cast, scene)
    Envoi.objects.all().delete()
    with time_machine.travel(timezone.now() + timedelta(days=61), tick=False):
        tasks.settle_demandes()
        tasks.settle_demandes()
    demande.refresh_from_db()
    assert demande.etat == Etat.EXPIREE
    assert Envoi.objects.filter(genre="accompagnement.demande_avancee").count() == 1


@pytest.mark.trap("accept-after-refuse")
@pytest.mark.parametrize("how", ["declined", "withdrawn"])
def test_nothing_is_accepted_after_a_refusal(how, cast, scene):
    sollicitation = make_sollicitee(cast, scene)
    if how == "declined":
        actions.decline_sollicitation(sollicitation, motif="disponibilite", by=cast.prestataire)
        actions.decline_sollicitation(sollicitation, motif="disponibilite", by=cast.prestataire)
    else:
        actions.withdraw_demande(sollicitation.demande, by=cast.directrice)
    with pytest.raises(Impossible):
        actions.accept_sollicitation(sollicitation, has_declared=True, by=cast.prestataire)
    assert not Acces.objects.filter(role="prestataire").exists()


def test_twice_the_same_click_is_once(cast, scene):
    numero = uuid4()
    frame = {
        "bouquet": scene.service.bouquet, "service": scene.service, "modalite": "presence", "langue": "français",
        "besoin_accessibilite": False, "recit": "Un mot", "telephone": "", "adresse": "",
    }  # fmt: skip
    first = actions.submit_demande(numero, by=cast.directrice, **frame)
    assert actions.submit_demande(numero, by=cast.directrice, **frame) == first
    actions.save_brouillon(numero, {"recit": "autosave late"}, by=cast.directrice)
    assert actions.read_brouillon(by=cast.directrice) == {}
    demande = make_proposee(cast, scene)
    proposition = demande.propositions.get(prestataire=scene.ines)
    for _ in range(2):
        actions.choose_proposition(proposition, by=cast.directrice)
    sollicitation = demande.sollicitations.get()
    for _ in range(2):
        actions.accept_sollicitation(sollicitation, has_declared=True, by=cast.prestataire)
    demande.refresh_from_db()
    for _ in range(2):
        actions.close_demande(demande, by=cast.prestataire)
    for _ in range(2):
        actions.evaluate_demande(demande, neutralite=4, by=cast.directrice)
    assert AvisEnAttente.objects.count() == 1


def test_a_draft_is_removed_without_trace(cast, scene):
    actions.save_brouillon(uuid4(), {"recit": "quelques mots"}, by=cast.directrice)
    assert actions.read_brouillon(by=cast.directrice) == {"recit": "quelques mots"}
    assert actions.read_brouillon(by=cast.collegue) == {}
    actions.delete_brouillon(by=cast.directrice)
    assert actions.read_brouillon(by=cast.directrice) == {}
    assert not Demande.objects.exists()


def test_another_help_needs_the_consent_of_the_person(cast, scene):
    demande = make_qualifiee(cast, scene)
    actions.offer_reorientation(demande, "travail", by=cast.coordination)
    demande.refresh_from_db()
    assert demande.etat == Etat.QUALIFIEE
    with pytest.raises(PermissionDenied):
        actions.accept_reorientation(demande, by=cast.coordination, destination=demande.reorientation)
    actions.accept_reorientation(demande, by=cast.directrice, destination=demande.reorientation)
    demande.refresh_from_db()
    assert demande.etat == Etat.REORIENTEE


def test_the_other_door_opens_to_those_it_names(cast, scene):
    frame = {
        "bouquet": scene.service.bouquet, "service": scene.service, "modalite": "presence", "langue": "français",
        "besoin_accessibilite": False,
    }  # fmt: skip
    demande = actions.submit_demande_association(
        uuid4(), cast.palier, recit="Une tension", personnes=[cast.collegue], by=cast.presidente, **frame
    )
    assert set(Demande.objects.visible_to(cast.collegue)) == {demande}
    assert not Demande.objects.visible_to(cast.directrice).exists()
    assert actions.read_scelle(demande, "recit", by=cast.collegue) == "Une tension"
    with pytest.raises(PermissionDenied):
        actions.withdraw_demande(demande, by=cast.collegue)
    with pytest.raises(PermissionDenied):
        actions.submit_demande_association(uuid4(), cast.horizon, recit="x", personnes=[], by=cast.presidente, **frame)


@pytest.mark.django_db(transaction=True)
def test_a_withdrawal_and_an_acceptance_at_the_same_moment_leave_no_key(cast):
    """Whichever comes first, nobody else holds a key once the person has withdrawn."""
    scene = make_scene(cast)
    sollicitation = make_sollicitee(cast, scene)
    gate = Barrier(2)

    def run(action, *args, **fields):
        gate.wait()
        try:
            action(*args, **fields)
        except (Impossible, PermissionDenied):
            pass
        finally:
            connection.close()

    threads = [
        Thread(
            target=run, args=(actions.accept_sollicitation, sollicitation),
            kwargs={"has_declared": True, "by": cast.prestataire},
        ),
        Thread(target=run, args=(actions.withdraw_demande, sollicitation.demande), kwargs={"by": cast.directrice}),
    ]  # fmt: skip
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Demande.objects.get().etat == Etat.RETIREE
    assert set(CleDossier.objects.values_list("acces__role", flat=True)) == {"demandeur"}
