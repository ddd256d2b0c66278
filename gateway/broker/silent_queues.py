"""Queues that did not confirm are left alone for a while, by all threads, and tried again by one thread at a time.

Theory of operation. A queue without its majority takes a message and says nothing, and whoever asks it waits in vain
for as long as a confirm may take. So what is known to be silent is asked seldom, briefly, and one queue at a time: of
those known, however many there are, one thread at the most waits, and the others send to those that confirm. A queue
that was never found silent is asked by everybody, but as briefly while others are silent: where one has lost its
majority many may have, and each costs whoever finds out that time once.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from gateway.broker.amqp import Refused, Unconfirmed
from gateway.broker.protocol import FULL, Unroutable
from gateway.rules.retry import wait_before
from schemas.errors import BrokerUnavailable

LONGEST = 300.0
"""Seconds that a silent queue rests at most. When it is asked then also depends on how many others are silent."""

BRIEFLY = 5.0
"""Seconds for a confirm while some queue is silent: what is only slow is sent again, and known again."""


class SilentQueues:
    """Which queues were silent, and until when each rests. For all threads."""

    def __init__(
        self, chance: Callable[[], float], asking: float, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        """`asking`: seconds that one waits in vain for a confirm."""
        self._chance, self._asking, self._monotonic = chance, asking, monotonic
        self._lock = threading.Lock()
        self._times: dict[str, int] = {}
        self._until: dict[str, float] = {}
        self._asked: str | None = None

    @contextmanager
    def trying(self, queue: str) -> Iterator[float]:
        """Around publishing to a queue; gives the seconds to wait for its confirm.

        Raises `Unconfirmed` at once while it rests, or another silent one is asked.
        """
        known = self._begin(queue)
        try:
            yield min(self._asking, BRIEFLY) if self._times else self._asking
        except Unconfirmed:
            self._was_silent(queue)
            raise
        except (Unroutable, Refused):  # it is gone, or says no
            self._has_answered(queue)
            raise
        except BrokerUnavailable as away:
            if away.code == FULL:
                self._has_answered(queue)
            raise
        else:
            self._has_answered(queue)
        finally:
            if known:
                self._end()

    def _begin(self, queue: str) -> bool:
        """Whether it is known as silent, and asked all the same."""
        with self._lock:
            if queue not in self._times:
                return False
            if self._asked is not None or self._monotonic() < self._until[queue]:
                raise Unconfirmed
            self._asked = queue
            return True

    def _end(self) -> None:
        with self._lock:
            self._asked = None

    def _was_silent(self, queue: str) -> None:
        """Threads that waited for the same silence have found it once."""
        with self._lock:
            if self._monotonic() < self._until.get(queue, 0.0):
                return
            times = self._times[queue] = self._times.get(queue, 0) + 1
            rest = max(self._asking, wait_before(times, self._chance(), LONGEST))
            self._until[queue] = self._monotonic() + rest

    def _has_answered(self, queue: str) -> None:
        with self._lock:
            self._times.pop(queue, None)
            self._until.pop(queue, None)
