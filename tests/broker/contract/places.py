"""Where the broker of a test is, and what it may take a moment for."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta

from gateway.broker.protocol import NO_WAIT, Broker, Delivery
from tests.broker.contract.child import open_broker


@dataclass(frozen=True)
class Place:
    """Where a broker's queues lie: enough to open it from another process.

    `moment` is how long a broker may take until what a process that is gone had in hand is free again.
    """

    kind: str
    address: str
    moment: timedelta = NO_WAIT

    def open(self) -> Broker:
        return open_broker(self.kind, self.address)

    def dead_letters(self, broker: Broker, keys: list[str], expected: int) -> list[Delivery]:
        """The dead letters, when there are as many as expected; a broker may take a moment to set one aside."""
        until = time.monotonic() + 20
        while len(found := list(broker.dead_letters(keys))) < expected and time.monotonic() < until:
            time.sleep(0.005)
        return found
