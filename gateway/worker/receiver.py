"""The receiver takes what the broker delivers to the organisations hosted here, on one thread.

Theory of operation. The store is asked before anything is consumed, and after it has failed: while it is away nothing
is consumed, so only the message in hand is delivered once more. What fails for one organisation (its keys cannot be
read, a message that meets a defect) lets only that organisation's queues rest, for a growing while; before they are
read again its keys are. So a message that kills its reader is tried often enough to become a dead letter within the
hour, and keys that are away for a day cost no message its deliveries. Who is hosted is looked up anew at least once a
second, so an organisation that comes or goes is noticed without a restart.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import timedelta

from gateway.broker.protocol import Delivery
from gateway.exchange.parts import Parts
from gateway.exchange.receive import receive, receive_together
from gateway.logs import Event
from gateway.worker.rounds import LONGEST_WAIT
from gateway.worker.waiting import Bell, Rests
from gateway.worker.work import say_defect
from schemas.errors import BrokerUnavailable, SamspelError, StoreUnavailable

LISTENS = timedelta(seconds=10)
"""How long to wait for messages before it subscribes anew: with hundreds of queues that takes a while."""

LOOKS_UP = 1.0  # seconds; how often it is looked up who is hosted and who rests
AT_LEAST = 0.05  # seconds; a broker that gives back at once, without messages, is not asked in a circle


class _OneFailed(Exception):
    """Receiving failed for one organisation."""

    def __init__(self, organisation: str) -> None:
        super().__init__(organisation)
        self.organisation = organisation


class Receiver:
    """The receiver of one process."""

    def __init__(self, parts: Parts, bell: Bell, stop: threading.Event) -> None:
        self._parts, self._bell, self._stop = parts, bell, stop
        self._rests = Rests(parts.chance, LONGEST_WAIT)
        self._whose: dict[str, str] = {}
        self._left_out: dict[str, str] = {}
        self._looked_up = 0.0

    def round(self) -> float:
        """Listen for a while. Raises StoreUnavailable and BrokerUnavailable when those are away."""
        parts = self._parts
        self._check_store()
        self._whose = whose = self._readable()
        if not whose:
            return parts.times.poll.total_seconds()
        began = time.monotonic()
        try:
            parts.broker.deliver(
                tuple(whose), self._handle, stop=self._something_else, wait=LISTENS, together=self._handle_all
            )
        except _OneFailed as failed:
            self._one_failed(failed)
        self._say_left_out(parts.broker.left_out())
        return 0.0 if time.monotonic() - began > AT_LEAST else AT_LEAST

    def _check_store(self) -> None:
        """Raises StoreUnavailable, and then nothing is consumed any more."""
        try:
            self._parts.store.check()
        except StoreUnavailable:
            with suppress(BrokerUnavailable):
                self._parts.broker.deliver(tuple(self._whose), self._handle, stop=lambda: True)
            raise

    def _handle(self, delivery: Delivery) -> None:
        organisation = self._whose[delivery.routing_key]
        try:
            receive(self._parts, delivery)
        except BrokerUnavailable:
            raise
        except Exception as error:
            raise _OneFailed(organisation) from error
        self._rests.well(organisation)
        self._bell.ring()

    def _handle_all(self, deliveries: Sequence[Delivery]) -> None:
        """Some that come for the first time. Whatever one of them raises, each is handled alone then."""
        receive_together(self._parts, deliveries)
        for organisation in {self._whose[each.routing_key] for each in deliveries}:
            self._rests.well(organisation)
        self._bell.ring()

    def _one_failed(self, failed: _OneFailed) -> None:
        error = failed.__cause__
        if isinstance(error, StoreUnavailable):
            self._parts.store.check()  # away for all: nobody in particular is at fault
        self._rests.failed(failed.organisation)
        self._say(failed.organisation, error)

    def _say(self, organisation: str, error: BaseException | None) -> None:
        if isinstance(error, SamspelError):
            self._parts.log(Event.TRIED_AGAIN_LATER, organisation=organisation, code=error.code)
        elif error is not None:
            say_defect(self._parts, organisation, error)

    def _say_left_out(self, left_out: Mapping[str, str]) -> None:
        """Once for each: nobody else would notice that what comes for an organisation is not read."""
        for key, code in left_out.items():
            if self._left_out.get(key) != code:
                self._parts.log(Event.TRIED_AGAIN_LATER, organisation=self._whose.get(key), code=code)
        self._left_out = dict(left_out)

    def _readable(self) -> dict[str, str]:
        """Routing key → organisation, of all that are hosted here and do not rest."""
        self._looked_up = time.monotonic()
        hosted = frozenset(self._parts.hosted)
        entries = [each for each in self._parts.directory.all() if each.id in hosted and each.routing_key]
        return {each.routing_key: each.id for each in entries if each.routing_key and self._may_be_read(each.id)}

    def _may_be_read(self, organisation: str) -> bool:
        if self._rests.resting(organisation):
            return False
        if not self._rests.has_failed(organisation):
            return True
        try:
            self._parts.keys.ring(organisation)
        except Exception as error:  # noqa: BLE001 - whatever keeps its keys from being read is that organisation's alone
            self._rests.failed(organisation)
            self._say(organisation, error)
            return False
        return True

    def _something_else(self) -> bool:
        """Whether to stop listening: told so, or others are hosted, or rest, than when it began."""
        if self._stop.is_set():
            return True
        if time.monotonic() - self._looked_up < LOOKS_UP:
            return False
        return self._readable() != self._whose
