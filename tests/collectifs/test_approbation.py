"""Minutes approved at the next meeting: the item comes by itself, the meeting says who was there (R22)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from collectifs.actions import relectures, reunions
from collectifs.actions.approbations import approve_compte_rendu
from collectifs.actions.comptes_rendus import circulate_compte_rendu, take_back_compte_rendu
from collectifs.models import Collectif, CompteRendu, Note, PointOrdreDuJour
from collectifs.queries import get_minutes
from tests.factories.collectifs import make_point, make_projet, make_seance

Genre = PointOrdreDuJour.Genre


def text(response):
    return response.content.decode().replace("\u202f", " ").replace("\u00a0", " ")


def make_diffuse(collectif, by):
    compte_rendu = circulate_compte_rendu(make_projet(collectif, by), by=by)
    reunion = compte_rendu.reunion
    earlier = {
        "ouverte_le": reunion.ouverte_le - timedelta(hours=3),
        "fermee_le": reunion.fermee_le - timedelta(hours=1),
    }
    type(reunion).objects.filter(pk=reunion.pk).update(**earlier)
    return CompteRendu.objects.get(pk=compte_rendu.pk)


def plan(collectif, by, days=20):
    debut = timezone.now() + timedelta(days=days)
    return reunions.plan_reunion(collectif, titre="La suite", debut=debut, lieu="Ici", by=by)


def asked(reunion):
    return [point.approuve for point in reunion.points.filter(genre=Genre.APPROBATION)]


class TestTheItemComesByItself:
    def test_one_for_each_minutes_that_wait_at_the_head(self, cast, jeunes):
        first, second = make_diffuse(jeunes, cast.chargee), make_diffuse(jeunes, cast.chargee)
        reunion = plan(jeunes, cast.chargee)
        assert asked(reunion) == [first, second]
        assert [point.genre for point in reunion.points.all()][:2] == [Genre.APPROBATION] * 2

    def test_circulated_after_the_next_was_planned_it_is_added_before_the_rest(self, cast, jeunes):
        reunion = plan(jeunes, cast.chargee)
        make_point(reunion)
        compte_rendu = make_diffuse(jeunes, cast.chargee)
        assert asked(reunion) == [compte_rendu]
        assert [point.titre for point in reunion.points.all()][1] == "Le budget"

    def test_added_to_a_meeting_under_way_with_its_note(self, cast, jeunes):
        live = make_seance(jeunes, cast.chargee)
        compte_rendu = make_diffuse(jeunes, cast.chargee)
        point = live.reunion.points.get(approuve=compte_rendu)
        assert Note.objects.filter(point=point, compte_rendu=live).exists()

    def test_asked_of_one_meeting_only_and_of_the_next_if_that_one_is_called_off(self, cast, jeunes):
        compte_rendu = make_diffuse(jeunes, cast.chargee)
        soon, later = plan(jeunes, cast.chargee, days=20), plan(jeunes, cast.chargee, days=40)
        assert (asked(soon), asked(later)) == ([compte_rendu], [])
        reunions.cancel_reunion(soon, motif="La neige", by=cast.chargee)
        assert asked(later) == [compte_rendu]

    def test_never_twice_and_not_for_another_collective(self, cast, jeunes, ferme):
        make_diffuse(jeunes, cast.chargee)
        other = plan(ferme, cast.chargee)
        reunion = plan(jeunes, cast.chargee)
        reunions.convene_reunion(reunion, by=cast.chargee)
        reunions.open_reunion(reunion, by=cast.chargee)
        assert (len(asked(reunion)), len(asked(other))) == (1, 0)


class TestApproving:
    def test_at_a_meeting_with_who_was_there_and_what_was_changed(self, cast, jeunes, client_of):
        compte_rendu = make_diffuse(jeunes, cast.chargee)
        live = make_seance(jeunes, cast.chargee, titre="La suite")
        live.reunion.presences.filter(personne=cast.directrice).update(is_presente=True)
        address = reverse("collectifs:compte_rendu_approve", args=[compte_rendu.reunion_id])
        given = {"lors": live.reunion_id, "modifications": "Au point 1, lire « avril »."}
        client_of(cast.chargee).post(address, given)
        compte_rendu = CompteRendu.objects.get(pk=compte_rendu.pk)
        minutes = get_minutes(compte_rendu, with_huis_clos=False)
        assert compte_rendu.approuve_lors == live.reunion
        assert minutes["approbateurs"] == [cast.directrice]
        assert "avec modifications" in minutes["approbation"]
        assert str(cast.directrice) in minutes["approbation"]
        assert str(minutes["editions"][0]).startswith("Version 2, approuvée le ")
        shown = text(
            client_of(cast.directrice).get(reverse("collectifs:compte_rendu_detail", args=[compte_rendu.reunion_id]))
        )
        assert "Au point 1, lire « avril »." in shown

    def test_the_live_page_has_the_buttons_then_says_it_is_done(self, cast, jeunes, client_of):
        compte_rendu = make_diffuse(jeunes, cast.chargee)
        live = make_seance(jeunes, cast.chargee)
        address = reverse("collectifs:compte_rendu_edit", args=[live.reunion_id])
        before = text(client_of(cast.chargee).get(address))
        assert "Approuvé avec modifications" in before
        approve_compte_rendu(compte_rendu, lors=live.reunion, by=cast.chargee)
        after = text(client_of(cast.chargee).get(address))
        assert "Approuvé avec modifications" not in after
        assert "Compte rendu approuvé" in after

    def test_by_whoever_holds_the_pen_of_that_meeting_and_nobody_else(self, cast, jeunes):
        compte_rendu = make_diffuse(jeunes, cast.chargee)
        live = make_seance(jeunes, cast.chargee, secretaire=cast.collegue)
        with pytest.raises(PermissionDenied):
            approve_compte_rendu(compte_rendu, lors=live.reunion, by=cast.directrice)
        approve_compte_rendu(compte_rendu, lors=live.reunion, by=cast.collegue)
        assert compte_rendu.etat == CompteRendu.Etat.APPROUVE

    def test_not_at_a_meeting_that_did_not_open_nor_at_its_own_nor_elsewhere(self, cast, jeunes, ferme):
        compte_rendu = make_diffuse(jeunes, cast.chargee)
        elsewhere = make_seance(ferme, cast.chargee).reunion
        for lors in (plan(jeunes, cast.chargee), compte_rendu.reunion, elsewhere):
            with pytest.raises(ValidationError, match="réunion suivante"):
                approve_compte_rendu(compte_rendu, lors=lors, by=cast.chargee)

    def test_a_commission_never_approves_by_its_referent_alone(self, cast, jeunes):
        compte_rendu = make_diffuse(jeunes, cast.chargee)
        Collectif.objects.update(forme=Collectif.Forme.COMMISSION)
        compte_rendu = CompteRendu.objects.get(pk=compte_rendu.pk)
        with pytest.raises(ValidationError, match="en réunion"):
            approve_compte_rendu(compte_rendu, by=cast.chargee)
        Collectif.objects.update(forme=Collectif.Forme.EQUIPE)
        compte_rendu = CompteRendu.objects.get(pk=compte_rendu.pk)
        assert approve_compte_rendu(compte_rendu, by=cast.chargee).approuve_lors is None

    def test_corrections_are_answered_first(self, cast, jeunes):
        compte_rendu = make_diffuse(jeunes, cast.chargee)
        relectures.propose_correction(compte_rendu, propose="Autre", motif="Vu", by=cast.directrice)
        with pytest.raises(ValidationError, match="une réponse"):
            approve_compte_rendu(compte_rendu, by=cast.chargee)

    def test_whoever_does_not_answer_corrections_is_told_who_does(self, cast, jeunes, client_of):
        compte_rendu = make_diffuse(jeunes, cast.chargee)
        relectures.propose_correction(compte_rendu, propose="Autre", motif="Vu", by=cast.directrice)
        live = make_seance(jeunes, cast.chargee, secretaire=cast.collegue)
        address = reverse("collectifs:compte_rendu_approve", args=[compte_rendu.reunion_id])
        corrections = reverse("collectifs:correction_list", args=[compte_rendu.reunion_id])
        asked = client_of(cast.collegue).get(address, {"lors": live.reunion_id})
        assert corrections not in text(asked)
        assert f"la plume de cette réunion : {cast.chargee}" in text(asked)
        assert corrections in text(client_of(cast.chargee).get(address, {"lors": live.reunion_id}))

    @pytest.mark.rule("R22")
    def test_what_is_missing_is_said_with_what_was_typed_and_may_be_completed(self, cast, jeunes, client_of):
        compte_rendu = make_diffuse(jeunes, cast.chargee)
        type(compte_rendu.reunion).objects.filter(pk=compte_rendu.reunion_id).update(presidence=None)
        address = reverse("collectifs:compte_rendu_approve", args=[compte_rendu.reunion_id])
        refused = text(client_of(cast.chargee).post(address, {"modifications": "Lire avril"}))
        assert "Présidence et secrétariat" in refused
        assert "Lire avril" in refused
        client_of(cast.chargee).post(reverse("collectifs:compte_rendu_take_back", args=[compte_rendu.reunion_id]))
        compte_rendu.refresh_from_db()
        assert compte_rendu.etat == CompteRendu.Etat.PROJET
        assert compte_rendu.editions.count() == 1

    def test_nothing_missing_nothing_is_taken_back(self, cast, jeunes):
        compte_rendu = make_diffuse(jeunes, cast.chargee)
        with pytest.raises(ValidationError, match="Rien n’empêche"):
            take_back_compte_rendu(compte_rendu, by=cast.chargee)
