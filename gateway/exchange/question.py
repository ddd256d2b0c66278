"""Asking what may hang, without waiting for it: an answer in time, or none.

Theory of operation. A broker with three hosts that do not answer takes half a minute to say so, and a database may take
longer. Whoever scrapes or looks whether we live gives up before that (Prometheus after 10 s, the containers' health
check after 4 s). So what may hang is asked in a thread of its own, which keeps no process alive, and who asks waits for
a bounded time.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

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
