"""Decisions: who has a voice, what a vote gives."""

import subprocess
from datetime import timedelta
from fractions import Fraction

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from collectifs.actions import decisions as actions
from collectifs.actions.suites import OUVRIR
from collectifs.completude import check_completeness
from collectifs.documents import CompteRenduPdf
from collectifs.electorat import compute_electorat
from collectifs.models import (
    Decision,
    Participation,
    PersonneDePassage,
    Presence,
    RegleDecision,
)
from collectifs.models.votes import COUNTED, RULES, Mode, Quorum, Resultat, compute_quorum, compute_resultat
from collectifs.queries import get_electorat, get_minutes
from members.models import Association, Personne
from socle.pdf import render_pdf
from tests.factories.collectifs import (
    days,
    decide,
    make_decision,
    make_participation,
    make_presence,
    make_reunion,
    make_seance,
    point,
)
from tests.factories.members import make_association, make_personne

Etat = Decision.Etat
voices = st.integers(min_value=0, max_value=400)
counts = st.fixed_dictionaries(dict.fromkeys(("pour", "contre", "abstentions", "blancs"), voices))


def at(name, *args):
    return reverse(f"collectifs:{name}", args=args)


def names(electorat):
    return sorted(str(votant) for votant in electorat.comptes)


def read_pdf(content):
    done = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True)
    return " ".join(done.stdout.decode().replace("\u202f", " ").replace("\u00a0", " ").split())


class TestRules:
    """Each rule against its sentence, written another way."""

    @given(count=counts)
    def test_simple(self, count):
        adopted = compute_resultat(Mode.MAJORITE_SIMPLE, **count) == Resultat.ADOPTEE
        assert adopted is (count["pour"] - count["contre"] >= 1)

    @given(count=counts)
    def test_absolute_is_over_half_of_everybody_who_voted(self, count):
        adopted = compute_resultat(Mode.MAJORITE_ABSOLUE, **count) == Resultat.ADOPTEE
        voters = sum(count.values())
        assert adopted is (voters > 0 and Fraction(count["pour"], max(voters, 1)) > Fraction(1, 2))

    @pytest.mark.trap("empty-vote")
    @given(count=counts)
    def test_two_thirds_exactly_and_never_of_nothing(self, count):
        said = count["pour"] + count["contre"]
        adopted = compute_resultat(Mode.DEUX_TIERS, **count) == Resultat.ADOPTEE
        assert adopted is (said > 0 and Fraction(count["pour"], max(said, 1)) >= Fraction(2, 3))

    @given(mode=st.sampled_from(COUNTED), number=voices, abstentions=voices)
    def test_a_tie_adopts_nothing(self, mode, number, abstentions):
        resultat = compute_resultat(mode, pour=number, contre=number, abstentions=abstentions)
        assert resultat == (Resultat.REJETEE if number else Resultat.SANS_VOTE)

    @given(contre=voices, objection=st.sampled_from(["", "Trop cher."]))
    def test_consent_and_consensus_fall_with_one_against(self, contre, objection):
        for mode in (Mode.CONSENTEMENT, Mode.CONSENSUS):
            adopted = compute_resultat(mode, contre=contre, objection=objection) == Resultat.ADOPTEE
            assert adopted is (contre == 0 and not objection)

    @pytest.mark.trap("empty-vote")
    @given(mode=st.sampled_from(Mode.values))
    def test_nobody_to_vote_adopts_nothing(self, mode):
        assert compute_resultat(mode, voix=0) == Resultat.SANS_VOTE

    @given(mode=st.sampled_from(Mode.values), count=counts, quorum=st.integers(1, 400), lacking=st.integers(1, 400))
    def test_under_the_quorum_nothing_is_decided(self, mode, count, quorum, lacking):
        voix = max(0, quorum - lacking)
        assert compute_resultat(mode, **count, voix=voix, quorum=quorum) == Resultat.SANS_QUORUM
        reached = compute_resultat(mode, **count, voix=quorum, quorum=quorum)
        assert reached == compute_resultat(mode, **count)

    @given(base=st.integers(0, 500))
    def test_a_quorum_is_rounded_up_and_never_nothing(self, base):
        shares = {Quorum.TIERS: Fraction(1, 3), Quorum.MOITIE: Fraction(1, 2), Quorum.DEUX_TIERS: Fraction(2, 3)}
        for regle, share in shares.items():
            quorum = compute_quorum(regle, base=base)
            assert quorum >= max(1, share * base)
            assert quorum - 1 < max(1, share * base)
        assert compute_quorum(Quorum.AUCUN, base=base) is None
        assert compute_quorum(Quorum.NOMBRE, base=base, nombre=7) == 7

    def test_every_mode_has_its_sentence(self):
        assert set(RULES) == set(Mode)


class TestSqlAgrees:
    """The register sorts by a result that the database computes: it is the same as the one that is printed."""

    def test_on_every_small_count(self, jeunes):
        reunion = make_reunion(jeunes)
        objections = ["", "Non."]
        Decision.objects.bulk_create(
            Decision(
                reunion=reunion,
                texte="x",
                mode=mode,
                pour=pour,
                contre=contre,
                abstentions=abstentions,
                blancs=1,
                voix=voix,
                quorum=quorum,
                objection=objection,
            )
            for mode in Mode
            for objection in objections[: 1 if mode in COUNTED else 2]
            for pour in (0, 1, 2, 4)
            for contre in (0, 1, 2)
            for abstentions in (None, 3)
            for voix, quorum in ((None, None), (12, 12), (12, 13), (None, 1))
        )
        empty = Decision.objects.create(reunion=reunion, texte="vide", voix=0)
        for decision in Decision.objects.with_issue():
            assert decision.issue == decision.resultat, (
                decision.mode,
                decision.pour,
                decision.contre,
                decision.quorum,
            )
        assert Decision.objects.with_issue().get(pk=empty.pk).issue == Resultat.SANS_VOTE


class TestElectorat:
    def test_one_voice_an_association_however_many_came(self, seance):
        electorat = get_electorat(seance)
        assert names(electorat) == ["Horizon-Taravel", "Le Palier"]
        assert (electorat.base, electorat.voix) == (3, 2)

    def test_the_outsider_and_the_team_have_none(self, seance, cast):
        RegleDecision.objects.create(collectif=seance.collectif, voix_par="personne")
        carried = {votant.mandant or votant.personne for votant in get_electorat(seance).comptes}
        assert carried == {cast.directrice, cast.collegue, cast.adherente}

    @pytest.mark.trap("proxy-absent")
    def test_a_proxy_given_to_somebody_absent_counts_for_nothing_and_says_so(self, seance, cast, client_of):
        point(seance, cast.directrice, is_presente=False)
        electorat = get_electorat(seance)
        assert names(electorat) == ["Le Palier"]  # the colleague came
        assert [str(v.mandant) for v in electorat.ecartes] == [str(cast.adherente)]
        decision = decide(seance, cast.chargee, mode="simple", pour=1, contre=0)
        assert decision.votants.get(voix=0).ecart == "absent"
        shown = client_of(cast.chargee).get(at("decision_detail", decision.pk)).text
        assert "n’est pas là : ce pouvoir ne compte pas" in shown
        with pytest.raises(ValidationError, match="Il n’y en a que 1"):
            decide(seance, cast.chargee, mode="simple", pour=2, contre=0)

    def test_two_proxies_a_holder_and_no_more(self, seance, cast):
        for rank in range(3):
            personne = make_personne(f"Mandant{rank}")
            make_participation(seance.collectif, personne, make_association(f"Loin {rank}"))
            association = personne.participations.get().association
            given_on = timezone.now() + timedelta(minutes=rank)
            make_presence(
                seance,
                personne,
                association=association,
                reponse="pouvoir",
                pouvoir_a=cast.collegue,
                repondu_le=given_on,
            )
        electorat = get_electorat(seance)
        assert [v.ecart for v in electorat.ecartes] == ["trop"]
        assert str(electorat.ecartes[0].mandant) == str(personne)

    def test_who_gave_a_proxy_and_came_speaks_for_themselves(self, seance, cast):
        point(seance, cast.adherente, is_presente=True)
        [votant] = [v for v in get_electorat(seance).comptes if v.association == cast.horizon]
        assert (votant.personne, votant.mandant) == (cast.adherente, None)

    def test_somebody_passing_by_may_carry_the_voice_of_their_association(self, seance, cast):
        fields = {"reunion": seance, "notee_par": cast.chargee}
        PersonneDePassage.objects.create(nom="Ilan Corvès", association=cast.tierce, **fields)
        PersonneDePassage.objects.create(nom="Une voisine", **fields)
        assert names(get_electorat(seance)) == ["Horizon-Taravel", "La Passerelle", "Le Palier"]

    def test_an_association_that_left_before_the_meeting_has_none(self, seance, cast):
        seance.collectif.participations.filter(association=cast.horizon).update(fin=days(-1))
        seance.debut = timezone.now()
        assert names(get_electorat(seance)) == ["Le Palier"]

    @given(
        rows=st.lists(
            st.tuples(st.integers(1, 4), st.sampled_from([True, False, None]), st.integers(0, 8)), max_size=8
        ),
        voix_par=st.sampled_from(["association", "personne"]),
    )
    def test_never_two_voices_for_one_nor_more_than_there_could_be(self, rows, voix_par):
        """Whatever the attendance: no voice twice, none beyond the base, no proxy on an absent holder."""
        people = [make_person(rank) for rank in range(len(rows) + 1)]
        presences = [
            make_row(people, rank, association, here, holder) for rank, (association, here, holder) in enumerate(rows)
        ]
        parts = [Participation(association=p.association, personne=p.personne) for p in presences]
        electorat = compute_electorat(RegleDecision(voix_par=voix_par), parts, presences)
        by_association = voix_par == "association"
        keys = [v.association_id if by_association else (v.mandant or v.personne).pk for v in electorat.comptes]
        assert len(keys) == len(set(keys))
        assert electorat.voix <= electorat.base
        there = {p.personne_id for p in presences if p.is_presente}
        assert all(v.personne.pk in there for v in electorat.comptes)
        carried = [v.personne.pk for v in electorat.comptes if v.mandant]
        assert all(carried.count(pk) <= 2 for pk in carried)


def make_person(rank):
    return Personne(pk=rank + 1, nom=f"P{rank}")


def make_row(people, rank, association, here, holder):
    given_to = people[holder] if holder < len(people) and holder != rank else None
    return Presence(
        pk=rank + 1,
        personne=people[rank],
        association=Association(pk=association, nom=f"A{association}"),
        is_presente=here,
        pouvoir_a=given_to,
    )


class TestVoting:
    def test_consent_stays_three_fields_even_before_anybody_is_pointed(self, jeunes, cast, client_of):
        reunion = make_seance(jeunes, cast.chargee).reunion
        given = {"texte": "Ouvrir", "mode": "consentement"}
        client_of(cast.chargee).post(at("decision_add", reunion.points.first().pk), given)
        decision = Decision.objects.get()
        assert (decision.etat, decision.resultat, decision.voix) == (Etat.PROCLAMEE, Resultat.ADOPTEE, None)

    def test_a_count_before_anybody_is_pointed_says_what_to_do(self, jeunes, cast):
        reunion = make_seance(jeunes, cast.chargee).reunion
        with pytest.raises(ValidationError, match="Cochez les présences"):
            decide(reunion, cast.chargee, mode="simple", pour=3, contre=0)
        RegleDecision.objects.create(collectif=jeunes, quorum="moitie")
        with pytest.raises(ValidationError, match="Cochez les présences"):
            decide(reunion, cast.chargee)
        assert not Decision.objects.exists()

    def test_no_more_voices_than_there_are(self, seance, cast):
        with pytest.raises(ValidationError, match=r"Vous avez saisi 3 voix\. Il n’y en a que 2"):
            decide(seance, cast.chargee, mode="absolue", pour=2, contre=0, blancs=1)
        with pytest.raises(IntegrityError), transaction.atomic():
            make_decision(seance, mode="simple", pour=2, contre=1, voix=2)

    def test_an_objection_says_its_reason(self, seance, cast, client_of):
        address = at("decision_add", seance.points.first().pk)
        client = client_of(cast.chargee)
        refused = client.post(
            address, {"texte": "Fermer", "mode": "consentement", "contre": 1}, headers={"HX-Request": "true"}
        )
        assert "Une objection dit sa raison" in refused.text
        assert "Fermer" in refused.text
        with pytest.raises(ValidationError, match="Une objection dit sa raison"):
            decide(seance, cast.chargee, contre=1)
        decision = decide(seance, cast.chargee, contre=1, objection="Trop tôt.")
        assert decision.resultat == Resultat.REJETEE
        assert "Trop tôt." in client.get(at("decision_detail", decision.pk)).text
        assert decide(seance, cast.chargee, mode="consensus", contre=1).resultat == Resultat.REJETEE

    def test_under_the_quorum_it_is_not_valid_and_the_minutes_say_so(self, seance, cast):
        RegleDecision.objects.create(collectif=seance.collectif, quorum="nombre", quorum_nombre=3)
        decision = decide(seance, cast.chargee, mode="simple", pour=2, contre=0)
        assert decision.resultat == Resultat.SANS_QUORUM
        text = render_pdf(CompteRenduPdf.template, CompteRenduPdf.context({"compte_rendu": seance.compte_rendu.pk}))
        words = read_pdf(text)
        assert "faute de quorum" in words
        assert "3 voix, présentes ou représentées" in words
        assert "il y en avait 2" in words
        assert "Chaque association engagée" in words

    def test_the_electorate_does_not_move_once_the_vote_is_open(self, seance, cast):
        decision = decide(seance, cast.chargee, mode="simple", geste=OUVRIR)
        point(seance, cast.lointaine, is_presente=True)
        RegleDecision.objects.create(collectif=seance.collectif, voix_par="personne", quorum="nombre", quorum_nombre=9)
        assert names(get_electorat(seance)) != []
        with pytest.raises(ValidationError, match="Il n’y en a que 2"):
            actions.proclaim_decision(decision, pour=3, contre=0, by=cast.chargee)
        done = actions.proclaim_decision(decision, pour=2, contre=0, by=cast.chargee)
        assert (done.resultat, done.quorum, done.voix_par) == (Resultat.ADOPTEE, None, "association")

    def test_proposed_then_put_to_the_vote_then_proclaimed(self, seance, cast, client_of):
        client = client_of(cast.chargee)
        address = at("decision_add", seance.points.first().pk)
        client.post(address, {"texte": "Ouvrir", "mode": "deux_tiers", "geste": "proposer"})
        decision = Decision.objects.get()
        assert (decision.etat, decision.numero, decision.resultat) == (Etat.PROPOSEE, None, None)
        assert "Proposée" in client.get(at("compte_rendu_edit", seance.pk)).text
        assert client.post(at("decision_open", decision.pk)).url == at("decision_vote", decision.pk)
        form = client.get(at("decision_vote", decision.pk)).text
        assert "Horizon-Taravel" in form
        assert "deux tiers des suffrages exprimés" in form
        refused = client.post(at("decision_vote", decision.pk), {"pour": 7, "contre": 0})
        assert "Vous avez saisi 7 voix" in refused.text
        assert 'value="7"' in refused.text
        client.post(at("decision_vote", decision.pk), {"pour": 1, "contre": 1})
        decision.refresh_from_db()
        assert (decision.etat, decision.resultat, decision.numero) == (Etat.PROCLAMEE, Resultat.REJETEE, 1)

    def test_a_roll_call_keeps_each_voice(self, seance, cast, client_of):
        client = client_of(cast.chargee)
        given = {"texte": "Ouvrir", "mode": "simple", "scrutin": "appel"}
        response = client.post(at("decision_add", seance.points.first().pk), given)
        decision = Decision.objects.get()
        assert response.url == at("decision_vote", decision.pk)
        first, second = decision.votants.order_by("pk")
        lacking = client.post(response.url, {f"voix-{first.pk}": "pour"})
        assert "Rien n’est choisi" in lacking.text
        client.post(response.url, {f"voix-{first.pk}": "pour", f"voix-{second.pk}": "retrait"})
        decision.refresh_from_db()
        assert (decision.pour, decision.contre, decision.resultat) == (1, 0, Resultat.ADOPTEE)
        shown = client.get(at("decision_detail", decision.pk)).text
        assert "N’a pas pris part au vote" in shown

    def test_a_secret_vote_keeps_totals_only(self, seance, cast):
        decision = decide(seance, cast.chargee, mode="simple", scrutin="secret", geste=OUVRIR)
        with pytest.raises(DatabaseError), transaction.atomic():
            decision.votants.update(vote="pour")
        actions.proclaim_decision(decision, pour=1, contre=1, by=cast.chargee)
        assert not decision.votants.exclude(vote="").exists()

    def test_how_each_voted_is_said_of_a_roll_call_only(self, seance, cast, client_of):
        decision = decide(seance, cast.chargee, mode="simple", pour=2, contre=0)
        shown = client_of(cast.chargee).get(at("decision_detail", decision.pk)).text
        assert "Horizon-Taravel" in shown
        assert "pas pris part" not in shown

    def test_only_who_holds_the_pen_opens_and_proclaims(self, seance, cast):
        decision = decide(seance, cast.chargee, mode="simple", geste=OUVRIR)
        with pytest.raises(PermissionDenied):
            actions.proclaim_decision(decision, pour=1, contre=0, by=cast.directrice)

    @pytest.mark.trap("accept-after-refuse")
    def test_a_vote_closed_twice_is_closed_once(self, seance, cast):
        decision = decide(seance, cast.chargee, mode="simple", geste=OUVRIR)
        actions.proclaim_decision(decision, pour=0, contre=2, by=cast.chargee)
        with pytest.raises(ValidationError, match="déjà au stade"):
            actions.proclaim_decision(decision, pour=2, contre=0, by=cast.chargee)
        assert Decision.objects.get().resultat == Resultat.REJETEE

    def test_a_vote_left_open_is_missing_from_the_minutes(self, seance, cast):
        decide(seance, cast.chargee, mode="simple", geste=OUVRIR)
        minutes = get_minutes(seance.compte_rendu, with_huis_clos=False)
        assert not check_completeness(minutes)[10].ok
