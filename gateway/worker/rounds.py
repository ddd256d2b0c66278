"""The loop that every thread of a pool runs: rounds, until it is told to stop, whatever happens in one of them."""

from __future__ import annotations

import threading
from collections.abc import Callable

from gateway.exchange.parts import Parts
from gateway.logs import Event
from gateway.rules.retry import wait_before
from gateway.worker.pulse import Pulse
from gateway.worker.waiting import LEFT_ALONE_FOR, Bell
from gateway.worker.work import say_defect
from schemas.errors import LeftAlone, SamspelError

LONGEST_WAIT = 30.0  # seconds; a database that comes back after an hour is asked within half a minute

Round = Callable[[], float]
"""Does what there is, and gives how many seconds to wait for the next; a ring of the bell ends that wait."""


class Rounds:
    """Runs rounds. A round that fails is waited after, growing, and the bell does not shorten that. One that was told
    to leave the broker alone has not failed: it comes round again soon, for by then another thread may have reached it.

    Without a bell they come round by the time alone.
    """

    def __init__(self, parts: Parts, bell: Bell | None, pulse: Pulse, stop: threading.Event) -> None:
        self._parts, self._bell, self._pulse, self._stop = parts, bell, pulse, stop

    def run(self, name: str, round_: Round) -> None:
        """Until it is told to stop."""
        failures = 0
        while not self._stop.is_set():
            heard = self._bell.count if self._bell is not None else 0
            try:
                pause = round_()
            except LeftAlone as told:
                self._pulse.beats(name, told.code)
                self._stop.wait(LEFT_ALONE_FOR)
                continue
            except Exception as error:  # noqa: BLE001 - the thread goes on, whatever happened in one round
                failures += 1
                self._pulse.beats(name, self._say(error, failures))
                self._stop.wait(wait_before(failures, self._parts.chance(), LONGEST_WAIT))
                continue
            failures = 0
            self._pulse.beats(name)
            if self._bell is None:
                self._stop.wait(pause)
            elif pause > 0 and not self._stop.is_set():
                self._bell.wait(heard, pause)

    def _say(self, error: Exception, failures: int) -> str:
        if isinstance(error, SamspelError):
            self._parts.log(Event.TRIED_AGAIN_LATER, code=error.code, attempt=failures)
            return error.code
        say_defect(self._parts, None, error)
        return "SIP640"
