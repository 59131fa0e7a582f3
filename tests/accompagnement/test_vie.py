"""The path of a case beyond the plain one: who is asked next, pauses, an end in two words, opening again."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accompagnement import actions, tasks
from accompagnement.actions import Impossible
from accompagnement.models import ACCOMPAGNEES, Acces, CleDossier, Demande, Etat, LigneStatistique, Prestataire
from accompagnement.queries import get_attentes, get_file_attente
from socle.models import Envoi
from tests.factories.accompagnement import (
    SECRET,
    make_acceptee,
    make_demande,
    make_lien,
    make_prestataire,
    make_proposee,
    make_qualifiee,
)
from tests.factories.members import make_personne, make_role

URL = "accompagnement:"


def days_later(days):
    return time_machine.travel(timezone.now() + timedelta(days=days), tick=False)


def choose(cast, scene, secours, *more):
    demande = make_proposee(cast, scene, scene.ines, scene.fabien, *more)
    first = demande.propositions.get(prestataire=scene.ines)
    if secours not in ("", "suivante"):
        secours = demande.propositions.get(prestataire=secours).pk
    actions.choose_proposition(first, by=cast.directrice, secours=secours)
    return Demande.objects.get(pk=demande.pk)


def make_en_cours(cast, scene) -> Demande:
    demande = make_acceptee(cast, scene)
    fields = {"date": timezone.localdate(), "duree_minutes": 60, "format": "presence"}
    actions.log_seance(demande, by=cast.prestataire, **fields)
    return Demande.objects.get(pk=demande.pk)


def make_cloturee(cast, scene) -> Demande:
    demande = make_en_cours(cast, scene)
    actions.close_demande(demande, by=cast.prestataire)
    return actions.confirm_fin(demande, by=cast.directrice)


# Who is asked next


@pytest.mark.parametrize("how", ["declines", "silent"])
def test_the_next_one_is_asked_without_a_new_choice(how, cast, scene):
    demande = choose(cast, scene, "suivante")
    first = demande.sollicitations.get()
    if how == "declines":
        actions.decline_sollicitation(first, motif="disponibilite", by=cast.prestataire)
        demande.refresh_from_db()
        today = timezone.localdate()
    else:
        days = (first.repondre_avant - timezone.localdate()).days + 1
        with days_later(days):
            assert Demande.objects.get(pk=demande.pk).etat_reel == Etat.SOLLICITEE
            tasks.settle_demandes()
            tasks.settle_demandes()
            demande = Demande.objects.get(pk=demande.pk)
            today = timezone.localdate()
    assert demande.etat == Etat.SOLLICITEE
    assert not demande.secours
    offered = demande.sollicitations.get(etat="offerte")
    assert offered.prestataire == scene.fabien
    assert offered.repondre_avant > today
    assert scene.ines not in Prestataire.objects.eligible_for(demande)
    assert Envoi.objects.filter(genre="accompagnement.sollicitation_changee").count() == 2


def test_without_a_second_choice_the_coordinators_seek_again(cast, scene):
    demande = choose(cast, scene, "")
    actions.decline_sollicitation(demande.sollicitations.get(), motif="lien", by=cast.prestataire)
    demande.refresh_from_db()
    assert demande.etat == Etat.QUALIFIEE
    assert not demande.sollicitations.filter(etat="offerte").exists()
    assert not demande.propositions.exclude(etat="fermee").exists()


def test_a_second_choice_may_be_named(cast, scene):
    third = make_prestataire(make_personne("Tierce", "Odile"), metier="Médiatrice")
    make_role(third.personne, "prestataire")
    demande = choose(cast, scene, third, third)
    actions.decline_sollicitation(demande.sollicitations.get(), motif="autre", by=cast.prestataire)
    assert demande.sollicitations.get(etat="offerte").prestataire == third
    actions.decline_sollicitation(demande.sollicitations.get(etat="offerte"), motif="autre", by=third.personne)
    demande.refresh_from_db()
    assert demande.etat == Etat.QUALIFIEE


def test_a_second_choice_who_became_tied_is_passed_over(cast, scene):
    demande = choose(cast, scene, "suivante")
    make_lien(scene.fabien, cast.palier)
    actions.decline_sollicitation(demande.sollicitations.get(), motif="autre", by=cast.prestataire)
    demande.refresh_from_db()
    assert (demande.etat, demande.secours) == (Etat.QUALIFIEE, False)
    assert not demande.sollicitations.filter(prestataire=scene.fabien).exists()


def test_the_page_says_who_is_asked_next(cast, scene, client_of):
    demande = make_proposee(cast, scene)
    client = client_of(cast.directrice)
    assert "Proposez directement à la suivante" in client.get(reverse(URL + "demande_detail", args=[demande.pk])).text
    sent = {"proposition": demande.propositions.get(prestataire=scene.ines).pk, "secours": "suivante"}
    client.post(reverse(URL + "proposition_choose", args=[demande.pk]), sent)
    assert Demande.objects.get(pk=demande.pk).secours


# A pause


@pytest.mark.parametrize(("one", "other"), [("directrice", "prestataire"), ("prestataire", "directrice")])
def test_either_side_pauses_and_either_takes_up_again(one, other, cast, scene, client_of):
    one, other = getattr(cast, one), getattr(cast, other)
    demande = make_en_cours(cast, scene)
    Envoi.objects.all().delete()
    for _ in range(2):
        actions.suspend_demande(demande, "disponibilite", by=one)
    demande.refresh_from_db()
    assert demande.etat == Etat.SUSPENDUE
    assert Envoi.objects.count() == 1
    page = client_of(other).get(reverse(URL + "demande_detail", args=[demande.pk]), follow=True).text
    assert "pas disponible en ce moment" in page
    assert "Reprendre l’accompagnement" in page
    with pytest.raises(Impossible):
        actions.log_seance(
            demande, date=timezone.localdate(), duree_minutes=30, format="distance", by=cast.prestataire
        )
    for _ in range(2):
        actions.resume_demande(demande, by=other)
    demande.refresh_from_db()
    assert demande.etat == Etat.EN_COURS
    assert demande.evenements.filter(verbe="reprise").count() == 1


def test_a_pause_before_the_first_session_comes_back_before_it(cast, scene):
    demande = make_acceptee(cast, scene)
    actions.suspend_demande(demande, "pause", by=cast.directrice)
    actions.resume_demande(demande, by=cast.directrice)
    demande.refresh_from_db()
    assert demande.etat == Etat.ACCEPTEE


def test_a_pause_keeps_its_place(cast, scene):
    scene.ines.capacite = 1
    scene.ines.save()
    demande = make_acceptee(cast, scene)
    actions.suspend_demande(demande, "pause", by=cast.directrice)
    other = make_qualifiee(cast, scene, by=cast.adherente)
    assert scene.ines not in Prestataire.objects.eligible_for(other)

    with connection.cursor() as cursor:
        cursor.execute("SELECT accompagnement_obstacle(%s, %s)", [other.pk, scene.ines.pk])
        assert cursor.fetchone() == ("places",)


@pytest.mark.parametrize("role", ["coordination", "collegue", "admin", "superuser", "autre_prestataire"])
@pytest.mark.parametrize(
    "action", ["suspend_demande", "resume_demande", "confirm_fin", "continue_demande", "reopen_demande"]
)
def test_nobody_else_touches_the_path(action, role, cast, scene):
    demande = make_acceptee(cast, scene)
    extra = ["pause"] if action == "suspend_demande" else []
    with pytest.raises(PermissionDenied):
        getattr(actions, action)(demande, *extra, by=getattr(cast, role))


# The end


def test_the_end_is_announced_then_confirmed(cast, scene):
    demande = make_en_cours(cast, scene)
    actions.close_demande(demande, by=cast.prestataire)
    demande.refresh_from_db()
    assert demande.etat == Etat.A_CONFIRMER
    assert not CleDossier.objects.filter(acces__role="prestataire").exists()
    assert not LigneStatistique.objects.filter(fait="cloture").exists()
    assert get_attentes(cast.directrice)
    for _ in range(2):
        actions.confirm_fin(demande, by=cast.directrice)
    demande.refresh_from_db()
    assert demande.etat == Etat.CLOTUREE
    assert demande.terminee_le
    assert LigneStatistique.objects.filter(fait="cloture").count() == 1
    with pytest.raises(Impossible):
        actions.continue_demande(demande, by=cast.directrice)


def test_two_weeks_of_silence_confirm_the_end_job_or_no_job(cast, scene):
    demande = make_en_cours(cast, scene)
    actions.close_demande(demande, by=cast.prestataire)
    with days_later(15):
        assert Demande.objects.get(pk=demande.pk).etat_reel == Etat.A_CONFIRMER
    with days_later(16):
        assert Demande.objects.get(pk=demande.pk).etat_reel == Etat.CLOTUREE
        assert not Demande.objects.visible_to(cast.coordination).exists()
        tasks.settle_demandes()
        assert Demande.objects.get(pk=demande.pk).etat == Etat.CLOTUREE


def test_the_person_says_that_it_is_not_over(cast, scene):
    demande = make_en_cours(cast, scene)
    actions.close_demande(demande, by=cast.prestataire)
    with pytest.raises(PermissionDenied):
        actions.read_scelle(demande, "recit", by=cast.prestataire)
    for _ in range(2):
        actions.continue_demande(demande, by=cast.directrice)
    demande.refresh_from_db()
    assert demande.etat == Etat.EN_COURS
    assert actions.read_scelle(demande, "recit", by=cast.prestataire) == SECRET


def test_continuing_with_a_provider_who_became_tied_looks_for_another(cast, scene):
    demande = make_en_cours(cast, scene)
    actions.close_demande(demande, by=cast.prestataire)
    make_lien(scene.ines, cast.palier)
    actions.continue_demande(demande, by=cast.directrice)
    demande.refresh_from_db()
    assert demande.etat == Etat.QUALIFIEE
    assert not Acces.objects.ouverts().filter(role="prestataire").exists()


def test_an_opinion_says_that_it_is_over(cast, scene):
    demande = make_en_cours(cast, scene)
    actions.close_demande(demande, by=cast.prestataire)
    actions.evaluate_demande(demande, by=cast.directrice)
    demande.refresh_from_db()
    assert demande.etat == Etat.EVALUEE
    assert demande.evenements.filter(verbe="cloture").exists()


# Opening again


@pytest.mark.parametrize("how", ["closed", "withdrawn"])
def test_the_person_opens_a_case_again(how, cast, scene, client_of):
    if how == "closed":
        demande = make_cloturee(cast, scene)
    else:
        demande = make_proposee(cast, scene)
        actions.withdraw_demande(demande, by=cast.directrice)
    assert not Demande.objects.visible_to(cast.coordination).exists()
    with days_later(200):
        client_of(cast.directrice).post(reverse(URL + "demande_reopen", args=[demande.pk]))
        actions.reopen_demande(demande, by=cast.directrice)
        demande.refresh_from_db()
        assert (demande.etat, demande.terminee_le) == (Etat.DEPOSEE, None)
        assert actions.read_scelle(demande, "recit", by=cast.coordination) == SECRET
        assert demande.acces.filter(role="courrier", ferme_le=None).count() == 1
        (ligne,) = get_file_attente(cast.coordination)
        assert not ligne.is_en_retard
        assert not Acces.objects.ouverts().filter(role="prestataire").exists()
    with days_later(380):
        tasks.anonymize_demandes()
        assert Demande.objects.get(pk=demande.pk).etat != Etat.ANONYMISEE


def test_a_case_opened_again_is_one_case_in_the_counts(cast, scene):
    demande = make_qualifiee(cast, scene)
    actions.withdraw_demande(demande, by=cast.directrice)
    actions.reopen_demande(demande, by=cast.directrice)
    service = scene.service
    fields = {"bouquet": service.bouquet, "service": service, "urgence": "normale"}
    actions.qualify_demande(demande, by=cast.coordination, **fields)
    actions.withdraw_demande(demande, by=cast.directrice)
    counted = list(LigneStatistique.objects.order_by("fait").values_list("fait", flat=True))
    assert counted == ["qualification", "retrait"]


def test_an_erased_case_is_not_opened_again(cast, scene):
    demande = make_cloturee(cast, scene)
    actions.anonymize_demande(demande)
    with pytest.raises(PermissionDenied):
        actions.reopen_demande(demande, by=cast.directrice)


def test_the_coordinator_opens_a_finished_case_by_its_code_with_a_reason(cast, scene, client_of):
    demande = make_cloturee(cast, scene)
    client, url = client_of(cast.coordination), reverse(URL + "coordination_reopen")
    Envoi.objects.all().delete()
    client.post(url, {"code": demande.code, "motif": ""})
    assert Demande.objects.get(pk=demande.pk).etat == Etat.CLOTUREE
    client.post(url, {"code": demande.code.lower(), "motif": "trop_tot"})
    demande.refresh_from_db()
    assert demande.etat == Etat.DEPOSEE
    assert Envoi.objects.filter(genre="accompagnement.demande_avancee").count() == 1
    own = client_of(cast.directrice).get(reverse(URL + "demande_detail", args=[demande.pk])).text
    assert "s’est arrêté avant la fin prévue" in own


def test_the_coordinator_never_opens_what_the_person_withdrew_nor_what_another_held(cast, scene, client_of):
    withdrawn = make_qualifiee(cast, scene)
    actions.withdraw_demande(withdrawn, by=cast.directrice)
    closed = make_cloturee(cast, scene)
    newcomer = make_personne("Neuve", "Lise")
    make_role(newcomer, "coordination_neutre")
    url, answers = reverse(URL + "coordination_reopen"), []
    for personne, code in [(cast.coordination, withdrawn.code), (newcomer, closed.code), (newcomer, "AAA-AAA")]:
        answer = client_of(personne).post(url, {"code": code, "motif": "erreur"}, follow=True)
        answers.append("Aucune demande terminée que vous avez suivie ne porte ce code" in answer.text)
    assert answers == [True, True, True]
    with pytest.raises(Impossible):
        actions.reopen_from_coordination(withdrawn, "erreur", by=cast.coordination)
    assert set(Demande.objects.values_list("etat", flat=True)) == {Etat.RETIREE, Etat.CLOTUREE}


def test_without_a_free_coordinator_nothing_is_opened_again(cast, scene):
    demande = make_demande(cast.directrice, scene.service)
    actions.withdraw_demande(demande, by=cast.directrice)
    cast.coordination.roles_federaux.update(fin="2021-01-01")
    with pytest.raises(Impossible, match="rien n’a été changé"):
        actions.reopen_demande(demande, by=cast.directrice)
    assert Demande.objects.get().etat == Etat.RETIREE


@pytest.mark.rule("R16")
@pytest.mark.parametrize("etat", [*ACCOMPAGNEES, Etat.A_CONFIRMER])
def test_withdrawing_works_in_the_new_states_too(etat, cast, scene):
    demande = make_acceptee(cast, scene) if etat == Etat.ACCEPTEE else make_en_cours(cast, scene)
    if etat == Etat.SUSPENDUE:
        actions.suspend_demande(demande, "autre", by=cast.prestataire)
    if etat == Etat.A_CONFIRMER:
        actions.close_demande(demande, by=cast.prestataire)
    demande.refresh_from_db()
    assert demande.etat == etat
    actions.withdraw_demande(demande, by=cast.directrice)
    assert set(CleDossier.objects.values_list("acces__role", flat=True)) == {"demandeur"}
