"""The protocol of the message broker, as the exchange sees it.

Theory of operation. Every organisation has two queues under one random routing key: *control* (read first) and
*copies*. Publishing returns only when the broker has confirmed that the message lies durably in the receiver's queue.
Receiving hands one message at a time to a handler and acknowledges it after the handler has returned, never before;
nothing is ever negatively acknowledged. The broker never shares a transaction with the store: a crash between the two
gives the message once more, never less than once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Protocol

from schemas.errors import Rejected

DELIVERY_LIMIT = 50
"""Deliveries before a message is set aside: only a message that kills its reader ever comes that far."""

MAX_BODY = 16 * 2**20
"""Bytes of a sealed message: what every broker takes unasked. 6 MiB of FHIR stay under it when sealed."""

FULL, UNCONFIRMED = "SIP665", "SIP639"
OF_ONE_QUEUE = frozenset({FULL, UNCONFIRMED})
"""Codes of `BrokerUnavailable` that speak of one recipient's queue: the broker is there for all others."""


class Queue(StrEnum):
    """The two queues of an organisation, in the order in which they are read."""

    CONTROL = "control"
    COPIES = "copies"


class Unroutable(Rejected):
    """The broker has no queue for the routing key: the message was returned and is not sent."""

    code = "SIP620"


class TooLarge(Rejected):
    """The sealed message is larger than any broker takes: attachments must be smaller or fewer."""

    code = "SIP629"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One sealed message on its way out. Headers carry nothing else than these."""

    routing_key: str
    queue: Queue
    envelope_id: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message handed to a handler. `count` is how often it has been delivered before."""

    routing_key: str
    queue: Queue
    envelope_id: str
    body: bytes
    count: int

    @property
    def redelivered(self) -> bool:
        """Whether it has been delivered before."""
        return self.count > 0


NO_WAIT = timedelta(0)


def all_taken(together: Callable[[Sequence[Delivery]], None], deliveries: Sequence[Delivery]) -> bool:
    """Whether these were taken together; else each is to be handed out alone, and raises what it raises itself."""
    if len(deliveries) < 2 or any(each.redelivered for each in deliveries):
        return False
    try:
        together(deliveries)
    except Exception:  # noqa: BLE001 - whoever it was raises it again, alone
        return False
    return True


class Broker(Protocol):
    """What the exchange needs of a broker, from any thread. Raises `BrokerUnavailable` when it is away."""

    def declare(self, routing_key: str) -> None:
        """Make the two queues of an organisation. Twice is the same as once."""

    def publish(self, message: Outgoing) -> None:
        """Publish and wait for the confirm. Raises `Unroutable` when no queue has that key, `TooLarge` past `MAX_BODY`.

        A `BrokerUnavailable` with a code `OF_ONE_QUEUE` says nothing of other queues; it comes in a bounded time.
        Publishing twice makes two messages: the receiver tells by the envelope id that they are the same.
        """

    def check(self) -> None:
        """Raise `BrokerUnavailable` unless the broker answers."""

    def deliver(
        self,
        routing_keys: Sequence[str],
        handle: Callable[[Delivery], None],
        *,
        stop: Callable[[], bool],
        wait: timedelta = NO_WAIT,
        together: Callable[[Sequence[Delivery]], None] | None = None,
    ) -> int:
        """Hand waiting messages to `handle`, control before copies, oldest first, each acknowledged when it returns.

        Messages that have never been delivered before may be handed some at a time to `together` instead, and are
        acknowledged when that returns; when it raises, each of them is handed to `handle`, as if nothing had been.

        Returns the number of messages acknowledged, when nothing has come for `wait`, or `stop()` is true. What
        `handle` raises goes through unchanged, and that message stays in the queue.
        """

    def left_out(self) -> Mapping[str, str]:
        """Whose queues this thread's last `deliver` could not read, and why: routing key → code."""

    def dead_letters(self, routing_keys: Sequence[str]) -> Iterable[Delivery]:
        """Messages set aside after `DELIVERY_LIMIT` deliveries, oldest first, until `discard_dead_letter`."""

    def discard_dead_letter(self, delivery: Delivery) -> None:
        """The dead letter is in the store's parked list; it need not be kept here. Twice is once."""

    def depth(self, routing_key: str, queue: Queue) -> int:
        """How many messages wait; those being handled may be counted or not, dead letters are not."""

    def close(self) -> None:
        """Give back connections."""
