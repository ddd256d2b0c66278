"""Stopping a command that works until it is told to: the first signal asks it to end, the second ends it."""

from __future__ import annotations

import os
import queue
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from gateway.cli.exits import Exit


@contextmanager
def stop_signals() -> Iterator[threading.Event]:
    """An event that is set by SIGINT (Ctrl-C) or SIGTERM; one more of them ends the process at once.

    The handler only puts into a queue, which is all that may be done while the interrupted thread holds who knows what
    lock. Outside of the main thread no signal is listened to.
    """
    stop = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    told: queue.SimpleQueue[int] = queue.SimpleQueue()

    def heard(number: int, _frame: FrameType | None) -> None:
        told.put(number)

    before = {each: signal.signal(each, heard) for each in (signal.SIGINT, signal.SIGTERM)}
    threading.Thread(target=_listen, args=(told, stop), name="signals", daemon=True).start()
    try:
        yield stop
    finally:
        told.put(0)
        for number, handler in before.items():
            signal.signal(number, handler)


def _listen(told: queue.SimpleQueue[int], stop: threading.Event) -> None:
    if told.get() == 0:
        return
    stop.set()
    if told.get() != 0:
        os._exit(Exit.INTERRUPTED)
