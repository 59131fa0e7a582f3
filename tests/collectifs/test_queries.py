from datetime import timedelta

import pytest
from django.utils import timezone

from collectifs.actions.comptes_rendus import circulate_compte_rendu
from collectifs.completude import missing_for_approval
from collectifs.models import CompteRendu, Decision, Presence
from collectifs.queries import (
    count_by_category,
    find_people,
    get_actions_of,
    get_attentes,
    get_checklist,
    get_collectifs,
    get_hub,
    get_mine,
    get_minutes_to_approve,
    get_register,
    split_by_address,
)
from tests.factories.collectifs import (
    days,
    make_action,
    make_collectif,
    make_convoquee,
    make_decision,
    make_participation,
    make_point,
    make_projet,
    make_seance,
)
from tests.factories.members import make_association, make_personne, yesterday


def titles(personne):
    return [attente.title for attente in get_attentes(personne)]


class TestAttentes:
    def test_a_meeting_to_answer_until_it_is_answered(self, cast, jeunes):
        reunion = make_convoquee(jeunes, cast.chargee)
        assert titles(cast.directrice) == ["Dire si vous venez : Le forum"]
        reunion.presences.filter(personne=cast.directrice).update(reponse="vient")
        assert titles(cast.directrice) == []

    @pytest.mark.trap("cron-dependent")
    def test_no_answer_is_awaited_once_the_meeting_began(self, cast, jeunes, time_machine):
        reunion = make_convoquee(jeunes, cast.chargee)
        time_machine.move_to(reunion.debut + timedelta(minutes=1))
        assert titles(cast.directrice) == []

    def test_late_and_near_actions_but_not_the_far_ones(self, cast, jeunes):
        for texte, offset in (("En retard", -4), ("Bientôt", 3), ("Plus tard", 60)):
            make_action(jeunes, cast.directrice, texte, echeance=days(offset))
        found = {attente.title: attente.tone for attente in get_attentes(cast.directrice)}
        assert found == {"En retard": "late", "Bientôt": "wait"}

    def test_minutes_to_circulate_for_whoever_wrote_and_whoever_leads(self, cast, jeunes):
        minutes = make_projet(jeunes, cast.chargee, secretaire=cast.collegue)
        for personne in (cast.chargee, cast.collegue):
            assert titles(personne) == ["Diffuser le compte rendu : Le forum"]
        circulate_compte_rendu(minutes, by=cast.chargee)
        assert titles(cast.chargee) == []

    @pytest.mark.rule("R10")
    def test_an_overdue_collective_for_its_referent_alone(self, cast, jeunes):
        jeunes.echeance = yesterday()
        jeunes.save()
        assert titles(cast.chargee) == ["Le collectif Jeunes a passé son échéance"]
        assert titles(cast.directrice) == []

    def test_every_attente_leads_to_a_page_the_person_may_open(self, cast, jeunes, client_of):
        make_convoquee(jeunes, cast.chargee)
        make_projet(jeunes, cast.chargee)
        make_action(jeunes, cast.chargee, echeance=yesterday())
        jeunes.echeance = yesterday()
        jeunes.save()
        attentes = get_attentes(cast.chargee)
        assert len(attentes) == 4
        client = client_of(cast.chargee)
        assert {client.get(attente.link).status_code for attente in attentes} == {200}


@pytest.mark.rule("R22")
class TestChecklist:
    def test_twelve_items_complete(self, cast, jeunes):
        elements = get_checklist(make_projet(jeunes, cast.chargee))
        assert [element.number for element in elements] == list(range(1, 13))
        assert [element.label for element in elements if not element.ok] == []

    def test_the_required_ones_are_those_of_the_rule(self, cast, jeunes):
        elements = get_checklist(make_projet(jeunes, cast.chargee))
        assert {e.number for e in elements if e.is_required} == {1, 2, 3, 4, 7, 8, 10, 11, 12}

    @pytest.mark.parametrize(
        ("spoil", "number"),
        [
            (lambda r: r.__class__.objects.update(lieu=""), 3),
            (lambda r: r.__class__.objects.update(ouverte_le=None, fermee_le=None), 4),
            (lambda r: r.__class__.objects.update(convoquee_le=None), 5),
            (lambda r: r.presences.update(is_presente=None), 7),
            (lambda r: r.presences.update(is_presente=False), 7),
            (lambda r: r.__class__.objects.update(secretaire=None), 8),
            (lambda r: r.compte_rendu.notes.update(texte="  "), 9),
            (lambda r: r.points.update(genre="decision"), 10),
            (lambda r: make_decision(r, point=r.points.get(), mode="simple", pour=0, contre=0), 11),
            (lambda r: r.__class__.objects.update(fermee_le=None), 12),
        ],
    )
    def test_each_absence_is_seen(self, cast, jeunes, spoil, number):
        compte_rendu = make_projet(jeunes, cast.chargee)
        spoil(compte_rendu.reunion)
        elements = get_checklist(CompteRendu.objects.select_related("reunion__collectif").get(pk=compte_rendu.pk))
        assert number in {element.number for element in elements if not element.ok}
        assert all(element.todo for element in elements)

    def test_only_required_items_keep_from_approval(self, cast, jeunes):
        compte_rendu = make_projet(jeunes, cast.chargee)
        compte_rendu.notes.update(texte="")
        assert missing_for_approval(get_checklist(compte_rendu)) == []


class TestRegister:
    def test_searches_every_word_across_collectives(self, cast, jeunes):
        for collectif in (jeunes, make_collectif("Famille")):
            reunion = circulate_compte_rendu(make_projet(collectif, cast.chargee), by=cast.chargee).reunion
            make_decision(reunion, f"Ouvrir un local le soir, {collectif}")
        assert get_register(cast.adherente, words="local soir").count() == 2
        assert get_register(cast.adherente, words="local famille").count() == 1
        assert get_register(cast.adherente, words="local", collectif=jeunes).count() == 1

    def test_never_finds_what_was_behind_closed_doors_nor_not_yet_circulated(self, cast, jeunes):
        sent = circulate_compte_rendu(make_projet(jeunes, cast.chargee), by=cast.chargee).reunion
        make_decision(sent, "Situation difficile", point=make_point(sent, is_huis_clos=True))
        make_decision(make_projet(jeunes, cast.chargee).reunion, "Situation nouvelle")
        assert not get_register(cast.directrice, words="situation").exists()
        assert get_register(cast.chargee, words="situation").count() == Decision.objects.count()


class TestLists:
    def test_hub_counts_what_may_be_read(self, cast, jeunes):
        make_participation(jeunes, association=make_association())
        make_action(jeunes, cast.directrice)
        make_action(jeunes, cast.directrice, faite_le=days(0))
        reunion = make_projet(jeunes, cast.chargee).reunion
        make_action(jeunes, cast.collegue, point=make_point(reunion, is_huis_clos=True), reunion=reunion)
        hub = get_hub(jeunes, cast.adherente)
        assert hub["figures"] == {"associations": 2, "tenues": 1, "toutes": 2, "faites": 1}
        assert get_hub(jeunes, cast.chargee)["figures"]["toutes"] == 3

    def test_list_says_late_and_engaged_without_multiplying(self, cast, jeunes):
        for offset in (-3, -2, 5):
            make_action(jeunes, cast.directrice, echeance=days(offset))
        make_participation(jeunes, association=cast.horizon)
        listed = get_collectifs(cast.directrice).get()
        assert (listed.en_retard, listed.associations_engagees) == (2, 2)

    def test_actions_by_state(self, cast, jeunes):
        late = make_action(jeunes, cast.directrice, echeance=yesterday())
        done = make_action(jeunes, cast.directrice, faite_le=days(0))
        assert list(get_actions_of(jeunes, cast.directrice, "retard")) == [late]
        assert list(get_actions_of(jeunes, cast.directrice, "finies")) == [done]
        assert get_actions_of(jeunes, cast.directrice, "toutes").count() == 2
        mine = [list(get_mine(cast.directrice, etat)) for etat in ("a_faire", "faites")]
        assert mine == [[late], [done]]

    def test_oldest_circulated_minutes_come_first_to_approval(self, cast, jeunes):
        assert not get_minutes_to_approve(jeunes)
        late = make_projet(jeunes, cast.chargee, debut=timezone.now() + timedelta(days=9))
        soon = make_projet(jeunes, cast.chargee, debut=timezone.now() + timedelta(days=2))
        for minutes in (late, soon):
            circulate_compte_rendu(minutes, by=cast.chargee)
        assert list(get_minutes_to_approve(jeunes)) == [soon, late]

    def test_people_are_found_without_accents_and_not_twice(self, cast, jeunes):
        assert list(find_people("diombere", out_of=jeunes, by=cast.chargee)) == []
        assert list(find_people("tranvallon", out_of=jeunes, by=cast.chargee)) == [cast.adherente]
        assert list(find_people("t", out_of=jeunes, by=cast.chargee)) == []

    def test_who_is_to_be_told_in_another_way(self, cast):
        silent = make_personne("Sansadresse", email=None)
        shared = make_personne("Partage", email=None, courriel_partage="contact@lepalier.example")
        assert split_by_address([silent, shared]) == ([shared], [silent])

    def test_attendance_by_category_names_the_missing_ones(self, cast, jeunes):
        reunion = make_seance(jeunes, cast.chargee).reunion
        reunion.presences.update(is_presente=True)
        counted = {bilan.label: bilan.number for bilan in count_by_category(Presence.objects.all())}
        assert counted["équipe fédérale"] == 1
        assert counted["habitantes et habitants"] == 0
        assert sum(counted.values()) == 4
