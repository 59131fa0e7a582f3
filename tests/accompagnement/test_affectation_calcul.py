"""The arithmetic of matching, on numbers alone: what is never done, what is best, and the same answer each time."""

import ast
import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accompagnement import affectation
from accompagnement.affectation import lot
from accompagnement.affectation.contrefactuel import LIBRE, Etat, ask_why_not
from accompagnement.affectation.couts import (
    PIRE,
    POINTS,
    cost_of_fit,
    cost_of_nobody,
    cost_of_place,
    say_score,
)
from accompagnement.affectation.diagnostic import diagnose
from accompagnement.affectation.exact import solve_exact
from accompagnement.affectation.flot import solve_flow
from accompagnement.affectation.instance import PERSONNE, make_instance
from accompagnement.affectation.lot import assign, assign_in_order
from accompagnement.affectation.situations import find_clashes


@st.composite
def instances(draw, most=4, situations=True):
    n, m = draw(st.integers(0, most)), draw(st.integers(1, 4))
    cells = [(q, p) for q in range(n) for p in range(m)]
    kept = [cell for cell in cells if draw(st.booleans())]
    numbers = st.integers(0, PIRE)
    places = draw(st.lists(st.integers(0, 2), min_size=m, max_size=m))
    same = st.integers(-1, 1) if situations else st.just(-1)
    return make_instance(
        [(q, p, draw(numbers)) for q, p in kept],
        places,
        charge=draw(st.lists(st.integers(0, 2), min_size=m, max_size=m)),
        capacite=[4] * m,
        urgence=draw(st.lists(st.integers(0, 2), min_size=n, max_size=n)),
        attente=draw(st.lists(st.integers(0, 500), min_size=n, max_size=n)),
        situation=draw(st.lists(same, min_size=n, max_size=n)),
    )


def every_assignment(instance):
    """Yield each assignment that breaks nothing: the rules written out the slow way."""
    for row in itertools.product(*([PERSONNE, *instance.arcs[q]] for q in range(instance.demandes))):
        choix = np.array(row, int)
        if is_allowed(instance, choix):
            yield choix


def is_allowed(instance, choix):
    loads = [int((choix == p).sum()) for p in range(instance.prestataires)]
    return all(load <= left for load, left in zip(loads, instance.places, strict=True)) and not find_clashes(
        instance, choix
    )


def served(choix):
    return int((choix != PERSONNE).sum())


def rank_of(instance, choix):
    """Return what counts, in order: how many are served, then each by urgency and by waiting, the greatest first."""
    keys = sorted(
        ((int(instance.urgence[q]), min(int(instance.attente[q]), 399)) for q in np.flatnonzero(choix != PERSONNE)),
        reverse=True,
    )
    return len(keys), keys


@settings(max_examples=60, deadline=None)
@given(instances())
def test_only_existing_arcs_within_capacities_and_no_clash(instance):
    choix = assign(instance)
    for q, p in enumerate(choix.tolist()):
        assert p == PERSONNE or p in instance.arcs[q]
    assert is_allowed(instance, choix)
    assert is_allowed(instance, assign_in_order(instance))


@settings(max_examples=50, deadline=None)
@given(instances())
def test_no_other_assignment_is_better(instance):
    best = min(instance.total(choix) for choix in every_assignment(instance))
    assert instance.total(assign(instance)) == best


@settings(max_examples=50, deadline=None)
@given(instances(situations=False))
def test_the_most_are_served_then_the_urgent_then_who_waited(instance):
    found = rank_of(instance, assign(instance))
    assert found == max(rank_of(instance, choix) for choix in every_assignment(instance))


@settings(max_examples=40, deadline=None)
@given(instances(most=12))
def test_never_fewer_served_than_first_come_first_served(instance):
    assert instance.total(assign(instance)) <= instance.total(assign_in_order(instance))
    if not (instance.situation != PERSONNE).any():
        assert served(assign(instance)) >= served(assign_in_order(instance))


@settings(max_examples=40, deadline=None)
@given(instances(most=8), st.randoms(use_true_random=False))
def test_same_numbers_same_answer_whatever_their_order(instance, random):
    rows = list(zip(instance.demande.tolist(), instance.prestataire.tolist(), instance.cout.tolist(), strict=True))
    random.shuffle(rows)
    fields = {name: getattr(instance, name) for name in ("charge", "capacite", "urgence", "attente", "situation")}
    again = make_instance(rows, instance.places, **fields)
    assert again.digest() == instance.digest()
    assert assign(again).tolist() == assign(instance).tolist()


def test_a_change_of_one_number_changes_the_digest():
    one = make_instance([(0, 0, 5)], [1], urgence=[0], attente=[3])
    assert one.digest() != make_instance([(0, 0, 5)], [1], urgence=[0], attente=[4]).digest()
    assert one.digest() != make_instance([(0, 0, 6)], [1], urgence=[0], attente=[3]).digest()


def test_an_urgent_request_wins_the_contested_place():
    instance = make_instance([(0, 0, 0), (1, 0, 900)], [1], urgence=[0, 2], attente=[399, 0])
    assert assign(instance).tolist() == [PERSONNE, 0]


def test_the_work_is_shared():
    """Four requests that fit two providers alike: two each, and the one who carries more gets less."""
    arcs = [(q, p, 100) for q in range(4) for p in range(2)]
    even = assign(make_instance(arcs, [4, 4], urgence=[0] * 4, attente=[0] * 4))
    assert sorted(even.tolist()) == [0, 0, 1, 1]
    uneven = assign(make_instance(arcs, [2, 4], charge=[2, 0], capacite=[4, 4], urgence=[0] * 4, attente=[0] * 4))
    assert uneven.tolist().count(1) == 3


def test_a_situation_is_kept_apart_even_at_a_cost():
    arcs = [(0, 0, 0), (0, 1, 900), (1, 0, 10), (1, 1, 500)]
    instance = make_instance(arcs, [2, 2], urgence=[0, 0], attente=[0, 0], situation=[7, 7])
    assert find_clashes(instance, solve_flow(instance))
    assert assign(instance).tolist() == [0, 1]


def test_constraint_programming_only_where_it_is_needed(monkeypatch):
    asked = []

    def spy(small, hint, **settled):
        asked.append(small.demandes)
        return solve_exact(small, hint, **settled)

    monkeypatch.setattr("accompagnement.affectation.exact.solve_exact", spy)
    arcs = [(0, 0, 0), (0, 1, 900), (1, 0, 10), (1, 1, 500), (2, 2, 0), (3, 2, 0)]
    apart = make_instance(arcs, [2, 2, 2], urgence=[0] * 4, attente=[0] * 4, situation=[7, 7, -1, -1])
    assert assign(apart).tolist() == [0, 1, 2, 2]
    assert asked == [2]
    assign(make_instance(arcs, [2, 2, 2], urgence=[0] * 4, attente=[0] * 4))
    assert asked == [2]


def test_a_large_part_finds_the_same_when_who_is_served_is_settled(monkeypatch):
    arcs = [(q, p, 100 * ((q + p) % 5)) for q in range(8) for p in range(4)]
    instance = make_instance(
        arcs, [2, 1, 2, 1], urgence=[0, 1] * 4, attente=[9] * 8, situation=[0, 0, 0, 1, 1, 1, -1, -1]
    )
    weighed = instance.total(assign(instance))
    monkeypatch.setattr(lot, "ARCS_PEU", 0)
    assert instance.total(assign(instance)) == weighed
    assert is_allowed(instance, assign(instance))


@pytest.mark.parametrize("answer", [None, "too many"])
def test_without_an_exact_answer_the_pair_is_taken_away(monkeypatch, answer):
    if answer:
        monkeypatch.setattr(lot, "ARCS_EXACTS", 0)
    else:
        monkeypatch.setattr("accompagnement.affectation.exact.solve_exact", lambda *_, **__: None)
    arcs = [(0, 0, 0), (0, 1, 900), (1, 0, 10), (1, 1, 500)]
    instance = make_instance(arcs, [2, 2], urgence=[0, 2], attente=[0, 9], situation=[7, 7])
    assert assign(instance).tolist() == [1, 0]


@settings(max_examples=60, deadline=None)
@given(instances(most=7, situations=False))
def test_the_shortage_is_a_true_one(instance):
    """The requests said to fight outnumber the places said to be theirs, and nobody else could take any of them."""
    choix = {q: None if p == PERSONNE else p for q, p in enumerate(assign(instance).tolist())}
    found = diagnose(instance.arcs, choix)
    assert found.sans_candidat == {q for q in choix if not instance.arcs[q]}
    assert found.sans_candidat | found.sans_place == {q for q, p in choix.items() if p is None}
    assert found.places == sum(int(instance.places[p]) for p in found.prestataires)
    assert {p for q in found.disputent for p in instance.arcs[q]} == found.prestataires
    assert len(found.disputent) - found.places == len(found.sans_place)


@settings(max_examples=60, deadline=None)
@given(instances(most=5, situations=False), st.data())
def test_why_not_costs_what_solving_again_would(instance, data):
    """The chain that is told is the exact difference, and making its moves gives an assignment of that cost."""
    pairs = [(q, p) for q, found in instance.arcs.items() for p in found]
    if not pairs:
        return
    q, p = data.draw(st.sampled_from(pairs))
    choix = assign(instance)
    answer = ask_why_not(state_of(instance, choix), q, p)
    forced = [other for other in every_assignment(instance) if other[q] == p]
    if not forced:
        assert answer is None
        return
    best = min(instance.total(other) for other in forced)
    assert answer.surcout == best - instance.total(choix) >= 0
    moved = choix.copy()
    moved[q] = p
    for move in answer.deplacements:
        moved[move.demande] = PERSONNE if move.vers is None else move.vers
    assert is_allowed(instance, moved)
    assert instance.total(moved) == best


def state_of(instance, choix):
    loads = {p: int((choix == p).sum()) for p in range(instance.prestataires)}
    return Etat(
        arcs=instance.arcs,
        choix={q: None if p == PERSONNE else p for q, p in enumerate(choix.tolist())},
        sans=dict(enumerate(instance.sans.tolist())),
        libres={p: int(instance.places[p]) - loads[p] for p in loads},
        place=lambda p, k: cost_of_place(int(instance.charge[p]) + k, int(instance.capacite[p])),
    )


def test_nobody_moves_for_a_free_place():
    instance = make_instance([(0, 0, 0), (0, 1, 300)], [1, 1], urgence=[0], attente=[0])
    answer = ask_why_not(state_of(instance, assign(instance)), 0, 1)
    assert (answer.surcout, answer.deplacements) == (300, [])
    assert ask_why_not(state_of(instance, assign(instance)), 0, 0).surcout == 0
    assert LIBRE not in instance.arcs


def test_the_points_are_out_of_a_hundred_and_each_counts():
    best = cost_of_fit(held=2, needed=2, is_near=True, delai=5)
    assert (best, say_score(best)) == (0, 100)
    assert cost_of_fit(held=1, needed=2, is_near=True, delai=5) == 10 * POINTS["competence"] / 2
    assert cost_of_fit(held=2, needed=2, is_near=False, delai=5) == 10 * POINTS["lieu"]
    assert cost_of_fit(held=2, needed=2, is_near=True, delai=99) == 10 * POINTS["delai"]
    assert cost_of_fit(held=2, needed=2, is_near=False, delai=5, is_known=True) == 0
    assert sum(POINTS.values()) == 100


@given(st.integers(0, 9), st.integers(1, 9))
def test_each_more_accompaniment_costs_more(charge, capacite):
    assert cost_of_place(charge, capacite) < cost_of_place(charge + 1, capacite)


@given(st.integers(1, 10_000), st.integers(0, 2), st.integers(0, 5000))
def test_leaving_somebody_costs_more_than_all_that_fit_could_spare(demandes, urgence, attente):
    assert cost_of_nobody(urgence, attente, demandes) > demandes * PIRE
    assert cost_of_nobody(2, 0, demandes) > cost_of_nobody(1, attente, demandes)


def test_the_arithmetic_knows_neither_the_database_nor_the_web():
    folder = Path(affectation.__file__).parent
    for path in folder.glob("*.py"):
        tree = ast.parse(path.read_text())
        names = [n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)]
        names += [alias.name for n in ast.walk(tree) if isinstance(n, ast.Import) for alias in n.names]
        assert all(name.partition(".")[0] not in {"django", "members", "socle"} for name in names), path
        assert all(name.startswith("accompagnement.affectation") for name in names if "accompagnement" in name), path
