"""Whether the threads of a pool go on: when each ended a round last, and with which code the last one failed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Health:
    """How one role does. `last_round`: of the thread that ended one longest ago; before its first, when it began.

    `last_error` is a code of the catalogue; None while the last round of every thread ended well. `slow` are the
    organisations whose journal system fails, or has not answered for some seconds (recorder only).
    """

    last_round: datetime
    last_error: str | None
    slow: tuple[str, ...] = ()


class Pulse:
    """Noted by every thread of a pool, read by whoever wants to know."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._role: dict[str, str] = {}
        self._round: dict[str, datetime] = {}
        self._beat: dict[str, float] = {}
        self._error: dict[str, str] = {}

    def begins(self, thread: str, role: str) -> None:
        """A thread begins to work for a role."""
        with self._lock:
            self._role[thread] = role
            self._round[thread] = self._clock()  # so one that hangs in its first round is seen to
            self._beat[thread] = time.monotonic()

    def beats(self, thread: str, error: str | None = None) -> None:
        """A round has ended, well or with a code."""
        with self._lock:
            self._round[thread] = self._clock()
            self._beat[thread] = time.monotonic()
            if error is None:
                self._error.pop(thread, None)
            else:
                self._error[thread] = error

    def goes_on(self, within: float) -> bool:
        """Whether every thread has ended a round within so many seconds, well or not."""
        with self._lock:
            oldest = min(self._beat.values(), default=None)
        return oldest is not None and time.monotonic() - oldest <= within

    def health(self) -> dict[str, Health]:
        """Role → how it does."""
        with self._lock:
            threads: dict[str, list[str]] = {}
            for thread, role in self._role.items():
                threads.setdefault(role, []).append(thread)
            return {role: self._of(names) for role, names in threads.items()}

    def _of(self, threads: list[str]) -> Health:
        errors = [self._error[each] for each in threads if each in self._error]
        return Health(min(self._round[each] for each in threads), errors[0] if errors else None)
