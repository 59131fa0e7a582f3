"""`bin/demo`: the whole portal on this machine, as in production, with an invented federation."""

import argparse
import contextlib
import os
import time

from stack import servers
from stack.base import Base, open_base
from stack.machine import RefusalError, choose_port, say, state_folder
from stack.portal import Portal, make_environment
from stack.processes import Service, stop_all, stop_on_signals

CHECK_EVERY = 15
SILENT_CHECKS = 3
BACKGROUND = "tâches de fond"


def main(arguments: list[str]) -> int:
    """Start the demonstration and keep it running until Ctrl-C."""
    options = read_options(arguments)
    if os.environ.get("PORTAIL_MODE") == "production":
        raise RefusalError("PORTAIL_MODE=production : la démonstration ne démarre pas sur une machine de production.")
    stop_on_signals()
    with contextlib.suppress(KeyboardInterrupt), open_base("demo") as base:
        run(base, options)
    say("tout est arrêté")
    return 0


def read_options(arguments: list[str]) -> argparse.Namespace:
    """Return the options of the command."""
    parser = argparse.ArgumentParser(
        prog="bin/demo",
        description="Démarre le portail de démonstration. PORT choisit le port ; DATABASE_URL et REDIS_URL, "
        "s’ils sont donnés, remplacent la base et le Redis privés.",
    )
    parser.add_argument("--neuf", action="store_true", help="repart d’une fédération neuve")
    parser.add_argument("--verifier", action="store_true", help="démarre, vérifie que tout répond, s’arrête")
    return parser.parse_args(arguments)


def run(base: Base, options: argparse.Namespace) -> None:
    """Prepare, start, watch."""
    port = choose_port(8000)
    if options.neuf:
        servers.make_database(base.database, fresh=True)
        (state_folder("demo") / "prepared").unlink(missing_ok=True)
    portal = Portal(
        "demo", port, make_environment("demo", "demo", f"http://localhost:{port}", base.database, base.redis)
    )
    portal.prepare(always=not base.is_private)
    with running(portal) as services:
        base.note.write(f"{portal.url}/, processus {os.getpid()}")
        say("le portail répond")
        print(
            f"\n  {portal.url}/\n  {portal.url}/demo/courriels/ : les courriels envoyés\n  Ctrl-C arrête tout.\n",
            flush=True,
        )
        if not options.verifier:
            watch(portal, [*base.services, *services])


@contextlib.contextmanager
def running(portal: Portal, application: str | None = None):
    """Start the portal's processes, wait for the whole to answer, and stop them at the end."""
    services = portal.make_services(application)
    try:
        for service in services:
            service.start()
        services[-1].wait_until(portal.is_whole)
        yield services
    finally:
        stop_all(services)


def watch(portal: Portal, services: list[Service]) -> None:
    """Start again whatever falls, and a worker that runs without working any more.

    The queue's client sometimes never comes back after its Redis was killed: the process is there, takes no
    task, and only its missing sign of life tells.
    """
    worker = next(service for service in services if service.name == "worker")
    silent, next_check = 0, time.monotonic() + CHECK_EVERY
    while True:
        time.sleep(0.5)
        restarted = [service for service in services if service.restart_if_fallen()]
        if time.monotonic() < next_check and not restarted:
            continue
        next_check = time.monotonic() + CHECK_EVERY
        for service in services:
            service.turn_log()
        parts = portal.check_health()
        silent = silent + 1 if parts.get(BACKGROUND, "ok") != "ok" and parts.get("redis") == "ok" else 0
        if silent >= SILENT_CHECKS:
            say("le worker ne donne plus signe de vie : relancé")
            worker.start()
            silent = 0
