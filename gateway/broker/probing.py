"""RabbitMQ looked at: what a gateway's user can see and may do there, with nothing made, taken or left behind.

Theory of operation. Only reading proves the right to read. So an own queue in which nothing waits is asked for a
message; where something waits, its receiver reads it, and it is not taken out of its hand: a message that is given
back counts as delivered. One that arrives between the two questions goes back when the connection closes.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from gateway.broker.amqp import Connection, connect
from gateway.broker.protocol import Queue
from gateway.broker.rabbitmq import RabbitBroker
from gateway.broker.topology import dead_queue, queue_name
from gateway.settings import BrokerSettings


class ProbedRabbit(RabbitBroker):
    """A `RabbitBroker` that can be asked more than an exchange needs. For one thread."""

    def __init__(
        self,
        settings: BrokerSettings,
        gateway: str,
        password: str | Callable[[], str] | None,
        *,
        folder: Path = Path(),
    ) -> None:
        super().__init__(settings, gateway, password, folder=folder)
        self._probe: Connection | None = None

    def server_version(self) -> str | None:
        """The version of the node that answers. Raises `BrokerUnavailable`."""
        return self._probing().server_version

    def may_read(self, routing_key: str) -> None:
        """Raise `BrokerUnavailable`, with its code, unless both queues are there and may be read by us."""
        for queue in Queue:
            channel = self._probing().channel()
            name = queue_name(routing_key, queue)
            if channel.ready(name) == 0 and channel.get(name) is not None:
                self._give_back()
            channel.close()

    def dead(self) -> int:
        """How many dead letters wait for this gateway."""
        return self._probing().channel().ready(dead_queue(self._gateway))

    def close(self) -> None:
        """Give back the connections. Twice is once."""
        self._give_back()
        super().close()

    def _probing(self) -> Connection:
        if self._probe is None or not self._probe.is_open:
            self._probe = connect(self._nodes())
        return self._probe

    def _give_back(self) -> None:
        probe, self._probe = self._probe, None
        if probe is not None:
            probe.close()
