"""How the portal has a file opened by a program of its own, which may fail without harm."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

PROGRAM = Path(__file__).with_name("atelier.py")
PATIENCE = 90
CHUNK = 1 << 16
TOO_HEAVY = {"probleme": "trop_lourd"}


def open_apart(what: str, file: IO[bytes], *arguments: str, patience: int = PATIENCE) -> dict[str, Any]:
    """Have a file opened in a process of its own; return what it says, always a dict.

    The file comes from any storage: it is copied for the time of the reading.
    """
    with copied(file) as path:
        return _run(what, str(path), *arguments, patience=patience)


def draw_apart(what: str, file: IO[bytes], suffix: str, *, patience: int = PATIENCE) -> tuple[dict[str, Any], bytes]:
    """Have a picture made of a file; return what is said of it, and the picture (empty if there is none)."""
    with copied(file) as path, tempfile.NamedTemporaryFile(prefix="image-") as target:
        answer = _run(what, str(path), suffix, target.name, patience=patience)
        return answer, b"" if answer.get("probleme") else target.read()


def draw_in_memory(
    what: str, file: IO[bytes], suffix: str, *, patience: int = PATIENCE
) -> tuple[dict[str, Any], bytes]:
    """Do what `draw_apart` does, for a file that must never touch the disk: both hold in memory, without a name."""
    with _unnamed() as given, _unnamed() as drawn:
        file.seek(0)
        given.write(file.read())
        given.flush()
        paths = [f"/proc/self/fd/{one.fileno()}" for one in (given, drawn)]
        answer = _run(what, paths[0], suffix, paths[1], patience=patience, pass_fds=(given.fileno(), drawn.fileno()))
        drawn.seek(0)
        return answer, b"" if answer.get("probleme") else drawn.read()


def _unnamed() -> IO[bytes]:
    return os.fdopen(os.memfd_create("portail"), "w+b")


@contextmanager
def copied(file: IO[bytes]) -> Iterator[Path]:
    """Copy a file where a program can read it."""
    file.seek(0)
    with tempfile.NamedTemporaryFile(prefix="fichier-") as copy:
        while chunk := file.read(CHUNK):
            copy.write(chunk)
        copy.flush()
        file.seek(0)
        yield Path(copy.name)


def _run(*arguments, patience, **options) -> dict[str, Any]:
    command = [sys.executable, "-I", str(PROGRAM), *arguments]
    try:
        done = subprocess.run(  # noqa: S603
            command, capture_output=True, timeout=patience, check=True, env={}, **options
        )
        return json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError):
        return dict(TOO_HEAVY)
