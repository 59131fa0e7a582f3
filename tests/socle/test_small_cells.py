"""Small cells: what is withheld cannot be worked out again, checked by trying every table that fits."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socle.small_cells import MaskedTable, find_small_differences, mask, mask_together, possible_values

COUNTS = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 40), max_size=8)
K = st.integers(2, 11)


@pytest.mark.rule("R17")
def test_lone_small_cell_takes_the_smallest_other_with_it():
    table = mask({"a": 3, "b": 20, "c": 9}, k=5)
    assert table.rows == [("a", None), ("b", 20), ("c", None)]
    assert table.total == 32


@pytest.mark.rule("R17")
def test_two_small_cells_whose_sum_tells_too_much_hide_a_third():
    assert mask({"a": 1, "b": 1, "c": 9, "d": 12}, k=5).hidden == ["a", "b", "c"]


@pytest.mark.rule("R17")
def test_total_is_withheld_when_nothing_else_can_be():
    table = mask({"a": 1, "b": 2, "c": 0}, k=5)
    assert table.rows == [("a", None), ("b", None), ("c", 0)]
    assert table.total is None


def test_large_cells_and_zeros_are_published():
    table = mask({"a": 5, "b": 0, "c": 40}, k=5)
    assert not table.is_masked
    assert table.total == 45


def test_empty_table():
    assert mask({}, k=5) == MaskedTable(rows=[], total=0, k=5)


@pytest.mark.rule("R17")
@given(COUNTS, K)
def test_no_small_cell_is_ever_published(counts, k):
    table = mask(counts, k=k)
    assert [label for label, _ in table.rows] == list(counts)
    for label, count in table.rows:
        assert count is None or (count == counts[label] and not 0 < count < k)
    assert table.total is None or table.total == sum(counts.values())
    assert table.total is None or not 0 < table.total < k


@pytest.mark.rule("R17")
@given(COUNTS, K)
def test_every_withheld_cell_may_be_small_or_not(counts, k):
    interval = possible_values(mask(counts, k=k))
    if interval:
        least, greatest = interval
        assert least == 1
        assert greatest is None or greatest >= k


@pytest.mark.rule("R17")
@given(st.dictionaries(st.sampled_from("abcd"), st.integers(0, 9), max_size=4), st.integers(2, 5))
def test_interval_is_what_trying_every_table_gives(counts, k):
    table = mask(counts, k=k)
    if not table.hidden or table.total is None:
        return
    rest = table.total - table.shown_sum
    fits = [cells for cells in product(range(1, rest + 1), repeat=len(table.hidden)) if sum(cells) == rest]
    for rank in range(len(table.hidden)):
        tried = {cells[rank] for cells in fits}
        assert (min(tried), max(tried)) == possible_values(table)
        assert any(value >= k for value in tried)
        assert any(value < k for value in tried)


@pytest.mark.rule("R17")
@given(st.lists(st.sampled_from("abcd"), max_size=40), st.lists(st.integers(0, 2), min_size=40, max_size=40), K)
def test_tables_of_the_same_people_do_not_give_each_other_away(first, second, k):
    by_letter = {letter: first.count(letter) for letter in "abcd"}
    chosen = second[: len(first)]
    by_number = {str(number): chosen.count(number) for number in range(3)}
    tables = mask_together({"letters": by_letter, "numbers": by_number}, k=k)
    totals = {table.total is None for table in tables.values()}
    assert len(totals) == 1
    if totals == {True}:
        assert all(table.hidden for table in tables.values())


@pytest.mark.rule("R17")
def test_two_publications_that_isolate_somebody_are_told():
    before = mask({"a": 20, "b": 30}, k=5)
    assert find_small_differences(before, mask({"a": 21, "b": 35}, k=5)) == ["a"]
    assert find_small_differences(before, mask({"a": 24, "b": 30}, k=5)) == ["a", ""]
    assert find_small_differences(before, mask({"a": 25, "b": 30}, k=5)) == []
    assert find_small_differences(before, mask({"a": 20, "b": 30}, k=5)) == []


@pytest.mark.rule("R17")
def test_the_rest_left_out_is_compared_too():
    before = mask({"a": 3, "b": 4, "c": 30}, k=5)
    after = mask({"a": 4, "b": 4, "c": 36}, k=5)
    assert before.hidden == after.hidden == ["a", "b"]
    assert find_small_differences(before, after) == [""]


def test_a_new_line_is_compared_with_nobody():
    assert find_small_differences(mask({"a": 20}, k=5), mask({"a": 20, "b": 0}, k=5)) == []


def test_there_and_back_through_json():
    table = mask({"a": 3, "b": 20, "c": 9}, k=5)
    assert MaskedTable.from_json(table.to_json()) == table
    assert table.hidden_word == "moins de 5, ou masqué"
