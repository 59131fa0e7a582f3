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
