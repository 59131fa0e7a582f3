"""After help was asked for and found, nobody else can tell: not from a page, a dump, the queue, a mail or a log."""

import re
import subprocess
from difflib import unified_diff

import pytest
from playwright.sync_api import expect
from redis import Redis

from tests.e2e.people import (
    AISSATOU,
    AISSATOU_ADDRESS,
    BASTIEN,
    LINH,
    MAELLE,
    PRIVATE_ADDRESS,
    SECRET,
    SOLENE,
    YASSINE,
)
from tests.e2e.test_accompagnement import deposit

ONLOOKERS = [SOLENE, BASTIEN, MAELLE]
PAGES = ["/", "/accompagnement/", "/accompagnement/confidentialite/", "/accompagnement/pour-moi/", "/annuaire/",
         "/notifications/", "/recherche/?q=diombere", "/collectifs/", "/pacte/", "/mon-compte/"]  # fmt: skip
TOKENS = re.compile(r'csrfmiddlewaretoken" value="[^"]+"|X-CSRFToken": "[^"]+"|[0-9a-f-]{36}|il y a [^<]+')


def read_pages(new_context, sign_in):
    """Return what each onlooker reads on each page, one-time tokens taken out."""
    seen = {}
    for onlooker in ONLOOKERS:
        page = new_context().new_page()
        sign_in(page, onlooker)
        for address in PAGES:
            answer = page.goto(address)
            seen[onlooker, address] = (answer.status, TOKENS.sub("…", answer.text()))
        page.context.close()
    return seen


def deposit_unseen(new_context, sign_in, axe):
    """Ask for help as one person, then as another if something else moved meanwhile: a leak would show each time."""
    for asker in (AISSATOU, YASSINE, LINH):
        before = read_pages(new_context, sign_in)
        page = new_context().new_page()
        sign_in(page, asker)
        address, _ = deposit(page, axe)
        after = read_pages(new_context, sign_in)
        changed = [lines for key in before if (lines := find_changes(before[key], after[key]))]
        if not changed:
            return address
    raise AssertionError(f"somebody reads otherwise once help was asked for: {changed}")


def find_changes(before, after):
    return list(unified_diff(*(f"{status}\n{text}".splitlines() for status, text in (before, after)), n=0))


def test_onlookers_read_the_same_pages(new_context, sign_in, axe):
    address = deposit_unseen(new_context, sign_in, axe)
    for onlooker in ONLOOKERS:
        page = new_context().new_page()
        sign_in(page, onlooker)
        real = page.goto(address)
        unknown = page.goto(re.sub(r"[0-9a-f]{8}-", "00000000-", address, count=1))
        assert (real.status, unknown.status) == (404, 404)
        page.context.close()


@pytest.fixture
def deposited(new_context, sign_in, axe, machine):
    """A request handed in, whose neutral mail was sent."""
    if machine.database is None:
        raise RuntimeError("this test looks inside the portal: let it start its own")
    page = new_context().new_page()
    sign_in(page, AISSATOU)
    page.goto("/")
    _, code = deposit(page, axe)
    page.get_by_role("button", name=re.compile("Relire le récit")).click()
    expect(page.locator("main")).to_contain_text(SECRET)
    return code


def dump(database):
    """Return the whole database as text, table by table."""
    text = subprocess.run(["pg_dump", "--inserts", database], capture_output=True, text=True, check=True).stdout
    return {
        table: [line for line in text.splitlines() if line.startswith(f"INSERT INTO public.{table} ")]
        for table in set(re.findall(r"INSERT INTO public\.(\w+) ", text))
    }


def test_nothing_kept_tells_the_secret_or_ties_the_name(deposited, machine):
    tables = dump(machine.database)
    assert len(tables["accompagnement_demande"]) > 100
    rows = "\n".join(row for lines in tables.values() for row in lines)
    redis = Redis.from_url(machine.redis)
    queue = b"\n".join(redis.dump(key) or b"" for key in redis.keys("*"))
    logs = "\n".join(path.read_text(errors="replace") for path in machine.logs.glob("*.log"))
    assert len(logs) > 100
    for kept in (rows, queue.decode("latin-1"), logs):
        for secret in (SECRET, SECRET[:40], SECRET.encode().hex(), PRIVATE_ADDRESS.encode().hex()):
            assert secret not in kept
    mails = [row for row in tables["socle_courriel"] if "Vous avez un message sur le portail" in row]
    assert mails
    case_rows = "\n".join(row for name, lines in tables.items() if name.startswith("accompagnement_") for row in lines)
    for name in ("Diomberé", "Aïssatou", AISSATOU_ADDRESS, PRIVATE_ADDRESS):
        assert name not in case_rows
    assert not any(word in row for row in tables["socle_courriel"] for word in (deposited, "Diomberé a", SECRET[:20]))
    assert not any("Aïssatou" in row or "Souffler" in row for row in mails)
