"""Work in phases: what a use case writes, and what it does between.

Theory of operation. A use case that works with a broker or a journal system is a generator. Each function that it
yields is run in a transaction, and what that gives comes back from the `yield`, after the commit. Between two of them
no transaction is open: there the broker or the journal works. Before the first there is no outside effect.

So the same use case can be done alone, each of its phases in a transaction of its own, or together with others, the
phases of many in one (`gateway/worker/batch.py`). A phase may be run again when its transaction was rolled back:
everything that it does is done with `tx`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

from gateway.exchange.parts import Parts
from gateway.store.protocol import Transaction

Phase = Callable[[Transaction], Any]
Phases = Generator[Phase, Any, None]


def alone(parts: Parts, phases: Phases) -> None:
    """Do all of it, each phase in a transaction of its own. Raises what any of it raises."""
    phase = next(phases, None)
    while phase is not None:
        with parts.store.transaction() as tx:
            given = phase(tx)
        try:
            phase = phases.send(given)
        except StopIteration:
            return
