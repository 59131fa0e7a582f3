"""Sessions: what is noted, by whom, how often, and what a correction leaves. Never a word about anybody."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accompagnement import actions
from accompagnement.actions.fonds import ask_extension, decide_extension
from accompagnement.actions.seances import cancel_seance, correct_seance
from accompagnement.models import MoisFacturable, Seance, SeanceCorrigee
from accompagnement.queries.fonds import get_compte, get_plafond
from tests.factories.accompagnement import make_acceptee
from tests.factories.factures import log, make_facture, make_plafond

URL = "accompagnement:"


def test_a_group_is_counted_by_kind_and_one_person_is_not(cast, scene):
    demande = make_acceptee(cast, scene)
    [alone] = log(demande, cast.prestataire)
    [group] = log(demande, cast.prestataire, genre="collective", salaries=4, benevoles=3)
    assert (alone.presents, group.presents) == (1, 7)
    with pytest.raises(ValidationError, match="au moins deux personnes"):
        log(demande, cast.prestataire, genre="collective", salaries=1)
    for salaries in (0, 1):
        with pytest.raises(IntegrityError, match="seance_presents_par_genre"), transaction.atomic():
            Seance.objects.filter(pk=group.pk).update(salaries=salaries, benevoles=0)
    assert not [f.name for f in Seance._meta.fields if f.get_internal_type() in ("TextField", "JSONField")]


def test_a_service_for_one_person_takes_no_group(cast, scene, client_of):
    demande = make_acceptee(cast, scene)
    type(scene.service).objects.update(is_collectif=False)
    with pytest.raises(ValidationError, match="ne se rend pas à un groupe"):
        log(demande, cast.prestataire, genre="collective", salaries=2)
    page = client_of(cast.prestataire).get(
        reverse(URL + "sollicitation_detail", args=[demande.sollicitations.get().pk])
    )
    assert "Bénévoles présents" not in page.text


def test_a_correction_leaves_what_was_written(cast, scene, client_of):
    demande = make_acceptee(cast, scene)
    [seance] = log(demande, cast.prestataire)
    page = reverse(URL + "seance_edit", args=[seance.pk])
    sent = {"date": seance.date.isoformat(), "duree_minutes": "90", "format": "distance", "genre": "individuelle"}
    assert client_of(cast.prestataire).get(page).status_code == 200
    client_of(cast.prestataire).post(page, sent)
    seance.refresh_from_db()
    assert (seance.duree_minutes, seance.format) == (90, "distance")
    [before] = seance.corrections.all()
    assert (before.duree_minutes, before.format) == (60, "presence")
    text = client_of(cast.directrice).get(reverse(URL + "demande_detail", args=[demande.pk])).text
    assert "Corrigée" in text
    assert "60\N{NO-BREAK SPACE}minutes" in text
    client_of(cast.prestataire).post(page, sent)
    assert SeanceCorrigee.objects.count() == 1
    with pytest.raises(Exception, match="append_only"), transaction.atomic():
        SeanceCorrigee.objects.all().delete()


def test_only_its_author_corrects_a_session(cast, scene, client_of):
    demande = make_acceptee(cast, scene)
    [seance] = log(demande, cast.prestataire)
    Seance.objects.filter(pk=seance.pk).update(prestataire=scene.fabien)
    for who in (cast.prestataire, cast.autre_prestataire, cast.directrice, cast.superuser, cast.coordination):
        with pytest.raises(PermissionDenied):
            correct_seance(seance, by=who, duree_minutes=30)
        with pytest.raises(PermissionDenied):
            cancel_seance(seance, by=who)
        for name in ("seance_edit", "seance_cancel"):
            answers = {client_of(who).post(reverse(URL + name, args=[pk])).status_code for pk in (seance.pk, 10**9)}
            assert answers == {404}
    assert not SeanceCorrigee.objects.exists()


def test_a_session_crossed_out_counts_no_more(cast, scene, client_of):
    demande = make_acceptee(cast, scene)
    [seance] = log(demande, cast.prestataire)
    client_of(cast.prestataire).post(reverse(URL + "seance_cancel", args=[seance.pk]))
    assert get_compte(demande).tenues == 0
    assert MoisFacturable.objects.get().seances == 0
    assert "Annulée" in client_of(cast.directrice).get(reverse(URL + "demande_detail", args=[demande.pk])).text
    log(demande, cast.prestataire)  # the same day may be noted again
    assert get_compte(demande).tenues == 1


def test_a_billed_month_never_holds_less_than_was_billed(cast, scene):
    demande = make_acceptee(cast, scene)
    [seance, _] = log(demande, cast.prestataire, 2)
    make_facture(demande, cast.prestataire, seances=2)
    with pytest.raises(actions.Impossible, match="déjà facturé"):
        cancel_seance(seance, by=cast.prestataire)
    with pytest.raises(actions.Impossible, match="déjà facturé"):
        correct_seance(seance, by=cast.prestataire, date=timezone.localdate())
    assert MoisFacturable.objects.get().seances == 2
    with pytest.raises(IntegrityError, match="plus de seances facturees"), transaction.atomic():
        MoisFacturable.objects.update(seances=1)


def test_the_ceiling_warns_then_refuses_then_is_extended_by_the_coordinator(cast, scene, client_of):
    make_plafond(seances=3)
    demande = make_acceptee(cast, scene)
    log(demande, cast.prestataire)
    assert get_compte(demande).is_proche
    page = client_of(cast.prestataire).get(
        reverse(URL + "sollicitation_detail", args=[demande.sollicitations.get().pk])
    )
    assert "il en reste 2" in page.text
    log(demande, cast.prestataire, 2)
    with pytest.raises(actions.Impossible, match="Demandez des séances de plus"):
        log(demande, cast.prestataire)
    asked = ask_extension(demande, seances=2, motif="situation", by=cast.prestataire)
    assert ask_extension(demande, seances=2, motif="situation", by=cast.prestataire) == asked
    for who in (cast.prestataire, cast.directrice, cast.superuser, cast.admin):
        with pytest.raises(PermissionDenied):
            decide_extension(asked, is_accordee=True, reponse="besoin", by=who)
    case = client_of(cast.coordination).get(reverse(URL + "coordination_detail", args=[demande.pk])).text
    assert "2\N{NO-BREAK SPACE}séances de plus" in case
    answer = {"is_accordee": "oui", "reponse": "besoin"}
    client_of(cast.coordination).post(reverse(URL + "extension_decide", args=[demande.pk]), answer)
    assert get_compte(demande).plafond == 5
    log(demande, cast.prestataire, 2)
    with pytest.raises(actions.Impossible):
        log(demande, cast.prestataire)


def test_an_extension_is_asked_through_the_page_and_may_be_refused(cast, scene, client_of):
    make_plafond(seances=1)
    demande = make_acceptee(cast, scene)
    log(demande, cast.prestataire)
    url = reverse(URL + "extension_ask", args=[demande.sollicitations.get().pk])
    client_of(cast.prestataire).post(url, {"seances": "0", "motif": "rien"})
    assert not demande.extensions.exists()
    client_of(cast.prestataire).post(url, {"seances": "4", "motif": "groupe"})
    extension = demande.extensions.get()
    decide_extension(extension, is_accordee=False, reponse="budget", by=cast.coordination)
    with pytest.raises(actions.Impossible, match="déjà sa réponse"):
        decide_extension(extension, is_accordee=True, reponse="besoin", by=cast.coordination)
    assert get_compte(demande).is_atteint
    with pytest.raises(Exception, match="Invalid transition"), transaction.atomic():
        type(extension).objects.update(etat="accordee")


def test_a_service_has_its_own_ceiling_and_a_year_holds_until_the_next(cast, scene):
    year = timezone.localdate().year
    make_plafond(seances=8, annee=year - 3)
    make_plafond(seances=9, annee=year + 1)
    own = make_plafond(seances=4, service=scene.service, annee=year - 2)
    assert get_plafond(scene.service.pk, year) == own
    assert get_plafond(None, year).seances == 8
    assert get_plafond(None, year + 1).seances == 9
    assert get_plafond(scene.service.pk, year - 5) is None


def test_no_session_before_the_request(cast, scene):
    demande = make_acceptee(cast, scene)
    with pytest.raises(ValidationError, match="avant la demande"):
        actions.log_seance(
            demande, date="2020-01-01", duree_minutes=60, format="presence", genre="individuelle", salaries=0,
            benevoles=0, by=cast.prestataire,
        )  # fmt: skip
