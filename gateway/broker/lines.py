"""The connections of one thread: opened when first needed, found lost before they are used, given back at the end."""

from __future__ import annotations

import threading
from collections.abc import Callable

from gateway.broker.amqp import CONFIRMED_WITHIN, Channel, Connection
from gateway.broker.dead_letters import DeadLetters
from gateway.broker.protocol import Unroutable
from gateway.broker.reading import Reader
from schemas.errors import BrokerUnavailable


class Lines:
    """One connection that publishes, one that reads, one for dead letters."""

    def __init__(self, connect: Callable[[], Connection], dead_queue: str) -> None:
        self.thread = threading.current_thread()
        self.calls = 0  # how many calls of the thread are going on, one within the other
        self.reader = Reader(connect)
        self.dead = DeadLetters(connect, dead_queue)
        self._connect = connect
        self._connection: Connection | None = None
        self._channel: Channel | None = None

    def asking(self) -> Channel:
        """The channel for publishing and questions, on a connection that was open a moment ago."""
        connection = self._connection
        if connection is not None:
            try:
                connection.pump()  # reads what came meanwhile: also that the broker, or the way to it, is gone
            except BrokerUnavailable:
                connection = None
        if connection is None or not connection.is_open:
            self._channel, self._connection = None, None
            connection = self._connection = self._connect()
        if self._channel is None or not self._channel.is_open:
            self._channel = connection.channel(confirm=True)
        return self._channel

    def publish(
        self, exchange: str, routing_key: str, envelope_id: str, body: bytes, within: float = CONFIRMED_WITHIN
    ) -> None:
        """Publish and have the confirm within so many seconds; when it is unknown how that ended, hang up.

        A late confirm of this message must never be taken for that of the next.
        """
        channel, known = self.asking(), False
        try:
            channel.publish(exchange, routing_key, envelope_id, body, within)
            known = True
        except Unroutable:
            known = True
            raise
        finally:
            if not known:
                self._hang_up()

    def close(self) -> None:
        """Give back everything. Twice is once."""
        self.reader.close()
        self.dead.close()
        self._hang_up()

    def _hang_up(self) -> None:
        connection, self._connection, self._channel = self._connection, None, None
        if connection is not None:
            connection.close()
