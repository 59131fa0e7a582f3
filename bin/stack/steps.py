"""`bin/test` and `bin/check`: every check of the house, one titled step each, one line at the end."""

import os
import re
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from stack import servers
from stack.base import Base, open_base
from stack.machine import ROOT, state_folder
from stack.portal import invent_keys
from stack.processes import stop_on_signals

NOTHING_COLLECTED = 5
TEMPLATE = "portail_modele"


@dataclass
class Step:
    """One check: a command, and how to count in its output what it looked at."""

    title: str
    command: list[str]
    looked_at: Callable[[str], int]
    env: dict[str, str] = field(default_factory=dict)


@dataclass
class Result:
    """What a step found."""

    title: str
    passed: int
    failed: int
    seconds: float

    def __str__(self):
        return f"{'ok  ' if not self.failed else 'RATÉ'} {self.seconds:6.1f} s  {self.title}"


def test(arguments: list[str]) -> int:
    """Run everything: `bin/test [arguments of pytest]`."""
    return run_all(arguments, everything=True)


def check(arguments: list[str]) -> int:
    """Run what needs neither browser nor worker: `bin/check [arguments of pytest]`."""
    return run_all(arguments, everything=False)


def run_all(arguments: list[str], *, everything: bool) -> int:
    """Run the steps on a Postgres and a Redis, sum up, return the exit code."""
    stop_on_signals()
    try:
        with open_base("test", forgetful=True) as base:
            env = make_environment(base)
            with migrating_template(env) as finish:
                results = [run_step(step, env) for step in make_steps()]
                results.append(finish())
            results += run_pytest(arguments, env | {"PORTAIL_TEST_TEMPLATE": TEMPLATE}, everything=everything)
    except KeyboardInterrupt:
        return 130
    return sum_up(results)


def sum_up(results: list[Result]) -> int:
    """Print the results, then the one line that counts; a run that tested nothing is a failure."""
    print("\n" + "\n".join(map(str, results)))
    passed, failed = sum(r.passed for r in results), sum(r.failed for r in results)
    if passed == 0:
        failed += 1
        print("aucun test n’a été exécuté")
    print(f"\n{passed} passed, {failed} failed")
    return 1 if failed else 0


def make_environment(base: Base) -> dict[str, str]:
    """Return the environment of the steps: test mode, throw-away keys."""
    return {
        **os.environ,
        "PORTAIL_MODE": "test",
        "PORTAIL_VAR": str(state_folder("test")),
        "DATABASE_URL": base.database,
        "REDIS_URL": base.redis,
        **invent_keys(),
    }


@contextmanager
def migrating_template(env: dict[str, str]) -> Iterator[Callable[[], Result]]:
    """Migrate, while the code is being checked, the database that every test database begins as.

    Migrating takes longer than any test, and each of the four databases of a whole run would do it. What is given
    waits for its end and says how it went.
    """
    database = servers.sibling_url(env["DATABASE_URL"], TEMPLATE)
    servers.make_database(database, fresh=True)
    migrate = [sys.executable, "manage.py", "migrate"]
    env = env | {"DATABASE_URL": database}
    early = subprocess.Popen(migrate, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def finish() -> Result:
        early.wait()
        # What is left is nothing, or what failed, which says why.
        return run_step(Step("base de départ des tests (migrate)", migrate, lambda _: count_migrations()), env)

    try:
        yield finish
    finally:
        early.kill()
        early.wait()


def count_migrations() -> int:
    """Return how many migrations the project has."""
    return len(list(ROOT.glob("*/migrations/0*.py")))


# ---- the steps without tests


def make_steps() -> list[Step]:
    """Return the checks of the code, quick ones first."""
    templates = sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("templates/**/*.html"))
    manage = [sys.executable, "manage.py"]
    production = {"PORTAIL_MODE": "production", "PORTAIL_HOSTS": "portail.example"}
    production |= {"PORTAIL_URL": "https://portail.example", "PORTAIL_FROM": "portail@portail.example"}
    return [
        Step(
            "mise en forme (ruff format)", [program("ruff"), "format", "--check", "."], count(r"(\d+) files? already")
        ),
        Step("règles d’écriture (ruff check)", [program("ruff"), "check", "."], lambda _: len(python_files())),
        Step("gabarits (djade)", [program("djade"), "--check", *templates], lambda _: len(templates)),
        Step("directions d’import (lint-imports)", [program("lint-imports")], count(r"Contracts: (\d+) kept")),
        Step("types (mypy)", [program("mypy")], count(r"no issues found in (\d+) source")),
        Step(
            "migrations à jour",
            [*manage, "makemigrations", "--check", "--dry-run"],
            lambda _: count_migrations(),
        ),
        Step(
            "réglages de production (check --deploy)",
            [*manage, "check", "--deploy", "--fail-level", "INFO"],
            lambda text: int("no issues (0 silenced)" in text),
            production,
        ),
    ]


def program(name: str) -> str:
    """Return a program of the virtual environment."""
    return str(Path(sys.executable).parent / name)


def count(pattern: str) -> Callable[[str], int]:
    """Return a counter that reads a number in the output."""

    def read(text: str) -> int:
        found = re.search(pattern, text)
        return int(found.group(1)) if found else 0

    return read


def python_files() -> list[str]:
    """Return the Python files that ruff reads."""
    command = [program("ruff"), "check", "--show-files", "."]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()


def run_step(step: Step, env: dict[str, str]) -> Result:
    """Run one check; its output is shown when it fails or when it looked at nothing."""
    started = time.monotonic()
    print(f"\n=== {step.title}", flush=True)
    done = subprocess.run(
        step.command,
        cwd=ROOT,
        env={**env, **step.env},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    looked_at = step.looked_at(done.stdout) if done.returncode == 0 else 0
    if done.returncode:
        print(done.stdout)
    elif not looked_at:
        print(f"{done.stdout}\nce contrôle n’a rien regardé")
    else:
        print(f"{looked_at} regardés")
    return Result(step.title, 0, 0 if looked_at else 1, time.monotonic() - started)


# ---- the tests


def run_pytest(arguments: list[str], env: dict[str, str], *, everything: bool) -> list[Result]:
    """Run the tests; paths among the arguments replace the usual ones."""
    paths = [argument for argument in arguments if (ROOT / argument.split("::")[0]).exists()]
    if paths:
        return [pytest("tests choisis", [], arguments, env)]
    parallel = ["-n", "2", "--dist", "loadgroup"]
    if not everything:
        return [
            pytest(
                "tests rapides", ["tests", "--ignore=tests/e2e", "-m", "not integration", *parallel], arguments, env
            )
        ]
    return [
        pytest("tests unitaires et d’intégration", ["tests", "--ignore=tests/e2e", *parallel], arguments, env),
        pytest("tests dans un navigateur", ["tests/e2e", *parallel], arguments, env),
    ]


def pytest(title: str, selection: list[str], arguments: list[str], env: dict[str, str]) -> Result:
    """Run pytest once and read its figures in the report that it writes."""
    started = time.monotonic()
    print(f"\n=== {title}", flush=True)
    report = state_folder("test") / "pytest.xml"
    report.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", *selection, *arguments, f"--junitxml={report}"]
    code = subprocess.run(command, cwd=ROOT, env=env, check=False).returncode
    passed, failed = read_report(report)
    if code == NOTHING_COLLECTED and arguments:
        failed = 0  # `-k` may choose tests of the other run only; `sum_up` refuses a whole run without tests
    elif code and not failed:
        failed = 1
    return Result(title, passed, failed, time.monotonic() - started)


def read_report(path: Path) -> tuple[int, int]:
    """Return how many tests passed and failed."""
    if not path.exists():
        return 0, 0
    suites = ET.parse(path).getroot().iter("testsuite")  # noqa: S314 - written by our own pytest
    passed = failed = 0
    for suite in suites:
        wrong = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        passed += int(suite.get("tests", 0)) - wrong - int(suite.get("skipped", 0))
        failed += wrong
    return passed, failed
