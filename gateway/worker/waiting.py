"""Waiting between rounds: a bell that says that there is something to do, and rests that grow with every failure."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from gateway.rules.retry import wait_before

Found = TypeVar("Found")

STAYS_AWAKE = 2.0  # seconds after there was something to do
LOOKS_WHEN_AWAKE = 0.02  # seconds between two looks then
TIMES_AS_LONG = 4.0  # so long no look as the last one took: a fifth of the time goes into looking, at the most
LOOKS_WITHIN = 0.25  # seconds without a look, however long the last one took: new work waits no longer for that
LEFT_ALONE_FOR = (
    1.0  # seconds until who was told to leave the broker alone asks whether it still is: that costs nothing
)


class Bell:
    """Rung by whoever has done something from which something follows, so that the next need not wait for its turn.

    Only threads of this process hear it; the others look by themselves every `poll`.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._count = 0

    @property
    def count(self) -> int:
        """How often it has been rung. Read before looking for work, so that no ring between is missed."""
        return self._count

    def ring(self) -> None:
        """There may be something to do."""
        with self._changed:
            self._count += 1
            self._changed.notify_all()

    def wait(self, heard: int, seconds: float) -> None:
        """Until it is rung once more than was heard, or the time is over."""
        with self._changed:
            self._changed.wait_for(lambda: self._count != heard, seconds)


class Awake:
    """How soon to look again. Other processes cannot ring our bell: while there is traffic, who does not work alone
    looks often, so that what another process hands on waits some milliseconds; a look is one statement that writes
    nothing. Without traffic everybody looks every `poll`.
    """

    def __init__(self, poll: float, *, alone: bool, now: Callable[[], float] = time.monotonic) -> None:
        self._poll, self._alone, self._now = poll, alone, now
        self._until = 0.0

    def worked(self) -> None:
        """There was something to do."""
        self._until = self._now() + STAYS_AWAKE

    def pause(self) -> float:
        """Seconds until the next look."""
        awake = not self._alone and self._now() < self._until
        return min(self._poll, LOOKS_WHEN_AWAKE) if awake else self._poll


class Sparing:
    """Looks that share database and processor with the work: after each, none for some times as long as it took.

    So on a busy computer, where a look takes longer, looks are fewer. What waits is still found soon: the time without
    a look has an end.
    """

    def __init__(self, stop: threading.Event, now: Callable[[], float] = time.monotonic) -> None:
        self._stop, self._now = stop, now
        self._until = 0.0

    def look(self, ask: Callable[[], Found]) -> Found:
        """Wait until it may be looked, or all is to stop; then what is found."""
        wait = self._until - self._now()
        if wait > 0:
            self._stop.wait(wait)
        began = self._now()
        try:
            return ask()
        finally:
            ended = self._now()
            self._until = ended + min(LOOKS_WITHIN, TIMES_AS_LONG * (ended - began))


class Rests:
    """Who rests after failing, and until when: longer with every failure in a row, over with a success."""

    def __init__(self, chance: Callable[[], float], longest: float, now: Callable[[], float] = time.monotonic) -> None:
        self._chance, self._longest, self._now = chance, longest, now
        self._failures: dict[str, int] = {}
        self._until: dict[str, float] = {}

    def failed(self, who: str) -> float:
        """It failed once more; how many seconds it rests now."""
        count = self._failures[who] = self._failures.get(who, 0) + 1
        seconds = wait_before(count, self._chance(), self._longest)
        self._until[who] = self._now() + seconds
        return seconds

    def told_to_wait(self, who: str) -> None:
        """Others found that it fails, and say so: asked soon whether they still do, which is no failure more."""
        self._failures.setdefault(who, 0)
        self._until[who] = self._now() + LEFT_ALONE_FOR

    def well(self, who: str) -> None:
        """It did what it should: it rests no more, and the next failure is the first again."""
        if self._failures.pop(who, None) is not None:
            self._until.pop(who, None)

    def resting(self, who: str) -> bool:
        """Whether it still rests."""
        return self._until.get(who, 0.0) > self._now()

    def has_failed(self, who: str) -> bool:
        """Whether it failed the last time, resting or not."""
        return who in self._failures
