"""The portal's own processes: prepared once, then web, worker and beat as in production."""

import base64
import contextlib
import hashlib
import json
import os
import secrets
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from stack.machine import ROOT, RefusalError, say, state_folder
from stack.processes import Service

# The commands of production; the container image runs the same ones (tests/ops/test_compose.py).
WEB = ["gunicorn", "federation.wsgi:application", "--worker-class=gthread", "--workers=2", "--threads=4"]
WEB += ["--preload", "--no-control-socket", "--log-level=warning"]
WORKER = ["celery", "--app=federation", "worker", "--concurrency=2", "--loglevel=INFO"]
WORKER += ["--without-gossip", "--without-mingle"]
BEAT = ["celery", "--app=federation", "beat", "--loglevel=INFO", "--pidfile="]

PREPARATION = ("migrate", "collectstatic", "seed_demo", "preparer_sceau")
PREPARED_FROM = [
    "*/migrations/*.py",
    "static/**/*",
    "socle/staticfiles.py",
    "federation/demo/*.py",
    "federation/management/commands/*.py",
    "requirements/core.txt",
]


def as_modules(command: list[str]) -> list[str]:
    """Return the command run by the Python that runs us."""
    return [sys.executable, "-m", *command]


def make_keys(mode: str) -> dict[str, str]:
    """Return the mode's secrets, invented the first time and then kept for our eyes only."""
    path = state_folder(mode) / "secrets.json"
    if not path.exists():
        unfinished = path.with_suffix(".new")
        unfinished.unlink(missing_ok=True)
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as output:
            json.dump(invent_keys(), output)
        unfinished.replace(path)
    return json.loads(path.read_text())


def invent_keys() -> dict[str, str]:
    """Return new secrets."""
    return {
        "PORTAIL_SECRET_KEY": secrets.token_urlsafe(64),
        "PORTAIL_MASTER_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
    }


def make_environment(folder: str, mode: str, url: str, database: str, redis: str) -> dict[str, str]:
    """Return what the portal's settings read."""
    return {
        **make_keys(folder),
        "PORTAIL_MODE": mode,
        "PORTAIL_URL": url,
        "PORTAIL_VAR": str(state_folder(folder)),
        "DATABASE_URL": database,
        "REDIS_URL": redis,
        "PYTHONUNBUFFERED": "1",
    }


@dataclass
class Portal:
    """One running portal, kept in `var/<folder>`."""

    folder: str
    port: int
    env: Mapping[str, str]

    @property
    def url(self) -> str:
        """Return the portal's address; passkeys need a name, not a number."""
        return f"http://localhost:{self.port}"

    def prepare(self, commands: Sequence[str] = PREPARATION, *, always: bool = False) -> None:
        """Bring database, static files and demo federation up to date: skipped when nothing changed."""
        stamp, inputs = state_folder(self.folder) / "prepared", fingerprint(PREPARED_FROM)
        if not always and stamp.exists() and stamp.read_text() == inputs:
            return
        stamp.unlink(missing_ok=True)
        log = self._log("prepare")
        log.parent.mkdir(parents=True, exist_ok=True)
        env = {**os.environ, **self.env, "PYTHONPATH": str(ROOT / "bin")}
        with log.open("wb") as output:
            done = subprocess.run(
                [sys.executable, "-m", "stack.prepare", *commands],
                cwd=ROOT,
                env=env,
                stdout=output,
                stderr=output,
                check=False,
            )
        if done.returncode:
            end = "".join(log.read_text(errors="replace").splitlines(keepends=True)[-15:])
            raise RefusalError(f"{end}\nLa préparation a échoué ; « bin/demo --neuf » repart d’une base vide.")
        stamp.write_text(inputs)
        say(f"préparation faite : {', '.join(commands)}")

    def make_services(self, application: str | None = None) -> list[Service]:
        """Return worker, beat and web; `application` replaces the one that the web server serves."""
        env = {**self.env, "PYTHONPATH": str(ROOT / "bin") if application else ""}
        web = [application if application and ":" in part else part for part in WEB]
        schedule = f"--schedule={state_folder(self.folder) / 'beat-schedule'}"
        return [
            Service("worker", as_modules(WORKER), self._log("worker"), env),
            Service("beat", as_modules([*BEAT, schedule]), self._log("beat"), env),
            Service("web", as_modules([*web, f"--bind=127.0.0.1:{self.port}"]), self._log("web"), env),
        ]

    def check_health(self) -> dict[str, str]:
        """Return what `/sante/` says, part by part; empty if nobody answers."""
        with contextlib.suppress(OSError, ValueError):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/sante/", timeout=5) as answer:
                    return json.load(answer)
            except urllib.error.HTTPError as error:
                return json.load(error) if error.code == 503 else {"web": f"erreur {error.code}"}
        return {}

    def is_whole(self) -> bool:
        """Return whether database, Redis, worker and beat all answer."""
        return set(self.check_health().values()) == {"ok"}

    def _log(self, name: str) -> Path:
        return state_folder(self.folder) / "logs" / f"{name}.log"


def fingerprint(patterns: list[str]) -> str:
    """Return a hash of the files that these patterns name."""
    digest = hashlib.sha256()
    for path in sorted({path for pattern in patterns for path in ROOT.glob(pattern) if path.is_file()}):
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
