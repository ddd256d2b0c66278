"""Pools that run while a test looks, and waiting for what they do: with a bound, and without sleeping by the clock."""

import threading
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

from gateway.settings import Workers
from gateway.worker import Role, WorkerPool
from tests.exchange.world import START

ALL = frozenset(Role)
BOUND = 60.0  # seconds; a busy computer


class MovingClock:
    """Time that goes on from the start of the stories, and can be moved forward."""

    def __init__(self):
        self._began, self._more = time.monotonic(), timedelta(0)

    def __call__(self):
        return START + timedelta(seconds=time.monotonic() - self._began) + self._more

    def forward(self, **span):
        self._more += timedelta(**span)


def wait_until(condition, seconds=BOUND):
    """The condition's value, as soon as it is true."""
    end, pause = time.monotonic() + seconds, threading.Event()
    while not (value := condition()):
        assert time.monotonic() < end, "did not happen in time"
        pause.wait(0.02)
    return value


def quick(parts, **workers):
    """The parts, looking often, with these numbers of threads."""
    times = replace_times(parts, poll=timedelta(milliseconds=50))
    return replace(
        parts, times=times, workers=Workers(**{"relays": 1, "stop_within": timedelta(seconds=20), **workers})
    )


def replace_times(parts, **times):
    return parts.times.model_copy(update=times)


@contextmanager
def running(parts, roles=ALL, **options):
    """A pool that runs meanwhile."""
    stop, pool = threading.Event(), WorkerPool(parts, frozenset(roles), **options)
    thread = threading.Thread(target=pool.run, args=(stop,), name="pool")
    thread.start()
    try:
        yield pool
    finally:
        stop.set()
        thread.join(BOUND)
        assert not thread.is_alive()


class Gate:
    """A method of a journal system, or another part, that hangs until it is let go, and then does as before."""

    def __init__(self, journal, method):
        self.reached, self._open = threading.Event(), threading.Event()
        self._does = getattr(journal, method)

    def __call__(self, *arguments, **named):
        self.reached.set()
        assert self._open.wait(2 * BOUND)
        return self._does(*arguments, **named)

    def let_go(self):
        self._open.set()
