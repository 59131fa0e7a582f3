"""This machine: its programs, its free ports, where files and sockets may live."""

import hashlib
import os
import pwd
import re
import shutil
import socket
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
STARTED = time.monotonic()


class RefusalError(Exception):
    """Why a command does not go on, as the sentence that the person reads."""


def say(text: str) -> None:
    """Print a line with the seconds since the start."""
    seconds = f"{time.monotonic() - STARTED:.1f}".replace(".", ",")
    print(f"{seconds:>6} s  {text}", flush=True)


def is_root() -> bool:
    """Return whether we have every right, in which case Postgres refuses to run as us."""
    return os.geteuid() == 0


def unprivileged_account() -> pwd.struct_passwd | None:
    """Return the account that the servers run as when we are root, None when they run as us."""
    if not is_root():
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RefusalError("Aucun compte ordinaire pour lancer Postgres : installez le paquet postgresql.")


def find_program(*names: str) -> str:
    """Return the path of the first program found."""
    for name in names:
        if path := shutil.which(name):
            return path
    raise RefusalError(f"Programme introuvable : {' ou '.join(names)}.")


def find_postgres() -> Path:
    """Return the folder of the newest Postgres programs: unpacked below var/sys, else the machine's own."""
    for place in (ROOT / "var" / "sys" / "usr" / "lib" / "postgresql", Path("/usr/lib/postgresql")):
        found = sorted(place.glob("*/bin/initdb"), key=lambda path: int(re.sub(r"\D", "", path.parts[-3]) or 0))
        if found:
            return found[-1].parent
    return Path(find_program("initdb")).resolve().parent


def is_free(port: int) -> bool:
    """Return whether nothing listens on this port of this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def choose_port(first: int) -> int:
    """Return the port asked for by PORT, or the first free one."""
    if asked := os.environ.get("PORT"):
        if not asked.isdigit() or not is_free(int(asked)):
            raise RefusalError(f"Le port {asked} n’est pas libre : choisissez-en un autre avec PORT=…")
        return int(asked)
    for port in range(first, first + 100):
        if is_free(port):
            return port
    raise RefusalError(f"Aucun port libre entre {first} et {first + 99}.")


def clone_key() -> str:
    """Return a short name for this clone and this account, so that two of them never meet."""
    return hashlib.sha256(f"{ROOT}:{os.geteuid()}".encode()).hexdigest()[:8]


def state_folder(mode: str) -> Path:
    """Return `var/<mode>`, where everything of a mode is kept."""
    folder = ROOT / "var" / mode
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def cluster_folder(mode: str) -> Path:
    """Return where the database files go: `var/<mode>`, unless the servers' account cannot reach it."""
    folder = state_folder(mode)
    if not is_root() or all(path.stat().st_mode & 0o001 for path in [folder, *folder.parents]):
        return folder
    elsewhere = Path("/var/lib/portail") / clone_key() / mode
    elsewhere.mkdir(parents=True, exist_ok=True)
    return elsewhere


def socket_folder(mode: str) -> Path:
    """Return a private folder with a short path: a Unix socket's name is limited to 107 bytes."""
    account = unprivileged_account()
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    usable = runtime and not account and os.access(runtime, os.W_OK)
    folder = Path(runtime if usable else tempfile.gettempdir()) / f"portail-{mode}-{clone_key()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    owner = folder.lstat().st_uid
    if folder.is_symlink() or owner not in {os.geteuid(), account.pw_uid if account else os.geteuid()}:
        raise RefusalError(f"Le dossier {folder} appartient à quelqu’un d’autre.")
    folder.chmod(0o700)
    return folder
