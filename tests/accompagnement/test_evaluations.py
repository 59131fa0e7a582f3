"""Opinions that nothing ties to a case nor to a person, and the year's figures that show nobody (B22, E21, R17)."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accompagnement import actions, tasks
from accompagnement.actions import Impossible
from accompagnement.actions.evaluations import pour_ended_years
from accompagnement.actions.statistiques import count_line, forget_annual_keys
from accompagnement.models import (
    AvisEnAttente,
    CleAnnuelle,
    Demande,
    Etat,
    Evaluation,
    LigneStatistique,
    Parole,
    Presence,
)
from accompagnement.queries import get_attentes, get_bilan
from accompagnement.queries.evaluations import SIX_MOIS, get_paroles_a_relire, get_paroles_retenues
from socle.models import Envoi
from tests.factories.accompagnement import make_acceptee, make_demande, make_qualifiee
from tests.factories.members import make_association, make_personne, make_rattachement

pytestmark = pytest.mark.django_db
Fait = LigneStatistique.Fait
MOT = "On m’a entendue, près du vieux saule."
YEAR = timezone.localdate().year


def make_people(number, association=None):
    people = []
    for _ in range(number):
        personne = make_personne()
        make_rattachement(personne, association or make_association())
        people.append(personne)
    return people


def make_closed(cast, scene, by=None):
    demande = make_qualifiee(cast, scene, by=by)
    for etat in ("proposee", "sollicitee", "acceptee", "en_cours", "a_confirmer", "cloturee"):
        Demande.objects.filter(pk=demande.pk).update(etat=etat, terminee_le=timezone.now())
    return Demande.objects.get(pk=demande.pk)


def evaluate_all(cast, scene, people, **notes):
    cases = [make_closed(cast, scene, by=by) for by in people]
    for rank, (demande, by) in enumerate(zip(cases, people, strict=True)):
        actions.evaluate_demande(demande, by=by, utilite=rank % 4 + 1, **notes)
    return cases


def columns(model) -> dict[str, str]:
    return {field.name: field.get_internal_type() for field in model._meta.concrete_fields}


def test_an_opinion_has_no_case_no_author_no_day_and_no_order():
    for model in (Evaluation, Parole, AvisEnAttente):
        kinds = columns(model)
        assert kinds["id"] == "UUIDField", model
        assert not {"ForeignKey", "DateField", "DateTimeField", "AutoField", "BigAutoField"} & set(kinds.values())


def test_an_opinion_waits_in_the_urn_until_five_lie_there(cast, scene):
    people = make_people(5)
    evaluate_all(cast, scene, people[:4])
    assert (AvisEnAttente.objects.count(), Evaluation.objects.count()) == (4, 0)
    evaluate_all(cast, scene, people[4:])
    assert (AvisEnAttente.objects.count(), Evaluation.objects.count()) == (0, 5)


def in_order(column):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT utilite, delai FROM accompagnement_evaluation ORDER BY {column}")  # noqa: S608
        return cursor.fetchall()


def test_the_tables_sorted_in_any_way_do_not_line_up(cast, scene):
    """Twelve people answer one after the other, each another mark; no order of the rows is the order of the people.

    The place of a row, its key and the transaction that wrote it are all that a copy of the database has.
    """
    people = make_people(12)
    cases = [make_closed(cast, scene, by=by) for by in people]
    given = [(rank % 4 + 1, rank // 4 + 1) for rank in range(12)]  # a pair of marks each, none like another
    for demande, by, (utilite, delai) in zip(cases, people, given, strict=True):
        actions.evaluate_demande(demande, by=by, utilite=utilite, delai=delai)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT xmin::text) FROM accompagnement_evaluation")
        assert cursor.fetchone() == (1,)
    counted = len(Evaluation.objects.all())
    assert counted == 10
    orders = [in_order(column) for column in ("ctid", "id")]
    for order in orders:
        assert order not in (given[:counted], given[:counted][::-1])
        assert sorted(order) == sorted(given[:counted])


def test_the_urn_is_mixed_at_each_vote(cast, scene):
    """Whoever compares the place of the rows before and after finds other keys: nobody is the last one in."""
    people = make_people(3)
    evaluate_all(cast, scene, people[:2])
    before = set(AvisEnAttente.objects.values_list("pk", flat=True))
    evaluate_all(cast, scene, people[2:])
    assert before.isdisjoint(AvisEnAttente.objects.values_list("pk", flat=True))


def test_an_empty_opinion_is_not_kept_at_all(cast, scene):
    demande = make_closed(cast, scene)
    actions.evaluate_demande(demande, by=cast.directrice, utilite=None)
    assert not AvisEnAttente.objects.exists()
    demande.refresh_from_db()
    assert demande.etat == Etat.EVALUEE


@pytest.mark.rule("R27")
def test_words_are_kept_only_if_they_may_be_quoted_and_part_from_the_marks(cast, scene, client_of):
    demande = make_closed(cast, scene)
    url = reverse("accompagnement:demande_evaluate", args=[demande.pk])
    assert "facile" in client_of(cast.directrice).get(url).text
    client_of(cast.directrice).post(url, {"utilite": "4", "parole": MOT})
    people = make_people(4)
    evaluate_all(cast, scene, people)
    assert Evaluation.objects.count() == 5
    assert not Parole.objects.exists()
    others = make_people(5)
    cases = [make_closed(cast, scene, by=by) for by in others]
    for demande, by in zip(cases, others, strict=True):
        client_of(by).post(
            reverse("accompagnement:demande_evaluate", args=[demande.pk]),
            {"utilite": "3", "parole": MOT if by == others[0] else "", "is_citable": "on"},
        )
    parole = Parole.objects.get()
    assert MOT.encode() not in bytes(parole.contenu)
    assert [citation.texte for citation in get_paroles_a_relire()] == [MOT]


@pytest.mark.rule("R27")
def test_a_human_reads_before_words_are_quoted(cast, scene, client_of):
    people = make_people(5)
    for by in people:
        actions.evaluate_demande(make_closed(cast, scene, by=by), by=by, parole=f"{MOT} {by.pk}")
    assert get_paroles_retenues(YEAR) == []
    url, client = reverse("accompagnement:parole_list"), client_of(cast.coordination)
    assert "vieux saule" in client.get(url).text
    first, second, *_ = get_paroles_a_relire()
    client.post(url, {"parole": str(first.pk), "garder": "1"})
    client.post(url, {"parole": str(second.pk), "ecarter": "1"})
    assert get_paroles_retenues(YEAR) == [first.texte]
    assert not Parole.objects.filter(pk=second.pk).exists()
    assert len(get_paroles_a_relire()) == 3
    for role in ("comite", "admin", "superuser", "chargee", "prestataire"):
        with pytest.raises(PermissionDenied):
            actions.review_parole(Parole.objects.first(), is_kept=True, by=getattr(cast, role))


def test_six_months_after_one_is_asked_once_and_answers_once(cast, scene, client_of):
    demande = make_closed(cast, scene)
    actions.evaluate_demande(demande, by=cast.directrice, utilite=3)
    Envoi.objects.all().delete()
    with pytest.raises(Impossible):
        actions.evaluate_later(demande, by=cast.directrice, effet=4)
    end = demande.terminee_le
    with time_machine.travel(end + SIX_MOIS - timedelta(days=1), tick=False):
        tasks.ask_opinions()
        assert Demande.objects.get().avis_six_mois == ""
        assert get_attentes(cast.directrice) == []
    with time_machine.travel(end + SIX_MOIS + timedelta(days=1), tick=False):
        assert get_attentes(cast.directrice)  # the door is open whether or not the job came by
        tasks.ask_opinions()
        tasks.ask_opinions()
        assert Demande.objects.get().avis_six_mois == "demande"
        client, url = client_of(cast.directrice), reverse("accompagnement:demande_evaluate", args=[demande.pk])
        page = client.get(url).text
        assert "Six mois après, cela m’aide encore" in page
        assert "neutre" not in page.partition("<form")[2]
        for _ in range(2):
            client.post(url, {"effet": "4"})
        assert Demande.objects.get().avis_six_mois == "donne"
        assert get_attentes(cast.directrice) == []
    assert AvisEnAttente.objects.count() == 2


def test_six_months_after_the_message_says_nothing(cast, scene):
    demande = make_acceptee(cast, scene)
    actions.close_demande(demande, by=cast.prestataire)
    actions.evaluate_demande(demande, by=cast.directrice, utilite=3)
    Envoi.objects.all().delete()
    with time_machine.travel(timezone.now() + SIX_MOIS + timedelta(days=1), tick=False):
        tasks.ask_opinions()
    envoi = Envoi.objects.get()
    assert (envoi.titre, envoi.contexte, envoi.destinataire) == ("Vous avez un message sur le portail", {}, None)


def test_what_a_year_left_in_the_urn_is_counted_with_it_or_with_the_next(cast, scene):
    people = make_people(8)
    evaluate_all(cast, scene, people[:7])
    assert (AvisEnAttente.objects.count(), Evaluation.objects.count()) == (2, 5)
    with time_machine.travel(timezone.now() + timedelta(days=366), tick=False):
        pour_ended_years()
    assert set(Evaluation.objects.values_list("annee", flat=True)) == {YEAR}
    assert (AvisEnAttente.objects.count(), Evaluation.objects.count()) == (0, 7)


# Who stands behind a figure


def cells(**wanted):
    return dict(Presence.objects.filter(**wanted).values_list("cellule", "genre").distinct())


def test_people_and_associations_are_counted_without_saying_which(cast, scene):
    for _ in range(3):
        make_qualifiee(cast, scene, by=cast.directrice)
    make_qualifiee(cast, scene, by=cast.collegue)
    behind = Presence.objects.filter(cellule="statut:salarie")
    assert behind.filter(genre="personne").count() == 2
    assert behind.filter(genre="organisation").count() == 1
    tokens = [bytes(token) for token in Presence.objects.values_list("jeton", flat=True)]
    assert len(tokens) == len(set(tokens))
    assert "ForeignKey" not in columns(Presence).values()


def test_past_the_threshold_no_more_tokens_are_written(cast, scene):
    for by in make_people(6):
        make_qualifiee(cast, scene, by=by)
    assert Presence.objects.filter(cellule="statut:salarie", genre="organisation").count() == 3


def test_the_key_of_a_year_is_destroyed_with_it(cast, scene):
    make_qualifiee(cast, scene)
    assert forget_annual_keys() == 0
    with time_machine.travel(timezone.now() + timedelta(days=366), tick=False):
        tasks.ask_opinions()
    assert not CleAnnuelle.objects.exists()
    assert Presence.objects.exists()


@pytest.mark.rule("R17")
def test_many_requests_of_few_associations_are_not_shown(cast, scene):
    """Twelve people, all of two associations: each figure would tell of one of the two."""
    for association in (cast.palier, cast.horizon):
        for by in make_people(6, association):
            make_qualifiee(cast, scene, by=by)
    bilan = get_bilan(YEAR)
    assert bilan.tables["Par bouquet"].rows == [("Souffler", None)]
    assert bilan.tables["Par bouquet"].total is None
    make_qualifiee(cast, scene, by=make_people(1)[0])
    assert get_bilan(YEAR).tables["Par bouquet"].rows == [("Souffler", 13)]
    assert get_bilan(YEAR, k=11).tables["Par bouquet"].rows == [("Souffler", 13)]


@pytest.mark.rule("R17")
def test_one_person_asking_ten_times_is_one_person(cast, scene):
    for _ in range(10):
        make_qualifiee(cast, scene, by=cast.directrice)
    assert get_bilan(YEAR).tables["Par bouquet"].total is None


@pytest.mark.rule("R17")
def test_the_report_reads_no_case_and_asks_as_much_of_any_year(cast, scene, django_assert_num_queries):
    people = make_people(7)
    for by in people[:6]:
        make_qualifiee(cast, scene, by=by)
    with django_assert_num_queries(14) as asked:
        get_bilan(YEAR)
    assert not any('"accompagnement_demande"' in query["sql"] for query in asked.captured_queries)
    make_acceptee(cast, scene, by=people[6])
    with django_assert_num_queries(14):
        bilan = get_bilan(YEAR)
    assert dict(bilan.tables["Par bouquet"].rows) == {"Souffler": 7}
    assert bilan.tables["Par étape atteinte"].rows == [("Mises en relation", None)]
    assert bilan.tables["Délai jusqu’à la mise en relation"].total is None
    assert (bilan.delai_median, bilan.reponses) == (None, None)
    assert LigneStatistique.objects.count() == 8


def test_the_four_criteria_of_the_scheme_order_the_figures(cast, scene):
    people = make_people(6)
    for demande, by in [(make_closed(cast, scene, by=by), by) for by in people]:
        count_line(demande, Fait.CLOTURE)
        actions.evaluate_demande(demande, by=by, utilite=3, neutralite=4)
    bilan = get_bilan(YEAR)
    assert [c["titre"] for c in bilan.criteres] == ["Pertinence", "Complémentarité", "Économie", "Organisation"]
    assert bilan.criteres[0]["chiffres"][0] == ["Utile", 3.0, "sur 4"]
    assert bilan.criteres[2]["chiffres"][0] == ["Séances par accompagnement", 0.0, "en moyenne"]
    assert {title for c in bilan.criteres for title in c["tables"]} == set(bilan.tables)


def test_an_association_s_line_holds_no_more_than_a_persons(cast, scene):
    make_demande(cast.directrice, scene.service)
    assert "association" not in columns(LigneStatistique)
