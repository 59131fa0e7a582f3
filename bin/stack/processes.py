"""Services: started with us, dead with us, started again when they fall."""

import contextlib
import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from stack.machine import ROOT, RefusalError, say

PR_SET_PDEATHSIG = 1
LOG_LIMIT, LOG_KEPT_SECONDS = 5_000_000, 180 * 24 * 3600
GIVE_UP_AFTER, WITHIN_SECONDS = 5, 60
libc = ctypes.CDLL(None, use_errno=True)


@dataclass
class Service:
    """One process (and its children) with its log."""

    name: str
    command: list[str]
    log: Path
    env: dict[str, str] = field(default_factory=dict)
    account: pwd.struct_passwd | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    process: subprocess.Popen | None = None
    falls: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Start the process in a group of its own, bound to die with us even if we are killed."""
        self.kill()
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self.turn_log()
        us = os.getpid()

        def die_with_us() -> None:
            libc.prctl(PR_SET_PDEATHSIG, int(self.stop_signal))
            if os.getppid() != us:
                os._exit(1)

        user = {"user": self.account.pw_uid, "group": self.account.pw_gid} if self.account else {}
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd="/" if self.account else ROOT,
                env={**os.environ, **self.env},
                start_new_session=True,
                preexec_fn=die_with_us,
                **user,
                **({"extra_groups": []} if self.account else {}),
            )

    def turn_log(self) -> None:
        """Set aside a log that has grown, in place: the process goes on writing at its end, which is its start again.

        One former log is kept, six months at most.
        """
        former = self.log.with_suffix(".old")
        if former.exists() and former.stat().st_mtime < time.time() - LOG_KEPT_SECONDS:
            former.unlink()
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            shutil.copyfile(self.log, former)
            os.truncate(self.log, 0)

    @property
    def pid(self) -> int:
        """Return the process id, also the id of its group."""
        return self.process.pid if self.process else 0

    def is_alive(self) -> bool:
        """Return whether the process runs."""
        return self.process is not None and self.process.poll() is None

    def kill(self) -> None:
        """Kill the process and its children at once, as a fault would."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def read_end_of_log(self, lines: int = 15) -> str:
        """Return the last lines of the log, to be shown with a failure."""
        if not self.log.exists():
            return ""
        return "".join(self.log.read_text(errors="replace").splitlines(keepends=True)[-lines:])

    def wait_until(self, is_ready: Callable[[], bool], seconds: float = 60) -> None:
        """Wait for the service to answer; a silent or dead one is a refusal with the end of its log."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if not self.is_alive():
                code = self.process.returncode if self.process else "-"
                raise RefusalError(f"{self.name} s’est arrêté (code {code}).\n{self.read_end_of_log()}")
            with contextlib.suppress(OSError):
                if is_ready():
                    return
            time.sleep(0.05)
        raise RefusalError(f"{self.name} ne répond pas.\n{self.read_end_of_log()}")

    def restart_if_fallen(self) -> bool:
        """Start a fallen service again; one that falls again and again is a refusal."""
        if self.is_alive():
            return False
        now = time.monotonic()
        self.falls = [fall for fall in self.falls if now - fall < WITHIN_SECONDS] + [now]
        code = self.process.returncode if self.process else "-"
        if len(self.falls) > GIVE_UP_AFTER:
            raise RefusalError(f"{self.name} tombe sans cesse (code {code}).\n{self.read_end_of_log()}")
        say(f"{self.name} s’est arrêté (code {code}) : relancé")
        self.start()
        return True


def stop_all(services: Iterable[Service], seconds: float = 10) -> None:
    """Ask every service to stop, all at once; kill those that do not."""
    alive = [service for service in services if service.is_alive()]
    for service in alive:
        service.process.send_signal(service.stop_signal)
    end = time.monotonic() + seconds
    for service in alive:
        try:
            service.process.wait(max(0.1, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            say(f"{service.name} ne s’arrête pas : tué")
        service.kill()


def stop_on_signals() -> None:
    """Make the signals that ask to stop raise KeyboardInterrupt, once: the next ones must not cut the clean-up."""
    asked = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def interrupt(*_) -> None:
        for number in asked:
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    for number in asked:
        signal.signal(number, interrupt)
