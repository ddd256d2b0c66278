"""Readings that are kept for a while, and shown as they were known last while a new one hangs (`question.py`)."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from math import inf

from gateway.exchange.question import Question
from gateway.metrics import Read, Reading

KEPT_FOR = 5.0
"""Seconds for which a reading is shown again: many may scrape, and one reading is enough for them."""
KEPT_AT_MOST = 60.0
"""Seconds for which a reading is kept however long it took: after an outage the gauges are right within a minute."""
TIMES_AS_LONG = 19
"""A reading is kept for so many times as long as it took, so it costs a twentieth of the time; up to the cap above."""
PATIENCE = 1.5
"""Seconds that a scrape waits for a new reading; one of a million copies takes one. With the patience of health
(`figures.py`) it is less than the 4 s of the containers' check, which asks for both."""


class KeptReadings:
    """Readings taken at most every `KEPT_FOR` seconds, and for a twentieth of the time while `KEPT_AT_MOST` allows it.

    One thread reads at a time. Who comes meanwhile waits for it until `PATIENCE` seconds after it began, and gets then
    what was known before: nothing, before the first.
    """

    def __init__(self, read: Read, ticks: Callable[[], float] = time.monotonic) -> None:
        self._read, self._ticks = read, ticks
        self._lock = threading.Lock()
        self._known: tuple[Reading, ...] = ()
        self._known_at = self._until = -inf
        self._asked: Question[None] | None = None
        self._begun = -inf

    def __call__(self) -> tuple[Reading, ...]:
        """The readings: new, kept, or the last known."""
        asked, left = self._begun_or_under_way()
        if asked is not None:
            asked.answered(left)
        with self._lock:
            return self._known

    def begin(self) -> None:
        """Begin to read when it is time, and wait for nothing."""
        self._begun_or_under_way()

    def age(self) -> float:
        """Seconds since the readings that are shown were begun; infinite before the first."""
        with self._lock:
            return self._ticks() - self._known_at

    def _begun_or_under_way(self) -> tuple[Question[None] | None, float]:
        with self._lock:
            now = self._ticks()
            if self._asked is None and now >= self._until:
                self._begun = now
                self._asked = Question(self._take)
            return self._asked, self._begun + PATIENCE - now

    def _take(self) -> None:
        try:
            found = tuple(self._read())
            with self._lock:
                ended = self._ticks()
                self._known, self._known_at = found, self._begun
                self._until = ended + min(KEPT_AT_MOST, max(KEPT_FOR, TIMES_AS_LONG * (ended - self._begun)))
        finally:
            with self._lock:
                self._asked = None
