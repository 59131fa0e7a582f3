"""The container files, read without an engine: what they start, what they must not hold."""

import json
import re
import shlex
from pathlib import Path

import pytest
import yaml

from stack import portal

ROOT = Path(__file__).resolve().parent.parent.parent
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
OURS = ["prepare", "web", "worker", "beat"]
SECRET_NAMES = re.compile(r"SECRET|PASSWORD|KEY")


def command_of(name):
    return shlex.split(SERVICES[name]["command"])


def test_every_part_of_the_portal_is_a_service():
    assert set(SERVICES) == {*OURS, "postgres", "redis", "proxy"}


@pytest.mark.parametrize(
    ("name", "command", "own"),
    [
        ("web", portal.WEB, ["--bind=0.0.0.0:8000"]),
        ("worker", portal.WORKER, []),
        ("beat", portal.BEAT, ["--schedule=/tmp/beat-schedule"]),
    ],
)
def test_a_container_runs_the_command_of_the_demo(name, command, own):
    assert command_of(name) == [*command, *own]


def test_the_image_starts_the_web_server_by_default():
    default = json.loads(re.search(r"^CMD (\[.*\])$", DOCKERFILE, re.MULTILINE).group(1))
    assert default == command_of("web")


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_what_a_service_writes_is_turned(name):
    assert SERVICES[name]["logging"] == {"driver": "local", "options": {"max-size": "10m", "max-file": "5"}}


@pytest.mark.parametrize("name", [name for name in sorted(SERVICES) if name != "prepare"])
def test_a_lasting_service_has_a_health_check(name):
    assert SERVICES[name]["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}
    assert SERVICES[name]["restart"] == "unless-stopped"


def test_health_checks_name_programs_that_the_image_holds():
    for name in ("web", "worker", "beat"):
        program, script, part = shlex.split(" ".join(SERVICES[name]["healthcheck"]["test"][1:]))[:3]
        assert program == "python"
        assert (ROOT / script).is_file()
        assert part in {"vivant", "taches"}
    assert "!ops/healthcheck.py" in (ROOT / ".dockerignore").read_text().splitlines()


def test_a_worker_that_takes_nothing_any_more_is_stopped_and_started_again():
    assert SERVICES["worker"]["healthcheck"]["test"][1].endswith("|| kill -TERM 1")
    assert SERVICES["worker"]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", ["postgres", "redis", "proxy"])
def test_an_image_names_its_version(name):
    _, _, tag = SERVICES[name]["image"].partition(":")
    assert re.match(r"\d", tag), SERVICES[name]["image"]


def test_the_base_images_name_their_version():
    bases = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert len(bases) == 2
    assert all(re.search(r":\d", base) for base in bases)


def test_no_secret_is_written_down():
    looked_at = 0
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            if SECRET_NAMES.search(name) or name == "DATABASE_URL":
                looked_at += 1
                assert re.search(r"\$\{[A-Z_]+(:\?|:-)\}", value), name
    assert looked_at >= 4 * 4 + 1
    assert not re.search(r"(ENV|ARG) \S*(SECRET|PASSWORD|MASTER)", DOCKERFILE)
    example = (ROOT / "ops" / "env.example").read_text()
    assert not re.search(r"^\w*(SECRET|PASSWORD|MASTER)\w*=\S", example, re.MULTILINE)


def test_every_variable_asked_for_is_in_the_example():
    asked = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    given = set(re.findall(r"^([A-Z_]+)=", (ROOT / "ops" / "env.example").read_text(), re.MULTILINE))
    assert asked == given


def test_the_portal_runs_without_rights():
    assert re.search(r"^USER portail$", DOCKERFILE, re.MULTILINE)
    for name in OURS:
        assert SERVICES[name]["cap_drop"] == ["ALL"]
        assert SERVICES[name]["read_only"] is True


def test_only_the_proxy_is_reachable_from_outside():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    for name in ("postgres", "redis"):
        assert SERVICES[name]["networks"] == ["dedans"]
    assert COMPOSE["networks"]["dedans"]["internal"] is True


def test_packages_are_installed_by_their_hash_only():
    installs = re.findall(r"pip install [^\\\n]*", DOCKERFILE)
    assert len(installs) == 2
    assert all("--require-hashes" in install for install in installs)
    lock = (ROOT / "requirements" / "core.txt").read_text()
    assert lock.count("--hash=sha256:") > lock.count("==") > 50
    assert "://" not in lock


def test_everything_the_portal_imports_is_sent_to_the_engine():
    sent = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    apps = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    assert {"federation", "socle", "members"} <= apps
    assert apps | {"templates", "static", "manage.py", "requirements/core.txt"} <= sent
