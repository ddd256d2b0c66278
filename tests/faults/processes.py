"""The processes of a run: started, killed, held down, and started again as a supervisor would.

Theory of operation. One thread looks at all processes. One that has ended without being told to is started again with
its `command` and `environment` of that moment, unless it is held down. So a fault kills a process and need not care
about its return; one that wants it away for longer holds it.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
SAMSPEL = (sys.executable, "-u", "-c", "from gateway.cli import main; main()")
"""The program as it is."""
METRICS = "--metrics"
LOOKS_EVERY = 0.05  # seconds
STARTS_AGAIN_AFTER = 0.3  # seconds; as a supervisor waits before it starts anew
ENDS_WITHIN = 30.0  # seconds from SIGTERM: more than `workers.stop_within`


@dataclass
class Process:
    """One process of the run, over all its lives. `kind`: relay, receiver, recorder, serve, edge or journal."""

    name: str
    kind: str
    gateway: str
    command: tuple[str, ...]
    log: Path
    environment: dict[str, str] = field(default_factory=dict)
    lives: list[int] = field(default_factory=list)
    killed: list[int] = field(default_factory=list)
    holds: int = 0
    _running: subprocess.Popen[bytes] | None = None
    _lock: threading.RLock = field(default_factory=threading.RLock)

    @property
    def pid(self) -> int | None:
        """Of the present life."""
        running = self._running
        return running.pid if running is not None and running.poll() is None else None

    def start(self) -> None:
        """Start it, if it does not run."""
        with self._lock:
            if self.pid is None:
                with self.log.open("ab") as log:
                    self._running = subprocess.Popen(
                        self.command,
                        cwd=ROOT,
                        env={**os.environ, **self.environment},
                        stdin=subprocess.DEVNULL,
                        stdout=log,
                        stderr=log,
                        start_new_session=True,
                    )
                self.lives.append(self._running.pid)

    def kill(self) -> int:
        """kill -9 of the present life; its pid. Raises ProcessLookupError when there is none."""
        with self._lock:
            pid = self.pid
            if pid is None or self._running is None:
                raise ProcessLookupError(self.name)
            self._running.kill()
            self._running.wait(ENDS_WITHIN)
            self.killed.append(pid)
            return pid

    def stop(self) -> int | None:
        """SIGTERM, and wait; the exit code. It is held down until `release`."""
        with self._lock:
            self.holds += 1
            if self._running is None:
                return None
            if self._running.poll() is None:
                self._running.send_signal(signal.SIGTERM)
            try:
                return self._running.wait(ENDS_WITHIN)
            except subprocess.TimeoutExpired:
                self._running.kill()
                return self._running.wait(ENDS_WITHIN)

    def hold(self) -> None:
        """Kill it, and let nobody start it again before all who hold it have released it."""
        with self._lock:
            self.holds += 1
            with contextlib.suppress(ProcessLookupError):
                self.kill()

    def release(self) -> None:
        """It may run again, unless somebody else holds it too."""
        with self._lock:
            self.holds = max(0, self.holds - 1)
            if not self.holds:
                self.start()

    def pause(self) -> None:
        """Let it stand still, as a machine that swaps or a virtual machine that is moved."""
        if self._running is not None:
            self._running.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """After `pause`."""
        if self._running is not None and self._running.poll() is None:
            self._running.send_signal(signal.SIGCONT)

    def end(self) -> None:
        """Whatever it does, it is over."""
        with self._lock:
            self.holds += 1000
            if self._running is not None and self._running.poll() is None:
                self._running.kill()
                self._running.wait(ENDS_WITHIN)


class Processes:
    """All of them, with their supervisor."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._all: dict[str, Process] = {}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._supervise, name="supervisor", daemon=True)

    def add(self, name: str, kind: str, gateway: str, *arguments: str, **environment: str) -> Process:
        """A process of ours: `samspel` with arguments, or any command whose first word is a path."""
        command = arguments if Path(arguments[0]).is_absolute() else (*SAMSPEL, *arguments)
        made = Process(name, kind, gateway, command, self._folder / f"{name}.log", environment)
        self._all[name] = made
        return made

    def start(self) -> None:
        """Start everything, and see to it that it runs."""
        for each in self:
            each.start()
        self._thread.start()

    def end(self) -> None:
        """End everything at once."""
        self._over.set()
        for each in self:
            each.go_on()
            each.end()

    def __iter__(self) -> Iterator[Process]:
        return iter(list(self._all.values()))

    def __getitem__(self, name: str) -> Process:
        return self._all[name]

    def of(self, kind: str, gateway: str | None = None) -> list[Process]:
        """Those of a kind, of one gateway or of all."""
        return [each for each in self if each.kind == kind and gateway in (None, each.gateway)]

    def at(self, gateway: str) -> list[Process]:
        """Those that work for a gateway (not its journal systems)."""
        return [each for each in self if each.gateway == gateway and each.kind != "journal"]

    def _supervise(self) -> None:
        gone: dict[str, float] = {}
        while not self._over.wait(LOOKS_EVERY):
            for each in self:
                if each.holds or each.pid is not None:
                    gone.pop(each.name, None)
                elif time.monotonic() - gone.setdefault(each.name, time.monotonic()) > STARTS_AGAIN_AFTER:
                    each.start()
