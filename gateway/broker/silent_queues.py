"""Queues that did not confirm are left alone for a while, by all threads, and tried again by one thread at a time.

Theory of operation. A queue without its majority takes a message and says nothing, and whoever asks it waits in vain
for as long as a confirm may take. So what is known to be silent is asked seldom, rests at least as long as asking took,
and of all silent queues one is asked at a time: however many there are, they hold one thread, and the others send to
those that confirm. A queue that was never found silent is asked by everybody.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from gateway.broker.amqp import Unconfirmed
from gateway.broker.protocol import Unroutable
from gateway.rules.retry import wait_before

LONGEST = 300.0
"""Seconds: a queue whose node is back is found again within this, and costs a tenth of a thread until then."""


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
    def trying(self, queue: str) -> Iterator[None]:
        """Around publishing to a queue. Raises `Unconfirmed` at once while it rests, or another silent one is asked."""
        known = self._begin(queue)
        try:
            yield
        except Unconfirmed:
            self._was_silent(queue)
            raise
        except Unroutable:  # it is gone
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
        with self._lock:
            times = self._times[queue] = self._times.get(queue, 0) + 1
            rest = max(self._asking, wait_before(times, self._chance(), LONGEST))
            self._until[queue] = self._monotonic() + rest

    def _has_answered(self, queue: str) -> None:
        with self._lock:
            self._times.pop(queue, None)
            self._until.pop(queue, None)
