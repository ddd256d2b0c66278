"""Ends what does not end by itself: an endless loop, a read that nothing comes to.

Theory of operation. An alarm raises `TookTooLong` in the reader, so that the run counts a hang and goes on. C code that
never comes back to Python hears no alarm: for that a thread of `faulthandler` ends the whole process a while later with
a traceback, and the body lies on the disk already. It lies there too when a C library crashes the process.
"""

from __future__ import annotations

import faulthandler
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PATIENCE = 20.0
"""Seconds by the clock: a busy machine makes slow what is not."""

LAST = 2
"""After so many times that the process is ended."""


class TookTooLong(BaseException):
    """The patience is over. No reader may take it for an error of its own."""


def _ring(_signal: int, _frame: object) -> None:
    raise TookTooLong


@contextmanager
def interrupted() -> Iterator[None]:
    """Raise `TookTooLong` in the block when it takes longer than the patience. For the main thread alone."""
    handler = signal.signal(signal.SIGALRM, _ring)
    before = signal.setitimer(signal.ITIMER_REAL, PATIENCE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, *before)
        signal.signal(signal.SIGALRM, handler)


@contextmanager
def ended_at_last(reading: Path, body: bytes) -> Iterator[None]:
    """End the process when the block never ends; then `reading` holds the body, else it goes away."""
    reading.write_bytes(body)
    faulthandler.dump_traceback_later(LAST * PATIENCE, exit=True)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()
        reading.unlink()
