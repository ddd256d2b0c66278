"""What happens to a machine: its clock jumps, its disk is full, its program is of the version before."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import ClassVar

from tests.faults import clock
from tests.faults.cast import EDGE_A, EDGE_B, HOME_A, HOME_B, HUB, HUB_HOME, NEAR, hosted_at
from tests.faults.disk import SmallDisk, limit_files, unlimit_files
from tests.faults.fault import Fault, NotInjected
from tests.faults.faults_of_messages import discard_deliveries
from tests.faults.load import Batch
from tests.faults.operating import ask_partners, in_logs
from tests.faults.processes import SAMSPEL, Process
from tests.faults.world import World

TRAFFIC = 180.0  # seconds until the batch must be on its way
HOUR = 3600.0
LONGER = 3  # times, in the long form
ASKED_AGAIN = 3.0  # seconds after `answer_within`: then what has no answer was sent again
_AT_B = tuple(each.id for each in hosted_at(EDGE_B))


class Restarted:
    """Processes that run by another command for a while: stopped and started, as by whoever installs something."""

    def __init__(self, processes: list[Process], launcher: tuple[str, ...]) -> None:
        self._before = [(each, each.command) for each in processes]
        for each, command in self._before:
            each.stop()
            each.command = (*launcher, *command[len(SAMSPEL) :])
            each.release()

    @property
    def processes(self) -> list[Process]:
        """Those that it is about."""
        return [each for each, _ in self._before]

    def back(self) -> None:
        """As before. Twice is once."""
        before, self._before = self._before, []
        for each, command in before:
            each.stop()
            each.command = command
            each.release()


class _ClockJumps(Fault):
    """The clock of a machine is set, and set back. What waits and what is leased has times of both."""

    ALMOST_RIGHT = 0.001  # seconds off before it jumps: a number that a process is seen to have read

    gateway: ClassVar[str]
    hours: ClassVar[tuple[float, float]]
    seconds = (6.0, 9.0)

    def __init__(self) -> None:
        self._file = Path()
        self._offset = 0.0
        self._restarted: Restarted | None = None
        self._jumped: set[int] = set()

    def inject(self, world: World, batch: Batch, chance: Random) -> None:
        self._file = world.folder / f"{self.name}.clock"
        self._offset = round(chance.uniform(*self.hours) * HOUR)
        clock.jump(self._file, self.ALMOST_RIGHT)
        launcher = (sys.executable, "-u", "-m", "tests.faults.clock", str(self._file), "--")
        self._restarted = Restarted(self.machine(world), launcher)
        machine = {each.name for each in self._restarted.processes}
        world.until(lambda: self._follow(world, self.ALMOST_RIGHT) == machine, "the machine works by that clock")
        clock.jump(self._file, self._offset)
        world.until(lambda: bool(self._follow(world, self._offset)), "the machine's clock has jumped")

    def _follow(self, world: World, seconds: float) -> set[str]:
        """Which processes of the machine have read that number in their present life."""
        read = clock.has_jumped(self._file, seconds)
        return {each.name for each in self.machine(world) if each.pid in read}

    def machine(self, world: World) -> list[Process]:
        """The processes of the machine whose clock it is."""
        return world.processes.at(self.gateway)

    def lasts(self, chance: Random) -> float:
        return chance.uniform(*self.seconds) * (LONGER if self.long else 1)

    def heal(self, world: World) -> None:
        """The clock is set right while the processes run; only afterwards they are what they were."""
        restarted, self._restarted = self._restarted, None
        if restarted is None:
            return
        self._jumped = clock.has_jumped(self._file, self._offset)
        clock.jump(self._file, 0)
        running = {each.pid for each in restarted.processes} & self._jumped
        world.until(
            lambda: running <= clock.has_jumped(self._file, 0) or _gone(restarted, running), "the clock is right"
        )
        restarted.back()

    def proof(self, world: World, batch: Batch) -> str:
        if not self._jumped or not clock.has_jumped(self._file, 0):
            raise NotInjected("nobody has read that clock")
        return f"{len(self._jumped)} processes worked by a clock {self._offset / 60:+.1f} min off, and back"


def _gone(restarted: Restarted, pids: set[int | None]) -> bool:
    return not pids & {each.pid for each in restarted.processes}


class ClockForward(_ClockJumps):
    """An edge that lives hours ahead, and is set back. What it has signed meanwhile is of the future to all others
    (SIP710): copies and control messages come again, with the right time; for its answers the partners are asked."""

    name, says = "clock-forward", "the clock of an edge jumps hours forwards, and back; partners asked afterwards"
    gateway, hours = EDGE_A, (1.0, 5.0)
    shape: ClassVar = {"homes": (HOME_A,)}

    def __init__(self) -> None:
        super().__init__()
        self._batch: Batch | None = None

    def inject(self, world: World, batch: Batch, chance: Random) -> None:
        self._batch = batch
        super().inject(world, batch, chance)

    def afterwards(self, world: World) -> None:
        batch, self._batch = self._batch, None
        if batch is None:
            return
        batch.handed_in.wait(TRAFFIC)
        world.until(lambda: in_logs(world, "pulled-back", EDGE_A) > 0, "what was put off is pulled back", TRAFFIC)
        world.pause(world.answer_within + ASKED_AGAIN)
        with ThreadPoolExecutor(2) as pool:  # each gateway has operators of its own
            list(pool.map(lambda home: ask_partners(world, home), (HOME_A, HUB_HOME)))

    def proof(self, world: World, batch: Batch) -> str:
        found = super().proof(world, batch)
        discard_deliveries(world)  # of the future, and come again since
        return f"{found}; what was put off was pulled back"


class ClockBack(_ClockJumps):
    """An edge that lives hours ago: all others' messages are of the future to it (SIP710), until it jumps forwards."""

    name, says = "clock-back", "the clock of an edge jumps hours backwards, and on again"
    gateway, hours = EDGE_B, (-5.0, -1.0)
    shape: ClassVar = {"homes": (HOME_B, HUB_HOME)}


AHEAD = (0.01, 0.025)
"""Hours (36 to 90 seconds): what such a machine signs is believed by all."""


class ClockOfOneMachine(_ClockJumps):
    """One of the machines of the hub has another time than the others, over one database."""

    name, says = "clock-of-one-machine", "one of the hub's machines lives a minute ahead of the others"
    gateway, hours = HUB, AHEAD

    def machine(self, world: World) -> list[Process]:
        return [world.processes["relay-1"], world.processes["recorder"]]


class DiskFull(Fault):
    """No byte of room for an edge's database: nothing is acknowledged that is not written."""

    name, says = "disk-full", "the disk of an edge's database is full"
    shape: ClassVar = {"homes": (HOME_B, HUB_HOME), "recipients": (*_AT_B, *NEAR[:3])}
    ROOM = 2**20  # bytes beside what is there

    def __init__(self) -> None:
        self._disk: SmallDisk | None = None
        self._process: Process | None = None
        self._limited: int | None = None
        self._seen = 0
        self._how = ""

    def inject(self, world: World, batch: Batch, chance: Random) -> None:
        self._process = process = world.processes[EDGE_B]
        self._seen = _says_full(world)
        data = world.sites[EDGE_B].folder / "data"
        if SmallDisk.is_possible():
            self._process.stop()
            used = sum(each.stat().st_size for each in data.rglob("*") if each.is_file())
            self._disk = SmallDisk(data, 2 * used + 8 * self.ROOM)
            self._disk.mount()
            begun = _begun(self._process)
            self._process.release()
            world.until(lambda: _begun(process) > begun, "the edge works on a disk of its own")
            world.pause(chance.uniform(0.0, 1.0))
            self._disk.fill()
            self._how = "ENOSPC on a tmpfs" if self._disk.is_full else ""
        else:
            self._limited = self._process.pid
            if self._limited is not None:
                limit_files(self._limited, data)
                self._how = "EFBIG by RLIMIT_FSIZE, no right to mount"

    def lasts(self, chance: Random) -> float:
        return chance.uniform(5.0, 9.0) * (LONGER if self.long else 1)

    def heal(self, world: World) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(TimeoutError):  # then it has not happened, which the proof says
            world.until(lambda: _says_full(world) > self._seen, "the edge finds its disk full", TRAFFIC)
        if self._limited is not None:
            unlimit_files(self._limited)
        if self._disk is not None:
            self._disk.empty()
            self._file_back(process, self._disk)

    @staticmethod
    def _file_back(process: Process, disk: SmallDisk) -> None:
        """There is room again, and it works; then its data move back to where they were."""
        process.stop()
        disk.unmount()
        process.release()

    def proof(self, world: World, batch: Batch) -> str:
        found = _says_full(world) - self._seen
        if not self._how or not found:
            raise NotInjected(f"{self._how or 'not full'}, found so {found} times")
        return f"{self._how}; {found} times the edge found its database away"


def _begun(process: Process) -> int:
    """How often it has said that it works."""
    return process.log.read_bytes().count(b"Samspel ")


def _says_full(world: World) -> int:
    return sum(in_logs(world, code, EDGE_B) for code in ("SIP950", "SIP952"))


OF_MACHINES = (ClockForward, ClockBack, ClockOfOneMachine, DiskFull)
