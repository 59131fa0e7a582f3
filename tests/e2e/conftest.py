"""A real portal in demonstration mode, and a real browser that reports whatever it does not like."""

import os
import shutil
import subprocess
from types import SimpleNamespace

import pytest

from stack import servers
from stack.base import open_base
from stack.demo import running
from stack.machine import choose_port, state_folder
from stack.portal import Portal, make_environment
from tests.e2e import helpers

REDIS_DATABASES = {"gw0": 5, "gw1": 6}
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0")


def pytest_collection_modifyitems(items):
    """Each worker has a portal of its own; the journeys of a file share one, visits of pages go to either."""
    for item in items:
        if item.path.is_relative_to(os.path.dirname(__file__)):  # noqa: PTH120 - what pytest compares with
            item.add_marker(pytest.mark.e2e)
            if item.path.stem != "test_every_page":
                item.add_marker(pytest.mark.xdist_group(item.path.stem))


@pytest.fixture(scope="session")
def machine():
    """Run a whole portal (web, worker, beat) on its own database, freshly seeded; give what it is made of.

    PORTAIL_E2E_URL names a portal that already runs, to go faster while writing a journey.
    """
    if given := os.environ.get("PORTAIL_E2E_URL"):
        yield SimpleNamespace(url=given.rstrip("/"), database=None, redis=None, logs=None)
        return
    name = f"e2e-{WORKER}"
    with open_base(name, forgetful=True) as base:
        database = servers.sibling_url(base.database, f"portail_{name.replace('-', '_')}")
        servers.make_database(database, fresh=True, template=os.environ.get("PORTAIL_TEST_TEMPLATE"))
        redis = servers.fresh_redis_database(base.redis, REDIS_DATABASES[WORKER])
        port = choose_port(8200 + 20 * REDIS_DATABASES[WORKER])
        env = make_environment(name, "demo", f"http://localhost:{port}", database, redis)
        portal = Portal(name, port, env)
        portal.prepare(always=True)
        with running(portal):
            logs = state_folder(name) / "logs"
            yield SimpleNamespace(url=portal.url, database=database, redis=redis, logs=logs)


@pytest.fixture(scope="session")
def portail(machine):
    """Return the address of the portal."""
    return machine.url


@pytest.fixture(scope="session")
def base_url(portail):
    """Let journeys name pages by their path."""
    return portail


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Use the system's Chromium where there is one, else the browser that Playwright brought."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    chosen = {"executable_path": found} if found else {}
    return {**browser_type_launch_args, **chosen, "args": ["--disable-dev-shm-usage"]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    """Browse as people of the federation do."""
    return {**browser_context_args, "locale": "fr-FR", "timezone_id": "Europe/Paris"}


@pytest.fixture
def guard(portail):
    """Fail the test if one of its pages did what no page may do."""
    guard = helpers.Guard(portail)
    yield guard
    assert not guard.problems, "\n".join(guard.problems)


@pytest.fixture
def new_context(guard, new_context):
    """Return a function that opens one more browser, for one more person; each is watched."""

    def open_context(**options):
        context = guard.watch(new_context(**options))
        context.set_default_timeout(10_000)
        return context

    return open_context


@pytest.fixture
def sign_in():
    """Return the function that enters as a persona: `sign_in(page, "Aïssatou Diomberé")`."""
    return helpers.sign_in


@pytest.fixture
def axe():
    """Return the function that asserts that axe finds nothing: `axe(page)`."""
    return helpers.axe


@pytest.fixture
def read_pdf():
    """Return the function that gives the text of a PDF, its lines joined, its spaces made plain."""

    def read(path):
        text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout
        return " ".join(text.replace("\u202f", " ").split())

    return read
