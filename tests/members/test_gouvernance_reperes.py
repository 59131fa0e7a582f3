"""Warnings: worked out when read, said plainly, never blocking, silenced by a reason that is kept."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from members.actions.gouvernance import note_derogation
from members.models import Derogation, Instance, Mandat, Rattachement, RegleMandat
from members.queries.gouvernance import get_composition, get_reperes
from members.reperes import count_consecutive, excess_over, find_reperes, judge_share, missing_for
from socle.models import EntreeJournal
from tests.factories.gouvernance import (
    day,
    make_assemblee,
    make_board,
    make_college,
    make_quota,
    make_regle,
    make_siege,
)
from tests.factories.members import (
    make_affectation,
    make_instance,
    make_mandat,
    make_personne,
    make_rattachement,
)

pytestmark = pytest.mark.django_db
Genre, Parametre = Instance.Genre, RegleMandat.Parametre


def reperes(instance, on=None):
    return find_reperes(get_composition(instance, on))


def titles(instance, on=None):
    return [repere.title for repere in reperes(instance, on)]


def codes(instance, on=None):
    return [repere.code.split(":")[0] for repere in reperes(instance, on)]


@pytest.mark.rule("R1")
@pytest.mark.parametrize(
    ("sieges", "salaries", "one_in", "verdict"),
    [
        (3, 1, 4, "depasse"),
        (4, 1, 4, "limite"),
        (12, 3, 4, "limite"),
        (12, 4, 4, "depasse"),
        (12, 3, 5, "depasse"),
        (8, 2, 4, "limite"),
        (8, 1, 4, "ok"),
        (12, 2, 5, "ok"),
        (10, 2, 5, "limite"),
        (0, 0, 4, "ok"),
        (5, 0, 4, "ok"),
        (1, 1, 4, "depasse"),
    ],
)
def test_share_of_employees_at_every_edge(sieges, salaries, one_in, verdict):
    assert judge_share(salaries, sieges, one_in) == verdict


@pytest.mark.rule("R1")
def test_a_board_reads_as_the_table_says(cast):
    assert "R1" not in codes(make_board(cast.palier, 5, 1))
    [limit] = reperes(make_board(cast.horizon, 8, 2))
    assert limit.is_limite
    assert limit.title == "Personnes salariées au conseil : 2 sur 8"
    [over] = reperes(make_board(cast.palier, 8, 3))
    assert not over.is_limite
    assert len(over.lines) == 3
    assert "BOI-IS-CHAMP-10-50-10-20" in over.source
    assert "4\u00a0personnes de plus" in over.conseil


@pytest.mark.rule("R1")
def test_public_utility_asks_for_one_fifth(cast):
    cast.palier.is_utilite_publique = True
    cast.palier.save()
    [over] = reperes(make_board(cast.palier, 12, 3))
    assert not over.is_limite
    assert "une sur cinq" in over.lines[1]
    assert "400225" in over.source


@pytest.mark.rule("R1")
def test_an_advisory_seat_an_alternate_and_an_ended_job_do_not_count(cast):
    board = make_board(cast.palier, 3)
    make_mandat(cast.collegue, board, has_voix=False)
    advisory = make_siege(board, has_voix=False)
    make_mandat(cast.directrice, board, siege=advisory)
    make_mandat(cast.collegue, board, suppleant_de=board.mandats.order_by("pk").first(), debut=day(-9))
    former = make_personne("Ancienne")
    make_rattachement(former, cast.palier, fin=day(-1))
    make_mandat(former, board)
    elsewhere = make_personne("Ailleurs")
    make_rattachement(elsewhere, cast.horizon)
    make_mandat(elsewhere, board)
    assert "R1" not in codes(board)


@pytest.mark.rule("R1")
def test_the_federation_counts_its_own_team_only(cast):
    """A professional of a member association is not the federation's employee: that is a quota's matter, R3."""
    board = make_board(None, 3)
    make_mandat(cast.directrice, board)
    make_mandat(cast.collegue, board)
    assert "R1" not in codes(board)
    make_mandat(cast.chargee, board)
    make_affectation(board.mandats.order_by("pk").first().personne)
    [over] = [r for r in reperes(board) if r.code.startswith("R1")]
    assert "la fédération" in over.lines[0]
    assert over.label == "Repère fiscal"


@pytest.mark.rule("R2")
def test_an_employee_in_the_bureau_is_pointed_out(cast):
    bureau = make_instance(cast.palier, Genre.BUREAU)
    make_mandat(cast.presidente, bureau)
    assert codes(bureau) == []
    make_mandat(cast.directrice, bureau)
    [found] = reperes(bureau)
    assert str(cast.directrice) in found.lines[0]


@pytest.mark.rule("R3")
@pytest.mark.parametrize(
    ("held", "filled", "minimum", "missing"),
    [(9, 15, 60, 0), (5, 10, 60, 3), (0, 4, 50, 4), (3, 4, 100, 1), (2, 10, 25, 1), (14, 24, 60, 1)],
)
def test_how_many_a_college_lacks(held, filled, minimum, missing):
    assert missing_for(held, filled, minimum) == missing
    if minimum < 100:
        assert 100 * (held + missing) >= minimum * (filled + missing)
        assert not missing or 100 * (held + missing - 1) < minimum * (filled + missing - 1)


@pytest.mark.rule("R3")
@pytest.mark.parametrize(("held", "filled", "maximum", "over"), [(6, 24, 25, 0), (7, 24, 25, 2), (1, 1, 100, 0)])
def test_how_many_a_college_has_too_many(held, filled, maximum, over):
    assert excess_over(held, filled, maximum) == over


@pytest.mark.rule("R3")
def test_quotas_are_the_body_s_own_rule_on_filled_seats(cast):
    board = make_instance(None, Genre.CA)
    usagers, professionnels = make_college("usagers"), make_college("professionnels")
    make_quota(board, usagers, minimum=60, article="Statuts, article 11")
    make_quota(board, professionnels, maximum=25)
    for rank in range(12):
        make_mandat(make_personne(f"P{rank}"), board, college=professionnels if rank < 3 else usagers)
    make_siege(board, college=professionnels)  # vacant: it does not count
    [limit] = [r for r in reperes(board) if r.code.startswith("R3")]
    assert limit.is_limite
    assert limit.label == "Règle de la fédération"
    assert "loi" in limit.lines[2]
    board.mandats.filter(college=usagers).update(fin=day(-1))
    left = board.mandats.filter(college=usagers).order_by("pk")[:1]
    Mandat.objects.filter(pk__in=left.values("pk")).update(fin=None)
    found = {r.title for r in reperes(board) if r.code.startswith("R3")}
    assert "Collège « usagers » : il manque 4\u00a0personnes" in found
    assert any("de trop" in title for title in found)


@pytest.mark.rule("R4")
def test_a_term_longer_than_the_statutes(cast):
    board = make_instance(cast.palier)
    make_regle(Parametre.DUREE, 3, article="Statuts, article 8")
    make_mandat(cast.presidente, board, debut=day(-30), fin_prevue=day(-30 + 1095))
    assert "R4-duree" not in codes(board)
    make_mandat(cast.collegue, board, debut=day(-30), fin_prevue=day(-30 + 1100))
    [long] = [r for r in reperes(board) if r.code.startswith("R4-duree")]
    assert long.source == "Statuts, article 8"
    assert str(cast.collegue) in long.lines[0]


@pytest.mark.rule("R4")
@pytest.mark.parametrize(("left", "months"), [(60, "3"), (150, "6"), (250, "")])
def test_reminders_six_and_three_months_before_the_end(cast, left, months):
    board = make_instance(cast.palier)
    make_mandat(cast.presidente, board, debut=day(-300), fin_prevue=day(left))
    found = [r.code.split(":")[1] for r in reperes(board) if r.code.startswith("R4-echeance")]
    assert found == ([months] if months else [])


@pytest.mark.rule("R4")
@pytest.mark.trap("partial-term")
@pytest.mark.parametrize(("counts_partial", "expected"), [(True, 3), (False, 2)])
def test_a_partial_term_counts_or_not_according_to_the_rule(cast, counts_partial, expected):
    board = make_instance(cast.palier)
    make_regle(Parametre.CONSECUTIFS, expected - 1)
    make_regle(Parametre.PARTIEL_COMPTE, int(counts_partial))
    terms = [
        make_mandat(cast.presidente, board, debut=day(-2500), fin=day(-2100), is_complet=False),
        make_mandat(cast.presidente, board, debut=day(-2099), fin=day(-1000)),
        make_mandat(cast.presidente, board, debut=day(-990), fin_prevue=day(100)),
    ]
    assert count_consecutive(terms[2], terms[:2], counts_partial=counts_partial) == expected
    assert any(title.startswith(f"Un {expected}e mandat de suite") for title in titles(board))
    RegleMandat.objects.filter(parametre=Parametre.CONSECUTIFS).update(valeur=expected)
    assert "R4-suite" not in codes(board)


@pytest.mark.rule("R4")
def test_a_change_of_function_and_an_early_end_do_not_start_afresh(cast):
    board = make_instance(cast.palier)
    end = day(100)
    rows = [
        make_mandat(cast.presidente, board, debut=day(-2000), fin=day(-1100), fin_prevue=day(-900)),
        make_mandat(cast.presidente, board, debut=day(-1090), fin=day(-500), fin_prevue=end),
        make_mandat(cast.presidente, board, debut=day(-499), fin_prevue=end),
    ]
    assert count_consecutive(rows[2], rows[:2], counts_partial=False) == 2
    long_gone = make_mandat(cast.presidente, board, debut=day(-4000), fin=day(-3000))
    assert count_consecutive(rows[2], [*rows[:2], long_gone], counts_partial=False) == 2


@pytest.mark.trap("mandate-ends-before-the-assembly")
def test_a_mandate_that_ends_before_the_assembly_runs_on_until_it(cast):
    board = make_instance(cast.palier)
    make_mandat(cast.presidente, board, debut=day(-700), fin_prevue=day(10))
    make_assemblee(30, instance=make_instance(cast.palier, Genre.AG))
    [found] = [r for r in reperes(board) if r.code.startswith("avant-ag")]
    assert "jusqu’à elle" in found.lines[2]
    assert "R4-echeance" not in codes(board)


def test_a_federal_assembly_says_nothing_of_an_association_s_board(cast):
    board = make_instance(cast.palier)
    make_mandat(cast.presidente, board, debut=day(-700), fin_prevue=day(10))
    make_assemblee(30)
    assert "avant-ag" not in codes(board)


def test_a_cooptation_that_an_assembly_let_pass(cast):
    board = make_instance(cast.palier)
    make_mandat(cast.presidente, board, debut=day(-60), designation="cooptation")
    [waiting] = reperes(board)
    assert waiting.is_limite
    make_assemblee(-10, instance=make_instance(cast.palier, Genre.AG))
    [late] = reperes(board)
    assert not late.is_limite
    assert "n’a pas ratifiée" in late.title


def test_vacancies_are_said_once_with_their_oldest_day(cast):
    board = make_instance(cast.palier)
    seats = [make_siege(board, "Trésorerie"), make_siege(board, "Secrétariat")]
    make_mandat(cast.presidente, board, siege=seats[0], fin=day(-20))
    make_mandat(cast.collegue, board, siege=seats[1])
    [found] = [r for r in reperes(board) if r.code.startswith("vacances")]
    assert found.title == "1\u00a0place vacante"
    assert "Trésorerie" in found.lines[0]


@pytest.mark.rule("R29")
@pytest.mark.parametrize(
    ("age", "papers", "warned"),
    [
        (17, {}, "informer"),
        (17, {"parents_informes_le": "2026-01-01"}, ""),
        (15, {}, "autorisation écrite"),
        (15, {"parents_informes_le": "2026-01-01"}, "autorisation écrite"),
        (15, {"autorisation_le": "2026-01-01"}, ""),
        (18, {}, ""),
    ],
)
def test_minors_on_a_board(cast, age, papers, warned):
    board = make_instance(cast.palier)
    born = day(-10).replace(year=day(-10).year - age, day=1)
    make_mandat(make_personne("Jeune", date_naissance=born, **papers), board)
    found = titles(board)
    assert len(found) == (1 if warned else 0)
    assert warned in " ".join(found)


def test_a_reason_is_kept_shown_and_journaled_until_the_figures_change(cast, client_of):
    board = make_board(cast.palier, 8, 3)
    page = client_of(cast.directrice).get(f"/gouvernance/instances/{board.pk}/").text
    assert "3 sur 8" in page
    address = f"/gouvernance/instances/{board.pk}/reperes/noter/?code=R1:3/8"
    assert "3 sur 8" in client_of(cast.directrice).get(address).text
    client_of(cast.directrice).post(address, {"motif": "Jusqu’à l’assemblée de juin."})
    derogation = Derogation.objects.get()
    assert (derogation.par, derogation.code) == (cast.directrice, "R1:3/8")
    assert EntreeJournal.objects.get(verbe="members.note_derogation").details["motif"] == derogation.motif
    pending, [noted] = get_reperes(get_composition(board))
    assert pending == []
    assert noted.derogation == derogation
    page = client_of(cast.directrice).get(f"/gouvernance/instances/{board.pk}/").text
    assert "Noté le" in page
    assert "Jusqu’à l’assemblée de juin." in page
    fourth = make_personne("Quatrième")
    make_rattachement(fourth, cast.palier)
    make_mandat(fourth, board)
    pending, noted = get_reperes(get_composition(board))
    assert [r.code for r in pending] == ["R1:4/9"]
    assert noted == []


def test_a_reason_needs_a_warning_that_is_true_and_somebody_who_may(cast):
    board = make_board(cast.palier, 8, 3)
    with pytest.raises(ValidationError, match="plus d’actualité"):
        note_derogation(board, code="R1:7/8", motif="Parce que.", by=cast.directrice)
    for somebody in (cast.collegue, cast.adherente, cast.superuser, cast.comite):
        with pytest.raises(PermissionDenied):
            note_derogation(board, code="R1:3/8", motif="Parce que.", by=somebody)


def test_everybody_reads_who_sits_and_managers_alone_read_the_warnings(cast, client_of):
    board = make_board(cast.palier, 8, 3)
    for address in (f"/gouvernance/instances/{board.pk}/", f"/annuaire/{cast.palier.pk}/gouvernance/"):
        for somebody in (cast.collegue, cast.adherente, cast.comite, cast.superuser):
            page = client_of(somebody).get(address).text
            assert "Siégeante0" in page
            assert "Repère fiscal" not in page
        for somebody in (cast.directrice, cast.chargee, cast.admin):
            assert "Repère fiscal" in client_of(somebody).get(address).text


def test_the_past_has_its_own_warnings(cast):
    board = make_board(cast.palier, 8, 3)
    assert "R1" in codes(board)
    assert "R1" not in codes(board, on=board.mandats.first().debut - timedelta(days=1))
    Rattachement.objects.filter(personne__nom__startswith="Siégeante").update(debut=day(-5))
    assert "R1" not in codes(board, on=day(-6))
