"""`bin/drill`: break Redis, kill workers, ask for the last seat in a crowd, then count what became of it all.

Each exercise first proves that it would see a fault: it plants one, and must find it.
"""

import argparse
import json
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import django
from django.apps import apps
from django.db import transaction

from stack import drill_places, servers
from stack.base import Base, open_base
from stack.machine import ROOT, RefusalError, say, state_folder
from stack.portal import BEAT, WORKER, Portal, as_modules, make_environment
from stack.processes import Service, stop_all, stop_on_signals

QUEUE = "celery"
BATCH = 40
PATIENCE = 90


@dataclass
class Count:
    """What became of the mails written."""

    written: int
    lost: int
    doubled: int
    errors: int


class Field:
    """Where the exercises take place: a worker, beat and Redis that may be harmed, and the outbox."""

    def __init__(self, base: Base, env: dict[str, str]):
        logs = state_folder("drill") / "logs"
        schedule = state_folder("drill") / "beat-schedule"
        drilled = [part.replace("=federation", "=stack.drill_app") for part in WORKER]
        self.redis = next(service for service in base.services if service.name == "Redis")
        self.worker = Service("worker", as_modules(drilled), logs / "worker.log", env)
        self.beat = Service("beat", as_modules([*BEAT, f"--schedule={schedule}"]), logs / "beat.log", env)
        self.numbers = iter(range(1, sys.maxsize))
        self.mails = apps.get_model("socle", "Courriel").objects
        self.outbox = apps.get_model("socle", "Envoi").objects

    def write(self, how_many: int) -> list[str]:
        """Write mails to the outbox as an action of the portal does; return their names."""
        socle = import_module("socle.notifications")
        exercice = import_module("stack.drill_message").Exercice
        last = self.outbox.order_by("-pk").values_list("pk", flat=True).first() or 0
        for _ in range(how_many):
            with transaction.atomic():
                socle.notify(exercice(next(self.numbers)))
        return [str(name) for name in self.outbox.filter(pk__gt=last).values_list("identifiant", flat=True)]

    def count(self, names: list[str]) -> Count:
        """Count the mails that arrived for these names: never, once, too often."""
        arrived = Counter(self.mails.filter(cle__in=names).values_list("cle", flat=True))
        errors = self.outbox.filter(identifiant__in=names, essais__gt=0).count()
        lost = sum(1 for name in names if not arrived[name])
        return Count(len(names), lost, sum(number - 1 for number in arrived.values() if number > 1), errors)

    def waiting(self, names: list[str]) -> int:
        """Return how many mails are not sent yet."""
        return self.outbox.filter(identifiant__in=names, envoye_le=None).count()

    def wait_for(self, condition: Callable[[], bool], seconds: float = PATIENCE) -> bool:
        """Wait for something, starting fallen services again meanwhile, as `bin/demo` does."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if condition():
                return True
            for service in (self.redis, self.worker, self.beat):
                if service.process and not service.is_alive():
                    service.start()
            time.sleep(0.1)
        return False

    def wait_for_progress(self, names: list[str]) -> None:
        """Wait until the worker has sent one more of these mails."""
        before = self.waiting(names)
        self.wait_for(lambda: self.waiting(names) < before, 20)

    def start_worker(self) -> None:
        """Start the worker and wait until it delivers."""
        self.worker.start()
        first = self.write(1)
        if not self.wait_for(lambda: not self.waiting(first), 30):
            problem = self.outbox.get(identifiant=first[0]).probleme or "aucun essai"
            raise RefusalError(f"Le worker ne livre rien ({problem}).\n{self.worker.read_end_of_log(3)}")

    def kill_children(self) -> None:
        """Kill the processes that run the tasks; the worker itself goes on."""
        children = Path(f"/proc/{self.worker.pid}/task/{self.worker.pid}/children").read_text().split()
        for pid in children:
            os.kill(int(pid), signal.SIGKILL)

    def freeze(self) -> None:
        """Stop the worker where it is, so that what is written meanwhile waits in Redis only."""
        os.killpg(self.worker.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        """Let the worker go on."""
        os.killpg(self.worker.pid, signal.SIGCONT)

    def queue_length(self) -> int:
        """Return how many hints wait in Redis."""
        answer = servers.redis_says(servers.redis_socket("drill"), f"LLEN {QUEUE}")
        return int(answer[1:].split(b"\r\n")[0])

    def empty_redis(self) -> None:
        """Remove everything from Redis."""
        servers.redis_says(servers.redis_socket("drill"), "FLUSHALL")

    def kill_redis(self) -> None:
        """Kill Redis, which keeps nothing on disk, and start it again."""
        self.redis.kill()
        servers.start_redis(self.redis, "drill")


# ---- the exercises: each returns how many faults it made and the names of the mails that met them


def lose_redis(field: Field, tries: int) -> tuple[int, list[str]]:
    """Empty or kill Redis while it holds the hints of mails: the periodic sweep must deliver them all."""
    names: list[str] = []
    for number in range(tries):
        field.freeze()
        names += field.write(BATCH)
        if field.queue_length() < BATCH // 2:
            raise RefusalError("Redis ne contenait rien : l’exercice ne détruirait rien.")
        (field.empty_redis if number % 2 == 0 else field.kill_redis)()
        field.thaw()
        time.sleep(0.5)
    return tries, names


def kill_workers(field: Field, tries: int) -> tuple[int, list[str]]:
    """Kill the worker or its children while they deliver; only kills with mails under way count."""
    chance, names, kills = random.Random(7), [], 0
    for number in range(tries * 3):
        names += field.write(BATCH)
        field.wait_for_progress(names)
        time.sleep(chance.uniform(0, 0.05))
        under_way = field.waiting(names)
        (field.kill_children if number % 2 == 0 else field.worker.start)()  # to start again is to kill first
        kills += bool(under_way)
        if kills == tries:
            break
    return kills, names


EXERCISES = {"redis-vide": (lose_redis, 4), "worker-tue": (kill_workers, 6)}
NAMES = [*EXERCISES, drill_places.NAME]


# ---- the controls: a fault is planted, and must be seen


def see_lost_mails(field: Field) -> bool:
    """Without a sweep, mails whose hints vanished are lost, and counted as such."""
    field.freeze()
    names = field.write(5)
    field.empty_redis()
    field.thaw()
    time.sleep(2)
    return field.count(names).lost > 0  # not all five: a waiting worker is handed the first at once


def see_planted_rows(field: Field) -> bool:
    """Rows that a careless worker would leave (sent twice, marked but never sent) are counted as such."""
    names = field.write(3)
    field.wait_for(lambda: not field.waiting(names), 30)
    twice = field.mails.get(cle=names[0])
    twice.pk = None
    twice.save()
    field.mails.filter(cle=names[1]).delete()
    count = field.count(names)
    return (count.lost, count.doubled) == (1, 1)


# ---- the command


def main(arguments: list[str]) -> int:
    """Run the exercises, print and write their results; any mail lost or doubled is a failure."""
    parser = argparse.ArgumentParser(prog="bin/drill", description="Casse Redis et tue des workers.")
    parser.add_argument("names", nargs="*", metavar="exercice", help=f"parmi {', '.join(NAMES)} (tous)")
    parser.add_argument("--tries", type=int, default=0, help="nombre de pannes par exercice")
    parser.add_argument("--out", type=Path, default=ROOT / "var" / "drill.json", help="où écrire les résultats")
    options = parser.parse_args(arguments)
    if unknown := set(options.names) - set(NAMES):
        raise RefusalError(f"Exercice inconnu : {', '.join(sorted(unknown))}.")
    stop_on_signals()
    try:
        with open_base("drill", private_redis=True) as base:
            results = run(base, options.names or NAMES, options.tries)
    except KeyboardInterrupt:
        return 130
    options.out.write_text(json.dumps(results, indent=2) + "\n")
    for result in results:
        print("  ".join(f"{key}={value}" for key, value in result.items()))
    return 0 if results and all(result["ok"] for result in results) else 1


def run(base: Base, names: list[str], tries: int) -> list[dict]:
    """Prepare the base, then run the exercises."""
    database = base.database
    if not base.is_private:
        database = servers.sibling_url(database, "portail_drill")
        servers.make_database(database)
    env = make_environment("drill", "test", "http://localhost", database, base.redis)
    env["PYTHONPATH"] = str(ROOT / "bin")
    Portal("drill", 0, env).prepare(["migrate"], always=not base.is_private)
    os.environ.update(env, DJANGO_SETTINGS_MODULE="federation.settings")
    django.setup()
    import_module("stack.drill_app").app.set_default()
    race = [drill_places.race(tries or drill_places.TRIES)] if drill_places.NAME in names else []
    names = [name for name in names if name in EXERCISES]
    return race + (run_mails(base, env, names, tries) if names else [])


def run_mails(base: Base, env: dict[str, str], names: list[str], tries: int) -> list[dict]:
    """Prove the controls, then run the exercises that lose or double mails."""
    field = Field(base, env)
    field.outbox.all().delete()
    field.mails.all().delete()
    try:
        field.start_worker()
        controls = {"redis-vide": see_lost_mails(field), "worker-tue": see_planted_rows(field)}
        say(f"témoins : {controls}")
        field.beat.start()
        return [run_exercise(field, name, tries, seen=controls[name]) for name in names]
    finally:
        stop_all([field.beat, field.worker])


def run_exercise(field: Field, name: str, tries: int, *, seen: bool) -> dict:
    """Run one exercise and count; nothing harmed, or a control that saw nothing, is a failure."""
    exercise, usual = EXERCISES[name]
    started = time.monotonic()
    faults, names = exercise(field, tries or usual)
    field.wait_for(lambda: not field.waiting(names))
    count = field.count(names)
    say(f"{name} : {faults} pannes, {count.written} courriels, {time.monotonic() - started:.0f} s")
    return {
        "name": name,
        "tries": faults,
        "notifications": count.written,
        "lost": count.lost,
        "doubled": count.doubled,
        "errors": count.errors,
        "control": seen,
        "ok": seen and faults > 0 and count.written > 0 and not (count.lost or count.doubled or count.errors),
    }
