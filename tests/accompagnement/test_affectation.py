"""The computation of the night: who may serve whom, in a constant number of questions; deployed by people only."""

import json
import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accompagnement import actions, tasks
from accompagnement.actions import affectation as lots
from accompagnement.affectation.couts import VERSION_REGLES
from accompagnement.models import (
    Demande,
    Ecart,
    LienDeclare,
    LigneAffectation,
    LotAffectation,
    Modalite,
    Prestataire,
    Proposition,
    Sollicitation,
)
from accompagnement.queries import rank_prestataires
from accompagnement.queries.affectation import (
    get_diagnostic,
    get_lignes,
    make_instance_of,
    read_tableau,
    say_diagnostic,
    say_to_comite,
)
from members.models import RoleFederal
from socle.models import Courriel, Envoi, Notification
from tests.factories.accompagnement import (
    SECRET,
    make_acceptee,
    make_demande,
    make_lien,
    make_prestataire,
    make_proposee,
    make_qualifiee,
    make_scene,
    make_sollicitee,
)
from tests.factories.members import make_personne, make_rattachement, make_role

Etat = LigneAffectation.Etat


def eligible_by_case():
    return {attente.demande.pk: set(attente.eligibles) for attente in read_tableau().attentes}


def eligible_one_by_one():
    waiting = Demande.objects.sans_prestataire()
    return {one.pk: set(Prestataire.objects.eligible_for(one).values_list("pk", flat=True)) for one in waiting}


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(draw=st.data())
def test_all_the_cases_at_once_and_each_by_itself_say_the_same(cast, draw):
    """One table of rules, asked of one case or of all: the same pairs, whatever is drawn."""
    with transaction.atomic():
        scene = make_scene(cast)
        day = timezone.localdate()
        for _ in range(draw.draw(st.integers(1, 3))):
            prestataire = make_prestataire(
                make_personne(),
                competences=draw.draw(st.sampled_from([("écoute",), ("droit",)])),
                declared=draw.draw(st.booleans()),
                capacite=draw.draw(st.integers(0, 1)),
                langues=draw.draw(st.sampled_from([["français"], ["turc"], ["français", "turc"]])),
                is_accessible=draw.draw(st.booleans()),
                modalites=draw.draw(st.sampled_from([["presence"], ["distance"], ["presence", "distance"]])),
                en_pause_jusqu_au=draw.draw(st.sampled_from([None, day, day - timedelta(days=1)])),
            )
            where = draw.draw(st.sampled_from([cast.palier, cast.horizon, None]))
            make_lien(prestataire, where, draw.draw(st.sampled_from(list(LienDeclare.Nature))))
        cases = [
            make_qualifiee(
                cast,
                scene,
                by=by,
                besoin_accessibilite=draw.draw(st.booleans()),
                langue=draw.draw(st.sampled_from(["français", "turc"])),
                modalite=draw.draw(st.sampled_from(list(Modalite))),
            )
            for by in (cast.directrice, cast.adherente)
        ]
        if draw.draw(st.booleans()):
            Ecart.objects.create(demande=cases[0], prestataire=scene.ines, origine=Ecart.Origine.DEMANDEUR)
        if draw.draw(st.booleans()):
            other = make_sollicitee(cast, scene, by=cast.chargee)
            actions.link_situation(cases[1], other.demande, by=cast.coordination)
        if draw.draw(st.booleans()):
            Demande.objects.filter(pk=cases[1].pk).update(service=None)
        if draw.draw(st.booleans()):
            cases[0].organisations.all().delete()
        together, apart = eligible_by_case(), eligible_one_by_one()
        transaction.set_rollback(True)
    assert together == apart
    assert len(together) == 2


@pytest.mark.parametrize("number", [1, 3])
def test_a_constant_number_of_questions(cast, scene, number, django_assert_num_queries):
    for by in [cast.directrice, cast.collegue, cast.adherente][:number]:
        make_qualifiee(cast, scene, by=by)
        make_prestataire(make_personne())
    with django_assert_num_queries(3):
        make_instance_of(read_tableau())


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_a_constant_number_of_questions(cast, scene, number, client_of, django_assert_num_queries):
    for by in [cast.directrice, cast.collegue, cast.adherente][:number]:
        make_qualifiee(cast, scene, by=by)
    lots.compute_lot()
    client = client_of(cast.coordination)
    client.get(PAGE)
    with django_assert_num_queries(4):
        client.get(PAGE)


PAGE = "/accompagnement/coordination/affectation/"


def validate(cast, ligne):
    return lots.validate_ligne(ligne, by=cast.coordination)


def only_line():
    return LigneAffectation.objects.get()


def test_a_computation_tells_nobody_anything(cast, scene):
    demande = make_qualifiee(cast, scene)
    before = (
        Envoi.objects.count(),
        Notification.objects.count(),
        Courriel.objects.count(),
        demande.evenements.count(),
    )
    tasks.compute_affectations()
    after = (Envoi.objects.count(), Notification.objects.count(), Courriel.objects.count(), demande.evenements.count())
    assert before == after
    demande.refresh_from_db()
    assert demande.etat == "qualifiee"
    assert not Proposition.objects.exists()
    assert only_line().prestataire in (scene.ines, scene.fabien)


def test_twice_the_same_night_changes_nothing(cast, scene):
    make_qualifiee(cast, scene)
    first = lots.compute_lot()
    lines = list(first.lignes.values())
    again = lots.compute_lot()
    assert (again, list(again.lignes.values())) == (first, lines)
    assert again.calcule_le > first.calcule_le
    assert LotAffectation.objects.count() == 1
    make_qualifiee(cast, scene, by=cast.adherente)
    second = lots.compute_lot()
    first.refresh_from_db()
    assert (first.etat, second.etat, second.lignes.count()) == ("abandonne", "calcule", 2)
    assert not first.lignes.exists()


def test_a_run_that_fails_changes_nothing(cast, scene, monkeypatch):
    make_qualifiee(cast, scene)
    first = lots.compute_lot()
    make_qualifiee(cast, scene, by=cast.adherente)
    monkeypatch.setattr(lots, "_describe_choix", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        lots.compute_lot()
    first.refresh_from_db()
    assert (first.etat, LotAffectation.objects.count(), first.lignes.count()) == ("calcule", 1, 1)


@pytest.mark.rule("R14")
def test_a_tied_provider_is_never_computed(cast, scene):
    make_lien(scene.ines, cast.palier)
    make_lien(scene.fabien, cast.palier)
    make_qualifiee(cast, scene)
    lots.compute_lot()
    assert only_line().prestataire is None
    assert only_line().explication["candidats"] == []
    with pytest.raises(IntegrityError, match="lien"), transaction.atomic():
        LigneAffectation.objects.update(prestataire=scene.ines)


@pytest.mark.rule("R14")
def test_two_requests_of_one_situation_get_two_providers(cast, scene):
    Prestataire.objects.filter(pk=scene.fabien.pk).update(delai_jours=37)
    first, second = make_qualifiee(cast, scene), make_qualifiee(cast, scene, by=cast.adherente)
    lots.compute_lot()
    assert set(LigneAffectation.objects.values_list("prestataire", flat=True)) == {scene.ines.pk}
    actions.link_situation(first, second, by=cast.coordination)
    lots.compute_lot()
    assert len(set(LigneAffectation.objects.values_list("prestataire", flat=True))) == 2


def test_a_place_somebody_was_asked_to_take_is_not_given_twice(cast, scene):
    Prestataire.objects.filter(pk=scene.fabien.pk).update(etat="suspendu")
    Prestataire.objects.filter(pk=scene.ines.pk).update(capacite=1)
    demande = make_qualifiee(cast, scene)
    other = make_proposee(cast, scene, scene.ines, by=cast.adherente)
    lots.compute_lot()
    assert LigneAffectation.objects.get(demande=demande).prestataire == scene.ines
    actions.choose_proposition(other.propositions.get(), by=cast.adherente)
    lots.compute_lot()
    assert LigneAffectation.objects.get(demande=demande).prestataire is None


def test_the_urgent_one_gets_the_last_place(cast, scene):
    Prestataire.objects.filter(pk=scene.fabien.pk).update(etat="suspendu")
    Prestataire.objects.filter(pk=scene.ines.pk).update(capacite=1)
    first, urgent = make_qualifiee(cast, scene), make_qualifiee(cast, scene, by=cast.adherente)
    Demande.objects.filter(pk=urgent.pk).update(urgence="urgente")
    lots.compute_lot()
    assert LigneAffectation.objects.get(demande=urgent).prestataire == scene.ines
    assert LigneAffectation.objects.get(demande=first).prestataire is None


def test_validated_it_is_proposed_with_what_was_known(cast, scene):
    demande = make_qualifiee(cast, scene)
    lot = lots.compute_lot()
    ligne = validate(cast, only_line())
    demande.refresh_from_db()
    lot.refresh_from_db()
    assert (demande.etat, ligne.etat, lot.etat) == ("proposee", "validee", "valide")
    kept = demande.propositions.get(prestataire=ligne.prestataire).explication
    assert kept["regles"] == VERSION_REGLES
    assert kept["lot"] == str(lot.pk)
    assert kept["rang"] == 1
    assert kept["donnees_du"][:10] == timezone.now().isoformat()[:10]
    assert {one["prestataire"] for one in kept["candidats"]} == {scene.ines.pk, scene.fabien.pk}
    assert {"cout", "score"} <= kept["candidats"][0].keys()
    assert (kept["motif"], kept["calcule"]) == ("", ligne.prestataire_id)


@pytest.mark.trap("state-bypass")
def test_what_changed_since_the_night_is_asked_again(cast, scene):
    """A tie found in the morning: nothing is sent, the line stays, and the sentence does not say which rule."""
    demande = make_qualifiee(cast, scene)
    lots.compute_lot()
    ligne = only_line()
    make_rattachement(ligne.prestataire.personne, cast.palier)
    with pytest.raises(actions.Impossible) as refused:
        validate(cast, ligne)
    assert "règles de neutralité ou d’organisation" in str(refused.value)
    demande.refresh_from_db()
    assert (demande.etat, only_line().etat) == ("qualifiee", "calculee")
    assert not Proposition.objects.exists()


def test_a_withdrawn_case_is_no_line_any_more(cast, scene):
    demande = make_qualifiee(cast, scene)
    lots.compute_lot()
    ligne = only_line()
    actions.withdraw_demande(demande, by=cast.directrice)
    assert not get_lignes(cast.coordination).exists()
    with pytest.raises(Exception, match=r"entre-temps|denied|accompagnement"):
        validate(cast, ligne)
    actions.anonymize_demande(demande)
    assert not LigneAffectation.objects.exists()


def test_validated_twice_it_goes_once(cast, scene):
    make_qualifiee(cast, scene)
    lots.compute_lot()
    ligne = only_line()
    validate(cast, ligne)
    with pytest.raises(actions.Impossible, match="entre-temps"):
        validate(cast, ligne)
    assert Proposition.objects.count() == 1


def test_a_line_of_an_older_lot_is_not_deployed(cast, scene):
    make_qualifiee(cast, scene)
    lots.compute_lot()
    old = only_line()
    make_qualifiee(cast, scene, by=cast.adherente)
    lots.compute_lot()
    with pytest.raises(actions.Impossible, match="entre-temps"):
        validate(cast, old)


def test_another_eligible_provider_with_a_reason(cast, scene):
    demande = make_qualifiee(cast, scene)
    lots.compute_lot()
    ligne = only_line()
    other = scene.fabien if ligne.prestataire == scene.ines else scene.ines
    with pytest.raises(actions.Impossible, match="Dites pourquoi"):
        lots.replace_ligne(ligne, other, motif="", by=cast.coordination)
    lots.replace_ligne(ligne, other, motif="delai", by=cast.coordination)
    kept = demande.propositions.get()
    assert kept.prestataire == other
    assert (kept.explication["motif"], kept.explication["calcule"]) == ("delai", ligne.prestataire_id)
    ligne.refresh_from_db()
    assert (ligne.etat, ligne.retenu, ligne.motif) == ("remplacee", other, "delai")


@pytest.mark.rule("R14")
def test_a_hard_rule_is_never_lifted(cast, scene):
    make_lien(scene.fabien, cast.palier)
    demande = make_qualifiee(cast, scene)
    lots.compute_lot()
    ligne = only_line()
    with pytest.raises(actions.Impossible, match="règles de neutralité ou d’organisation"):
        lots.replace_ligne(ligne, scene.fabien, motif="souhait", by=cast.coordination)
    ligne.refresh_from_db()
    assert ligne.etat == "calculee"
    assert not demande.propositions.exists()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE accompagnement_ligneaffectation SET prestataire_id = %s", [scene.fabien.pk])


def test_not_now_comes_back_the_next_time(cast, scene):
    make_qualifiee(cast, scene)
    lots.compute_lot()
    lots.postpone_ligne(only_line(), by=cast.coordination)
    assert not get_lignes(cast.coordination).exists()
    lots.compute_lot()
    assert get_lignes(cast.coordination).count() == 1


def test_several_lines_and_one_that_changed(cast, scene):
    make_qualifiee(cast, scene)
    make_qualifiee(cast, scene, by=cast.adherente)
    lots.compute_lot()
    lines = list(get_lignes(cast.coordination))
    Prestataire.objects.filter(pk=lines[0].prestataire_id).update(etat="suspendu")
    sent, refused = lots.validate_lignes(lines, by=cast.coordination)
    assert sent + refused == 2
    assert refused >= 1
    assert Proposition.objects.count() == sent


@pytest.fixture
def tied_coordinator(cast):
    """A coordinator who also works with the directrice."""
    personne = make_personne("Vessigneul", "Anouk")
    make_role(personne, RoleFederal.Role.COORDINATION_NEUTRE)
    make_rattachement(personne, cast.palier)
    return personne


def test_a_tied_coordinator_counts_nothing_of_the_case(cast, scene, tied_coordinator, client_of):
    """The page is the same, word for word, with and without the case: the lot, the sentence, the numbers."""
    elsewhere = make_qualifiee(cast, scene, by=cast.adherente)
    Prestataire.objects.filter(pk=scene.fabien.pk).update(etat="suspendu")
    lots.compute_lot()
    client = client_of(tied_coordinator)
    before = client.get(PAGE).content
    hidden = make_qualifiee(cast, scene)
    Demande.objects.filter(pk=hidden.pk).update(deposee_le=timezone.now())
    lots.compute_lot()
    after = client.get(PAGE).content
    assert elsewhere.code.encode() in after
    assert hidden.code.encode() not in after
    old, new = (strip(page) for page in (before, after))
    assert old == new
    other = LigneAffectation.objects.get(demande=hidden)
    assert client.get(f"{PAGE}{other.pk}/").status_code == 404
    client.post(f"{PAGE}valider/", {"lignes": [str(other.pk)]})
    assert not hidden.propositions.exists()
    assert hidden.code in client_of(cast.coordination).get(PAGE).text


def strip(page):
    """Leave out what changes at each answer: tokens, and the lines' random keys."""
    text = re.sub(r"\d{4}-\d\d-\d\dT[0-9:.+]+", "moment", page.decode())
    text = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "uuid", text)
    return re.sub(r'("X-CSRFToken": |csrfmiddlewaretoken" value=|nonce=)"[^"]+"', "token", text)


@pytest.mark.parametrize("who", ["directrice", "admin", "superuser", "comite", "chargee", "prestataire"])
def test_nobody_else_opens_the_pages(cast, scene, who, client_of):
    make_qualifiee(cast, scene)
    lots.compute_lot()
    client = client_of(getattr(cast, who))
    assert client.get(PAGE).status_code == 403
    assert client.get(f"{PAGE}{only_line().pk}/").status_code == 403
    assert client.post(f"{PAGE}valider/", {"lignes": [str(only_line().pk)]}).status_code == 403
    assert client.post(f"{PAGE}calculer/").status_code == 403
    assert not Proposition.objects.exists()


def test_nothing_of_the_text_nor_of_who_asks_is_kept(cast, scene):
    demande = make_qualifiee(cast, scene)
    lots.compute_lot()
    validate(cast, only_line())
    kept = json.dumps([only_line().explication, demande.propositions.get().explication], ensure_ascii=False)
    for secret in (SECRET, "hirondelles", "Diomberé", "Palier", str(demande.demandeur_empreinte)):
        assert secret not in kept


def test_the_shortage_in_a_sentence(cast, scene):
    Prestataire.objects.filter(pk=scene.fabien.pk).update(etat="suspendu")
    Prestataire.objects.filter(pk=scene.ines.pk).update(capacite=1)
    make_qualifiee(cast, scene)
    make_qualifiee(cast, scene, by=cast.adherente)
    make_lien(scene.ines, None)
    make_qualifiee(cast, scene, by=cast.chargee)
    lots.compute_lot()
    found = get_diagnostic(get_lignes(cast.coordination))
    assert say_diagnostic(found).replace("\xa0", " ") == (
        "1 demande non pourvue faute de place : 2 demandes se disputent 1 place chez 1 prestataire ; "
        "1 demande sans prestataire possible."
    )
    assert say_to_comite(found) == "Moins de 11 demandes, ou aucune, attendent un prestataire qui manque."


def test_a_wish_to_meet_again_is_read_by_the_matching_alone(cast, scene, client_of):
    """Both providers are alike; the one who helped before comes first only for who wished it, and no page says why."""
    helped = make_acceptee(cast, scene)
    actions.close_demande(helped, by=cast.prestataire)
    Sollicitation.objects.filter(demande=helped).update(etat="terminee")
    Prestataire.objects.filter(pk=scene.ines.pk).update(delai_jours=20)
    demande = make_qualifiee(cast, scene)
    assert rank_prestataires(demande).candidats[0].prestataire == scene.fabien
    Demande.objects.filter(pk=demande.pk).update(souhaite_continuite=True)
    demande.refresh_from_db()
    assert rank_prestataires(demande).candidats[0].prestataire == scene.ines
    lots.compute_lot()
    assert LigneAffectation.objects.get(demande=demande).prestataire == scene.ines
    stranger = make_qualifiee(cast, scene, by=cast.adherente)
    Demande.objects.filter(pk=stranger.pk).update(souhaite_continuite=True)
    stranger.refresh_from_db()
    assert rank_prestataires(stranger).candidats[0].prestataire == scene.fabien
    page = client_of(cast.coordination).get(f"/accompagnement/coordination/{demande.pk}/").text
    assert helped.code not in page


def test_ranking_and_computation_agree_on_what_a_pair_costs(cast, scene):
    demande = make_qualifiee(cast, scene)
    lots.compute_lot()
    ranked = {one.prestataire.pk: one.cout for one in rank_prestataires(demande).candidats}
    assert {one["prestataire"]: one["total"] for one in only_line().explication["candidats"]} == ranked


def test_a_request_not_studied_yet_is_not_computed(cast, scene):
    make_demande(cast.directrice, scene.service)
    lots.compute_lot()
    assert not LigneAffectation.objects.exists()
