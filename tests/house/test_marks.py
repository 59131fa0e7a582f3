"""Every rule the portal says it applies, and every trap it says it avoids, is held by a test that names it."""

import ast
from pathlib import Path

import pytest

from tests.house.rules import APPLIED, REGISTER
from tests.house.traps import TRAPS

TESTS = Path(__file__).parent.parent


def marked(kind):
    found = {}
    for path in TESTS.rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == f"pytest.mark.{kind}":
                found.setdefault(ast.literal_eval(node.args[0]), set()).add(path.name)
    return found


def test_marks_name_what_exists():
    assert set(marked("rule")) <= REGISTER
    assert set(marked("trap")) <= set(TRAPS)


def test_every_applied_rule_is_held_by_a_test():
    assert set(marked("rule")) == APPLIED


@pytest.mark.parametrize("slug", sorted(TRAPS))
def test_every_trap_is_held_by_a_test(slug):
    assert slug in marked("trap"), TRAPS[slug]
