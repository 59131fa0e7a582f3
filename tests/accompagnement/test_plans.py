"""An association's plan: sealed, written by several hands, agreed to by the association and by nobody for it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accompagnement import actions
from accompagnement.actions.plans import read_plan, save_etape, validate_plan, write_texte
from accompagnement.donnees import get_donnees
from accompagnement.models import CleDossier, EtapePlan, Evenement, Lecture, Plan, TextePlan, ValidationPlan
from accompagnement.queries.plans import get_plan
from socle.empreintes import EcritParUnAutre
from tests.accompagnement.test_secret import dump, tables
from tests.factories.accompagnement import make_acceptee, make_proposee
from tests.factories.factures import make_demande_association

URL = "accompagnement:"
DIAGNOSTIC = "Deux équipes ne se parlent plus depuis les martinets de juin."
ETAPE = "Réunir les deux équipes autour des pommiers, avec la présidente."
BILAN = "On se dit bonjour près du puits."


@pytest.fixture
def demande(cast, scene):
    return make_demande_association(cast, scene)


def write(demande, by, texte=DIAGNOSTIC, lu=0, nature="diagnostic"):
    return write_texte(demande, nature, texte, lu=lu, by=by)


def step(demande, by, numero=None, lu=0, **fields):
    given = {"texte": ETAPE, "rang": 1, "etat": "a_faire", "echeance": None} | fields
    return save_etape(demande, numero or uuid4(), lu=lu, by=by, **given)


def address(demande, name, *args):
    return reverse(URL + name, args=[demande.pk, *args])


def test_the_plan_goes_through_its_five_phases(cast, demande):
    assert get_plan(demande).phase == 1
    write(demande, cast.prestataire)
    assert get_plan(demande).phase == 1
    validate_plan(demande, "diagnostic", 1, by=cast.presidente)
    assert get_plan(demande).phase == 2
    made = step(demande, cast.collegue)
    validate_plan(demande, "etapes", 1, by=cast.collegue)
    assert get_plan(demande).phase == 3
    step(demande, cast.prestataire, made.pk, lu=1, etat="faite")
    assert get_plan(demande).validables["etapes"].is_validee  # moving on is not another plan
    assert get_plan(demande).phase == 4
    write(demande, cast.presidente, BILAN, nature="suivi")
    validate_plan(demande, "suivi", 1, by=cast.presidente)
    assert ValidationPlan.objects.count() == 3


def test_a_personal_request_has_no_plan(cast, scene, client_of):
    personal = make_acceptee(cast, scene)
    with pytest.raises(PermissionDenied):
        write(personal, cast.prestataire)
    assert client_of(cast.directrice).post(address(personal, "plan_open")).status_code == 404
    with pytest.raises(IntegrityError, match="porte personnelle"), transaction.atomic():
        Plan.objects.create(demande=personal)


def test_who_reads_leaves_a_line_and_nobody_else_reads(cast, demande, client_of):
    write(demande, cast.prestataire)
    for who in (cast.presidente, cast.collegue, cast.prestataire, cast.coordination):
        assert read_plan(demande, by=who).textes["diagnostic"].texte == DIAGNOSTIC
    lines = list(Lecture.objects.filter(genre="plan").order_by("pk").values_list("role", "lecteur"))
    assert lines == [
        ("demandeur", None), ("mandataire", cast.collegue.pk), ("prestataire", cast.prestataire.pk),
        ("coordination", cast.coordination.pk),
    ]  # fmt: skip
    for who in (cast.directrice, cast.admin, cast.superuser, cast.chargee, cast.autre_prestataire, cast.adherente):
        with pytest.raises(PermissionDenied):
            read_plan(demande, by=who)
        for name, args in [
            ("plan_open", []), ("etape_write", []), ("plan_write", ["diagnostic"]), ("plan_validate", ["etapes"]),
        ]:  # fmt: skip
            found = client_of(who).post(address(demande, name, *args))
            none = client_of(who).post(reverse(URL + name, args=[uuid4(), *args]))
            assert (found.status_code, none.status_code) == (404, 404)


def test_a_page_merely_visited_holds_no_text_and_opening_it_is_a_post(cast, demande, client_of):
    write(demande, cast.prestataire)
    step(demande, cast.prestataire)
    pages = [
        (cast.presidente, address(demande, "demande_detail")),
        (cast.coordination, address(demande, "coordination_detail")),
        (cast.prestataire, reverse(URL + "sollicitation_detail", args=[demande.sollicitations.get().pk])),
    ]
    for who, url in pages:
        text = client_of(who).get(url).text
        assert "Le plan de l’association" in text
        assert DIAGNOSTIC not in text
        assert ETAPE not in text
    assert client_of(cast.presidente).get(address(demande, "plan_open")).status_code == 405
    opened = client_of(cast.collegue).post(address(demande, "plan_open"))
    assert DIAGNOSTIC in opened.text
    assert "pommiers" in opened.text
    assert "no-store" in opened["Cache-Control"]


def test_two_writers_never_write_over_one_another(cast, demande, client_of):
    write(demande, cast.prestataire)
    write(demande, cast.presidente, "Le texte de la présidente", lu=1)
    with pytest.raises(EcritParUnAutre):
        write(demande, cast.prestataire, "Celui d’Inès", lu=1)
    before = Lecture.objects.filter(genre="plan", role="prestataire").count()
    page = client_of(cast.prestataire).post(
        address(demande, "plan_write", "diagnostic"), {"texte": "Celui d’Inès", "lu": "1"}
    )
    assert page.status_code == 409
    assert "Le texte de la présidente" in page.text
    assert "Celui d’Inès" in page.text
    assert Lecture.objects.filter(genre="plan", role="prestataire").count() == before + 1
    write(demande, cast.prestataire, "Celui d’Inès", lu=2)
    made = step(demande, cast.prestataire)
    step(demande, cast.collegue, made.pk, lu=1, texte="Autre chose")
    with pytest.raises(EcritParUnAutre):
        step(demande, cast.prestataire, made.pk, lu=1, texte="Encore autre chose")
    assert read_plan(demande, by=cast.presidente).etapes[0].texte == "Autre chose"


def test_the_same_form_twice_writes_once(cast, demande, client_of):
    sent = {"numero": str(uuid4()), "texte": ETAPE, "rang": "1", "etat": "a_faire", "echeance": "", "lu": "0"}
    for _ in range(2):
        assert client_of(cast.prestataire).post(address(demande, "etape_write"), sent).status_code == 302
    assert EtapePlan.objects.get().version == 1
    write(demande, cast.prestataire)
    write(demande, cast.prestataire)
    assert TextePlan.objects.get().version == 1
    bad = client_of(cast.prestataire).post(address(demande, "etape_write"), sent | {"rang": "mille"})
    assert bad.status_code == 200
    assert "pommiers" in bad.text


def test_only_the_association_agrees_and_to_what_it_read(cast, demande):
    write(demande, cast.prestataire)
    for who in (cast.prestataire, cast.coordination):
        with pytest.raises(PermissionDenied):
            validate_plan(demande, "diagnostic", 1, by=who)
    with pytest.raises(actions.Impossible, match="relisez"):
        validate_plan(demande, "diagnostic", 2, by=cast.presidente)
    said = validate_plan(demande, "diagnostic", 1, by=cast.presidente)
    assert validate_plan(demande, "diagnostic", 1, by=cast.presidente) == said
    assert (said.role, said.par) == ("demandeur", None)
    write(demande, cast.prestataire, "Un mot de plus", lu=1)
    standing = get_plan(demande).validables["diagnostic"]
    assert (standing.is_validee, standing.is_a_relire) == (False, True)
    with pytest.raises(IntegrityError, match="validation_du_beneficiaire"), transaction.atomic():
        ValidationPlan.objects.create(
            plan=demande.plan, objet="diagnostic", version=2, role="prestataire", par=cast.prestataire
        )
    with pytest.raises(Exception, match="append_only"), transaction.atomic():
        ValidationPlan.objects.all().delete()


def test_agreement_comes_in_order(cast, demande):
    write(demande, cast.prestataire)
    step(demande, cast.prestataire)
    with pytest.raises(actions.Impossible, match="diagnostic se valide d’abord"):
        validate_plan(demande, "etapes", 1, by=cast.presidente)
    write(demande, cast.presidente, BILAN, nature="suivi")
    with pytest.raises(actions.Impossible, match="restent ouvertes"):
        validate_plan(demande, "suivi", 1, by=cast.presidente)


def test_the_coordinator_reads_and_does_not_write(cast, demande):
    write(demande, cast.prestataire)
    with pytest.raises(PermissionDenied):
        write(demande, cast.coordination, "Autre", lu=1)


def test_after_the_end_only_the_association_reads_and_tells_what_remains(cast, demande):
    write(demande, cast.prestataire)
    actions.close_demande(demande, by=cast.prestataire)
    actions.confirm_fin(demande, by=cast.presidente)
    for who in (cast.prestataire, cast.coordination):
        with pytest.raises(PermissionDenied):
            read_plan(demande, by=who)
    with pytest.raises(actions.Impossible, match="ne s’écrit plus"):
        write(demande, cast.presidente, "Autre", lu=1)
    write(demande, cast.presidente, BILAN, nature="suivi")
    assert read_plan(demande, by=cast.collegue).textes["suivi"].texte == BILAN


def test_who_comes_next_finds_the_plan_and_who_left_loses_it(cast, demande, scene):
    write(demande, cast.prestataire)
    actions.reassign_demande(demande, by=cast.presidente)
    with pytest.raises(PermissionDenied):
        read_plan(demande, by=cast.prestataire)
    demande.refresh_from_db()
    actions.propose_prestataires(demande, [scene.fabien], by=cast.coordination)
    actions.choose_proposition(demande.propositions.get(prestataire=scene.fabien), by=cast.presidente)
    asked = demande.sollicitations.get(etat="offerte")
    actions.accept_sollicitation(asked, has_declared=True, by=cast.autre_prestataire)
    assert read_plan(demande, by=cast.autre_prestataire).textes["diagnostic"].texte == DIAGNOSTIC


def test_late_is_read_from_the_day(cast, demande):
    step(demande, cast.prestataire, echeance=timezone.localdate() - timedelta(days=1))
    assert EtapePlan.objects.get().is_en_retard
    assert not EtapePlan(etat="faite", echeance=timezone.localdate() - timedelta(days=1)).is_en_retard


def test_news_is_told_once_until_somebody_agrees(cast, demande):
    for rank in range(3):
        write(demande, cast.prestataire, f"Version {rank}", lu=rank)
    told = Evenement.objects.filter(demande=demande, verbe="plan")
    assert told.count() == 1
    validate_plan(demande, "diagnostic", 3, by=cast.presidente)
    write(demande, cast.prestataire, "Autre encore", lu=3)
    assert told.count() == 2


def test_a_copy_of_the_database_tells_nothing_of_a_plan(cast, demande):
    write(demande, cast.prestataire)
    step(demande, cast.collegue)
    validate_plan(demande, "diagnostic", 1, by=cast.presidente)
    for table in tables():
        content = dump(table)
        for word in ("martinets", "pommiers", "équipes ne se parlent"):
            assert word.encode() not in content, table


def test_nothing_remains_of_an_erased_plan(cast, demande):
    write(demande, cast.prestataire)
    step(demande, cast.collegue)
    validate_plan(demande, "diagnostic", 1, by=cast.presidente)
    actions.withdraw_demande(demande, by=cast.presidente)
    actions.anonymize_demande(demande)
    for model in (Plan, TextePlan, EtapePlan, ValidationPlan, CleDossier):
        assert not model.objects.exists(), model


def test_their_own_data_hold_the_plan_and_the_sessions(cast, demande):
    write(demande, cast.prestataire)
    step(demande, cast.prestataire)
    mine = str([rubrique.lignes for rubrique in get_donnees(cast.presidente)])
    assert DIAGNOSTIC in mine
    assert ETAPE in mine
    assert DIAGNOSTIC not in str([rubrique.lignes for rubrique in get_donnees(cast.prestataire)])


@pytest.mark.parametrize("number", [1, 3])
def test_number_of_queries_of_an_opened_plan(number, cast, demande, django_assert_num_queries):
    write(demande, cast.prestataire)
    for rank in range(number):
        step(demande, cast.prestataire, rang=rank + 1)
    with django_assert_num_queries(4):
        get_plan(demande)


def test_another_door_may_be_declined_and_only_what_was_read_is_accepted(cast, scene, client_of):
    demande = make_proposee(cast, scene)
    demande.reorientation = "dla"
    demande.save()
    page = client_of(cast.directrice)
    page.post(address(demande, "reorientation_accept"), {"destination": "federation"})
    demande.refresh_from_db()
    assert demande.etat == "proposee"
    page.post(address(demande, "reorientation_decline"))
    demande.refresh_from_db()
    assert (demande.etat, demande.reorientation) == ("proposee", "")
    assert Evenement.objects.filter(verbe="reorientation_refusee", role="demandeur").count() == 1
    with pytest.raises(PermissionDenied):
        actions.decline_reorientation(demande, by=cast.coordination)
    with pytest.raises(IntegrityError, match="demande_reorientee_vers_une_aide"), transaction.atomic():
        type(demande).objects.filter(pk=demande.pk).update(etat="reorientee")
