"""The hard rules: one queryset and the database say the same thing, and neither can be bought."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accompagnement import actions
from accompagnement.models import (
    Demande,
    Ecart,
    LienDeclare,
    LienOrganisation,
    Modalite,
    Prestataire,
    Sollicitation,
)
from accompagnement.queries import rank_prestataires
from members.models import Instance
from tests.factories.accompagnement import (
    make_acceptee,
    make_demande,
    make_lien,
    make_prestataire,
    make_proposee,
    make_qualifiee,
    make_scene,
    make_sollicitee,
)
from tests.factories.members import make_affectation, make_instance, make_mandat, make_personne, make_rattachement

pytestmark = pytest.mark.rule("R14")
TODAY = timezone.localdate


def insert_proposition(demande, prestataire):
    """Write a proposal without the application."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accompagnement_proposition (demande_id, prestataire_id, etat, rang, explication, proposee_le)"
            " VALUES (%s, %s, 'ouverte', 1, '{}', now())",
            [demande.pk, prestataire.pk],
        )


def insert_sollicitation(demande, prestataire, etat="offerte"):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accompagnement_sollicitation"
            " (id, demande_id, prestataire_id, etat, motif, offerte_le, repondre_avant)"
            " VALUES (gen_random_uuid(), %s, %s, %s, '', now(), current_date + 9)",
            [demande.pk, prestataire.pk, etat],
        )


def obstacle_said_by_the_database(demande, prestataire):
    with connection.cursor() as cursor:
        cursor.execute("SELECT accompagnement_obstacle(%s, %s)", [demande.pk, prestataire.pk])
        return cursor.fetchone()[0] or ""


def obstacles(demande):
    demande = Demande.objects.get(pk=demande.pk)
    return {p.pk: p.obstacle for p in Prestataire.objects.with_obstacle(demande)}


def assert_refused(demande, prestataire, obstacle):
    """Neither the queryset, the ranking, the action nor the database lets this pair through."""
    assert obstacles(demande)[prestataire.pk] == obstacle
    assert obstacle_said_by_the_database(demande, prestataire) == obstacle
    demande = Demande.objects.get(pk=demande.pk)
    assert prestataire not in [candidat.prestataire for candidat in rank_prestataires(demande).candidats]
    for insert in (insert_proposition, insert_sollicitation):
        with pytest.raises(IntegrityError, match=obstacle):
            insert(demande, prestataire)


def test_a_free_provider_is_eligible(cast, scene):
    demande = make_qualifiee(cast, scene)
    assert set(Prestataire.objects.eligible_for(demande)) == {scene.ines, scene.fabien}
    insert_proposition(demande, scene.ines)


def test_n1_an_employee_of_the_association_is_tied(cast, scene):
    make_rattachement(cast.prestataire, cast.palier)
    actions.refresh_liens(scene.ines)
    assert_refused(make_qualifiee(cast, scene), scene.ines, "lien")


def test_n2_a_mandate_ended_less_than_three_years_ago_ties(cast, scene):
    board = make_instance(cast.palier)
    day = TODAY()
    make_mandat(cast.prestataire, board, debut=day - timedelta(days=1500), fin=day - timedelta(days=1000))
    make_mandat(cast.autre_prestataire, board, debut=day - timedelta(days=2500), fin=day - timedelta(days=1200))
    for prestataire in (scene.ines, scene.fabien):
        actions.refresh_liens(prestataire)
    demande = make_qualifiee(cast, scene)
    assert_refused(demande, scene.ines, "lien")
    assert obstacles(demande)[scene.fabien.pk] == ""


@pytest.mark.parametrize(("ended", "expected"), [(700, "lien"), (760, "")])
def test_n3_a_paid_mission_ties_for_two_years(cast, scene, ended, expected):
    day = TODAY()
    make_lien(scene.ines, cast.palier, debut=day - timedelta(days=900), fin=day - timedelta(days=ended))
    assert obstacles(make_qualifiee(cast, scene))[scene.ines.pk] == expected


def test_n4_an_objection_of_the_person_is_final(cast, scene):
    demande = make_proposee(cast, scene, scene.ines)
    actions.refuse_propositions(demande, by=cast.directrice)
    assert_refused(demande, scene.ines, "ecart")


def test_n5_a_declared_abstention_ties(cast, scene):
    make_lien(scene.ines, cast.palier, LienDeclare.Nature.DEPORT)
    assert_refused(make_qualifiee(cast, scene), scene.ines, "lien")


@pytest.mark.trap("missing-data-eligible")
def test_n6_no_fresh_declaration_no_case(cast, scene):
    demande = make_qualifiee(cast, scene)
    scene.ines.declarations_interets.update(signee_le=TODAY() - timedelta(days=366))
    scene.fabien.declarations_interets.all().delete()
    assert_refused(demande, scene.ines, "declaration")
    assert_refused(demande, scene.fabien, "declaration")


@pytest.mark.trap("missing-data-eligible")
def test_what_is_unknown_keeps_out(cast, scene):
    demande = make_qualifiee(cast, scene)
    Prestataire.objects.filter(pk=scene.ines.pk).update(liens_verifies_le=None)
    assert_refused(demande, scene.ines, "lien")
    demande.organisations.all().delete()
    assert_refused(demande, scene.fabien, "lien")
    scene.service.competences.clear()
    assert set(obstacles(demande).values()) == {"lien"}


def test_n7_never_both_parties_of_one_situation(cast, scene):
    make_rattachement(cast.adherente, cast.palier)
    first = make_sollicitee(cast, scene).demande
    second = make_qualifiee(cast, scene, by=cast.collegue)
    actions.link_situation(second, first, by=cast.coordination)
    assert_refused(second, scene.ines, "situation")
    assert obstacles(second)[scene.fabien.pk] == ""


def test_n8_skill_format_language_and_place(cast, scene):
    demande = make_qualifiee(cast, scene, besoin_accessibilite=True)
    for fields, obstacle in (
        ({"is_accessible": False}, "accessibilite"),
        ({"langues": ["anglais"]}, "langue"),
        ({"modalites": [Modalite.DISTANCE]}, "modalite"),
    ):
        Prestataire.objects.filter(pk=scene.ines.pk).update(**fields)
        assert_refused(demande, scene.ines, obstacle)
    scene.ines.competences.clear()
    assert_refused(demande, scene.ines, "competence")


def test_n9_activity_pause_and_places(cast, scene):
    demande = make_qualifiee(cast, scene)
    for fields, obstacle in (
        ({"capacite": 0}, "places"),
        ({"en_pause_jusqu_au": TODAY()}, "pause"),
        ({"etat": "suspendu"}, "inactif"),
    ):
        Prestataire.objects.filter(pk=scene.ines.pk).update(**fields)
        assert_refused(demande, scene.ines, obstacle)


def test_a_full_provider_cannot_accept_one_more(cast, scene):
    Prestataire.objects.update(capacite=1)
    later = make_sollicitee(cast, scene, by=cast.adherente)
    make_acceptee(cast, scene)
    with pytest.raises(actions.Impossible):
        actions.accept_sollicitation(later, has_declared=True, by=cast.prestataire)
    later.refresh_from_db()
    assert later.etat == "offerte"


def test_the_federation_is_an_organisation_too(cast, scene):
    """When somebody of the team asks, whoever works for or governs the federation is tied."""
    make_affectation(cast.prestataire)
    make_mandat(cast.autre_prestataire, make_instance(None, Instance.Genre.CA))
    for prestataire in (scene.ines, scene.fabien):
        actions.refresh_liens(prestataire)
    demande = make_qualifiee(cast, scene, by=cast.chargee)
    assert set(obstacles(demande).values()) == {"lien"}
    assert set(obstacles(make_qualifiee(cast, scene)).values()) == {""}


@pytest.mark.trap("state-bypass")
def test_acceptance_asks_again_what_changed_since(cast, scene):
    sollicitation = make_sollicitee(cast, scene)
    make_rattachement(cast.prestataire, cast.palier)
    with pytest.raises(actions.Impossible):
        actions.accept_sollicitation(sollicitation, has_declared=True, by=cast.prestataire)
    with connection.cursor() as cursor, pytest.raises(IntegrityError), transaction.atomic():
        LienOrganisation.objects.filter(prestataire=scene.ines).delete()
        actions.refresh_liens(scene.ines)
        cursor.execute("UPDATE accompagnement_sollicitation SET etat = 'acceptee' WHERE id = %s", [sollicitation.pk])


@pytest.mark.rule("R15")
def test_the_database_refuses_an_acceptance_without_declaration(cast, scene):
    sollicitation = make_sollicitee(cast, scene)
    with pytest.raises(IntegrityError, match="sans declaration"), transaction.atomic():
        Sollicitation.objects.filter(pk=sollicitation.pk).update(etat="acceptee")


@pytest.mark.rule("R15")
def test_the_database_refuses_a_provider_access_without_acceptance(cast, scene):
    demande = make_sollicitee(cast, scene).demande
    with pytest.raises(IntegrityError, match="sans acceptation"), transaction.atomic():
        demande.acces.create(role="prestataire", personne=cast.prestataire)


@pytest.mark.trap("state-bypass")
def test_the_database_knows_the_legal_moves(cast, scene):
    demande = make_demande(cast.directrice, scene.service)
    for etat in ("acceptee", "evaluee", "anonymisee"):
        with pytest.raises(DatabaseError, match="transition"), transaction.atomic():
            Demande.objects.filter(pk=demande.pk).update(etat=etat)
    with pytest.raises(DatabaseError, match=r"porte_fixe|Cannot update"), transaction.atomic():
        Demande.objects.filter(pk=demande.pk).update(porte="association")


def test_exclusions_leave_a_line_that_names_nobody(cast, scene):
    make_lien(scene.fabien, cast.palier)
    demande = make_proposee(cast, scene, scene.ines)
    lines = list(demande.evenements.filter(verbe="exclusion").values_list("detail", flat=True))
    assert lines == ["lien:1"]


def test_a_tied_provider_cannot_be_proposed(cast, scene):
    make_lien(scene.fabien, cast.palier)
    demande = make_qualifiee(cast, scene)
    with pytest.raises(actions.Impossible):
        actions.propose_prestataires(demande, [scene.ines, scene.fabien], by=cast.coordination)
    assert not demande.propositions.exists()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(draw=st.data())
def test_queryset_and_database_always_agree(cast, draw):
    """Random ties, mandates, dates and settings: two writings of the rules, one answer."""
    with transaction.atomic():
        scene = make_scene(cast)
        day = TODAY()
        offset = st.integers(min_value=-1300, max_value=40)
        for _ in range(draw.draw(st.integers(1, 4))):
            prestataire = make_prestataire(
                make_personne(),
                competences=draw.draw(st.sampled_from([("écoute",), ("droit",)])),
                declared=draw.draw(st.booleans()),
                capacite=draw.draw(st.integers(0, 1)),
                langues=draw.draw(st.sampled_from([["français"], ["turc"]])),
                is_accessible=draw.draw(st.booleans()),
                en_pause_jusqu_au=draw.draw(st.sampled_from([None, day, day - timedelta(days=1)])),
            )
            debut = day + timedelta(days=draw.draw(offset))
            fin = draw.draw(st.sampled_from([None, debut + timedelta(days=30)]))
            where = draw.draw(st.sampled_from([cast.palier, cast.horizon, None]))
            make_lien(prestataire, where, draw.draw(st.sampled_from(list(LienDeclare.Nature))), debut=debut, fin=fin)
        demande = make_qualifiee(cast, scene, besoin_accessibilite=draw.draw(st.booleans()))
        if draw.draw(st.booleans()):
            Ecart.objects.create(demande=demande, prestataire=scene.ines, origine=Ecart.Origine.DEMANDEUR)
        found = obstacles(demande)
        asked = {p.pk: obstacle_said_by_the_database(demande, p) for p in Prestataire.objects.all()}
        transaction.set_rollback(True)
    assert found == asked
