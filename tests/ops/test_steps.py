"""`bin/test` itself: what it counts, and that it never passes for having looked at nothing."""

import sys

import pytest

from stack import steps
from stack.steps import Result, Step


def run(code, looked_at=lambda text: 1):
    return steps.run_step(Step("essai", [sys.executable, "-c", code], looked_at), {})


def test_a_step_that_fails_is_a_failure():
    assert run("raise SystemExit(1)").failed == 1


def test_a_step_that_looked_at_nothing_is_a_failure(capsys):
    assert run("print('0 files')", steps.count(r"(\d+) files")).failed == 1
    assert "n’a rien regardé" in capsys.readouterr().out


def test_a_step_that_looked_at_something_passes():
    assert run("print('3 files')", steps.count(r"(\d+) files")).failed == 0


@pytest.mark.parametrize(
    ("results", "code", "line"),
    [
        ([Result("a", 0, 0, 1), Result("b", 12, 0, 1), Result("c", 3, 0, 1)], 0, "15 passed, 0 failed"),
        ([Result("a", 0, 1, 1), Result("b", 12, 0, 1)], 1, "12 passed, 1 failed"),
        ([Result("a", 0, 0, 1)], 1, "0 passed, 1 failed"),
    ],
)
def test_the_last_line_sums_up(capsys, results, code, line):
    assert steps.sum_up(results) == code
    assert capsys.readouterr().out.splitlines()[-1] == line


def test_the_figures_are_read_in_the_report(tmp_path):
    report = tmp_path / "report.xml"
    report.write_text('<testsuites><testsuite tests="10" failures="2" errors="1" skipped="3"/></testsuites>')
    assert steps.read_report(report) == (4, 3)
    assert steps.read_report(tmp_path / "missing.xml") == (0, 0)


def test_every_step_has_its_own_title():
    titles = [step.title for step in steps.make_steps()]
    assert len(titles) == len(set(titles)) == 7
