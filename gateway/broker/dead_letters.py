"""The dead letters of a gateway: one queue for all its organisations, read message by message, taken away one by one.

Theory of operation. What has been looked at stays in hand on a channel of its own, so that taking it away afterwards
is one acknowledgement, whether that happens between two looks or after the last. Looking again first puts everything
back where it was. The queue counts that, and its limit is out of reach.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress

from gateway.broker.amqp import Channel, Connection
from gateway.broker.protocol import DELIVERY_LIMIT, Delivery
from gateway.broker.topology import parts_of
from schemas.errors import BrokerUnavailable


class DeadLetters:
    """The reader of one thread's look at the dead letters."""

    def __init__(self, connect: Callable[[], Connection], queue: str) -> None:
        self._connect = connect
        self._queue = queue
        self._connection: Connection | None = None
        self._channel: Channel | None = None
        self._in_hand: list[tuple[int, Delivery]] = []

    def look(self, routing_keys: Sequence[str]) -> Iterator[Delivery]:
        """What was set aside for these organisations, oldest first; it stays in the queue."""
        wanted = frozenset(routing_keys)
        if not wanted:
            return
        channel = self._from_the_beginning()
        while channel is self._channel and channel.is_open:
            taken = channel.get(self._queue)
            if taken is None:
                return
            routing_key, queue = parts_of(taken.routing_key)  # bound to such keys only
            if routing_key in wanted:
                found = Delivery(routing_key, queue, taken.envelope_id, taken.body, DELIVERY_LIMIT)
                self._in_hand.append((taken.tag, found))
                yield found

    def discard(self, delivery: Delivery) -> None:
        """Take it away. Twice is once; what is no dead letter is not touched."""
        if not any(_same(each, delivery) for _, each in self._in_hand):
            for _ in self.look((delivery.routing_key,)):
                if _same(self._in_hand[-1][1], delivery):
                    break
        for tag, each in self._in_hand:
            if _same(each, delivery) and self._channel is not None:
                self._channel.acknowledge(tag)
                self._in_hand.remove((tag, each))
                return

    def close(self) -> None:
        """Give back what is in hand, and the connection. Twice is once."""
        connection, self._connection, self._channel = self._connection, None, None
        self._in_hand.clear()
        if connection is not None:
            connection.close()

    def _from_the_beginning(self) -> Channel:
        self._in_hand.clear()
        connection = self._still_there()
        if connection is None:
            connection, self._channel = self._connect(), None
        self._connection = connection
        if self._channel is None or not self._channel.is_open:
            self._channel = connection.channel()
        else:
            self._channel.recover()
        return self._channel

    def _still_there(self) -> Connection | None:
        """The connection of the last look, unless the broker has given it up as silent meanwhile."""
        connection = self._connection
        if connection is not None:
            with suppress(BrokerUnavailable):
                connection.pump()
        return connection if connection is not None and connection.is_open else None


def _same(one: Delivery, other: Delivery) -> bool:
    """Byte for byte the same message; how often it was delivered does not matter."""
    return (one.routing_key, one.queue, one.envelope_id, one.body) == (
        other.routing_key,
        other.queue,
        other.envelope_id,
        other.body,
    )
