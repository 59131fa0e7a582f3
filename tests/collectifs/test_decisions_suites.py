"""Decisions once taken: what is frozen, their numbers, how they come back, the rule of a collective."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from collectifs.actions import decisions as actions
from collectifs.actions.comptes_rendus import circulate_compte_rendu
from collectifs.actions.suites import PROPOSER, remove_decision
from collectifs.models import (
    CompteRendu,
    Decision,
    Revision,
    SerieDecisions,
    Votant,
)
from collectifs.queries import get_a_reviser, get_attentes
from tests.factories.collectifs import (
    days,
    decide,
    make_action,
    make_collectif,
    make_decision,
    make_point,
    make_projet,
    make_reunion,
    make_seance,
)

CONFLICT, FORBIDDEN, MISSING = 409, 403, 404
Etat = Decision.Etat
MOVED = [{"texte": "Autre"}, {"pour": 9}, {"mode": "consensus"}, {"voix": 40}, {"quorum": 1}, {"reference": "2020-1"}]


def at(name, *args):
    return reverse(f"collectifs:{name}", args=args)


def to_review(personne):
    return [attente.title for attente in get_attentes(personne) if "réviser" in attente.title]


@pytest.mark.trap("state-bypass")
class TestFrozen:
    @pytest.mark.parametrize("start", Etat)
    @pytest.mark.parametrize("end", Etat)
    def test_the_database_refuses_what_the_table_does_not_allow(self, jeunes, start, end):
        decision = make_decision(make_reunion(jeunes), etat=start)
        move = Decision.objects.filter(pk=decision.pk).update
        if start == end or decision.can_become(end):
            assert move(etat=end) == 1
        else:
            with pytest.raises(DatabaseError), transaction.atomic():
                move(etat=end)

    @pytest.mark.parametrize("fields", MOVED)
    def test_what_was_proclaimed_does_not_move(self, jeunes, fields):
        decision = make_decision(make_reunion(jeunes), mode="simple", pour=3, contre=1)
        with pytest.raises(DatabaseError), transaction.atomic():
            Decision.objects.filter(pk=decision.pk).update(**fields)

    def test_nor_who_had_a_voice(self, seance, cast):
        decision = decide(seance, cast.chargee, mode="simple", pour=1, contre=0)
        for fields in ({"voix": 0, "ecart": "absent"}, {"vote": "pour"}):
            with pytest.raises(DatabaseError), transaction.atomic():
                decision.votants.update(**fields)
        with pytest.raises(DatabaseError), transaction.atomic():
            Votant.objects.create(decision=decision, association=cast.tierce)

    def test_once_the_minutes_circulate_nothing_is_taken_back(self, jeunes, cast):
        compte_rendu = make_projet(jeunes, cast.chargee)
        decision = decide(compte_rendu.reunion, cast.chargee, mode="simple", pour=1, contre=0)
        circulate_compte_rendu(compte_rendu, by=cast.chargee)
        with pytest.raises(PermissionDenied):
            remove_decision(decision, by=cast.chargee)
        with pytest.raises(DatabaseError), transaction.atomic():
            decision.votants.all().delete()
        with pytest.raises(DatabaseError), transaction.atomic():
            Decision.objects.filter(pk=decision.pk)._raw_delete("default")
        assert Decision.objects.count() == 1

    def test_before_that_it_is_taken_back_with_its_voices(self, seance, cast):
        remove_decision(decide(seance, cast.chargee, mode="simple", pour=1, contre=0), by=cast.chargee)
        assert not Votant.objects.exists()


class TestNumbers:
    def test_they_follow_one_another_by_collective_and_year(self, jeunes):
        this, last = make_reunion(jeunes, debut=moment(2026)), make_reunion(jeunes, debut=moment(2025))
        other = make_reunion(make_collectif("Familles"), debut=moment(2026))
        made = [make_decision(reunion) for reunion in (this, this, last, other, this)]
        for decision in made:
            decision.refresh_from_db()
        assert [d.reference for d in made] == ["2026-1", "2026-2", "2025-1", "2026-1", "2026-3"]

    def test_one_taken_back_is_never_given_again(self, seance, cast):
        remove_decision(decide(seance, cast.chargee), by=cast.chargee)
        assert decide(seance, cast.chargee).numero == 2

    def test_a_proposal_has_none(self, seance, cast):
        assert decide(seance, cast.chargee, geste=PROPOSER).numero is None
        assert not SerieDecisions.objects.exists()

    def test_it_does_not_change(self, jeunes):
        decision = make_decision(make_reunion(jeunes))
        with pytest.raises(DatabaseError), transaction.atomic():
            Decision.objects.filter(pk=decision.pk).update(numero=7, reference="2026-7")

    def test_the_year_is_the_one_of_paris(self, jeunes):
        new_year = timezone.make_aware(timezone.datetime(2026, 1, 1, 0, 20))
        decision = make_decision(make_reunion(jeunes, debut=new_year))
        decision.refresh_from_db()
        assert decision.reference.startswith("2026-")


def moment(year):
    return timezone.make_aware(timezone.datetime(year, 6, 1, 10))


@pytest.fixture
def decision(jeunes, cast):
    """A decision in force whose minutes circulate, and which comes back in ten days."""
    compte_rendu = make_projet(jeunes, cast.chargee)
    made = decide(compte_rendu.reunion, cast.chargee, "Ouvrir le soir", revoir_le=days(10))
    make_action(jeunes, cast.directrice, "Imprimer", reunion=compte_rendu.reunion, decision=made)
    circulate_compte_rendu(compte_rendu, by=cast.chargee)
    return Decision.objects.with_issue().get(pk=made.pk)


def later(time_machine, number=11):
    time_machine.move_to(timezone.now() + timedelta(days=number))


class TestReview:
    @pytest.mark.trap("cron-dependent")
    def test_it_comes_back_by_itself_the_day_it_said(self, decision, jeunes, cast, time_machine):
        assert to_review(cast.chargee) == []
        assert not get_a_reviser(jeunes)
        later(time_machine, 10)
        cast.chargee.refresh_from_db()
        assert to_review(cast.chargee) == ["Décision à réviser : Ouvrir le soir"]
        assert list(get_a_reviser(jeunes)) == [decision]
        assert Decision.objects.with_issue().get().situation[0] == "à réviser"
        assert to_review(cast.directrice) == []

    def test_the_next_meeting_is_offered_it_and_names_it(self, decision, jeunes, cast, client_of, time_machine):
        later(time_machine)
        client = client_of(cast.chargee)
        form = client.get(at("reunion_add", jeunes.pk)).text
        assert "Décisions à revoir" in form
        assert decision.reference in form
        debut = (timezone.localtime() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
        given = {"titre": "Rentrée", "debut": debut, "duree": 60, "lieu": "Ici", "revoir": [decision.pk]}
        address = client.post(at("reunion_add", jeunes.pk), given).url
        assert "Ouvrir le soir" in client.get(address).text
        assert not get_a_reviser(jeunes)  # it is on an agenda

    def test_a_meeting_planned_before_is_told_what_falls_due_by_its_day(self, decision, jeunes, cast, client_of):
        reunion = make_reunion(jeunes, debut=timezone.now() + timedelta(days=20))
        client = client_of(cast.chargee)
        assert "à réviser d’ici cette réunion" in client.get(at("reunion_detail", reunion.pk)).text
        for _ in range(2):
            client.post(at("reunion_review", reunion.pk))
        assert list(reunion.points.get(genre="revision").decisions_revues.all()) == [decision]
        assert client_of(cast.directrice).post(at("reunion_review", reunion.pk)).status_code in (FORBIDDEN, MISSING)

    def test_nothing_of_closed_doors_is_put_on_an_open_agenda(self, jeunes, cast, time_machine):
        compte_rendu = make_projet(jeunes, cast.chargee)
        secret = make_point(compte_rendu.reunion, is_huis_clos=True)
        make_decision(compte_rendu.reunion, "Situation de Mme X", point=secret, revoir_le=days(1))
        circulate_compte_rendu(compte_rendu, by=cast.chargee)
        later(time_machine)
        assert not get_a_reviser(jeunes)
        assert to_review(cast.chargee) == []

    def test_confirmed_it_comes_back_another_day_and_keeps_its_history(self, decision, cast, client_of, time_machine):
        later(time_machine)
        client = client_of(cast.chargee)
        next_time = (timezone.localdate() + timedelta(days=365)).isoformat()
        given = {"revoir_le": next_time, "motif": "Ça marche.", "vues": 0}
        assert client.post(at("decision_confirm", decision.pk), given).status_code == 302
        now = Decision.objects.with_issue().get()
        assert (now.situation[0], now.revoir_le) == ("en vigueur", decision.revoir_le)
        assert now.a_revoir_le.isoformat() == next_time
        shown = client.get(at("decision_detail", decision.pk)).text
        assert "Confirmée" in shown
        assert "En application" in shown  # an action is still to be done
        assert "Ça marche." in shown

    def test_repealed_it_stays_readable_with_its_reason(self, decision, cast, client_of):
        client = client_of(cast.chargee)
        refused = client.post(at("decision_repeal", decision.pk), {"motif": "", "vues": 0})
        assert "Ce champ est vide" in refused.text
        client.post(at("decision_repeal", decision.pk), {"motif": "Le local a fermé.", "vues": 0})
        assert Decision.objects.get().etat == Etat.ABROGEE
        assert "Le local a fermé." in client_of(cast.directrice).get(at("decision_detail", decision.pk)).text
        again = client.post(at("decision_repeal", decision.pk), {"motif": "Encore", "vues": 1})
        assert again.status_code == CONFLICT

    @pytest.mark.trap("silent-overwrite")
    def test_two_people_do_not_review_over_each_other(self, decision, cast, client_of):
        client = client_of(cast.chargee)
        client.post(at("decision_confirm", decision.pk), {"revoir_le": days(30).isoformat(), "vues": 0})
        second = client.post(at("decision_repeal", decision.pk), {"motif": "Plus d’actualité", "vues": 0})
        assert second.status_code == CONFLICT
        assert "l’a confirmée" in second.text
        assert "Plus d’actualité" in second.text
        assert Decision.objects.get().etat == Etat.PROCLAMEE

    def test_rewritten_by_another_once_its_minutes_circulate(self, decision, jeunes, cast, client_of):
        compte_rendu = make_projet(jeunes, cast.chargee)
        new = decide(compte_rendu.reunion, cast.chargee, "Ouvrir le samedi", remplace=decision)
        assert Decision.objects.with_issue().get(pk=decision.pk).is_en_vigueur
        circulate_compte_rendu(compte_rendu, by=cast.chargee)
        assert Decision.objects.with_issue().get(pk=decision.pk).situation[0] == "révisée"
        client = client_of(cast.directrice)
        assert "Ouvrir le samedi" in client.get(at("decision_detail", decision.pk)).text
        assert "Ouvrir le soir" in client.get(at("decision_detail", new.pk)).text
        with pytest.raises(ValidationError, match="plus, en vigueur"):
            actions.repeal_decision(decision, motif="Trop tard", vues=0, by=cast.chargee)

    def test_one_that_was_refused_replaces_nothing(self, decision, jeunes, cast):
        compte_rendu = make_projet(jeunes, cast.chargee)
        decide(compte_rendu.reunion, cast.chargee, "Fermer", objection="Non.", remplace=decision)
        circulate_compte_rendu(compte_rendu, by=cast.chargee)
        assert Decision.objects.with_issue().get(pk=decision.pk).is_en_vigueur

    def test_the_live_page_offers_what_may_be_replaced(self, decision, jeunes, cast, client_of):
        reunion = make_seance(jeunes, cast.chargee).reunion
        client = client_of(cast.chargee)
        assert f"{decision.reference} : Ouvrir le soir" in client.get(at("compte_rendu_edit", reunion.pk)).text
        given = {"texte": "Ouvrir le samedi", "mode": "consentement", "remplace": decision.pk}
        client.post(at("decision_add", reunion.points.first().pk), given)
        assert Decision.objects.get(texte="Ouvrir le samedi").remplace == decision

    def test_only_who_leads_or_holds_the_pen_now_reviews(self, decision, jeunes, cast):
        given = {"motif": "Non", "vues": 0}
        with pytest.raises(PermissionDenied):
            actions.repeal_decision(decision, **given, by=cast.directrice)
        make_reunion(jeunes, etat="en_cours", secretaire=cast.directrice)
        actions.repeal_decision(decision, **given, by=cast.directrice)

    def test_a_review_is_written_once(self, decision, cast):
        actions.confirm_decision(decision, revoir_le=days(40), vues=0, by=cast.chargee)
        for do in (lambda: Revision.objects.update(revoir_le=days(50)), lambda: Revision.objects.all().delete()):
            with pytest.raises(DatabaseError), transaction.atomic():
                do()

    @pytest.mark.parametrize("offset", [-1, 0, 4000])
    def test_a_date_that_is_no_review_is_refused(self, decision, cast, offset):
        with pytest.raises(ValidationError, match="Choisissez une autre date"):
            actions.confirm_decision(decision, revoir_le=days(offset), vues=0, by=cast.chargee)


class TestRule:
    def test_it_is_chosen_and_only_for_what_comes(self, decision, jeunes, cast, client_of):
        client = client_of(cast.chargee)
        address = at("regle_edit", jeunes.pk)
        refused = client.post(address, {"voix_par": "personne", "quorum": "nombre", "version": 0})
        assert "indiquez-le, 1 au moins" in refused.text
        client.post(address, {"voix_par": "personne", "quorum": "moitie", "version": 0})
        assert (jeunes.regle_decision.voix_par, jeunes.regle_decision.quorum) == ("personne", "moitie")
        assert Decision.objects.get().voix_par == "association"
        assert client_of(cast.directrice).get(address).status_code == FORBIDDEN

    @pytest.mark.trap("silent-overwrite")
    def test_a_second_writer_sees_what_the_first_wrote(self, jeunes, cast, client_of):
        client = client_of(cast.chargee)
        address = at("regle_edit", jeunes.pk)
        client.post(address, {"voix_par": "association", "quorum": "tiers", "version": 0})
        second = client.post(address, {"voix_par": "personne", "quorum": "moitie", "version": 0})
        assert second.status_code == CONFLICT
        assert "le tiers" in second.text
        assert jeunes.regle_decision.quorum == "tiers"
        assert 'name="version" value="1"' in second.text


def test_circulated_states_are_those_of_the_triggers():
    assert set(CompteRendu.DIFFUSES) == {"diffuse", "approuve"}
