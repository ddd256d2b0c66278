"""Whose journal systems this process looks into: over all machines one process at a time for each organisation.

Theory of operation. A turn is taken in the store and kept for a while (`KEPT`) over many looks, since a look at an idle
journal must cost no transaction; then it is ended, so that others get their share when they ask: after the look in
which that time is over, or before the next one, since its own turn would be refused to it too. A process that dies
loses its turns when their time is over. A process that is alone needs none.
"""

from __future__ import annotations

import threading
import time
from datetime import timedelta

from gateway.exchange.parts import LOOKING, Parts

LEASE = timedelta(seconds=60)
"""A look that takes longer than this may be joined by another process: a document is taken once all the same.

Where `times.lease` is shorter, that counts: how long what a process had in hand waits when it has died."""

KEPT = 1 / 3  # of the lease; so a look which begins in a turn mostly ends in it
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
        if organisation in self._until:
            self._end(organisation)
        times, began = self._parts.times, time.monotonic()
        lease = min(LEASE, times.lease)
        if not self._parts.store.take_turn(
            organisation, LOOKING, owner=self.owner, now=self._parts.clock(), lease=lease, every=times.poll
        ):
            return False
        with self._lock:
            self._until[organisation] = began + KEPT * lease.total_seconds()
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
