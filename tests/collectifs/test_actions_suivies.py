"""Actions from the meeting that asks for them to the day they are done: states, pages, hand-overs."""

import itertools

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from collectifs.actions import actions_decidees as actions
from collectifs.actions.comptes_rendus import circulate_compte_rendu
from collectifs.actions.suites import add_action, remove_decision
from collectifs.models import ActionDecidee
from collectifs.queries import get_board, get_mine
from socle.models import EntreeJournal, Envoi, Notification
from tests.factories.collectifs import (
    days,
    make_action,
    make_decision,
    make_participation,
    make_point,
    make_projet,
    make_seance,
)
from tests.factories.members import yesterday

Etat = ActionDecidee.Etat
GOES = {
    Etat.EN_COURS: actions.start_action,
    Etat.A_FAIRE: actions.put_back_action,
    Etat.FAITE: actions.finish_action,
    Etat.ABANDONNEE: lambda action, by: actions.drop_action(action, motif="Sans objet", by=by),
}
DATES = {
    Etat.A_FAIRE: {},
    Etat.EN_COURS: {"commencee_le": days(-2)},
    Etat.FAITE: {"faite_le": days(-1)},
    Etat.ABANDONNEE: {"abandonnee_le": days(-1), "motif_abandon": "Sans objet"},
}


def page(name, *args):
    return reverse(f"collectifs:{name}", args=args)


def text(response):
    return " ".join(response.content.decode().split())


class TestStates:
    @pytest.mark.trap("state-bypass")
    @pytest.mark.parametrize(("here", "there"), itertools.product(Etat, GOES))
    def test_an_action_goes_where_the_table_says_and_nowhere_else(self, cast, jeunes, here, there):
        """What is over only begins again by « rouvrir »; saying the same twice changes nothing."""
        action = make_action(jeunes, cast.directrice, **DATES[here])
        assert action.etat == here
        if (action.is_ouverte and action.can_become(there)) or (here == there != Etat.ABANDONNEE):
            assert GOES[there](action, by=cast.directrice).etat == there
        else:
            with pytest.raises(ValidationError):
                GOES[there](action, by=cast.directrice)
            action.refresh_from_db()
            assert action.etat == here

    def test_each_state_is_one_list_and_every_action_is_in_one(self, cast, jeunes):
        for etat in Etat:
            make_action(jeunes, cast.directrice, etat.label, **DATES[etat])
        for etat in Etat:
            assert [action.texte for action in ActionDecidee.objects.in_state(etat)] == [etat.label]
        assert all(action.etat.label == action.texte for action in ActionDecidee.objects.all())

    @pytest.mark.trap("cron-dependent")
    def test_cron_dependent_guarantees_lateness_is_derived_when_it_is_read(self, cast, jeunes, time_machine):
        action = make_action(jeunes, cast.directrice, echeance=days(2))
        assert not action.is_en_retard
        time_machine.move_to(f"{days(3).isoformat()}T08:00:00+00:00")
        assert action.is_en_retard
        assert list(get_mine(cast.directrice, "retard")) == [action]
        action.commencee_le = days(0)
        assert action.is_en_retard
        action.faite_le = days(0)
        assert not action.is_en_retard

    def test_reopening_goes_on_from_where_it_was(self, cast, jeunes):
        begun = make_action(jeunes, cast.directrice, commencee_le=days(-3), faite_le=days(-1))
        dropped = make_action(jeunes, cast.directrice, **DATES[Etat.ABANDONNEE])
        assert actions.reopen_action(begun, by=cast.directrice).etat == Etat.EN_COURS
        reopened = actions.reopen_action(dropped, by=cast.chargee)
        assert (reopened.etat, reopened.motif_abandon) == (Etat.A_FAIRE, "")

    def test_nothing_is_journalled_twice(self, cast, jeunes):
        action = make_action(jeunes, cast.directrice)
        for _ in range(2):
            actions.start_action(action, by=cast.directrice)
        actions.reopen_action(action, by=cast.directrice)
        assert list(EntreeJournal.objects.values_list("verbe", flat=True)) == ["collectifs.start_action"]

    @pytest.mark.parametrize("do", [*GOES.values(), actions.reopen_action])
    def test_only_by_whoever_has_it_or_leads(self, cast, jeunes, do):
        action = make_action(jeunes, cast.directrice)
        for stranger in (cast.collegue, cast.admin, cast.superuser, cast.invitee):
            with pytest.raises(PermissionDenied):
                do(action, by=stranger)


class TestHandingOver:
    def hand(self, action, to, by, echeance=None):
        return actions.edit_action(action, responsable=to, echeance=echeance, by=by)

    def sent(self):
        return Envoi.objects.filter(genre="collectifs.action_confiee")

    def test_the_new_owner_is_told(self, cast, jeunes):
        action = make_action(jeunes, cast.directrice, echeance=days(9))
        self.hand(action, cast.collegue, cast.chargee, echeance=days(9))
        action.refresh_from_db()
        assert action.responsable == cast.collegue
        [envoi] = self.sent()
        assert envoi.destinataire == cast.collegue
        assert "Appeler la mairie" in envoi.titre
        assert Notification.objects.get().lien == page("action_detail", action.pk)

    def test_taking_it_oneself_writes_to_nobody_nor_does_a_new_date(self, cast, jeunes):
        action = make_action(jeunes, cast.directrice)
        self.hand(action, cast.chargee, cast.chargee)
        self.hand(action, cast.chargee, cast.chargee, echeance=days(3))
        assert not self.sent().exists()
        assert EntreeJournal.objects.filter(verbe="collectifs.edit_action").count() == 2

    def test_what_closed_doors_hold_is_in_no_mail(self, cast, jeunes):
        reunion = make_projet(jeunes, cast.chargee).reunion
        point = make_point(reunion, "Situation", is_huis_clos=True)
        action = make_action(jeunes, cast.chargee, "Recevoir la comptable", reunion=reunion, point=point)
        self.hand(action, cast.collegue, cast.chargee)
        [envoi] = self.sent()
        assert "comptable" not in envoi.titre + str(envoi.contexte)
        assert "comptable" not in Notification.objects.get(genre=envoi.genre).titre

    def test_not_once_it_is_over(self, cast, jeunes):
        with pytest.raises(ValidationError, match="rouvrez-la"):
            self.hand(make_action(jeunes, cast.directrice, faite_le=days(0)), cast.collegue, cast.chargee)

    def test_the_page_offers_those_who_take_part(self, cast, client_of, jeunes):
        action = make_action(jeunes, cast.directrice)
        client = client_of(cast.directrice)
        refused = client.post(page("action_edit", action.pk), {"responsable": cast.adherente.pk})
        assert refused.status_code == 200
        gone = client.post(page("action_edit", action.pk), {"responsable": cast.collegue.pk, "echeance": yesterday()})
        assert "Cette date est passée" in text(gone)
        done = client.post(page("action_edit", action.pk), {"responsable": cast.collegue.pk, "echeance": days(5)})
        assert done.url == page("action_detail", action.pk)
        action.refresh_from_db()
        assert (action.responsable, action.echeance) == (cast.collegue, days(5))

    def test_a_day_already_gone_may_stay(self, cast, client_of, jeunes):
        action = make_action(jeunes, cast.directrice, echeance=yesterday())
        given = {"responsable": cast.collegue.pk, "echeance": yesterday()}
        assert client_of(cast.chargee).post(page("action_edit", action.pk), given).status_code == 302

    def test_handing_over_what_one_may_no_longer_see_leads_to_ones_own(self, cast, client_of, jeunes):
        reunion = make_projet(jeunes, cast.chargee).reunion
        action = make_action(jeunes, cast.directrice, reunion=reunion, point=make_point(reunion, is_huis_clos=True))
        given = {"responsable": cast.collegue.pk}
        assert client_of(cast.directrice).post(page("action_edit", action.pk), given).url == page("action_mine")


class TestMine:
    @pytest.fixture
    def client(self, cast, client_of, jeunes):
        make_action(jeunes, cast.directrice, "En retard", echeance=yesterday())
        make_action(jeunes, cast.directrice, "Sans date", commencee_le=days(-1))
        make_action(jeunes, cast.directrice, "Faite hier", **DATES[Etat.FAITE])
        make_action(jeunes, cast.directrice, "Laissée", **DATES[Etat.ABANDONNEE])
        make_action(jeunes, cast.collegue, "D’un autre")
        return client_of(cast.directrice)

    @pytest.mark.parametrize(
        ("etat", "shown"),
        [
            ("", {"En retard", "Sans date"}),
            ("retard", {"En retard"}),
            ("faites", {"Faite hier"}),
            ("abandonnees", {"Laissée"}),
            ("rien", {"En retard", "Sans date"}),
        ],
    )
    def test_each_tab_shows_its_own(self, client, etat, shown):
        answer = client.get(page("action_mine"), {"etat": etat})
        assert {action.texte for action in answer.context["page"]} == shown

    def test_from_to_do_to_done_and_back(self, client, cast):
        action = ActionDecidee.objects.get(texte="En retard")
        for move, etat in (("en_cours", Etat.EN_COURS), ("faite", Etat.FAITE), ("rouvrir", Etat.EN_COURS)):
            assert client.post(page("action_move", action.pk), {"vers": move}).url == page("action_mine")
            action.refresh_from_db()
            assert action.etat == etat

    def test_a_dropped_one_may_be_reopened(self, client):
        action = ActionDecidee.objects.get(texte="Laissée")
        assert "Rouvrir" in text(client.get(page("action_mine"), {"etat": "abandonnees"}))
        client.post(page("action_move", action.pk), {"vers": "rouvrir"})
        action.refresh_from_db()
        assert action.is_ouverte

    @pytest.mark.parametrize("vers", ["abandonnee", "supprimer", "", "\x00"])
    def test_a_button_that_does_not_exist_changes_nothing(self, client, vers):
        action = ActionDecidee.objects.get(texte="Sans date")
        shown = client.post(page("action_move", action.pk), {"vers": vers}, follow=True)
        assert "rien n’a changé" in text(shown)

    def test_long_lists_come_by_fifty(self, client, cast, jeunes):
        for _ in range(55):
            make_action(jeunes, cast.directrice)
        assert len(client.get(page("action_mine")).context["page"]) == 50


class TestBoard:
    def test_four_columns_that_move_by_buttons(self, cast, client_of, jeunes):
        made = {etat: make_action(jeunes, cast.directrice, etat.label, **DATES[etat]) for etat in Etat}
        client = client_of(cast.chargee)
        shown = client.get(page("action_board", jeunes.pk))
        assert [label for _, label, _ in shown.context["columns"]] == ["À faire", "En cours", "Faites", "Abandonnées"]
        assert [len(rows) for _, _, rows in shown.context["columns"]] == [1, 1, 1, 1]
        action = made[Etat.A_FAIRE]
        moved = client.post(page("action_move", action.pk), {"vers": "en_cours", "page": "tableau"})
        assert moved.url == f"{page('action_board', jeunes.pk)}#action-{action.pk}"
        assert f'id="action-{action.pk}"' in text(client.get(moved.url))
        assert [len(rows) for _, _, rows in get_board(jeunes, cast.chargee)] == [0, 2, 1, 1]

    def test_others_read_it_and_move_only_their_own(self, cast, client_of, jeunes):
        make_action(jeunes, cast.directrice, "La mienne")
        other = make_action(jeunes, cast.collegue, "Une autre")
        client = client_of(cast.directrice)
        shown = text(client.get(page("action_board", jeunes.pk)))
        assert "Une autre" in shown
        assert shown.count('value="faite"') == 1
        assert client.post(page("action_move", other.pk), {"vers": "faite"}).status_code == 403

    def test_what_closed_doors_hold_is_on_no_board(self, cast, client_of, jeunes):
        reunion = make_projet(jeunes, cast.chargee).reunion
        point = make_point(reunion, is_huis_clos=True)
        action = make_action(jeunes, cast.chargee, "Recevoir la comptable", reunion=reunion, point=point)
        client = client_of(cast.directrice)
        assert "comptable" not in text(client.get(page("action_board", jeunes.pk)))
        assert client.get(page("action_detail", action.pk)).status_code == 404

    @pytest.mark.parametrize("rows", [1, 3, 40])
    def test_one_more_action_costs_no_query(self, cast, client_of, jeunes, rows, django_assert_num_queries):
        for etat in Etat:
            for _ in range(rows):
                make_action(jeunes, cast.directrice, **DATES[etat])
        client = client_of(cast.chargee)
        client.get(page("action_board", jeunes.pk))
        with django_assert_num_queries(7):
            assert client.get(page("action_board", jeunes.pk)).status_code == 200


class TestTies:
    @pytest.fixture
    def action(self, cast, jeunes):
        compte_rendu = make_seance(jeunes, cast.chargee)
        point = compte_rendu.reunion.points.get()
        decision = make_decision(compte_rendu.reunion, "Ouvrir le soir", point=point)
        return add_action(point, texte="Écrire", responsable=cast.directrice, decision=decision, by=cast.chargee)

    def test_its_page_leads_back_to_the_meeting_and_the_decision(self, action, cast, client_of):
        shown = text(client_of(cast.chargee).get(page("action_detail", action.pk)))
        assert page("reunion_detail", action.reunion_id) in shown
        assert page("compte_rendu_detail", action.reunion_id) in shown
        assert "Ouvrir le soir" in shown

    def test_a_decision_not_circulated_yet_is_not_told_by_its_action(self, action, cast, client_of):
        assert "Ouvrir le soir" not in text(client_of(cast.directrice).get(page("action_detail", action.pk)))

    def test_taking_back_the_decision_leaves_the_action(self, action, cast):
        remove_decision(action.decision, by=cast.chargee)
        action.refresh_from_db()
        assert action.decision is None
        assert action.reunion is not None

    def test_the_minutes_offer_the_decisions_of_the_same_item(self, action, cast, client_of):
        client = client_of(cast.chargee)
        live = text(client.get(page("compte_rendu_edit", action.reunion_id)))
        assert "Pour appliquer la décision" in live
        given = {"texte": "Imprimer", "responsable": cast.directrice.pk, "decision": action.decision_id}
        client.post(page("action_add", action.point_id), given)
        assert ActionDecidee.objects.get(texte="Imprimer").decision == action.decision
        other = make_decision(make_projet(action.collectif, cast.chargee).reunion, "D’ailleurs")
        client.post(page("action_add", action.point_id), given | {"texte": "Mêler", "decision": other.pk})
        assert not ActionDecidee.objects.filter(texte="Mêler").exists()

    def test_who_has_it_without_seeing_the_collective_reads_what_they_may(self, cast, client_of, ferme):
        compte_rendu = circulate_compte_rendu(make_projet(ferme, cast.chargee), by=cast.chargee)
        action = make_action(ferme, cast.adherente, reunion=compte_rendu.reunion)
        shown = text(client_of(cast.adherente).get(page("action_detail", action.pk)))
        assert "une réunion du" in shown
        assert page("collectif_detail", ferme.pk) not in shown
        assert "Mes actions</a>" in shown

    def test_an_outsider_who_takes_part_keeps_it_among_theirs(self, cast, client_of, jeunes):
        make_participation(jeunes, cast.prestataire, is_externe=True)
        action = make_action(jeunes, cast.prestataire)
        assert client_of(cast.prestataire).get(page("action_detail", action.pk)).status_code == 200
