"""What the supervised processes write does not grow for ever, and is not kept for ever."""

import os
import subprocess
import sys
import time

from stack import processes
from stack.processes import Service


def test_a_log_that_has_grown_is_set_aside_while_its_process_writes(tmp_path, monkeypatch):
    monkeypatch.setattr(processes, "LOG_LIMIT", 100)
    log = tmp_path / "web.log"
    with log.open("ab") as output:
        writer = subprocess.Popen(
            [sys.executable, "-u", "-c", "import sys; [print(line.strip()) for line in sys.stdin]"],
            stdin=subprocess.PIPE,
            stdout=output,
            text=True,
        )
    service = Service("web", [], log)
    say(writer, log, "avant " * 30)
    service.turn_log()
    say(writer, log, "après")
    writer.communicate()
    assert log.read_text() == "après\n"
    assert log.with_suffix(".old").read_text().startswith("avant avant")


def say(writer, log, words):
    before = log.stat().st_size
    writer.stdin.write(words + "\n")
    writer.stdin.flush()
    end = time.monotonic() + 10
    while log.stat().st_size == before and time.monotonic() < end:
        time.sleep(0.01)


def test_a_small_log_is_left_and_an_old_one_goes(tmp_path):
    log, former = tmp_path / "web.log", tmp_path / "web.old"
    log.write_text("peu")
    former.write_text("vieux")
    service = Service("web", [], log)
    service.turn_log()
    assert (log.read_text(), former.read_text()) == ("peu", "vieux")
    long_ago = time.time() - processes.LOG_KEPT_SECONDS - 60
    os.utime(former, (long_ago, long_ago))
    service.turn_log()
    assert not former.exists()
