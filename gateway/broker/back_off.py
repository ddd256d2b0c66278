"""How long a broker that did not answer is left alone, for all threads of a process together."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta

from gateway.rules.retry import wait_before
from schemas.errors import BrokerUnavailable, LeftAlone

LONGEST = timedelta(seconds=30)
"""A broker that is back is found again within this; a connection that fails costs it next to nothing."""


class BackOff:
    """After a failure all calls fail at once until the wait is over; then one thread tries and the others wait for it.

    The waits grow with the failures and are spread, so that many gateways do not come back in the same second.
    """

    def __init__(self, chance: Callable[[], float], monotonic: Callable[[], float] = time.monotonic) -> None:
        self._chance = chance
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._failures = 0
        self._not_before = 0.0
        self._why = BrokerUnavailable("the broker did not answer")

    def may_try(self) -> None:
        """Raise `BrokerUnavailable` while the wait runs; else the caller tries, and nobody else for a while."""
        with self._lock:
            if self._failures == 0:
                return
            if self._monotonic() < self._not_before:
                raise LeftAlone(str(self._why), code=self._why.code)
            self._wait()

    def failed(self, why: BrokerUnavailable) -> None:
        """It did not answer, or said no: the next try comes later, and until then all are told why."""
        with self._lock:
            self._why = why
            self._failures += 1
            self._wait()

    def answered(self) -> None:
        """It is there again."""
        with self._lock:
            self._failures = 0

    def _wait(self) -> None:
        wait = wait_before(self._failures, self._chance(), LONGEST.total_seconds())
        self._not_before = self._monotonic() + wait
