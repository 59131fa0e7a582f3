"""The supervisor of the demonstration: what can be known of it without waiting for a whole portal."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from stack import machine, portal, processes, servers
from stack.base import Note
from stack.machine import RefusalError

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def state(tmp_path, monkeypatch):
    """Keep everything of the supervisor in a folder of the test."""

    def folder(mode):
        path = tmp_path / mode
        path.mkdir(exist_ok=True)
        return path

    for module in (machine, portal):
        monkeypatch.setattr(module, "state_folder", folder)
    monkeypatch.setattr("stack.base.state_folder", folder)
    return tmp_path


@pytest.fixture
def busy_port():
    """Return a port that somebody else listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def make_service(tmp_path, code, **kwargs):
    return processes.Service("essai", [sys.executable, "-c", code], tmp_path / "essai.log", **kwargs)


def wait_for(condition):
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.05)


# ---- ports


def test_first_free_port_is_taken(monkeypatch, busy_port):
    monkeypatch.delenv("PORT", raising=False)
    assert machine.choose_port(busy_port) > busy_port


def test_port_asked_for_is_taken(monkeypatch):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    monkeypatch.setenv("PORT", str(free))
    assert machine.choose_port(8000) == free


@pytest.mark.parametrize("asked", ["busy", "abc"])
def test_port_asked_for_but_not_free_is_refused(monkeypatch, busy_port, asked):
    monkeypatch.setenv("PORT", str(busy_port) if asked == "busy" else asked)
    with pytest.raises(RefusalError, match="n’est pas libre"):
        machine.choose_port(8000)


# ---- secrets


def test_secrets_are_invented_once_and_for_our_eyes_only(state):
    keys = portal.make_keys("demo")
    path = state / "demo" / "secrets.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert portal.make_keys("demo") == keys == json.loads(path.read_text())
    assert portal.make_keys("autre") != keys


def test_a_half_written_secret_is_made_again(state):
    (state / "demo").mkdir()
    (state / "demo" / "secrets.new").write_text("{")
    assert set(portal.make_keys("demo")) == {"PORTAIL_SECRET_KEY", "PORTAIL_MASTER_KEYS"}


# ---- once only, and never in production


def test_a_second_start_is_refused_with_a_sentence(state):
    first = Note("demo")
    first.write("http://localhost:8000/, processus 12")
    with pytest.raises(RefusalError, match=r"tourne déjà \(http://localhost:8000/, processus 12\)"):
        Note("demo")
    first.close()
    Note("demo").close()


def test_production_refuses_the_demonstration():
    done = subprocess.run(
        [sys.executable, "-m", "stack", "demo", "--verifier"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "bin"), "PORTAIL_MODE": "production"},
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert done.returncode == 1
    assert "ne démarre pas sur une machine de production" in done.stderr
    assert "Traceback" not in done.stderr


# ---- services


def test_a_fallen_service_is_started_again(tmp_path):
    service = make_service(tmp_path, "import time; time.sleep(60)")
    service.start()
    first = service.pid
    assert not service.restart_if_fallen()
    os.kill(first, signal.SIGKILL)
    wait_for(lambda: not service.is_alive())
    assert service.restart_if_fallen()
    assert service.is_alive()
    assert service.pid != first
    processes.stop_all([service])
    assert not service.is_alive()


def test_a_service_that_falls_again_and_again_is_given_up(tmp_path):
    service = make_service(tmp_path, "raise SystemExit('cassé')")
    service.start()
    with pytest.raises(RefusalError, match="tombe sans cesse"):
        for _ in range(processes.GIVE_UP_AFTER + 1):
            wait_for(lambda: not service.is_alive())
            service.restart_if_fallen()
    assert "cassé" in service.read_end_of_log()


def test_a_service_that_stops_while_starting_shows_its_log(tmp_path):
    service = make_service(tmp_path, "raise SystemExit('port occupé')")
    service.start()
    with pytest.raises(RefusalError, match="port occupé"):
        service.wait_until(lambda: False)


def test_stopping_takes_the_children_along(tmp_path):
    code = "import os, time; pid = os.fork(); pid or os.execvp('sleep', ['sleep', '61']); time.sleep(60)"
    service = make_service(tmp_path, code)
    service.start()
    children = Path(f"/proc/{service.pid}/task/{service.pid}/children")
    wait_for(lambda: children.read_text().split())
    child = Path("/proc") / children.read_text().split()[0] / "stat"
    service.kill()
    wait_for(lambda: not child.exists() or ") Z " in child.read_text())


def test_services_die_with_a_killed_supervisor(tmp_path):
    code = (
        "import sys, time; from pathlib import Path; from stack.processes import Service;"
        "s = Service('essai', [sys.executable, '-c', 'import time; time.sleep(60)'], Path(sys.argv[1]));"
        "s.start(); print(s.pid, flush=True); time.sleep(60)"
    )
    supervisor = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "essai.log")],
        env={**os.environ, "PYTHONPATH": str(ROOT / "bin")},
        stdout=subprocess.PIPE,
        text=True,
    )
    service = Path("/proc") / supervisor.stdout.readline().strip() / "stat"
    assert service.exists()
    supervisor.kill()
    supervisor.communicate()
    wait_for(lambda: not service.exists() or ") Z " in service.read_text())


# ---- addresses


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("postgres:///portail?host=/tmp/s&user=portail", "postgres:///autre?host=/tmp/s&user=portail"),
        ("postgres://moi:mot@serveur:5432/portail", "postgres://moi:mot@serveur:5432/autre"),
    ],
)
def test_another_database_of_the_same_server(given, expected):
    assert servers.sibling_url(given, "autre") == expected


@pytest.mark.parametrize("command", sorted(path.name for path in (ROOT / "bin").iterdir() if path.is_file()))
def test_a_command_is_posix_shell(command):
    path = ROOT / "bin" / command
    assert subprocess.run(["sh", "-n", path]).returncode == 0
    if command != "setup.sh":
        assert os.access(path, os.X_OK)
        assert path.read_text().startswith("#!/bin/sh\n")


def test_a_started_portal_is_prepared_only_once(state, monkeypatch):
    runs = []
    monkeypatch.setattr(portal, "fingerprint", lambda patterns: "empreinte")
    monkeypatch.setattr(
        portal.subprocess, "run", lambda command, **_: runs.append(command) or subprocess.CompletedProcess(command, 0)
    )
    subject = portal.Portal("demo", 8000, {})
    subject.prepare()
    subject.prepare()
    assert len(runs) == 1
    subject.prepare(always=True)
    assert len(runs) == 2
