"""The pool: the threads of one process, by its roles, from start to stop.

Theory of operation. Every thread is a daemon, so that a journal system that hangs cannot keep the process. To stop,
nothing new is claimed; what runs has `workers.stop_within` to end, and what has not by then is given back, so that
another worker takes it at once. The one that did not end writes nothing any more: its fence is old.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from gateway.exchange.parts import Parts
from gateway.logs import Event
from gateway.worker.keeper import Keeper
from gateway.worker.pulse import Health, Pulse
from gateway.worker.receiver import Receiver
from gateway.worker.recorder import Recorder
from gateway.worker.relay import Relay
from gateway.worker.roles import ANSWERING, Role
from gateway.worker.rounds import Round, Rounds
from gateway.worker.waiting import Bell
from gateway.worker.work import say_defect
from schemas.errors import StoreUnavailable

REFRESHES = 3.0  # seconds; how soon a change of settings or directory is noticed
BEATS = 1.0  # seconds; how often the file of the heartbeat is touched
STUCK_AFTER = 180.0  # seconds; every round ends within the time-outs of store and broker, which are much shorter
GIVING_BACK = 0.1  # of the time to stop: kept for giving back


def nothing() -> None:
    """There is nothing to refresh."""


class WorkerPool:
    """One process's workers. `refresh` is called every few seconds, on a thread of its own."""

    def __init__(
        self,
        parts: Parts,
        roles: frozenset[Role],
        *,
        name: str | None = None,
        refresh: Callable[[], None] = nothing,
        alive: Path | None = None,
    ) -> None:
        self.name = f"{name or 'worker'}-{secrets.token_hex(4)}"
        self._parts, self._roles, self._alive = parts, roles, alive
        self._bell, self._halt, self._pulse = Bell(), threading.Event(), Pulse(parts.clock)
        self._threads: list[threading.Thread] = []
        self._relays = [Relay(parts, each, self._bell, self._halt) for each in self._relay_names()]
        if roles & {Role.RECEIVER, Role.RELAY} == {Role.RECEIVER}:
            self._relays.append(Relay(parts, f"{self.name}-answers", self._bell, self._halt, ANSWERING))
        self._recorder = Recorder(parts, self.name, self._bell, self._halt)
        self._keeper = Keeper(parts, f"{self.name}-keeper", self._halt, receives=Role.RECEIVER in roles)
        self._refresh = refresh

    def run(self, stop: threading.Event) -> None:
        """Work until `stop` is set, and at most `workers.stop_within` longer. A pool is run once."""
        for thread in self._made():
            thread.start()
        while not stop.wait(BEATS):
            self._beat()
        self._end()

    def wake(self) -> None:
        """Somebody else in this process has accepted something: nobody waits until it is time to look."""
        self._bell.ring()

    def health(self) -> dict[str, Health]:
        """Role → how it does; also `keeper` and `refresh`."""
        found = self._pulse.health()
        if Role.RECORDER in found:
            found[Role.RECORDER.value] = replace(found[Role.RECORDER.value], slow=self._recorder.slow)
        return found

    def _relay_names(self) -> list[str]:
        wanted = self._parts.workers.relays if Role.RELAY in self._roles else 0
        return [f"{self.name}-relay-{number}" for number in range(1, wanted + 1)]

    def _made(self) -> list[threading.Thread]:
        for relay in self._relays:
            role = Role.RELAY if Role.RELAY in self._roles else Role.RECEIVER
            self._add(relay.owner.removeprefix(f"{self.name}-"), role, relay.round)
        if Role.RECEIVER in self._roles:
            self._add("receiver", Role.RECEIVER, Receiver(self._parts, self._bell, self._halt).round)
        if Role.RECORDER in self._roles:
            self._add("recorder", Role.RECORDER, self._recorder.round)
        self._add("keeper", "keeper", self._keeper.round)
        if self._refresh is not nothing:
            self._add("refresh", "refresh", self._refreshed)
        return self._threads

    def _add(self, thread: str, role: str, round_: Round) -> None:
        self._pulse.begins(thread, role)
        bell = self._bell if role in set(Role) else None  # nothing rings for what comes round by itself
        rounds = Rounds(self._parts, bell, self._pulse, self._halt)
        self._threads.append(threading.Thread(target=rounds.run, args=(thread, round_), name=thread, daemon=True))

    def _refreshed(self) -> float:
        self._refresh()
        return REFRESHES

    def _beat(self) -> None:
        if self._alive is not None and self._pulse.goes_on(STUCK_AFTER):
            try:
                self._alive.touch()
            except OSError as error:
                say_defect(self._parts, None, error)

    def _end(self) -> None:
        whole = self._parts.workers.stop_within.total_seconds()
        end = time.monotonic() + whole
        self._halt.set()
        self._bell.ring()
        until = end - whole * GIVING_BACK
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        owners = self._recorder.finish(max(0.0, until - time.monotonic()))
        owners += [relay.owner for relay in self._relays if relay.holding]
        giving = threading.Thread(target=self._give_back, args=(owners,), name="give-back", daemon=True)
        giving.start()
        giving.join(max(0.0, end - time.monotonic()))

    def _give_back(self, owners: list[str]) -> None:
        try:
            for owner in owners:
                self._parts.store.give_back(owner)
            self._recorder.end_turns()
        except StoreUnavailable as away:  # then the leases run out by themselves
            self._parts.log(Event.TRIED_AGAIN_LATER, code=away.code)
