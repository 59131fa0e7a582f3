"""A provider's own activity, and the two rules it adds: a valid insurance, the frame of each kind of supporter."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accompagnement.actions import Impossible, echeances, submit_demande_association
from accompagnement.actions import prestataires as actions
from accompagnement.models import Acces, Demande, LienDeclare, Prestataire
from accompagnement.queries import get_attentes
from accompagnement.queries.prestataires import get_conditions
from socle.models import Envoi
from tests.accompagnement.test_neutralite import (
    assert_refused,
    obstacle_said_by_the_database,
    obstacles,
)
from tests.factories.accompagnement import (
    SECRET,
    make_acceptee,
    make_demande,
    make_prestataire,
    make_qualifiee,
    make_scene,
    make_sollicitee,
)
from tests.factories.members import make_personne, make_rattachement
from tests.factories.prestataires import make_charte, make_operateur, make_territoire, piece

URL = "accompagnement:"
TODAY = timezone.localdate


@pytest.fixture
def operatrice(cast):
    return make_operateur()


def associative(cast, scene):
    frame = {"bouquet": scene.service.bouquet, "service": scene.service, "modalite": "presence", "langue": "français"}
    return submit_demande_association(
        "6f0c8a52-8f5e-4a3c-9a8e-0f5b7f2f9c13", cast.palier, recit=SECRET, personnes=[],
        besoin_accessibilite=False, by=cast.presidente, **frame,
    )  # fmt: skip


@pytest.mark.trap("missing-data-eligible")
@pytest.mark.parametrize(("left", "obstacle"), [(None, "assurance"), (-1, "assurance"), (0, ""), (30, "")])
def test_a_professional_is_insured_or_offered_nothing(cast, scene, left, obstacle):
    day = None if left is None else TODAY() + timedelta(days=left)
    Prestataire.objects.filter(pk=scene.ines.pk).update(assure_jusqu_au=day)
    demande = make_qualifiee(cast, scene)
    if obstacle:
        assert_refused(demande, scene.ines, obstacle)
    else:
        assert obstacles(demande)[scene.ines.pk] == obstacle_said_by_the_database(demande, scene.ines) == ""


def test_a_peer_takes_what_is_open_to_peers_and_needs_no_insurance(cast, scene):
    Prestataire.objects.filter(pk=scene.ines.pk).update(genre="pair", assure_jusqu_au=None)
    demande = make_qualifiee(cast, scene)
    assert_refused(demande, scene.ines, "cadre")
    scene.service.is_ouvert_aux_pairs = True
    scene.service.save()
    assert obstacles(demande)[scene.ines.pk] == obstacle_said_by_the_database(demande, scene.ines) == ""


def test_a_peer_never_helps_in_their_own_association(cast, scene):
    scene.service.is_ouvert_aux_pairs = True
    scene.service.save()
    make_rattachement(cast.prestataire, cast.palier)
    actions.refresh_liens(scene.ines)
    Prestataire.objects.filter(pk=scene.ines.pk).update(genre="pair")
    assert_refused(make_qualifiee(cast, scene), scene.ines, "lien")


def test_a_network_helps_associations_never_a_person(cast, scene):
    Prestataire.objects.filter(pk=scene.ines.pk).update(genre="reseau", assure_jusqu_au=None)
    assert_refused(make_qualifiee(cast, scene), scene.ines, "cadre")
    demande = associative(cast, scene)
    assert obstacles(demande)[scene.ines.pk] == obstacle_said_by_the_database(demande, scene.ines) == ""


def test_services_ticked_are_the_only_ones(cast, scene):
    from tests.factories.accompagnement import make_service  # noqa: PLC0415

    scene.ines.services.add(make_service("Bilan", bouquet="Grandir"))
    assert_refused(make_qualifiee(cast, scene), scene.ines, "cadre")
    scene.ines.services.add(scene.service)
    assert obstacles(Demande.objects.get())[scene.ines.pk] == ""


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(draw=st.data())
def test_queryset_and_database_agree_on_the_new_rules(cast, draw):
    with transaction.atomic():
        scene = make_scene(cast)
        day = TODAY()
        scene.service.is_ouvert_aux_pairs = draw.draw(st.booleans())
        scene.service.save()
        for _ in range(3):
            prestataire = make_prestataire(
                make_personne(),
                genre=draw.draw(st.sampled_from(["professionnel", "pair", "reseau"])),
                assure_jusqu_au=draw.draw(st.sampled_from([None, day, day - timedelta(days=1)])),
            )
            if draw.draw(st.booleans()):
                prestataire.services.add(scene.service)
        demande = associative(cast, scene) if draw.draw(st.booleans()) else make_qualifiee(cast, scene)
        found = obstacles(demande)
        asked = {p.pk: obstacle_said_by_the_database(demande, p) for p in Prestataire.objects.all()}
        transaction.set_rollback(True)
    assert found == asked


def test_a_provider_minds_their_own_activity_only(cast, scene, client_of):
    taravel = make_territoire("Taravel")
    fields = {
        "approche": "Des séances courtes.", "capacite": "2", "delai_jours": "10", "modalites": ["distance"],
        "langues": ["français", "turc"], "territoires": [taravel.pk],
        "en_pause_jusqu_au": (TODAY() + timedelta(days=9)).isoformat(),
    }  # fmt: skip
    client = client_of(cast.prestataire)
    client.post(reverse(URL + "activite_detail"), fields)
    scene.ines.refresh_from_db()
    assert (scene.ines.capacite, scene.ines.langues, scene.ines.modalites) == (2, ["français", "turc"], ["distance"])
    assert list(scene.ines.territoires.all()) == [taravel]
    assert obstacles(make_qualifiee(cast, scene))[scene.ines.pk] == "pause"
    wrong = client.post(reverse(URL + "activite_detail"), fields | {"capacite": "1000"})
    assert wrong.status_code == 200
    assert "Des séances courtes" in wrong.text
    with pytest.raises(PermissionDenied):
        actions.update_activite(scene.fabien, capacite=0, by=cast.prestataire)
    assert client_of(cast.directrice).get(reverse(URL + "activite_detail")).status_code == 404


@pytest.mark.trap("missing-data-eligible")
def test_the_declaration_holds_twelve_months_and_is_signed_again_online(cast, scene, client_of):
    scene.ines.declarations_interets.update(signee_le=TODAY() - timedelta(days=365))
    demande = make_qualifiee(cast, scene)
    assert_refused(demande, scene.ines, "declaration")
    client = client_of(cast.prestataire)
    page = client.get(reverse(URL + "activite_detail"))
    assert not next(one for one in page.context["conditions"] if "intérêts" in one.nom).is_remplie
    assert "Déclaration d’intérêts : à faire" in [one.title for one in get_attentes(cast.prestataire)]
    assert "cochée" in client.post(reverse(URL + "declaration_sign")).text
    client.post(reverse(URL + "declaration_sign"), {"is_complete": "on"})
    client.post(reverse(URL + "declaration_sign"), {"is_complete": "on"})
    assert scene.ines.declarations_interets.filter(signee_le=TODAY()).count() == 1
    assert obstacles(demande)[scene.ines.pk] == ""


def test_pages_and_rules_say_the_same_day(cast, scene, time_machine):
    """The condition shown and the hard rule turn on the same day, whether or not a reminder went."""
    demande = make_qualifiee(cast, scene)
    signed = scene.ines.declarations_interets.get().signee_le
    for days in (364, 365):
        time_machine.move_to(timezone.make_aware(timezone.datetime(signed.year, signed.month, signed.day, 12)))
        time_machine.shift(timedelta(days=days))
        prestataire = Prestataire.objects.get(pk=scene.ines.pk)
        shown = next(one for one in get_conditions(prestataire) if "intérêts" in one.nom).is_remplie
        assert shown == (obstacles(demande)[scene.ines.pk] != "declaration") == (days == 364)


def test_reminders_go_at_thirty_and_seven_days_each_once(cast, scene):
    def sent():
        return Envoi.objects.filter(genre="accompagnement.a_renouveler", destinataire=cast.prestataire).count()

    Prestataire.objects.update(assure_jusqu_au=TODAY() + timedelta(days=400))
    counts = []
    for left in (31, 30, 29, 8, 7, 1, 0, -1):
        signed = TODAY() - timedelta(days=364 - left)
        scene.ines.declarations_interets.update(signee_le=signed)
        before = sent()
        echeances.remind_prestataires()
        echeances.remind_prestataires()
        counts.append(sent() - before)
    assert counts == [0, 1, 1, 1, 1, 1, 1, 0]  # each line has its own last day: one message for each
    signed = TODAY() - timedelta(days=364 - 20)
    scene.ines.declarations_interets.update(signee_le=signed)
    before = sent()
    for _ in range(3):
        echeances.remind_prestataires()
    assert sent() == before + 1
    message = Envoi.objects.filter(genre="accompagnement.a_renouveler").last()
    assert "demande" not in message.titre


def test_a_declared_tie_keeps_out_at_once_and_ends_with_its_tail(cast, scene, client_of):
    client = client_of(cast.prestataire)
    demande = make_qualifiee(cast, scene)
    fields = {"association": cast.palier.pk, "nature": "mission", "debut": "2026-01-05"}
    assert "à venir" in client.post(reverse(URL + "lien_add"), fields | {"debut": "2999-01-01"}).text
    client.post(reverse(URL + "lien_add"), fields)
    assert_refused(demande, scene.ines, "lien")
    lien = LienDeclare.objects.get()
    assert client_of(cast.autre_prestataire).post(reverse(URL + "lien_end", args=[lien.pk])).status_code == 404
    client.post(reverse(URL + "lien_end", args=[lien.pk]))
    lien.refresh_from_db()
    assert lien.fin == TODAY()
    assert_refused(demande, scene.ines, "lien")  # two years more (N3)
    near = actions.add_lien(
        scene.fabien,
        association=cast.palier,
        nature="proche",
        debut=TODAY() - timedelta(days=9),
        by=cast.autre_prestataire,
    )
    actions.end_lien(near, by=cast.autre_prestataire)
    LienDeclare.objects.filter(pk=near.pk).update(fin=TODAY() - timedelta(days=1))
    actions.refresh_liens(Prestataire.objects.get(pk=scene.fabien.pk))
    assert obstacles(demande)[scene.fabien.pk] == ""


def test_the_federation_may_be_declared(cast, scene, client_of):
    client_of(cast.prestataire).post(reverse(URL + "lien_add"), {"nature": "proche", "debut": "2026-01-05"})
    assert obstacles(make_qualifiee(cast, scene, by=cast.chargee))[scene.ines.pk] == "lien"


def test_an_insurance_counts_once_verified(cast, scene, operatrice, client_of):
    Prestataire.objects.filter(pk=scene.ines.pk).update(assure_jusqu_au=None)
    given = actions.give_attestation(Prestataire.objects.get(pk=scene.ines.pk), **piece())
    demande = make_qualifiee(cast, scene)
    assert_refused(demande, scene.ines, "assurance")
    with pytest.raises(PermissionDenied):
        actions.verify_attestation(given, by=cast.prestataire)
    client_of(operatrice).post(reverse(URL + "attestation_verify", args=[given.pk]))
    assert obstacles(demande)[scene.ines.pk] == ""
    late = actions.give_attestation(scene.ines, **piece(expire_le=TODAY() - timedelta(days=1)))
    with pytest.raises(Impossible, match="n’est plus valable"):
        actions.verify_attestation(late, by=operatrice)
    mine = client_of(cast.prestataire).post(reverse(URL + "attestation_open", args=[given.pk]))
    assert mine.status_code == 200
    assert (
        client_of(cast.autre_prestataire).post(reverse(URL + "attestation_open", args=[given.pk])).status_code == 403
    )


def test_a_suspension_has_a_reason_and_leaves_what_is_under_way(cast, scene, operatrice, client_of):
    demande = make_acceptee(cast, scene)
    url = reverse(URL + "prestataire_detail", args=[scene.ines.pk])
    client = client_of(operatrice)
    assert "une réponse est attendue" in client.post(url, {"motif": ""}).text
    client.post(url, {"motif": "La charte n’est pas tenue."})
    scene.ines.refresh_from_db()
    assert scene.ines.etat == "suspendu"
    assert scene.ines.suspensions.get().par == operatrice
    assert_refused(make_qualifiee(cast, scene, by=cast.adherente), scene.ines, "inactif")
    assert Demande.objects.visible_to(cast.prestataire).filter(pk=demande.pk).exists()
    assert "La charte n’est pas tenue" in client_of(cast.prestataire).get(reverse(URL + "activite_detail")).text
    with pytest.raises(PermissionDenied):
        actions.lift_suspension(scene.ines, by=cast.prestataire)
    client.post(url, {"quoi": "lever"})
    scene.ines.refresh_from_db()
    assert (scene.ines.etat, scene.ines.suspensions.get().levee_le) == ("agree", TODAY())


def test_a_suspended_provider_cannot_accept_what_was_offered(cast, scene, operatrice):
    sollicitation = make_sollicitee(cast, scene)
    actions.suspend_prestataire(scene.ines, motif="En attente d’une pièce.", by=operatrice)
    with pytest.raises(IntegrityError, match=r"sans declaration|inactif"), transaction.atomic():
        type(sollicitation).objects.filter(pk=sollicitation.pk).update(etat="acceptee")


def test_leaving_gives_the_cases_back_and_closes_every_access(cast, scene, client_of):
    offered = make_sollicitee(cast, scene, by=cast.adherente)
    demande = make_acceptee(cast, scene)
    client = client_of(cast.prestataire)
    client.post(reverse(URL + "prestataire_leave"))
    scene.ines.refresh_from_db()
    assert (scene.ines.etat, scene.ines.sorti_le) == ("sorti", TODAY())
    demande.refresh_from_db()
    offered.refresh_from_db()
    assert (demande.etat, offered.etat) == ("qualifiee", "declinee")
    assert not Acces.objects.ouverts().filter(personne=cast.prestataire).exists()
    assert not cast.prestataire.roles_federaux.en_cours().exists()
    assert client_of(cast.prestataire).get(reverse(URL + "activite_detail")).status_code == 403
    assert obstacles(demande)[scene.ines.pk] == "inactif"
    charte = make_charte()
    with pytest.raises((Impossible, PermissionDenied)):
        actions.sign_charte(scene.ines, charte, by=cast.prestataire)


def test_an_activity_page_says_nothing_of_any_case(cast, scene, client_of):
    demande = make_demande(cast.directrice, scene.service)
    page = client_of(cast.autre_prestataire).get(reverse(URL + "activite_detail")).text
    assert demande.code not in page
    assert "Diomberé" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_activity_page_asks_the_same_number_of_questions(cast, scene, client_of, count, django_assert_num_queries):
    for n in range(count):
        actions.give_attestation(scene.ines, **piece())
        fields = {"association": cast.horizon, "nature": "mission", "debut": TODAY() - timedelta(days=n + 1)}
        actions.add_lien(scene.ines, by=cast.prestataire, **fields)
    client = client_of(cast.prestataire)
    client.get(reverse(URL + "activite_detail"))
    with django_assert_num_queries(QUESTIONS):
        client.get(reverse(URL + "activite_detail"))


QUESTIONS = 16
