import threading
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone

from collectifs.actions import (
    actions_decidees,
    approbations,
    collectifs,
    comptes_rendus,
    ordre_du_jour,
    presences,
    reunions,
    suites,
)
from collectifs.actions.clotures import close_collectif
from collectifs.models import Categorie, Collectif, CompteRendu, Participation, PointOrdreDuJour, Presence, Reunion
from collectifs.queries import get_minutes, get_people_of
from members.models import Personne
from socle.models import EntreeJournal, Envoi, Notification
from tests.factories.collectifs import (
    days,
    make_action,
    make_collectif,
    make_convoquee,
    make_decision,
    make_participation,
    make_point,
    make_projet,
    make_reunion,
    make_seance,
)
from tests.factories.members import make_affectation, make_association, make_personne

Reponse = Presence.Reponse
Etat = Reunion.Etat


def sent(slug, personne=None):
    found = Envoi.objects.filter(genre=slug)
    return found.filter(destinataire=personne) if personne else found


class TestCollectif:
    def test_created_edited_closed_and_journaled(self, cast):
        collectif = collectifs.create_collectif(nom="Séniors", by=cast.admin)
        collectifs.edit_collectif(collectif, enonce="Rompre l’isolement", by=cast.admin)
        close_collectif(collectif, bilan="Un guide est paru.", by=cast.admin)
        collectif.refresh_from_db()
        assert (collectif.enonce, collectif.clos_le) == ("Rompre l’isolement", days(0))
        assert EntreeJournal.objects.count() == 3

    def test_not_by_anybody(self, cast):
        with pytest.raises(PermissionDenied):
            collectifs.create_collectif(nom="Séniors", by=cast.directrice)
        assert not Collectif.objects.exists()

    def test_joining_counts_for_ones_association_and_convenes_from_then_on(self, cast, jeunes):
        reunion = make_convoquee(jeunes, cast.chargee)
        participation = collectifs.join_collectif(jeunes, by=cast.adherente)
        assert participation.association == cast.horizon
        assert participation.categorie == Categorie.BENEVOLE
        assert reunion.presences.filter(personne=cast.adherente).exists()
        assert sent("collectifs.reunion_convoquee", cast.adherente).count() == 1

    def test_joining_twice_is_joining_once(self, cast, jeunes):
        assert collectifs.join_collectif(jeunes, by=cast.directrice)
        assert jeunes.participations.filter(personne=cast.directrice).count() == 1

    def test_leaving_ends_it_and_frees_the_meetings_ahead(self, cast, jeunes):
        reunion = make_convoquee(jeunes, cast.chargee)
        held = make_convoquee(jeunes, cast.chargee, titre="Avec pouvoir")
        held.presences.filter(personne=cast.collegue).update(reponse="pouvoir", pouvoir_a=cast.directrice)
        collectifs.leave_collectif(jeunes, by=cast.directrice)
        assert not reunion.presences.filter(personne=cast.directrice).exists()
        assert held.presences.get(personne=cast.collegue).reponse == ""
        assert cast.directrice not in get_people_of(jeunes)


class TestInviting:
    @pytest.mark.trap("outsider-invites")
    def test_an_outsider_invites_nobody(self, cast, jeunes):
        make_participation(jeunes, cast.prestataire, is_externe=True)
        for guest in (cast.adherente, cast.autre_prestataire):
            with pytest.raises(PermissionDenied):
                collectifs.invite_personne(jeunes, guest, by=cast.prestataire)

    def test_somebody_without_a_tie_comes_from_outside(self, cast, jeunes):
        participation = collectifs.invite_personne(jeunes, cast.prestataire, by=cast.chargee)
        assert participation.is_externe
        assert participation.categorie == Categorie.PARTENAIRE

    def test_a_participant_brings_in_a_member_but_no_outsider(self, cast, jeunes):
        assert not collectifs.invite_personne(jeunes, cast.adherente, by=cast.directrice).is_externe
        with pytest.raises(PermissionDenied):
            collectifs.invite_personne(jeunes, cast.prestataire, by=cast.directrice)

    def test_a_new_outsider_has_no_account(self, cast, jeunes):
        participation = collectifs.invite_externe(
            jeunes, prenom="Ada", nom="Quervalin", email="ada@ailleurs.example", by=cast.chargee
        )
        assert not participation.personne.is_active
        assert not participation.personne.has_usable_password()

    def test_a_known_address_is_the_person_we_know(self, cast, jeunes):
        given = {"prenom": "L.", "nom": "T.", "email": cast.adherente.email.upper()}
        participation = collectifs.invite_externe(jeunes, **given, by=cast.chargee)
        assert participation.personne == cast.adherente
        assert not participation.is_externe
        assert Personne.objects.filter(nom="T.").count() == 0

    def test_the_referent_ends_a_participation(self, cast, jeunes):
        participation = jeunes.participations.get(personne=cast.collegue)
        with pytest.raises(PermissionDenied):
            collectifs.end_participation(participation, by=cast.directrice)
        collectifs.end_participation(participation, by=cast.chargee)
        assert not Participation.objects.en_cours().filter(personne=cast.collegue).exists()


class TestPlanning:
    def plan(self, jeunes, cast, **fields):
        given = {"titre": "Le forum", "debut": timezone.now() + timedelta(days=9), "duree": 90, "lieu": "Ici"}
        return reunions.plan_reunion(jeunes, **(given | fields), by=cast.chargee)

    def test_agenda_begins_with_the_minutes_to_approve_then_the_undone_actions(self, cast, jeunes):
        minutes = comptes_rendus.circulate_compte_rendu(make_projet(jeunes, cast.chargee), by=cast.chargee)
        undone = make_action(jeunes, cast.directrice)
        first, second = self.plan(jeunes, cast, suivre=[undone]).points.all()
        assert first.titre.startswith("Approbation du compte rendu du ")
        assert first.approuve == minutes
        assert list(second.actions_suivies.all()) == [undone]

    def test_agenda_is_empty_when_nothing_is_left(self, cast, jeunes):
        assert not self.plan(jeunes, cast).points.exists()

    def test_only_by_who_leads(self, cast, jeunes):
        with pytest.raises(PermissionDenied):
            reunions.plan_reunion(jeunes, titre="Le forum", debut=timezone.now(), by=cast.directrice)

    def test_items_move_and_go_until_it_begins(self, cast, jeunes):
        reunion = make_reunion(jeunes)
        one, two, three = (make_point(reunion, titre) for titre in ("un", "deux", "trois"))
        ordre_du_jour.move_point(three, up=True, by=cast.chargee)
        ordre_du_jour.move_point(one, up=True, by=cast.chargee)
        ordre_du_jour.remove_point(two, by=cast.chargee)
        assert [point.titre for point in reunion.points.all()] == ["un", "trois"]

    def test_the_agenda_no_longer_moves_once_it_began(self, cast, jeunes):
        reunion = make_seance(jeunes, cast.chargee).reunion
        with pytest.raises(ValidationError, match="a commencé"):
            ordre_du_jour.remove_point(reunion.points.get(), by=cast.chargee)
        added = ordre_du_jour.add_point(reunion, titre="Divers", by=cast.chargee)
        assert added.note.texte == ""


class TestConvening:
    def test_everybody_who_takes_part_and_who_leads(self, cast, jeunes):
        make_participation(jeunes, association=make_association())
        reunion = make_convoquee(jeunes, cast.chargee)
        convened = set(reunion.presences.values_list("personne", flat=True))
        assert convened == {p.pk for p in (cast.directrice, cast.collegue, cast.invitee, cast.chargee)}
        assert sent("collectifs.reunion_convoquee").count() == 4
        assert Notification.objects.filter(genre="collectifs.reunion_convoquee").count() == 4

    def test_who_has_no_address_is_expected_and_not_written_to(self, cast, jeunes):
        silent = make_personne("Sansadresse", email=None)
        make_participation(jeunes, silent)
        reunion = make_convoquee(jeunes, cast.chargee)
        assert reunion.presences.filter(personne=silent).exists()
        assert not sent("collectifs.reunion_convoquee", silent).exists()

    def test_not_for_a_day_that_is_gone_nor_for_nowhere(self, cast, jeunes):
        with pytest.raises(ValidationError, match="est passée"):
            reunions.convene_reunion(make_reunion(jeunes, debut=timezone.now()), by=cast.chargee)
        with pytest.raises(ValidationError, match="pas de lieu"):
            reunions.convene_reunion(make_reunion(jeunes, lieu=""), by=cast.chargee)

    def test_not_twice(self, cast, jeunes):
        reunion = make_convoquee(jeunes, cast.chargee)
        with pytest.raises(ValidationError, match="convoquée"):
            reunions.convene_reunion(reunion, by=cast.chargee)

    def test_a_new_date_tells_everybody_and_asks_again(self, cast, jeunes):
        reunion = make_convoquee(jeunes, cast.chargee)
        reunion.presences.update(reponse="vient")
        reunions.edit_reunion(reunion, debut=reunion.debut + timedelta(days=1), by=cast.chargee)
        assert reunion.sequence == 1
        assert set(reunion.presences.values_list("reponse", flat=True)) == {""}
        assert sent("collectifs.reunion_convoquee", cast.directrice).count() == 2

    def test_another_secretary_tells_nobody(self, cast, jeunes):
        reunion = make_convoquee(jeunes, cast.chargee)
        reunions.edit_reunion(reunion, secretaire=cast.collegue, by=cast.chargee)
        assert reunion.sequence == 0
        assert sent("collectifs.reunion_convoquee").count() == 4

    def test_cancelling_tells_those_who_were_convened(self, cast, jeunes):
        reunions.cancel_reunion(make_reunion(jeunes), motif="Rien à dire", by=cast.chargee)
        assert not sent("collectifs.reunion_annulee").exists()
        reunions.cancel_reunion(make_convoquee(jeunes, cast.chargee), motif="Grève", by=cast.chargee)
        assert sent("collectifs.reunion_annulee").count() == 4

    @pytest.mark.trap("state-bypass")
    def test_a_cancelled_meeting_never_opens(self, cast, jeunes):
        reunion = reunions.cancel_reunion(make_convoquee(jeunes, cast.chargee), motif="Grève", by=cast.chargee)
        reunion.etat = Etat.CONVOQUEE  # what a stale page would believe
        with pytest.raises(ValidationError, match="annulée"):
            reunions.open_reunion(reunion, by=cast.chargee)


class TestAnswering:
    @pytest.fixture
    def reunion(self, cast, jeunes):
        return make_convoquee(jeunes, cast.chargee)

    def answer(self, reunion, personne, reponse, by=None, **fields):
        presence = reunion.presences.get(personne=personne)
        return presences.answer_convocation(presence, reponse=reponse, by=by or personne, **fields)

    def test_for_oneself_and_again(self, reunion, cast):
        self.answer(reunion, cast.directrice, Reponse.VIENT)
        presence = self.answer(reunion, cast.directrice, Reponse.NE_VIENT_PAS)
        assert presence.reponse == Reponse.NE_VIENT_PAS
        assert presence.repondu_le

    def test_not_for_somebody_else_unless_one_leads(self, reunion, cast):
        with pytest.raises(PermissionDenied):
            self.answer(reunion, cast.directrice, Reponse.VIENT, by=cast.collegue)
        assert self.answer(reunion, cast.directrice, Reponse.VIENT, by=cast.chargee).reponse == "vient"

    def test_a_proxy_goes_to_somebody_who_comes(self, reunion, cast):
        self.answer(reunion, cast.collegue, Reponse.NE_VIENT_PAS)
        with pytest.raises(ValidationError, match="ne vient pas"):
            self.answer(reunion, cast.directrice, Reponse.POUVOIR, pouvoir_a=cast.collegue)
        with pytest.raises(ValidationError, match="ne vient pas"):
            self.answer(reunion, cast.directrice, Reponse.POUVOIR, pouvoir_a=cast.adherente)
        given = self.answer(reunion, cast.directrice, Reponse.POUVOIR, pouvoir_a=cast.chargee)
        assert given.pouvoir_a == cast.chargee

    def test_two_proxies_at_most(self, reunion, cast, jeunes):
        collectifs.join_collectif(jeunes, by=cast.adherente)
        for giver in (cast.directrice, cast.collegue):
            self.answer(reunion, giver, Reponse.POUVOIR, pouvoir_a=cast.chargee)
        with pytest.raises(ValidationError, match="porte déjà 2 pouvoirs"):
            self.answer(reunion, cast.adherente, Reponse.POUVOIR, pouvoir_a=cast.chargee)

    def test_a_proxy_needs_a_name(self, reunion, cast):
        with pytest.raises(ValidationError, match="choisissez la personne"):
            self.answer(reunion, cast.directrice, Reponse.POUVOIR)

    @pytest.mark.trap("cron-dependent")
    def test_not_once_it_began_though_nobody_opened_it(self, reunion, cast, time_machine):
        time_machine.move_to(reunion.debut + timedelta(minutes=1))
        with pytest.raises(ValidationError, match="a commencé"):
            self.answer(reunion, cast.directrice, Reponse.VIENT)

    def test_not_once_it_is_cancelled(self, reunion, cast):
        reunions.cancel_reunion(reunion, motif="Grève", by=cast.chargee)
        with pytest.raises(ValidationError, match="annulée"):
            self.answer(reunion, cast.directrice, Reponse.VIENT)


class TestAttendance:
    @pytest.mark.trap("self-marked-attendance")
    def test_nobody_marks_themselves(self, cast, jeunes):
        reunion = make_seance(jeunes, cast.chargee).reunion
        own = reunion.presences.get(personne=cast.directrice)
        with pytest.raises(PermissionDenied):
            presences.record_presences(reunion, presentes={own.pk}, vues=set(), by=cast.directrice)

    @pytest.mark.trap("self-marked-attendance")
    def test_not_before_the_meeting_nor_after_circulation(self, cast, jeunes):
        ahead = make_convoquee(jeunes, cast.chargee)
        sent_out = comptes_rendus.circulate_compte_rendu(make_projet(jeunes, cast.chargee), by=cast.chargee).reunion
        for reunion in (ahead, sent_out):
            with pytest.raises(PermissionDenied):
                presences.record_presences(reunion, presentes=set(), vues=set(), by=cast.chargee)

    @pytest.mark.trap("silent-overwrite")
    def test_two_people_pointing_at_once_do_not_undo_each_other(self, cast, jeunes):
        reunion = make_seance(jeunes, cast.chargee, secretaire=cast.collegue).reunion
        one, two = reunion.presences.all()[:2]
        presences.record_presences(reunion, presentes={one.pk}, vues=set(), by=cast.chargee)
        presences.record_presences(reunion, presentes={two.pk}, vues=set(), by=cast.collegue)
        assert set(reunion.presences.filter(is_presente=True)) == {one, two}
        presences.record_presences(reunion, presentes={two.pk}, vues={one.pk, two.pk}, by=cast.chargee)
        assert list(reunion.presences.filter(is_presente=True)) == [two]

    @pytest.mark.trap("proxy-absent")
    def test_a_proxy_whose_holder_is_absent_represents_nobody(self, cast, jeunes):
        compte_rendu = make_seance(jeunes, cast.chargee)
        reunion = compte_rendu.reunion
        reunion.presences.filter(personne=cast.directrice).update(reponse="pouvoir", pouvoir_a=cast.collegue)
        holder = reunion.presences.get(personne=cast.collegue)
        presences.record_presences(reunion, presentes={holder.pk}, vues=set(), by=cast.chargee)
        assert [p.personne for p in get_minutes(compte_rendu, with_huis_clos=False)["representes"]] == [
            cast.directrice
        ]
        presences.record_presences(reunion, presentes=set(), vues={holder.pk}, by=cast.chargee)
        minutes = get_minutes(compte_rendu, with_huis_clos=False)
        assert minutes["representes"] == []
        assert cast.directrice in [p.personne for p in minutes["absents"]]


class TestNotes:
    @pytest.fixture
    def note(self, cast, jeunes):
        return make_seance(jeunes, cast.chargee, secretaire=cast.collegue).notes.get()

    def save(self, note, texte, version, by, page=""):
        return comptes_rendus.save_note(note, texte=texte, version=version, page=page, by=by)

    @pytest.mark.trap("silent-overwrite")
    def test_the_second_writer_sees_both_and_overwrites_nothing(self, note, cast):
        self.save(note, "le mien", 0, cast.chargee)
        with pytest.raises(comptes_rendus.EcritureConcurrente) as conflict:
            self.save(note, "le sien", 0, cast.collegue)
        assert conflict.value.note.texte == "le mien"
        assert conflict.value.note.modifiee_par == cast.chargee
        assert self.save(note, "les deux", 1, cast.collegue).texte == "les deux"

    def test_the_same_text_changes_nothing(self, note, cast):
        self.save(note, "pareil", 0, cast.chargee)
        assert self.save(note, "pareil", 0, cast.collegue).version == 1

    def test_a_page_does_not_quarrel_with_itself_when_an_answer_was_lost(self, note, cast):
        self.save(note, "un", 0, cast.chargee, page="a")
        assert self.save(note, "un deux", 0, cast.chargee, page="a").texte == "un deux"
        self.save(note, "trois", 2, cast.collegue, page="b")
        with pytest.raises(comptes_rendus.EcritureConcurrente):
            self.save(note, "un deux quatre", 2, cast.chargee, page="a")

    def test_only_by_who_holds_the_pen(self, note, cast):
        with pytest.raises(PermissionDenied):
            self.save(note, "à moi", 0, cast.directrice)

    def test_never_after_circulation(self, note, cast):
        compte_rendu = note.compte_rendu
        reunions.close_reunion(compte_rendu.reunion, by=cast.chargee)
        stale = CompteRendu.objects.get(pk=compte_rendu.pk)
        comptes_rendus.circulate_compte_rendu(CompteRendu.objects.get(pk=compte_rendu.pk), by=cast.chargee)
        note.compte_rendu = stale  # read before the circulation
        with pytest.raises(ValidationError, match="ne change plus"):
            self.save(note, "trop tard", 0, cast.chargee)


@pytest.mark.trap("silent-overwrite")
@pytest.mark.django_db(transaction=True)
def test_of_two_connections_saving_at_once_one_wins_and_the_other_knows(cast, jeunes):
    note = make_seance(jeunes, cast.chargee, secretaire=cast.collegue).notes.get()
    barrier = threading.Barrier(2)
    outcomes = {}

    def write(personne):
        try:
            barrier.wait(5)
            comptes_rendus.save_note(note, texte=f"de {personne.prenom}", version=0, page="", by=personne)
            outcomes[personne.prenom] = "kept"
        except comptes_rendus.EcritureConcurrente as conflict:
            outcomes[personne.prenom] = conflict.note.texte
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=[person]) for person in (cast.chargee, cast.collegue)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    note.refresh_from_db()
    winner = next(name for name, outcome in outcomes.items() if outcome == "kept")
    assert note.texte == f"de {winner}"
    assert note.version == 1
    assert sorted(outcomes.values()) == sorted(["kept", f"de {winner}"])


class TestCirculating:
    def test_everybody_convened_is_told_and_the_pdf_is_asked_for(self, cast, jeunes):
        compte_rendu = comptes_rendus.circulate_compte_rendu(make_projet(jeunes, cast.chargee), by=cast.chargee)
        assert compte_rendu.document.genre == "collectifs.compte_rendu"
        assert sent("collectifs.compte_rendu_diffuse").count() == 4

    def test_not_while_the_meeting_is_open_nor_twice(self, cast, jeunes):
        with pytest.raises(ValidationError, match="prise de notes"):
            comptes_rendus.circulate_compte_rendu(make_seance(jeunes, cast.chargee), by=cast.chargee)
        compte_rendu = comptes_rendus.circulate_compte_rendu(make_projet(jeunes, cast.chargee), by=cast.chargee)
        with pytest.raises(ValidationError, match="diffusé"):
            comptes_rendus.circulate_compte_rendu(compte_rendu, by=cast.chargee)

    @pytest.mark.rule("R22")
    def test_what_is_missing_does_not_prevent_circulation_but_approval(self, cast, jeunes):
        compte_rendu = make_projet(jeunes, cast.chargee)
        compte_rendu.reunion.presences.update(is_presente=None)
        comptes_rendus.circulate_compte_rendu(compte_rendu, by=cast.chargee)
        with pytest.raises(ValidationError, match="Présents et représentés"):
            approbations.approve_compte_rendu(compte_rendu, by=cast.chargee)
        compte_rendu.reunion.presences.update(is_presente=True)
        approved = approbations.approve_compte_rendu(compte_rendu, by=cast.chargee)
        assert approved.etat == CompteRendu.Etat.APPROUVE

    def test_the_pdf_is_made_again_only_if_there_is_none(self, cast, jeunes):
        compte_rendu = comptes_rendus.circulate_compte_rendu(make_projet(jeunes, cast.chargee), by=cast.chargee)
        document = compte_rendu.document
        assert comptes_rendus.prepare_pdf(compte_rendu, by=cast.directrice).document == document
        CompteRendu.objects.update(document=None)
        assert comptes_rendus.prepare_pdf(compte_rendu, by=cast.directrice).document != document


class TestDecisionsAndActions:
    def test_written_in_a_meeting_and_taken_back(self, cast, jeunes):
        point = make_seance(jeunes, cast.chargee).reunion.points.get()
        decision = suites.add_decision(point, texte="Adopter", by=cast.chargee)
        action = suites.add_action(point, texte="Appeler", responsable=cast.directrice, by=cast.chargee)
        assert (action.collectif, action.reunion) == (jeunes, point.reunion)
        suites.remove_decision(decision, by=cast.chargee)
        suites.remove_action(action, by=cast.chargee)
        assert not point.decisions.exists()
        assert not point.actions.exists()

    def test_not_once_circulated(self, cast, jeunes):
        compte_rendu = comptes_rendus.circulate_compte_rendu(make_projet(jeunes, cast.chargee), by=cast.chargee)
        decision = make_decision(compte_rendu.reunion)
        with pytest.raises(PermissionDenied):
            suites.remove_decision(decision, by=cast.chargee)
        with pytest.raises(PermissionDenied):
            suites.add_decision(PointOrdreDuJour.objects.first(), texte="Adopter", by=cast.chargee)

    def test_done_once_however_often_it_is_said(self, cast, jeunes):
        action = make_action(jeunes, cast.directrice)
        for _ in range(2):
            actions_decidees.finish_action(action, by=cast.directrice)
        assert EntreeJournal.objects.filter(verbe="collectifs.finish_action").count() == 1
        assert actions_decidees.reopen_action(action, by=cast.directrice).is_ouverte

    def test_dropped_with_a_reason_and_then_finished_for_good(self, cast, jeunes):
        action = actions_decidees.drop_action(
            make_action(jeunes, cast.directrice), motif="Sans objet", by=cast.directrice
        )
        for do in (
            actions_decidees.finish_action,
            lambda *a, **k: actions_decidees.drop_action(*a, motif="Encore", **k),
        ):
            with pytest.raises(ValidationError):
                do(action, by=cast.directrice)

    def test_a_reason_is_needed(self, cast, jeunes):
        with pytest.raises(ValidationError, match="sans dire pourquoi"), transaction.atomic():
            actions_decidees.drop_action(make_action(jeunes, cast.directrice), motif="", by=cast.directrice)

    def test_not_somebody_elses(self, cast, jeunes):
        with pytest.raises(PermissionDenied):
            actions_decidees.finish_action(make_action(jeunes, cast.directrice), by=cast.collegue)


def test_a_meeting_ends_after_it_began(cast, jeunes):
    reunion = make_seance(jeunes, cast.chargee).reunion
    reunions.close_reunion(reunion, by=cast.chargee)
    assert reunion.fermee_le > reunion.ouverte_le
    with pytest.raises(ValidationError, match="doit suivre l’heure d’ouverture"):
        reunions.set_seance(reunion, fermee_le=reunion.ouverte_le - timedelta(hours=1), by=cast.chargee)


def test_whoever_takes_the_function_over_leads_at_once(cast):
    newcomer = make_personne("Relève")
    famille = make_collectif("Famille", fonction="Chargée de mission famille")
    planned = {"titre": "Un", "debut": timezone.now() + timedelta(days=3), "by": newcomer}
    with pytest.raises(PermissionDenied):
        reunions.plan_reunion(famille, **planned)
    make_affectation(newcomer, famille.fonction_referente)
    fresh = {**planned, "by": Personne.objects.get(pk=newcomer.pk)}
    assert reunions.plan_reunion(Collectif.objects.get(pk=famille.pk), **fresh).presidence == newcomer
