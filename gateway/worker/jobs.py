"""Which organisations' journal systems are worked with just now, and who may be next: the threads of a recorder.

Theory of operation. One job is one organisation's, on one thread. A job is *slow* when its present step (one document,
one copy) has taken longer than `SLOW_AFTER`, or when the organisation's last job was slow or failed. Slow ones may
together have all threads but one, and one is kept for them; so those whose journals answer go on, however many others
hang, and a slow one gets its share. When all threads hang before anybody knew, one more than the setting is started
for those that answer: what hangs costs a thread that sleeps, and nothing else.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable

SLOW_AFTER = 5.0  # seconds; most journal systems take a copy in less than one
SLICE = 2.0  # seconds; then a job ends at its next step, so that organisations with much to do take turns


class Job:
    """One organisation's work for a moment. Used by its own thread; others only read when its step began."""

    def __init__(self, organisation: str, owner: str) -> None:
        self.organisation, self.owner = organisation, owner
        self.was_slow = self.failed = False
        self._began = self._step = time.monotonic()

    def next_step(self) -> None:
        """What it did last has ended."""
        self.was_slow |= self.is_slow()
        self._step = time.monotonic()

    def is_slow(self) -> bool:
        """Whether what it does just now takes long."""
        return time.monotonic() - self._step > SLOW_AFTER

    def is_over(self) -> bool:
        """Whether others should have the thread."""
        return time.monotonic() - self._began > SLICE


class Jobs:
    """All jobs of one recorder, at most `limit` at a time (see the theory of operation for one more)."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._lock = threading.Lock()
        self._running: dict[str, Job] = {}
        self._suspects: frozenset[str] = frozenset()
        self._none = threading.Condition(self._lock)

    def begin(self, job: Job) -> None:
        """The job's thread is about to start."""
        with self._lock:
            self._running[job.organisation] = job

    def end(self, job: Job) -> None:
        """The job is over, and what it was like is remembered."""
        job.next_step()
        with self._lock:
            del self._running[job.organisation]
            mine = frozenset({job.organisation})
            self._suspects = self._suspects | mine if job.was_slow or job.failed else self._suspects - mine
            self._none.notify_all()

    def may_begin(self, hosted: Iterable[str], *, slow: bool) -> list[str]:
        """Those of the slow, or of the others, of whom one more job may begin now; empty when all threads are taken."""
        with self._lock:
            waiting = [each for each in hosted if each not in self._running]
            if not self._has_room(slow):
                return []
            return [each for each in waiting if (each in self._suspects) == slow]

    def _has_room(self, slow: bool) -> bool:
        slow_now = sum(self._counts_as_slow(job) for job in self._running.values())
        if slow:
            return slow_now < max(1, self._limit - 1) and len(self._running) < self._limit
        kept = max(slow_now, 1 if self._suspects and self._limit > 1 else 0)
        return len(self._running) - slow_now < max(1, self._limit - kept)

    def _counts_as_slow(self, job: Job) -> bool:
        return job.is_slow() or job.organisation in self._suspects

    @property
    def slow(self) -> tuple[str, ...]:
        """Organisations whose journal system fails, or is slow."""
        with self._lock:
            now = {job.organisation for job in self._running.values() if job.is_slow()}
            return tuple(sorted(now | self._suspects))

    def wait(self, seconds: float) -> list[Job]:
        """Wait until no job runs, so long; those that still do."""
        with self._none:
            self._none.wait_for(lambda: not self._running, seconds)
            return list(self._running.values())
