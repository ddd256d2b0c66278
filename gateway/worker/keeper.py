"""The keeper does what comes round: audit batches, what is late, dead letters, what could not be opened when it came,
and what a clock that was ahead has put off.

Each duty is done by one process at a time over all machines: the store gives turns. A process that dies with a turn
loses it when its time is over.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from gateway.exchange.audit_chain import close_audit
from gateway.exchange.late import report_late
from gateway.exchange.parked import drain_dead_letters
from gateway.exchange.parts import Parts
from gateway.exchange.retention import cull
from gateway.exchange.unopened import open_waiting
from gateway.logs import Event
from gateway.store.rows import Waits
from gateway.worker.work import say_defect
from schemas.errors import BrokerUnavailable, SamspelError, StoreUnavailable

GATEWAY = "gateway"
"""In whose name the duties are taken that are for all organisations."""

TURN = timedelta(minutes=2)
"""A turn takes seconds; who has not ended it by then is gone, and another may."""

CULLING = 20.0  # seconds of a turn: years of bodies go in some turns, and the other duties wait no longer than that


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty: its name in the store, how often it comes round, and what it does."""

    name: str
    every: timedelta
    do: Callable[[], None]


class Keeper:
    """The keeper of one process. `receives`: it may read the broker's queues, so dead letters are its duty too."""

    def __init__(self, parts: Parts, owner: str, stop: threading.Event, *, receives: bool) -> None:
        self.owner = owner
        self._parts, self._stop = parts, stop
        self._until = 0.0
        self._tried: dict[int, int] = {}
        self._duties = [
            Duty("audit", timedelta(seconds=10), lambda: self._for_each(self._close_audit)),
            Duty("late", timedelta(minutes=1), lambda: self._for_each(self._report_late)),
            Duty("retention", timedelta(hours=1), self._retain),
            Duty("clock-was-ahead", timedelta(seconds=20), self._pull_back),
        ]
        if receives:
            self._duties.append(Duty("dead-letters", timedelta(seconds=10), self._drain))
            self._duties.append(Duty("unopened", timedelta(seconds=10), self._open_waiting))

    def round(self) -> float:
        """Do what has come round and nobody else does; give how long to wait."""
        for duty in self._duties:
            if not self._stop.is_set() and self._is_ours(duty):
                try:
                    duty.do()
                finally:
                    self._parts.store.end_turn(GATEWAY, duty.name, owner=self.owner)
        return min(duty.every for duty in self._duties).total_seconds() / 2

    def _is_ours(self, duty: Duty) -> bool:
        store, now = self._parts.store, self._parts.clock()
        return store.take_turn(GATEWAY, duty.name, owner=self.owner, now=now, lease=TURN, every=duty.every)

    def _for_each(self, act: Callable[[str], None]) -> None:
        """For one organisation after the other: what fails for one (its keys cannot be read) is done for the others."""
        for organisation in self._parts.hosted:
            try:
                act(organisation)
            except SamspelError as away:
                if isinstance(away, StoreUnavailable):
                    self._parts.store.check()
                self._parts.log(Event.TRIED_AGAIN_LATER, organisation=organisation, code=away.code)
            except Exception as error:  # noqa: BLE001 - a defect in one organisation's audit stops nobody else's
                say_defect(self._parts, organisation, error)

    def _close_audit(self, organisation: str) -> None:
        while not self._stop.is_set() and close_audit(self._parts, organisation):
            pass

    def _report_late(self, organisation: str) -> None:
        while not self._stop.is_set() and report_late(self._parts, organisation):
            pass

    def _retain(self) -> None:
        """What does not fit in a turn goes in the next."""
        self._until = time.monotonic() + CULLING
        self._for_each(self._cull)

    def _cull(self, organisation: str) -> None:
        while not self._stop.is_set() and time.monotonic() < self._until and cull(self._parts, organisation):
            pass

    def _pull_back(self) -> None:
        times = self._parts.times
        waits = Waits(times.lease, times.answer_within, times.wait_for_previous, times.page_waits)
        count = 1
        while count and not self._stop.is_set():
            with self._parts.store.transaction() as tx:
                count = tx.pull_back(self._parts.clock(), waits)
            if count:
                self._parts.log(Event.PULLED_BACK, count=count)

    def _open_waiting(self) -> None:
        open_waiting(self._parts, self._tried)

    def _drain(self) -> None:
        try:
            drain_dead_letters(self._parts)
        except BrokerUnavailable as away:
            self._parts.log(Event.TRIED_AGAIN_LATER, code=away.code)
