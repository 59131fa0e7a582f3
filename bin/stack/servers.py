"""A private Postgres and a private Redis, on Unix sockets only: they never meet another one."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql
from redis import Redis

from stack.machine import (
    cluster_folder,
    find_postgres,
    find_program,
    say,
    socket_folder,
    state_folder,
    unprivileged_account,
)
from stack.processes import Service

FAST_AND_FORGETFUL = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]


def make_postgres(mode: str, *, forgetful: bool = False) -> Service:
    """Return the mode's Postgres, its files made the first time. `forgetful`: fast, for tests only."""
    programs, account, sockets = find_postgres(), unprivileged_account(), socket_folder(mode)
    version = subprocess.check_output([programs / "postgres", "--version"], text=True).split()[2]
    data = cluster_folder(mode) / f"pg{version.split('.')[0]}"
    if account:
        for folder in (data.parent, sockets):
            os.chown(folder, account.pw_uid, account.pw_gid)
    if not (data / "PG_VERSION").exists():
        _make_cluster(programs, data, account)
        (state_folder(mode) / "prepared").unlink(missing_ok=True)
        say(f"Postgres {version} : base créée")
    options = ["listen_addresses=", f"unix_socket_directories={sockets}", "unix_socket_permissions=0700"]
    options += ["max_connections=100", "shared_buffers=64MB", *(FAST_AND_FORGETFUL if forgetful else [])]
    return Service(
        "Postgres",
        [
            str(programs / "postgres"),
            "-D",
            str(data),
            *(part for option in options for part in ("-c", option)),
        ],
        state_folder(mode) / "logs" / "postgres.log",
        account=account,
        stop_signal=signal.SIGINT,
    )


def _make_cluster(programs: Path, data: Path, account) -> None:
    """Make the files beside and rename them when they are whole: never half a cluster."""
    unfinished = data.with_name("pg-new")
    shutil.rmtree(unfinished, ignore_errors=True)
    as_account = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
    subprocess.run(
        [
            *(programs / "initdb", "-D", unfinished, "-U", "portail", "--auth=trust"),
            *("--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"),
        ],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd="/",
        **as_account,
    )
    unfinished.rename(data)


def postgres_url(mode: str, database: str = "portail") -> str:
    """Return the address of a database of the mode's private Postgres."""
    return f"postgres:///{database}?host={socket_folder(mode)}&user=portail"


def sibling_url(url: str, database: str) -> str:
    """Return the address of another database on the same server."""
    server, _, rest = url.partition("://")[2].partition("/")
    _, question, query = rest.partition("?")
    return f"postgres://{server}/{database}{question}{query}"


def answers(url: str) -> bool:
    """Return whether a Postgres server answers there."""
    with contextlib.suppress(psycopg.OperationalError), psycopg.connect(url, connect_timeout=2):
        return True
    return False


def make_database(url: str, *, fresh: bool = False, template: str | None = None) -> None:
    """Make the database of this address unless it is there; `fresh` throws away the one that is.

    `template` names the database of the same server that it begins as, an empty one by default.
    """
    name = urlsplit(url).path.lstrip("/")
    with psycopg.connect(sibling_url(url, "postgres"), autocommit=True) as server:
        if fresh:
            server.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
        known = server.execute("select 1 from pg_database where datname = %s", [name]).fetchone()
        if not known:
            names = [sql.Identifier(name), sql.Identifier(template or "template1")]
            server.execute(sql.SQL("create database {} template {}").format(*names))


def make_redis(mode: str) -> Service:
    """Return the mode's Redis: nothing on disk, the truth is in Postgres."""
    sockets, account = socket_folder(mode), unprivileged_account()
    if account:
        os.chown(sockets, account.pw_uid, account.pw_gid)
    options = {"port": "0", "unixsocket": str(redis_socket(mode)), "unixsocketperm": "700"}
    options |= {"save": "", "appendonly": "no", "dir": str(sockets)}
    return Service(
        "Redis",
        [
            find_program("redis-server", "valkey-server"),
            *(part for name, value in options.items() for part in (f"--{name}", value)),
        ],
        state_folder(mode) / "logs" / "redis.log",
        account=account,
    )


def redis_socket(mode: str) -> Path:
    """Return the socket of the mode's private Redis."""
    return socket_folder(mode) / "redis.sock"


def redis_url(mode: str) -> str:
    """Return the address of the mode's private Redis."""
    return f"unix://{redis_socket(mode)}"


def redis_says(path: Path, command: str) -> bytes:
    """Send one command to a Redis socket and return the start of its answer."""
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(2)
        line.connect(str(path))
        line.sendall(command.encode() + b"\r\n")
        return line.recv(64)


def start_redis(service: Service, mode: str) -> None:
    """Start Redis and wait for it to answer."""
    service.start()
    service.wait_until(lambda: redis_says(redis_socket(mode), "PING").startswith(b"+PONG"))


def start_postgres(service: Service, mode: str) -> None:
    """Start Postgres and wait for it to answer."""
    service.start()
    service.wait_until(lambda: answers(postgres_url(mode, "postgres")))


def fresh_redis_database(url: str, number: int) -> str:
    """Return the address of a numbered database of this Redis, emptied."""
    parts = urlsplit(url)
    if parts.scheme == "unix":
        numbered = f"unix://{parts.path}?db={number}"
    else:
        numbered = urlunsplit(parts._replace(path=f"/{number}"))
    Redis.from_url(numbered).flushdb()
    return numbered
