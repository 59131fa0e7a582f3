"""Votes on the pact: who votes, by which rule, secret one way, nothing out of time."""

import re
from datetime import timedelta
from threading import Barrier

import pytest
from django.core import serializers
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from members.actions.assemblees import sign_in
from members.models import Representant
from pacte import models
from pacte.actions.scrutins import cancel_scrutin, cast_vote, close_scrutin, proclaim_scrutin
from pacte.models import Emargement, ScrutinPacte, Suffrage, Urne
from pacte.queries.scrutins import compute_depouillement, find_voix, get_bureau
from socle.models import EntreeJournal
from tests.factories.debat import (
    HOUR,
    bloc_of,
    close,
    deposit,
    end_deposit,
    make_consultation,
    make_frozen,
    make_scrutin,
    vote,
)
from tests.factories.gouvernance import make_college, make_pouvoir, make_regle
from tests.factories.members import make_personne
from tests.pacte.test_concurrence import run

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(cast):
    """A text under debate and an assembly of five voters whose list is frozen."""
    make_regle("pouvoirs", 1, genre="ag")
    assemblee, voters = make_frozen(cast.admin, 5)
    return make_consultation(cast.admin), assemblee, voters


def results(scrutin):
    return compute_depouillement(get_bureau(close(scrutin)))


def speaker(association):
    return association.representants.first().personne


def test_a_vote_is_counted_by_association_and_says_its_rule(cast, room):
    consultation, assemblee, voters = room
    scrutin = make_scrutin(consultation, assemblee, cast.admin, quorum="moitie")
    for association, answer in zip(voters, ("pour", "pour", "contre"), strict=False):
        vote(scrutin, association, answer)
    (line,) = results(scrutin)
    assert (line.pour, line.comptes["contre"], line.resultat) == (2, 1, "adoptee")
    said = get_bureau(scrutin).texte
    assert "plus de voix pour que de voix contre" in said
    assert "la moitié des 5 voix de la liste, soit 3 voix" in said


def test_below_the_quorum_nothing_is_decided(cast, room):
    consultation, assemblee, voters = room
    amendement = deposit(consultation, voters[0], "Autre texte.")
    scrutin = make_scrutin(consultation, assemblee, cast.admin, amendements=[amendement], quorum="moitie")
    vote(scrutin, voters[0])
    (line,) = results(scrutin)
    assert line.resultat == "sans_quorum"
    proclaim_scrutin(scrutin, by=cast.admin)
    amendement.refresh_from_db()
    assert amendement.is_debattu


@pytest.mark.trap("empty-vote-adopts")
def test_two_thirds_with_no_vote_adopts_nothing(cast, room):
    consultation, assemblee, voters = room
    amendement = deposit(consultation, voters[0], "Autre texte.")
    scrutin = make_scrutin(consultation, assemblee, cast.admin, amendements=[amendement], mode="deux_tiers")
    (line,) = results(scrutin)
    assert (line.resultat, line.issue) == ("sans_vote", "rejete")
    proclaim_scrutin(scrutin, by=cast.admin)
    amendement.refresh_from_db()
    assert amendement.decision == "rejete"


@pytest.mark.trap("proxy-absent")
def test_a_proxy_counts_once_its_holder_has_voted(cast, room):
    consultation, assemblee, voters = room
    giver, holder, third = voters[:3]
    make_pouvoir(assemblee, giver, holder, cast.admin)
    scrutin = make_scrutin(consultation, assemblee, cast.admin)
    with pytest.raises(ValidationError, match="que si son porteur est là"):
        vote(scrutin, giver, by=speaker(holder))
    vote(scrutin, third)
    assert get_bureau(scrutin).voix == 1
    vote(scrutin, holder)
    vote(scrutin, giver, by=speaker(holder))
    assert get_bureau(scrutin).voix == 3
    assert Emargement.objects.get(electeur__association=giver).is_pouvoir


def test_a_giver_who_votes_makes_the_proxy_fall(cast, room):
    consultation, assemblee, (giver, holder, *_) = room
    make_pouvoir(assemblee, giver, holder, cast.admin)
    scrutin = make_scrutin(consultation, assemblee, cast.admin)
    vote(scrutin, giver, "contre")
    vote(scrutin, holder)
    with pytest.raises(ValidationError, match="a déjà voté"):
        vote(scrutin, giver, by=speaker(holder))


def test_proxies_beyond_the_limit_do_not_count(cast, room):
    consultation, assemblee, (one, two, holder, *_) = room
    for giver in (one, two):
        make_pouvoir(assemblee, giver, holder, cast.admin)
    scrutin = make_scrutin(consultation, assemblee, cast.admin)
    vote(scrutin, holder)
    carried = [voix for voix in find_voix(get_bureau(scrutin), speaker(holder)) if voix.is_pouvoir]
    assert [voix.ligne.association for voix in carried] == [one.nom]
    with pytest.raises(ValidationError, match="Vous ne portez pas"):
        vote(scrutin, two, by=speaker(holder))


@pytest.mark.trap("proxy-absent")
def test_in_the_room_only_who_signed_in_votes(cast, room):
    consultation, assemblee, (giver, holder, *_) = room
    make_pouvoir(assemblee, giver, holder, cast.admin)
    scrutin = make_scrutin(consultation, assemblee, cast.admin, is_a_distance=False)
    with pytest.raises(ValidationError, match="feuille de présence"):
        vote(scrutin, holder)
    sign_in(assemblee, association=holder, by=cast.admin)
    vote(scrutin, holder)
    vote(scrutin, giver, by=speaker(holder))
    assert get_bureau(scrutin).voix == 2


def test_nobody_votes_for_an_association_they_do_not_represent_that_day(cast, room):
    consultation, assemblee, (one, two, *_) = room
    scrutin = make_scrutin(consultation, assemblee, cast.admin)
    former = speaker(one)
    with pytest.raises(ValidationError, match="Vous ne portez pas"):
        vote(scrutin, one, by=speaker(two))
    Representant.objects.filter(personne=former).update(fin=timezone.localdate() - timedelta(days=1))
    with pytest.raises(ValidationError, match="Vous ne portez pas"):
        vote(scrutin, one, by=former)
    Representant.objects.create(association=one, personne=make_personne(), debut=timezone.localdate())
    vote(scrutin, one, by=one.representants.last().personne)


def test_who_is_not_on_the_frozen_list_does_not_vote(cast, room):
    consultation, assemblee, _ = room
    scrutin = make_scrutin(consultation, assemblee, cast.admin)
    Representant.objects.create(association=cast.palier, personne=cast.presidente, debut=timezone.localdate())
    with pytest.raises(ValidationError, match="Vous ne portez pas"):
        vote(scrutin, cast.palier, by=cast.presidente)


@pytest.mark.parametrize("is_early", [True, False])
def test_no_vote_before_opening_or_after_closing(cast, room, is_early):
    consultation, assemblee, (one, *_) = room
    scrutin = make_scrutin(consultation, assemblee, cast.admin, debut=HOUR if is_early else -HOUR, fin=2 * HOUR)
    if not is_early:
        close(scrutin)
    with pytest.raises(ValidationError, match="n’est pas ouvert"):
        vote(scrutin, one)
    electeur = assemblee.electeurs.get(association=one)
    with pytest.raises(DatabaseError, match="nobody votes"), transaction.atomic():
        Emargement.objects.create(scrutin=scrutin, electeur=electeur, voix=1, par=cast.admin)


def test_a_vote_is_cast_once_and_never_changed(cast, room):
    consultation, assemblee, (one, two, *_) = room
    scrutin = make_scrutin(consultation, assemblee, cast.admin)
    vote(scrutin, one)
    with pytest.raises(ValidationError, match="a déjà voté"):
        vote(scrutin, one, "contre")
    for rows in (Emargement.objects.all(), Suffrage.objects.all()):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        Suffrage.objects.update(choix="contre")
    with pytest.raises(ValidationError, match="chaque question"):
        cast_vote(scrutin, association=two, choix={}, by=speaker(two))


def test_a_college_weighs_what_the_rule_says(cast, room):
    consultation, assemblee, (one, two, *_) = room
    college = make_college("usagers")
    assemblee.electeurs.filter(association=one).update(college=college)
    scrutin = make_scrutin(consultation, assemblee, cast.admin, poids={college: 3})
    vote(scrutin, one, "pour")
    vote(scrutin, two, "contre")
    (line,) = results(scrutin)
    assert (line.pour, line.comptes["contre"], get_bureau(scrutin).base) == (3, 1, 7)


def test_a_vote_by_college_says_the_voices_of_each_on_the_page_and_in_the_decision(cast, room, client_of):
    consultation, assemblee, (one, two, three, *_) = room
    usagers, professionnels = make_college("usagers"), make_college("professionnels")
    assemblee.electeurs.filter(association__in=[one, two]).update(college=usagers)
    assemblee.electeurs.filter(association=three).update(college=professionnels)
    amendement = deposit(consultation, one, "Autre texte.")
    poids = {usagers: 3, professionnels: 2}
    scrutin = make_scrutin(consultation, assemblee, cast.admin, amendements=[amendement], poids=poids)
    for association, answer in ((one, "pour"), (two, "pour"), (three, "contre")):
        vote(scrutin, association, answer)
    (line,) = results(scrutin)
    assert [(college, dict(counts)) for college, counts in line.colleges] == [
        ("professionnels", {"contre": 2}),
        ("usagers", {"pour": 6}),
    ]
    page = client_of(cast.adherente).get(f"/pacte/votes/{scrutin.pk}/").text
    assert "Voix par collège" in page
    assert re.search(r"Usagers</th><td[^>]*>6</td>", page)
    proclaim_scrutin(scrutin, by=cast.admin)
    amendement.refresh_from_db()
    assert "Par collège : professionnels, 2 contre ; usagers, 6 pour." in plain(amendement.decision_motif)


def test_a_secret_vote_by_college_or_a_vote_without_weights_mixes_the_voices(cast, room, client_of):
    consultation, assemblee, (one, two, *_) = room
    college = make_college("usagers")
    assemblee.electeurs.filter(association=one).update(college=college)
    secret = make_scrutin(consultation, assemblee, cast.admin, is_secret=True, poids={college: 3})
    equal = make_scrutin(consultation, assemblee, cast.admin)
    for scrutin in (secret, equal):
        vote(scrutin, one)
        vote(scrutin, two, "contre")
        (line,) = results(scrutin)
        assert (line.colleges, line.colleges_dits) == ([], "")
        assert "Voix par collège" not in client_of(cast.admin).get(f"/pacte/votes/{scrutin.pk}/").text


def plain(text):
    return text.replace("\u202f", " ").replace("\xa0", " ")


@pytest.mark.trap("secret-vote-tied")
def test_a_copy_of_the_database_does_not_say_who_voted_what(cast, room):
    """Whoever voted for or against, in whatever order, the copy is the same, but for the totals."""
    consultation, assemblee, voters = room
    dumps = []
    for answers in (("pour", "contre", "pour"), ("contre", "pour", "pour")):
        scrutin = make_scrutin(consultation, assemblee, cast.admin, is_secret=True)
        for association, answer in zip(voters, answers, strict=False):
            vote(scrutin, association, answer)
        rows = [*Emargement.objects.filter(scrutin=scrutin), *Urne.objects.filter(question__scrutin=scrutin)]
        dumps.append([[str(v) for k, v in row["fields"].items() if k not in ("scrutin", "question")]
                      for row in serializers.serialize("python", rows)])  # fmt: skip
    assert dumps[0] == dumps[1]
    assert not Suffrage.objects.exists()
    assert "hour" not in {f.name for f in Emargement._meta.fields}
    assert not EntreeJournal.objects.filter(verbe__contains="a voté").exists()
    linked = {f.related_model for f in Urne._meta.get_fields() if f.is_relation}
    assert linked == {models.Question}


def test_an_urn_neither_gives_back_nor_takes_more_than_who_voted(cast, room):
    consultation, assemblee, (one, *_) = room
    scrutin = make_scrutin(consultation, assemblee, cast.admin, is_secret=True)
    vote(scrutin, one)
    urne = Urne.objects.get(voix=1)
    for change in ({"voix": 0}, {"choix": "blanc"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Urne.objects.filter(pk=urne.pk).update(**change)
    with pytest.raises(DatabaseError, match="as many voices"), transaction.atomic():
        Urne.objects.filter(pk=urne.pk).update(voix=9)
        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(DatabaseError, match="nobody's name"), transaction.atomic():
        Suffrage.objects.create(question=urne.question, emargement=Emargement.objects.get(), choix="pour")


def test_of_two_that_meet_the_one_with_more_voices_passes(cast, room):
    consultation, assemblee, voters = room
    text = bloc_of(consultation).texte
    one = deposit(consultation, voters[0], text.replace("le mois", "le trimestre"))
    two = deposit(consultation, voters[1], text.replace("dans le mois", "sous quinze jours"))
    scrutin = make_scrutin(consultation, assemblee, cast.admin, amendements=[one, two])
    for association in voters[:3]:
        vote(scrutin, association, {1: "pour", 2: "pour"})
    vote(scrutin, voters[3], {1: "abstention", 2: "pour"})
    first, second = results(scrutin)
    assert (first.issue, second.issue) == ("tombe", "adopte")
    proclaim_scrutin(scrutin, by=cast.admin)
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.decision, two.decision) == ("tombe", "adopte")
    assert "plus de voix pour que" in two.decision_motif


def test_between_two_equals_that_meet_nothing_is_decided(cast, room):
    consultation, assemblee, voters = room
    text = bloc_of(consultation).texte
    one = deposit(consultation, voters[0], text.replace("le mois", "le trimestre"))
    two = deposit(consultation, voters[1], text.replace("dans le mois", "sous quinze jours"))
    scrutin = make_scrutin(consultation, assemblee, cast.admin, amendements=[one, two])
    vote(scrutin, voters[0])
    lines = results(scrutin)
    assert [line.issue for line in lines] == ["", ""]
    assert "départager" in lines[0].issue_dite


def test_results_are_read_after_closing_only(cast, room, client_of):
    consultation, assemblee, (one, *_) = room
    scrutin = make_scrutin(consultation, assemblee, cast.admin)
    vote(scrutin, one)
    page = client_of(cast.collegue).get(f"/pacte/votes/{scrutin.pk}/").content.decode()
    assert "Les résultats se lisent après la clôture" in page
    assert "Qui a voté quoi" not in page
    close(scrutin)
    page = client_of(cast.collegue).get(f"/pacte/votes/{scrutin.pk}/").content.decode()
    assert "Qui a voté quoi" in page
    with pytest.raises(ValidationError):
        close_scrutin(scrutin, by=cast.admin)


def test_a_vote_is_called_off_with_a_reason_and_asked_again(cast, room):
    consultation, assemblee, voters = room
    amendement = deposit(consultation, voters[0], "Autre texte.")
    scrutin = make_scrutin(consultation, assemblee, cast.admin, amendements=[amendement])
    with pytest.raises(ValidationError, match="Un autre vote"):
        make_scrutin(consultation, assemblee, cast.admin, amendements=[amendement])
    cancel_scrutin(scrutin, motif="La liste était fausse.", by=cast.admin)
    with pytest.raises(ValidationError):
        vote(scrutin, voters[0])
    assert make_scrutin(consultation, assemblee, cast.admin, amendements=[amendement])


def test_only_administrators_prepare_close_and_proclaim(cast, room):
    consultation, assemblee, _ = room
    scrutin = make_scrutin(consultation, assemblee, cast.admin)
    with pytest.raises(PermissionDenied):
        make_scrutin(consultation, assemblee, cast.chargee)
    for act in (close_scrutin, proclaim_scrutin):
        with pytest.raises(PermissionDenied):
            act(scrutin, by=cast.chargee)


def test_one_taps_reads_the_summary_then_votes(cast, room, client_of):
    consultation, assemblee, (one, *_) = room
    scrutin = make_scrutin(consultation, assemblee, cast.admin)
    client, question = client_of(speaker(one)), scrutin.questions.get()
    address = f"/pacte/votes/{scrutin.pk}/voter/{one.pk}/"
    page = client.post(address, {f"q{question.pk}": "contre"})
    assert "ne se change plus" in page.content.decode()
    assert not Emargement.objects.exists()
    client.post(address, {f"q{question.pk}": "contre", "voter": "1"})
    assert Suffrage.objects.get().choix == "contre"


@pytest.mark.django_db(transaction=True)
def test_a_vote_at_the_closing_instant_counts_or_is_told(cast):
    """On real connections: what was signed is in the count, what came after is refused with a sentence."""
    assemblee, voters = make_frozen(cast.admin, 4)
    scrutin = make_scrutin(make_consultation(cast.admin), assemblee, cast.admin)
    gate, told = Barrier(5), []

    def try_to_vote(association):
        gate.wait(5)
        try:
            vote(scrutin, association)
            told.append("voted")
        except ValidationError:
            told.append("told")

    def end():
        gate.wait(5)
        close_scrutin(scrutin, by=cast.admin)

    threads = [run(end), *(run(lambda a=association: try_to_vote(a)) for association in voters)]
    for thread in threads:
        thread.join()
    scrutin = ScrutinPacte.objects.get()
    assert scrutin.is_clos
    assert len(told) == 4
    assert told.count("voted") == Emargement.objects.count() == Suffrage.objects.count()


def test_the_votes_page_costs_the_same_with_more_voters(cast, room, client_of, django_assert_num_queries):
    consultation, assemblee, voters = room
    end_deposit(consultation)
    scrutin = make_scrutin(consultation, assemblee, cast.admin)
    client, address = client_of(cast.collegue), f"/pacte/votes/{scrutin.pk}/"
    vote(scrutin, voters[0])
    client.get(address)
    with django_assert_num_queries(11):
        client.get(address)
    for association in voters[1:4]:
        vote(scrutin, association)
    with django_assert_num_queries(11):
        client.get(address)
