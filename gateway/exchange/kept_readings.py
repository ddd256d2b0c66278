"""Asking what may hang, without waiting for it: an answer in time or none, and readings that are kept for a while.

Theory of operation. A broker with three hosts that do not answer takes half a minute to say so, and a database may take
longer. Whoever scrapes or looks whether we live gives up before that (Prometheus after 10 s, the containers' health
check after 4 s). So what may hang is asked in a thread of its own, which keeps no process alive, and who asks waits for
a bounded time: health says then that it does not answer, and gauges are shown as they were known last, with their age.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from math import inf
from typing import Generic, TypeVar

from gateway.metrics import Read, Reading

KEPT_FOR = 5.0
"""Seconds for which a reading is shown again: many may scrape, and one reading is enough for them."""
KEPT_AT_MOST = 60.0
"""Seconds for which a reading is kept however long it took: after an outage the gauges are right within a minute."""
TIMES_AS_LONG = 19
"""A reading is kept for so many times as long as it took, so it costs a twentieth of the time; up to the cap above."""
PATIENCE = 1.5
"""Seconds that a scrape waits for a new reading. With `HEALTH_PATIENCE` less than the 4 s of the containers' check,
which asks for both; a reading of a million copies takes one."""
HEALTH_PATIENCE = 2.0
"""Seconds within which a part must answer to count as one that does."""

_T = TypeVar("_T")


class Question(Generic[_T]):
    """One question, asked at once in a thread of its own."""

    def __init__(self, ask: Callable[[], _T]) -> None:
        self._ask = ask
        self._done = threading.Event()
        self._answer: list[_T] = []
        self._failure: BaseException | None = None
        threading.Thread(target=self._run, name="asking", daemon=True).start()

    def answered(self, within: float) -> tuple[_T, ...]:
        """The answer alone, or nothing when it has not come within so many seconds; raises what asking raised."""
        self._done.wait(max(0.0, within))
        if self._failure is not None:
            raise self._failure
        return tuple(self._answer)

    def _run(self) -> None:
        try:
            self._answer.append(self._ask())
        except BaseException as failure:  # noqa: BLE001 - raised where somebody waits for the answer
            self._failure = failure
        finally:
            self._done.set()


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
