"""Whose journal systems this process looks into: over all machines one process at a time for each organisation.

Theory of operation. A turn is taken in the store and kept for a while (`KEPT`) over many looks, since a look at an idle
journal must cost no transaction; then it is ended, so that others get their share when they ask. A process that dies
loses its turns when their time is over. A process that is alone needs none.
"""

from __future__ import annotations

import threading
import time
from datetime import timedelta

from gateway.exchange.parts import LOOKING, Parts

LEASE = timedelta(seconds=60)
"""A look that takes longer than this may be joined by another process: a document is taken once all the same."""

KEPT = 20.0  # seconds; well under the lease, so that a look which begins in a turn mostly ends in it
ASKS_AGAIN = 5.0  # seconds, spread by a jitter; how long the journals of a process that died wait after its lease


class Turns:
    """The turns of one process."""

    def __init__(self, parts: Parts, owner: str) -> None:
        self.owner = owner
        self._parts = parts
        self._lock = threading.Lock()
        self._until: dict[str, float] = {}

    def take(self, organisation: str) -> bool:
        """Whether this process looks into the organisation's journal now. Raises StoreUnavailable."""
        if self._parts.alone or self._until.get(organisation, 0.0) > time.monotonic():
            return True
        store, now, poll = self._parts.store, self._parts.clock(), self._parts.times.poll
        began = time.monotonic()
        if not store.take_turn(organisation, LOOKING, owner=self.owner, now=now, lease=LEASE, every=poll):
            return False
        with self._lock:
            self._until[organisation] = began + KEPT
        return True

    def looked(self, organisation: str) -> None:
        """A look has ended: a turn that has been kept long enough is given to whoever asks."""
        if organisation in self._until and self._until[organisation] <= time.monotonic():
            self._end(organisation)

    def end_all(self) -> None:
        """The process stops: others look at once."""
        for organisation in list(self._until):
            self._end(organisation)

    def _end(self, organisation: str) -> None:
        with self._lock:
            self._until.pop(organisation, None)
        self._parts.store.end_turn(organisation, LOOKING, owner=self.owner)
