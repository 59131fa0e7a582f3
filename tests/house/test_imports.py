"""Imports only go down, and confidential models stay home."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LINT = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"


def test_import_contracts_are_kept():
    # Apart: the tool silences every logger of its process, and other tests read the log.
    done = subprocess.run([sys.executable, "-c", LINT], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert "3 kept, 0 broken" in done.stdout


# What a page seldom needs, and what it costs: reading or sealing files, calendars, spreadsheets, pictures, PDFs.
HEAVY = (
    "PIL", "aiohttp", "asn1crypto", "boto3", "docx", "fontTools", "holidays", "icalendar", "lxml", "numpy", "odf",
    "ofxtools", "openpyxl", "ortools", "phonenumbers", "pycamt", "pyhanko", "pypdfium2", "python_calamine", "requests",
    "segno", "tablib", "weasyprint",
)  # fmt: skip
PAGES = """
import sys
import federation.wsgi
from django.urls import get_resolver
get_resolver().reverse_dict
print(*sys.modules)
"""


def test_a_web_process_starts_light():
    done = subprocess.run([sys.executable, "-c", PAGES], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert {"pacte.views.ceremonies", "collectifs.views.agenda", "formations.views.papiers"} <= loaded
    assert not {name.partition(".")[0] for name in loaded} & set(HEAVY)
