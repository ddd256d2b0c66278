"""Processes that are killed (kill -9), each kind of them; two relays on one stream; a rolling upgrade is `older`'s."""

from __future__ import annotations

import os
import threading
import time
from contextlib import suppress
from random import Random
from typing import ClassVar

import psycopg

from tests.faults.cast import EDGE_A, EDGE_B, HOME_A, HOME_B, HUB, HUB_HOME
from tests.faults.fault import Fault, NotInjected
from tests.faults.load import Batch
from tests.faults.operating import in_logs
from tests.faults.processes import Process
from tests.faults.world import BrokenOff, World

KILLS = {False: (1, 2), True: (3, 8)}
"""How often, in the short form and in the long."""
BETWEEN = {False: 4.0, True: 20.0}  # seconds between two kills, at most
SLOW = 0.2
"""Seconds of delay on the way to the broker, so that a relay can be found at work. A new connection takes six ways, and
must be there within `connect_timeout` (`setting_up.py`)."""
CATCH_EACH = 40.0  # seconds for one relay: more than it leaves alone a broker that was away
CATCH_WITHIN = 240.0  # seconds
CATCHES = 4  # how often one is caught at most
TAKEN_WITHIN = 40.0  # seconds: some leases' length


class _Killed(Fault):
    """kill -9 of some processes, a few times, each started again as by a supervisor."""

    kind: str
    gateway: str | None = None

    def __init__(self) -> None:
        self._killed: list[int] = []
        self._victims: list[Process] = []

    def inject(self, world: World, batch: Batch, chance: Random) -> None:
        batch.first_accepted.wait(60)
        for number in range(chance.randint(*KILLS[self.long])):
            if number:
                world.pause(chance.uniform(0, BETWEEN[self.long]))
            self._kill(world, chance.choice(world.processes.of(self.kind, self.gateway)))

    def _kill(self, world: World, victim: Process) -> None:
        world.until(lambda: victim.pid is not None, "the process runs again")
        self._killed.append(victim.kill())
        self._victims.append(victim)

    def proof(self, world: World, batch: Batch) -> str:
        for victim, pid in zip(self._victims, self._killed, strict=True):
            if _runs(pid) or victim.lives[-1] == pid:
                raise NotInjected(f"{victim.name} lives on")
        if not self._killed:
            raise NotInjected("nothing was killed")
        return f"{len(self._killed)} killed, each started again"


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


class RelayKilled(_Killed):
    """While it prepares and sends."""

    name, says, kind = "relay-killed", "kill -9 of a relay", "relay"


class ReceiverKilled(_Killed):
    """While it takes what comes."""

    name, says, kind = "receiver-killed", "kill -9 of the receiver", "receiver"


class RecorderKilled(_Killed):
    """While it works with journals."""

    name, says, kind = "recorder-killed", "kill -9 of the recorder", "recorder"


class ServeKilled(_Killed):
    """While it takes documents over HTTP: who hands in asks again."""

    name, says, kind = "serve-killed", "kill -9 of the HTTP service", "serve"
    shape: ClassVar = {"homes": (HUB_HOME,)}


class EdgeOnPostgresKilled(_Killed):
    """One process with all roles."""

    name, says, kind, gateway = "edge-a-killed", "kill -9 of a whole edge on PostgreSQL", "edge", EDGE_A
    shape: ClassVar = {"homes": (HOME_A,)}


class EdgeOnSqliteKilled(_Killed):
    """One process with all roles, in the middle of writing its file."""

    name, says, kind, gateway = "edge-b-killed", "kill -9 of a whole edge on SQLite", "edge", EDGE_B
    shape: ClassVar = {"homes": (HOME_B, HUB_HOME)}


class JournalsKilled(_Killed):
    """The journal systems themselves."""

    name, says, kind = "journals-killed", "kill -9 of all journal systems", "journal"


class TwoRelays(Fault):
    """A relay stands still in the middle of its work until its lease is long over and another has done it; then it
    goes on with what it had in hand. Its fence is old. So that it is found in the middle, the way to the broker is slow
    until it stands."""

    name, says = "two-relays", "a relay stands still past its lease, then goes on beside another"
    ordinary = False
    first = waits_for_all = True
    shape: ClassVar = {"homes": (HUB_HOME,)}

    def __init__(self) -> None:
        self._still: Process | None = None
        self._held: dict[Lease, int] = {}
        self._taken = self._lost_before = 0
        self._catching: threading.Thread | None = None
        self._over = threading.Event()

    def inject(self, world: World, batch: Batch, chance: Random) -> None:
        self._lost_before = in_logs(world, "lease-lost")
        self._begin_to_catch(world)

    def _begin_to_catch(self, world: World) -> None:
        world.links[HUB, "broker"].slow(delay=SLOW)
        self._catching = threading.Thread(target=self._catch, args=(world,), name="two-relays-catch", daemon=True)
        self._catching.start()

    def meanwhile(self, world: World, batch: Batch, chance: Random) -> None:
        for _ in range(CATCHES):
            world.until(lambda: bool(self._held), "a relay stands still with work in its hand", CATCH_WITHIN)
            with suppress(TimeoutError):
                world.until(lambda: self._count_taken(world) > 0, "another takes its work", TAKEN_WITHIN)
                break
            self._catch_again(world)
        world.pause(chance.uniform(0.0, 2.0))

    def _catch_again(self, world: World) -> None:
        """It stands in the middle of a statement, and nobody can have the plans that it has locked: another time."""
        if self._still is not None:
            self._still.go_on()
        self._still, self._held = None, {}
        self._begin_to_catch(world)

    def _count_taken(self, world: World) -> int:
        """How many of its leases another has taken since; none while nobody can be asked."""
        with suppress(psycopg.OperationalError):
            taken = {lease[:3]: fence for lease, fence in _leases(world, free=True).items()}
            self._taken = sum(taken.get(lease[:3], 0) > fence for lease, fence in list(self._held.items()))
        return self._taken

    def _catch(self, world: World) -> None:
        """Until a relay stands still that has work in its hand: each in turn, since one may just leave the broker
        alone. The others stand meanwhile, so that it is known whose work it is; what they have goes on with them."""
        relays = world.processes.of("relay")
        with suppress(BrokenOff):
            try:
                while not self._held and not self._over.is_set():
                    relay, *others = relays
                    self._catch_alone(world, relay, others)
                    relays = [*others, relay]
            finally:
                world.links[HUB, "broker"].mend()

    def _catch_alone(self, world: World, relay: Process, others: list[Process]) -> None:
        for each in others:
            each.pause()
        try:
            theirs = self._look(world)
            if theirs is not None:
                self._catch_one(world, relay, theirs)
        finally:
            for each in others:
                each.go_on()

    def _catch_one(self, world: World, relay: Process, theirs: dict[Lease, int]) -> None:
        end = time.monotonic() + CATCH_EACH
        while time.monotonic() < end and not self._over.is_set():
            world.pause(0.02)
            if not (self._look(world) or {}).keys() - theirs.keys():
                continue
            relay.pause()
            held = {lease: fence for lease, fence in (self._look(world) or {}).items() if lease not in theirs}
            if held:
                self._still, self._held = relay, held
                return
            relay.go_on()

    @staticmethod
    def _look(world: World) -> dict[Lease, int] | None:
        """None while nobody can be asked."""
        with suppress(psycopg.OperationalError):
            return _leases(world)
        return None

    def heal(self, world: World) -> None:
        self._over.set()
        if self._catching is not None:
            self._catching.join(CATCH_EACH)
            world.links[HUB, "broker"].mend()
        if self._still is not None:
            self._count_taken(world)
            self._still.go_on()

    def proof(self, world: World, batch: Batch) -> str:
        if not self._taken:
            raise NotInjected("no lease of a relay that stood still was taken by another")
        lost = in_logs(world, "lease-lost") - self._lost_before
        return f"{self._taken} leases taken from its hand, {lost} late writings refused"


Lease = tuple[str, str, str, str]
"""A stream, and who has it."""


def _leases(world: World, *, free: bool = False) -> dict[Lease, int]:
    """Streams that a relay of the hub has now (or all), with their fences."""
    asked = "SELECT organisation, plan_id, counterpart, owner, fence FROM streams"
    rows = world.reading.ask(HUB, asked if free else f"{asked} WHERE strpos(owner, '-relay-') > 0")
    return {(organisation, plan, other, owner or ""): fence for organisation, plan, other, owner, fence in rows}


KILLS_OF_PROCESSES = (
    RelayKilled,
    ReceiverKilled,
    RecorderKilled,
    ServeKilled,
    EdgeOnPostgresKilled,
    EdgeOnSqliteKilled,
    JournalsKilled,
)
