from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from collectifs.models import ActionDecidee, Collectif, CompteRendu, Decision, Participation, Presence, Reunion
from collectifs.models.votes import Mode, Resultat, compute_resultat
from tests.factories.collectifs import (
    days,
    make_action,
    make_collectif,
    make_decision,
    make_participation,
    make_presence,
    make_projet,
    make_reunion,
    make_seance,
)
from tests.factories.members import make_affectation, make_fonction, make_personne, yesterday

Etat = Reunion.Etat
voices = st.integers(min_value=0, max_value=500)


@pytest.mark.rule("R9")
class TestSommeil:
    def test_asleep_without_a_holder_today(self, db):
        collectif = make_collectif(fonction="Chargée de mission séniors")
        assert collectif.is_en_sommeil

    def test_awake_as_soon_as_somebody_holds_the_function(self, db):
        collectif = make_collectif(fonction="Chargée de mission séniors")
        make_affectation(make_personne(), make_fonction("Chargée de mission séniors"))
        assert not Collectif.objects.get(pk=collectif.pk).is_en_sommeil

    @pytest.mark.trap("cron-dependent")
    def test_asleep_the_day_after_the_last_day_without_any_job(self, db, time_machine):
        make_affectation(make_personne(), make_fonction("Relais"), fin=days(0))
        collectif = make_collectif(fonction="Relais")
        assert not collectif.is_en_sommeil
        time_machine.move_to(timezone.now() + timedelta(days=1))
        assert Collectif.objects.get(pk=collectif.pk).is_en_sommeil

    def test_asleep_without_any_function(self, db):
        assert make_collectif(fonction=None).is_en_sommeil

    def test_the_list_knows_it_too(self, cast):
        make_collectif("Éveillé")
        make_collectif("Endormi", fonction="Personne ne l’exerce")
        listed = {c.nom: c.is_en_sommeil for c in Collectif.objects.with_referents()}
        assert listed == {"Éveillé": False, "Endormi": True}


@pytest.mark.rule("R10")
class TestEcheance:
    @pytest.mark.parametrize(("offset", "overdue"), [(-1, True), (0, False), (1, False)])
    def test_overdue_from_the_day_after(self, db, offset, overdue):
        assert make_collectif(echeance=days(offset)).is_overdue is overdue

    def test_not_overdue_once_closed(self, db):
        assert not make_collectif(echeance=days(-9), clos_le=days(-1)).is_overdue

    def test_what_is_lacking_is_named(self, db):
        assert make_collectif().lacks == ["résultat attendu", "échéance"]
        assert make_collectif(resultat_attendu="Un guide", echeance=days(9)).lacks == []


@pytest.mark.trap("state-bypass")
class TestTransitions:
    @pytest.mark.parametrize("start", Etat)
    @pytest.mark.parametrize("end", Etat)
    def test_the_database_refuses_what_the_table_does_not_allow(self, jeunes, start, end):
        reunion = make_reunion(jeunes, etat=start)
        if start == end:
            return
        move = Reunion.objects.filter(pk=reunion.pk).update
        if reunion.can_become(end):
            assert move(etat=end) == 1
        else:
            with pytest.raises(DatabaseError), transaction.atomic():
                move(etat=end)

    @pytest.mark.parametrize("start", CompteRendu.Etat)
    @pytest.mark.parametrize("end", CompteRendu.Etat)
    def test_minutes_never_go_back(self, jeunes, start, end):
        compte_rendu = CompteRendu.objects.create(reunion=make_reunion(jeunes), etat=start)
        if start == end:
            return
        move = CompteRendu.objects.filter(pk=compte_rendu.pk).update
        if compte_rendu.can_become(end):
            assert move(etat=end) == 1
        else:
            with pytest.raises(DatabaseError), transaction.atomic():
                move(etat=end)


class TestVotes:
    @pytest.mark.trap("empty-vote")
    @given(mode=st.sampled_from([Mode.MAJORITE_SIMPLE, Mode.MAJORITE_ABSOLUE, Mode.DEUX_TIERS]), abstentions=voices)
    def test_no_voice_adopts_nothing(self, mode, abstentions):
        assert compute_resultat(mode, abstentions=abstentions, blancs=3) == Resultat.SANS_VOTE

    @given(pour=voices, contre=voices, abstentions=voices, blancs=voices)
    def test_a_voice_more_never_turns_adoption_into_rejection(self, pour, contre, abstentions, blancs):
        count = {"contre": contre, "abstentions": abstentions, "blancs": blancs}
        for mode in (Mode.MAJORITE_SIMPLE, Mode.MAJORITE_ABSOLUE, Mode.DEUX_TIERS):
            if compute_resultat(mode, pour=pour, **count) == Resultat.ADOPTEE:
                assert compute_resultat(mode, pour=pour + 1, **count) == Resultat.ADOPTEE

    @given(pour=voices, contre=voices, abstentions=voices)
    def test_two_thirds_and_absolute_ask_at_least_as_much_as_simple(self, pour, contre, abstentions):
        count = {"pour": pour, "contre": contre, "abstentions": abstentions}
        for mode in (Mode.MAJORITE_ABSOLUE, Mode.DEUX_TIERS):
            if compute_resultat(mode, **count) == Resultat.ADOPTEE:
                assert compute_resultat(Mode.MAJORITE_SIMPLE, **count) == Resultat.ADOPTEE

    @pytest.mark.parametrize(
        ("mode", "pour", "contre", "abstentions", "expected"),
        [
            (Mode.MAJORITE_SIMPLE, 5, 5, 0, Resultat.REJETEE),
            (Mode.MAJORITE_SIMPLE, 6, 5, 20, Resultat.ADOPTEE),
            (Mode.MAJORITE_ABSOLUE, 6, 5, 1, Resultat.REJETEE),
            (Mode.MAJORITE_ABSOLUE, 7, 5, 1, Resultat.ADOPTEE),
            (Mode.DEUX_TIERS, 6, 3, 5, Resultat.ADOPTEE),
            (Mode.DEUX_TIERS, 5, 3, 0, Resultat.REJETEE),
        ],
    )
    def test_at_the_limit(self, mode, pour, contre, abstentions, expected):
        assert compute_resultat(mode, pour=pour, contre=contre, abstentions=abstentions) == expected

    def test_a_reasoned_objection_stops_consent(self):
        assert compute_resultat(Mode.CONSENTEMENT) == Resultat.ADOPTEE
        assert compute_resultat(Mode.CONSENTEMENT, objection="Trop cher.") == Resultat.REJETEE

    def test_a_majority_without_a_count_is_refused(self, jeunes):
        decision = Decision(reunion=make_reunion(jeunes), texte="Adopter", mode=Mode.DEUX_TIERS)
        with pytest.raises(ValidationError, match="Une majorité se compte"):
            decision.full_clean()
        with pytest.raises(IntegrityError), transaction.atomic():
            decision.save()

    def test_each_mode_says_its_rule(self, jeunes):
        for mode in Mode:
            assert Decision(mode=mode).rule_text


class TestActions:
    def test_late_is_derived(self, jeunes, cast):
        action = make_action(jeunes, cast.directrice, echeance=yesterday())
        assert action.is_en_retard
        assert list(ActionDecidee.objects.en_retard()) == [action]
        assert "retard" not in {field.name for field in ActionDecidee._meta.fields}

    @pytest.mark.parametrize("fields", [{"faite_le": days(0)}, {"abandonnee_le": days(0), "motif_abandon": "Non"}])
    def test_what_is_finished_is_not_late(self, jeunes, cast, fields):
        action = make_action(jeunes, cast.directrice, echeance=yesterday(), **fields)
        assert not action.is_en_retard
        assert not ActionDecidee.objects.en_retard().exists()

    def test_never_done_and_dropped(self, jeunes, cast):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_action(jeunes, cast.directrice, faite_le=days(0), abandonnee_le=days(0), motif_abandon="Non")

    def test_dropped_needs_a_reason(self, jeunes, cast):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_action(jeunes, cast.directrice, abandonnee_le=days(0))

    def test_the_badge_grows_pressing(self, jeunes, cast):
        tones = [make_action(jeunes, cast.directrice, echeance=days(n)).tone for n in (-1, 5, 60)]
        assert tones == ["late", "wait", "neutral"]


class TestPresence:
    def test_a_proxy_names_somebody(self, jeunes, cast):
        presence = Presence(reunion=make_reunion(jeunes), personne=cast.directrice, reponse="pouvoir")
        with pytest.raises(ValidationError, match="choisissez la personne"):
            presence.full_clean()

    def test_not_to_oneself(self, jeunes, cast):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_presence(make_reunion(jeunes), cast.directrice, reponse="pouvoir", pouvoir_a=cast.directrice)


class TestParticipation:
    def test_of_somebody(self, jeunes):
        with pytest.raises(ValidationError, match="Indiquez une personne"):
            Participation(collectif=jeunes).full_clean()

    def test_once_at_a_time(self, jeunes, cast):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_participation(jeunes, cast.directrice)

    def test_again_after_an_end(self, jeunes, cast):
        make_participation(jeunes, cast.adherente, fin=yesterday())
        make_participation(jeunes, cast.adherente)


class TestHistory:
    def test_every_version_of_a_note_is_kept(self, jeunes, cast):
        note = make_seance(jeunes, cast.chargee).notes.get()
        for texte in ("un", "deux"):
            note.texte = texte
            note.save()
        assert list(note.events.order_by("pgh_id").values_list("texte", flat=True)) == ["", "un", "deux"]

    def test_a_decision_taken_back_leaves_its_history(self, jeunes, cast):
        decision = make_decision(make_projet(jeunes, cast.chargee).reunion)
        pk = decision.pk
        history = Decision.pgh_event_model.objects.filter(pgh_obj_id=pk)
        decision.delete()
        assert history.get().texte == "Adopter le budget."


@pytest.mark.parametrize(
    ("etat", "offset", "expected"),
    [
        (Etat.CONVOQUEE, 1, True),
        (Etat.CONVOQUEE, -1, False),
        (Etat.BROUILLON, 1, False),
        (Etat.EN_COURS, 1, False),
        (Etat.ANNULEE, 1, False),
    ],
)
def test_answers_are_taken_until_it_begins(jeunes, etat, offset, expected):
    reunion = make_reunion(jeunes, etat=etat, debut=timezone.now() + timedelta(hours=offset))
    assert reunion.can_be_answered is expected


def test_a_meeting_lasts_from_five_minutes_to_twelve_hours(jeunes):
    for duree in (4, 721):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_reunion(jeunes, duree=duree)
