"""A world for planted faults: which processes have the fault, what is handed in, what is new in the verdict."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import pairwise
from random import Random
from typing import Any

from tests.faults.accepted import End
from tests.faults.cast import hosted_at
from tests.faults.documents import Planned
from tests.faults.handing_in import Answered
from tests.faults.load import Batch
from tests.faults.oracle import judge
from tests.faults.processes import METRICS, ROOT, SAMSPEL, Process
from tests.faults.seeing import see
from tests.faults.verdict import Offence
from tests.faults.world import World
from tests.services.ports import free_port

Plain = tuple[tuple[str, ...], dict[str, str]]
UNCHANGED = 6.0  # seconds without any change and without work: what a fault has lost does not come any more
AT_REST_WITHIN = 240.0
ASKS_EVERY = 0.2


class Stage:
    """One scenario in one world, with its fault or without.

    `plain`: how each process is started when nothing is planted in it, for those that have been changed. A process is
    put right by the next scenario that needs it, and not before: starting one takes longest of all.
    """

    def __init__(self, world: World, fault: str, *, planted: bool, plain: dict[str, Plain]) -> None:
        self.world, self.fault, self.planted = world, fault, planted
        self._more: list[Process] = []
        self._plain = plain
        self.batch: Batch
        self._pool = ThreadPoolExecutor(8)

    @property
    def name(self) -> str:
        """Of the batch: the same scenario has other plans with the fault and without."""
        return f"{self.fault}-{'with' if self.planted else 'without'}"

    def plant(self, *names: str, **environment: str) -> None:
        """Let these processes go on with the fault; without it, they go on as they are (in that environment)."""
        for name in names:
            process = self.world.processes[name]
            command, as_it_was = self._plain.setdefault(name, (process.command, dict(process.environment)))
            if self.planted or environment:
                command = self._planted(command)
            wanted = {**as_it_was, **environment}
            if process.holds or (command, wanted) != (process.command, process.environment):
                self._go_on(process, command, wanted)

    def second(self, name: str) -> None:
        """Another process like that one, until the scenario is over: `NAME-2`, not started yet."""
        like = self.world.processes[name]
        command, _ = self._plain.get(name, (like.command, {}))
        port = free_port()
        words = [f"127.0.0.1:{port}" if before == METRICS else word for before, word in pairwise(("", *command))]
        more = self.world.processes.add(f"{name}-2", like.kind, like.gateway, *words)
        more.holds = 1
        self._more.append(more)

    def clear(self) -> None:
        """End what was started besides."""
        for each in self._more:
            each.go_on()
            each.stop()

    def close(self) -> None:
        """Nobody hands in any more."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def stop(self, *names: str) -> None:
        """End these processes, until `go_on`."""
        for name in names:
            self.world.processes[name].stop()

    def go_on(self, *names: str) -> None:
        """Start them again; returns when they work."""
        for name in names:
            process = self.world.processes[name]
            before = _begun(process)
            process.release()
            self.until(lambda: _begun(process) > before, f"{name} begins")  # noqa: B023 - asked before the next

    def samspel(self, gateway: str, *words: str) -> None:
        """A command of somebody at that gateway, with the fault where it is planted."""
        command = (*SAMSPEL, *words, "--data", str(self.world.sites[gateway].folder), "--lang", "en")
        subprocess.run(self._planted(command), cwd=ROOT, check=True, capture_output=True, timeout=AT_REST_WITHIN)

    def plans(self, count: int, home: str, recipients: Sequence[str]) -> Sequence[Planned]:
        """Plans of that home, for all these recipients, each with its own share."""
        shape = {"homes": [home], "recipients": list(recipients), "each": len(recipients)}
        self.batch = self.world.load.batch(self.name, count, Random(self.name), **shape)
        return self.batch.plans

    def hand_in(self, plans: Sequence[Planned], revision: int = 1) -> None:
        """Hand these in, and wait for the answers."""
        for told in self.hand_in_at_once(plans, revision):
            assert told() is not None

    def hand_in_at_once(self, plans: Sequence[Planned], revision: int = 1) -> list[Callable[[], Answered | None]]:
        """Hand these in; what is given waits for the answer."""
        load = self.world.load
        return [self._pool.submit(load.hand_in, self.batch, each, revision).result for each in plans]

    def withdraw(self, planned: Planned, gateway: str, *more: str, markers: Collection[str] = ()) -> None:
        """The person takes the consent back: all of it, or what `more` of the command says (these markers)."""
        plan_id = self.batch.plan_id(planned)
        self.samspel(gateway, "consent", "withdraw", plan_id, "--as", planned.home, *more)
        version = len(self.batch.accepted[planned.name])
        self.world.load._log.ended(End.WITHDRAWAL, planned.home, plan_id, version, markers=markers)

    def states(self, gateway: str, table: str = "copies") -> list[str]:
        """In which states the copies of this batch are there: in the ledger, or as `holdings`."""
        rows = self.world.reading.ask(gateway, f"SELECT state, plan_id, recipient FROM {table}", self.batch.plan_ids)
        wanted = {each for planned in self.batch.plans for each in planned.recipients}
        return [state for state, _, recipient in rows if recipient in wanted]

    def wait_for(self, holds: Callable[[], bool], seconds: float) -> None:
        """Wait until it holds, or so long."""
        with suppress(TimeoutError):
            self.until(holds, "", seconds)

    def until(self, holds: Callable[[], bool], what: str, seconds: float = AT_REST_WITHIN) -> None:
        """Wait until it holds. Raises TimeoutError with what it was."""
        end = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > end:
                raise TimeoutError(f"{self.name}: {what}")
            self.world.pause(ASKS_EVERY / 4)

    def rest(self) -> None:
        """Wait until all is at rest, or nothing changes any more: a fault may leave things for ever as they are."""
        before: object = None
        since = end = time.monotonic()
        while time.monotonic() < end + AT_REST_WITHIN:
            plans = self.batch.plan_ids
            unrest = self.world.reading.unrest(plans)
            now = (dict(unrest), self.world.reading.parked())
            if now != before:
                before, since = now, time.monotonic()
            quiet, works = time.monotonic() - since, any(each.startswith("work") for each in unrest)
            if (quiet > UNCHANGED and not works) or (not unrest and quiet > ASKS_EVERY * 2):
                return
            self.world.pause(ASKS_EVERY)

    def offences(self, edge: str, before: Collection[Offence]) -> list[Offence]:
        """What the oracle finds about these plans, or about no plan at that edge, that it had not found before."""
        found = [each for each in judge(see(self.world)).offences if each not in before]
        return [each for each in found if each.batch == self.name or (each.batch == "-" and is_at(edge, each))]

    def _planted(self, command: tuple[str, ...]) -> tuple[str, ...]:
        fault = self.fault if self.planted else "nothing"
        assert command[: len(SAMSPEL)] == SAMSPEL
        return (sys.executable, "-u", "-m", "tests.faults.planted", fault, *command[len(SAMSPEL) :])

    def _go_on(self, process: Process, command: tuple[str, ...], environment: dict[str, Any]) -> None:
        if not process.holds:
            process.stop()
        process.command = command
        process.environment = environment
        self.go_on(process.name)


def is_at(edge: str, offence: Offence) -> bool:
    """Whether it is about somebody who is hosted there."""
    return any(each.id in offence.says for each in hosted_at(edge))


def _begun(process: Process) -> int:
    """How often it has said that it works."""
    return process.log.read_bytes().count(b"Samspel ") if process.log.exists() else 0
