"""Somebody else for the rest, and cases kept in neutral hands whatever happens to those who held them."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from accompagnement import actions, tasks
from accompagnement.actions import Impossible
from accompagnement.models import Acces, CleDossier, Demande, Etat, LienDeclare, LigneStatistique, Prestataire
from accompagnement.queries import get_fil, get_file_attente
from members.models import Personne, RoleFederal
from socle.models import Envoi
from tests.factories.accompagnement import SECRET, make_acceptee, make_demande, make_sollicitee
from tests.factories.members import (
    make_instance,
    make_mandat,
    make_personne,
    make_rattachement,
    make_role,
    yesterday,
)

URL = "accompagnement:"


def fresh(personne) -> Personne:
    return Personne.objects.get(pk=personne.pk)


def may_read(personne, demande) -> bool:
    return Demande.objects.visible_to(fresh(personne)).filter(pk=demande.pk).exists()


def make_coordinator(nom) -> Personne:
    personne = make_personne(nom, "Coraline", email=f"{nom.lower()}@neutre.example")
    make_role(personne, RoleFederal.Role.COORDINATION_NEUTRE)
    return personne


# Another provider


@pytest.mark.parametrize("role", ["directrice", "prestataire", "coordination"])
def test_anybody_of_the_case_asks_for_another_provider(role, cast, scene, client_of):
    demande = make_acceptee(cast, scene)
    Envoi.objects.all().delete()
    client_of(getattr(cast, role)).post(reverse(URL + "demande_reassign", args=[demande.pk]))
    demande.refresh_from_db()
    assert demande.etat == Etat.QUALIFIEE
    assert not CleDossier.objects.filter(acces__role="prestataire").exists()
    assert not may_read(cast.prestataire, demande)
    assert scene.ines not in Prestataire.objects.eligible_for(demande)
    told = set(Envoi.objects.values_list("genre", flat=True))
    expected = {"accompagnement.demande_a_etudier"}
    expected |= set() if role == "directrice" else {"accompagnement.demande_avancee"}
    expected |= set() if role == "prestataire" else {"accompagnement.sollicitation_changee"}
    assert told == expected


@pytest.mark.parametrize("role", ["collegue", "admin", "superuser", "autre_prestataire", "chargee"])
def test_nobody_else_does(role, cast, scene):
    demande = make_acceptee(cast, scene)
    with pytest.raises(PermissionDenied):
        actions.reassign_demande(demande, by=getattr(cast, role))


def test_the_next_provider_reads_what_the_former_no_longer_does(cast, scene):
    demande = make_acceptee(cast, scene)
    actions.reassign_demande(demande, by=cast.directrice)
    actions.reassign_demande(demande, by=cast.directrice)
    demande.refresh_from_db()
    actions.propose_prestataires(demande, [scene.fabien], by=cast.coordination)
    actions.choose_proposition(demande.propositions.get(etat="ouverte"), by=cast.directrice)
    offered = demande.sollicitations.get(etat="offerte")
    actions.accept_sollicitation(offered, has_declared=True, by=cast.autre_prestataire)
    assert actions.read_scelle(demande, "recit", by=cast.autre_prestataire) == SECRET
    with pytest.raises(PermissionDenied):
        actions.read_scelle(demande, "recit", by=cast.prestataire)
    assert LigneStatistique.objects.filter(fait="mise_en_relation").count() == 1


def test_there_must_be_somebody_to_part_from(cast, scene):
    demande = make_sollicitee(cast, scene).demande
    with pytest.raises(Impossible):
        actions.reassign_demande(demande, by=cast.directrice)


# A provider who becomes tied


def employ(cast, personne):
    make_rattachement(personne, cast.palier)


def elect(cast, personne):
    make_mandat(personne, make_instance(cast.palier))


def declare(cast, personne):
    LienDeclare.objects.create(
        prestataire=personne.prestataire, association=cast.palier, nature=LienDeclare.Nature.DEPORT,
        debut=timezone.localdate(),
    )  # fmt: skip
    actions.refresh_liens(personne.prestataire)


TIES = [employ, elect, declare]


@pytest.mark.rule("R14")
@pytest.mark.parametrize("tie", TIES)
def test_a_provider_who_becomes_tied_is_out_at_once(tie, cast, scene, client_of):
    demande = make_acceptee(cast, scene)
    assert may_read(cast.prestataire, demande)
    tie(cast, cast.prestataire)
    provider = fresh(cast.prestataire)
    assert not may_read(provider, demande)
    with pytest.raises(PermissionDenied):
        actions.read_scelle(demande, "recit", by=provider)
    page = reverse(URL + "sollicitation_detail", args=[demande.sollicitations.get().pk])
    assert client_of(provider).get(page).status_code == 404
    Envoi.objects.all().delete()
    tasks.guard_demandes()
    tasks.guard_demandes()
    demande.refresh_from_db()
    assert demande.etat == Etat.QUALIFIEE
    assert demande.sollicitations.get().etat == "revoquee"
    assert not CleDossier.objects.filter(acces__role="prestataire").exists()
    assert scene.ines not in Prestataire.objects.eligible_for(demande)
    assert Envoi.objects.filter(genre="accompagnement.demande_avancee").count() == 1
    assert "neutralite" in [event.verbe for event in get_fil(demande)]


def test_a_provider_tied_elsewhere_stays(cast, scene):
    demande = make_acceptee(cast, scene)
    make_rattachement(cast.prestataire, cast.horizon)
    make_rattachement(cast.prestataire, cast.palier, debut=timezone.localdate() + timedelta(days=30))
    assert may_read(cast.prestataire, demande)
    tasks.guard_demandes()
    demande.refresh_from_db()
    assert demande.etat == Etat.ACCEPTEE


def test_a_provider_who_left_the_scheme_hands_over(cast, scene):
    demande = make_acceptee(cast, scene)
    cast.prestataire.roles_federaux.update(fin=yesterday())
    tasks.guard_demandes()
    demande.refresh_from_db()
    assert demande.etat == Etat.QUALIFIEE
    assert "neutralite" not in [event.verbe for event in get_fil(demande)]


# Coordinators who leave or become tied


@pytest.mark.parametrize("tie", [employ, elect])
def test_a_coordinator_who_becomes_tied_is_out_at_once(tie, cast, scene, client_of):
    other = make_coordinator("Neutre")
    demande = make_demande(cast.directrice, scene.service)
    tie(cast, cast.coordination)
    tied = fresh(cast.coordination)
    assert get_file_attente(tied) == []
    with pytest.raises(PermissionDenied):
        actions.read_scelle(demande, "recit", by=tied)
    assert client_of(tied).get(reverse(URL + "coordination_detail", args=[demande.pk])).status_code == 404
    Envoi.objects.all().delete()
    tasks.guard_demandes()
    tasks.guard_demandes()
    held = Acces.objects.ouverts().filter(demande=demande, role="coordination")
    assert [acces.personne for acces in held] == [other]
    assert Envoi.objects.filter(genre="accompagnement.demande_avancee").count() == 1
    own = client_of(cast.directrice).get(reverse(URL + "demande_detail", args=[demande.pk])).text
    assert "un lien avec une organisation est apparu" in own


@pytest.mark.parametrize("gone", ["left", "tied", "closed"])
def test_a_case_that_nobody_holds_goes_to_a_neutral_coordinator(gone, cast, scene, client_of):
    demande = make_acceptee(cast, scene)
    if gone == "left":
        cast.coordination.roles_federaux.update(fin=yesterday())
    elif gone == "tied":
        employ(cast, cast.coordination)
    else:
        Personne.objects.filter(pk=cast.coordination.pk).update(is_active=False)
    tasks.guard_demandes()
    assert not Acces.objects.ouverts().filter(role="coordination").exists()
    tied, free = make_coordinator("Liee"), make_coordinator("Libre")
    employ(cast, tied)
    Envoi.objects.all().delete()
    tasks.guard_demandes()
    tasks.guard_demandes()
    acces = Acces.objects.ouverts().get(demande=demande, role="coordination")
    assert acces.personne == free
    assert set(acces.cles.values_list("genre", flat=True)) == {"recit"}
    assert actions.read_scelle(demande, "recit", by=free) == SECRET
    with pytest.raises(PermissionDenied):
        actions.read_scelle(demande, "identite", by=free)
    assert not may_read(tied, demande)
    assert demande.evenements.filter(verbe="releve").count() == 1
    assert Envoi.objects.filter(genre="accompagnement.demande_avancee").count() == 1
    own = client_of(cast.directrice).get(reverse(URL + "demande_detail", args=[demande.pk])).text
    assert "prend le relais" in own


def test_a_newcomer_gets_nothing_that_somebody_still_holds(cast, scene):
    demande = make_demande(cast.directrice, scene.service)
    newcomer = make_coordinator("Nouvelle")
    tasks.guard_demandes()
    assert not may_read(newcomer, demande)


def test_the_requester_is_never_their_own_coordinator(cast, scene):
    demande = make_demande(cast.directrice, scene.service)
    cast.coordination.roles_federaux.update(fin=yesterday())
    make_role(cast.directrice, RoleFederal.Role.COORDINATION_NEUTRE)
    tasks.guard_demandes()
    assert not Acces.objects.ouverts().filter(role="coordination").exists()
    assert not Acces.objects.filter(personne=cast.directrice).exists()
    assert may_read(cast.directrice, demande)


def test_an_ended_case_is_handed_to_nobody(cast, scene):
    demande = make_demande(cast.directrice, scene.service)
    actions.withdraw_demande(demande, by=cast.directrice)
    make_coordinator("Nouvelle")
    tasks.guard_demandes()
    assert set(CleDossier.objects.values_list("acces__role", flat=True)) == {"demandeur"}


@pytest.mark.parametrize("people", [1, 3])
def test_who_reads_costs_a_constant_number_of_questions(people, cast, scene, django_assert_num_queries):
    for _ in range(people):
        make_demande(cast.directrice, scene.service)
    coordinator = fresh(cast.coordination)
    assert coordinator.roles
    with django_assert_num_queries(2):
        assert len(Demande.objects.visible_to(coordinator)) == people
