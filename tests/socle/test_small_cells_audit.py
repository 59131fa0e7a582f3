"""Tables that say something of one another: nothing of all of them together pins a withheld figure down (R17)."""

from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from socle.small_cells import mask
from socle.small_cells_audit import Linked, Sum, find_exposed, protect, solve_intervals

K = 5


def linked(title, counts, total=None, **fields):
    names = {label: label if label in ("closed", "met") else f"{title}:{label}" for label in counts}
    return Linked(title, counts, names, total, **fields)


def system(stages, lengths, delays):
    """The stages, and two tables each of which details one of them."""
    counts = {"closed": sum(lengths), "met": sum(delays), "left": stages}
    return [
        linked("stages", counts),
        linked("lengths", {f"l{n}": value for n, value in enumerate(lengths)}, "closed"),
        linked("delays", {f"d{n}": value for n, value in enumerate(delays)}, "met"),
    ]


def naive(tables):
    return {table.title: mask(table.counts, k=K) for table in tables}


def test_solver_bounds_what_sums_leave():
    known = {"a": None, "b": None, "c": 10, "t": 20, "u": None}
    found = solve_intervals(known, [Sum(("a", "b", "c"), "t"), Sum(("a",), "u")])
    assert {name: (round(low), round(high)) for name, (low, high) in found.items()} == {
        "a": (1, 9), "b": (1, 9), "u": (1, 9),
    }  # fmt: skip
    assert solve_intervals({"a": None, "t": None}, [Sum(("a",), "t")])["t"] == (1, inf)


@pytest.mark.rule("R17")
@pytest.mark.trap("small-cell-by-difference")
def test_total_of_one_table_gives_away_the_cell_of_another():
    """Each table is safe alone; the total of the lengths tells the cell « closed » that the stages withhold."""
    tables = [
        linked("stages", {"closed": 6, "met": 9, "left": 3}),
        linked("lengths", {"short": 6, "long": 0}, "closed"),
    ]
    alone = naive(tables)
    assert "closed" in alone["stages"].hidden
    assert alone["lengths"].total == 6
    masked = protect(tables, k=K)
    assert masked["lengths"].total is None
    assert not find_exposed(tables, masked, k=K)


@pytest.mark.rule("R17")
def test_audit_finds_what_a_cross_table_lets_compute():
    """Rows and columns of one cross table: small cells hidden alone are computed from the margins, exactly."""
    cells = {"a1": 3, "a2": 20, "b1": 12, "b2": 30}
    known = {**cells, "a1": None, "a": 23, "b": 42}
    low, high = solve_intervals(known, [Sum(("a1", "a2"), "a"), Sum(("b1", "b2"), "b")])["a1"]
    assert (low, high) == (3, 3)


@pytest.mark.rule("R17")
def test_few_associations_hide_a_figure_of_many_people():
    masked = protect([linked("bundles", {"one": 20, "two": 40, "three": 30}, thin=frozenset({"one"}))], k=K)
    assert masked["bundles"].hidden == ["one", "three"]
    masked = protect([linked("bundles", {"one": 20}, total_is_thin=True)], k=K)
    assert masked["bundles"].total is None
    assert masked["bundles"].hidden == ["one"]


def test_nothing_is_hidden_for_nothing():
    tables = system(12, [20, 9, 8], [14, 17])
    assert not any(table.is_masked for table in protect(tables, k=K).values())


counts = st.lists(st.integers(0, 12), min_size=1, max_size=4)


@pytest.mark.rule("R17")
@settings(max_examples=150, deadline=None)
@given(stages=st.integers(0, 12), lengths=counts, delays=counts)
def test_whatever_the_figures_nothing_is_pinned_down(stages, lengths, delays):
    tables = system(stages, lengths, delays)
    masked = protect(tables, k=K)
    assert not find_exposed(tables, masked, k=K)
    truth = {table.names[label]: n for table in tables for label, n in table.counts.items()}
    for table in tables:
        for label, shown in masked[table.title].rows:
            assert shown in (None, truth[table.names[label]])
            assert shown is None or shown == 0 or shown >= K


@settings(max_examples=60, deadline=None)
@given(lengths=st.lists(st.integers(0, 7), min_size=2, max_size=3), left=st.integers(0, 7))
def test_solver_agrees_with_counting_every_possibility(lengths, left):
    """All whole numbers that fit what is published, tried one by one, span what the solver says."""
    tables = system(left, lengths, [9, 9])[:2]
    masked = protect(tables, k=3)
    cells, stages = masked["lengths"], dict(masked["stages"].rows)
    if cells.total is None or not cells.hidden:
        return
    rest = cells.total - cells.shown_sum
    tried = [n for n in range(1, rest + 1) if (len(cells.hidden) == 1 and n == rest) or len(cells.hidden) > 1]
    possible = [n for n in tried if rest - n >= len(cells.hidden) - 1]
    assert len(possible) >= 3
    assert stages["closed"] == cells.total
