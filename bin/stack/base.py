"""Postgres and Redis for a command: those that the environment names, else private ones."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from dataclasses import dataclass

from stack import servers
from stack.machine import RefusalError, say, state_folder
from stack.processes import Service, stop_all

RUNNING = {
    "demo": "La démonstration tourne déjà",
    "test": "Les tests tournent déjà",
    "bench": "La mesure tourne déjà",
    "drill": "L’exercice de panne tourne déjà",
}


@dataclass
class Base:
    """What a command found or started: two addresses, and the servers that are ours to stop."""

    database: str
    redis: str
    services: list[Service]
    is_private: bool
    note: "Note"


class Note:
    """The mode's lock file, in which the command that holds it says where it is."""

    def __init__(self, mode: str):
        self.file = (state_folder(mode) / "lock").open("a+")
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.file.seek(0)
            where = self.file.read().strip() or "en cours de démarrage"
            self.file.close()
            sentence = RUNNING.get(mode, "Cette commande tourne déjà")
            raise RefusalError(f"{sentence} ({where}). Arrêtez-la avec Ctrl-C avant d’en lancer une autre.") from None
        self.write(f"processus {os.getpid()}")

    def write(self, text: str) -> None:
        """Replace what the next comer would read."""
        self.file.seek(0)
        self.file.truncate()
        self.file.write(text)
        self.file.flush()

    def close(self) -> None:
        """Let the next comer in."""
        self.write("")
        self.file.close()


@contextlib.contextmanager
def open_base(mode: str, *, forgetful: bool = False, private_redis: bool = False) -> Iterator[Base]:
    """Give a Postgres and a Redis, and stop at the end what was started for it.

    `forgetful` trades durability for speed, in tests; `private_redis` refuses the environment's Redis, for
    commands that kill it.
    """
    note = Note(mode)
    services: list[Service] = []
    database, redis = os.environ.get("DATABASE_URL", ""), os.environ.get("REDIS_URL", "")
    try:
        is_private = not database
        if is_private:
            postgres = servers.make_postgres(mode, forgetful=forgetful)
            services.append(postgres)
            servers.start_postgres(postgres, mode)
            database = servers.postgres_url(mode)
        servers.make_database(database)
        if not redis or private_redis:
            server = servers.make_redis(mode)
            services.append(server)
            servers.start_redis(server, mode)
            redis = servers.redis_url(mode)
        say("Postgres et Redis prêts")
        yield Base(database, redis, services, is_private, note)
    finally:
        stop_all(services)
        note.close()
