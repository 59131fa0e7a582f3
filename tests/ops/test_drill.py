"""Redis emptied and killed, workers killed: a small run of `bin/drill`, for real."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.integration
def test_no_mail_is_lost_nor_doubled(tmp_path):
    report = tmp_path / "drill.json"
    done = subprocess.run(
        [sys.executable, "-m", "stack", "drill", "--tries", "2", "--out", str(report)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "bin")},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    results = {result["name"]: result for result in json.loads(report.read_text())}
    race = results.pop("derniere-place")
    assert (race["seated"], race["waiting"], race["lost"], race["doubled"], race["errors"]) == (1, 1, 0, 0, 0)
    assert race["control"], "a seat too many was let through"
    assert set(results) == {"redis-vide", "worker-tue"}
    for result in results.values():
        assert result["control"], "the planted fault was not seen"
        assert result["tries"] == 2
        assert result["notifications"] >= 40
        assert (result["lost"], result["doubled"], result["errors"]) == (0, 0, 0)
