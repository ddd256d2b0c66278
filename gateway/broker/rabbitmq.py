"""RabbitMQ: the broker for gateways on several machines, and for edges that meet at it.

Theory of operation. Every thread has connections of its own, opened when it first needs them: one that publishes (the
broker stops reading from it when it is short of memory), one that reads, one for dead letters. A connection that its
thread has left alone for too long is found lost and opened anew before anything is published on it. When no node
answers, all threads leave the broker alone for a while (see `back_off.py`), and so they do with a single queue that
does not confirm (see `silent_queues.py`). What was published and not confirmed is
not sent: the caller tries again, and the receiver knows what came twice. Queues and rights are made
by `samspel topology apply`; a gateway's own user may make nothing.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from gateway.broker.amqp import CONFIRMED_WITHIN, Connection, Nodes, connect, parameters_of
from gateway.broker.back_off import BackOff
from gateway.broker.lines import Lines
from gateway.broker.protocol import MAX_BODY, NO_WAIT, Delivery, Outgoing, Queue, TooLarge
from gateway.broker.silent_queues import SilentQueues
from gateway.broker.tls import tls_context
from gateway.broker.topology import (
    dead_arguments,
    dead_exchange,
    dead_queue,
    queue_arguments,
    queue_name,
)
from gateway.settings import BrokerSettings
from schemas.errors import BrokerUnavailable, InvalidDocument, LeftAlone
from schemas.findings import finding


class RabbitBroker:
    """See `gateway.broker.protocol.Broker`. Safe to use from several threads. Connects at the first call, not before.

    Handlers take seconds at most: one that takes longer than two heartbeats loses the connection, and its message
    comes again. A password that is a function is asked at each connection, so a new one needs no restart. Raises
    InvalidDocument (SIP660) when there is neither password nor certificate, or no such file.
    """

    def __init__(
        self,
        settings: BrokerSettings,
        gateway: str,
        password: str | Callable[[], str] | None,
        *,
        folder: Path = Path(),
        confirmed_within: float = CONFIRMED_WITHIN,
    ) -> None:
        context = tls_context(settings, folder) if any(url.startswith("amqps:") for url in settings.urls) else None
        if password is None and settings.certificate_file is None:
            raise InvalidDocument(findings=(finding("SIP660"),))
        self._settings, self._user = settings, settings.user or gateway
        self._password, self._context = password, context
        self._exchange = settings.exchange
        self._gateway = gateway
        self._back_off = BackOff(random.SystemRandom().random)
        self._within, self._silent = confirmed_within, SilentQueues(random.SystemRandom().random, confirmed_within)
        self._local = threading.local()
        self._all: list[Lines] = []
        self._lock = threading.Lock()
        self._closed = False

    def declare(self, routing_key: str) -> None:
        """Make exchanges, dead-letter queue and the two queues of an organisation. Needs the right to configure."""
        with self._lines() as lines:
            channel = lines.asking()
            dead = dead_exchange(self._exchange)
            for exchange in (self._exchange, dead):
                channel.declare_exchange(exchange)
            channel.declare_queue(dead_queue(self._gateway), dead_arguments())
            for queue in Queue:
                name = queue_name(routing_key, queue)
                channel.bind(dead_queue(self._gateway), dead, name)
                channel.declare_queue(name, queue_arguments(self._exchange, queue))
                channel.bind(name, self._exchange, name)

    def publish(self, message: Outgoing) -> None:
        """Publish and wait for the confirm. Raises `Unroutable`, `TooLarge`, and `BrokerUnavailable`.

        Of those, SIP665 says that the queue is full, SIP639 that it has not confirmed in time, or had not lately, and
        SIP666 that the broker is short of memory or disk.
        """
        if len(message.body) > MAX_BODY:
            raise TooLarge(f"a message holds at most {MAX_BODY} bytes")
        key = queue_name(message.routing_key, message.queue)
        with self._lines() as lines, self._silent.trying(key) as within:
            lines.publish(self._exchange, key, message.envelope_id, message.body, within)

    def check(self) -> None:
        """Raise `BrokerUnavailable` unless a node answers, takes our user, and has the exchange."""
        with self._lines() as lines:
            lines.asking().declare_exchange(self._exchange, passive=True)

    def deliver(
        self,
        routing_keys: Sequence[str],
        handle: Callable[[Delivery], None],
        *,
        stop: Callable[[], bool],
        wait: timedelta = NO_WAIT,
        together: Callable[[Sequence[Delivery]], None] | None = None,
    ) -> int:
        """Hand out what waits, control of each organisation first; how many were acknowledged.

        Within `wait` messages come by themselves, and the consumers stay between calls with the same keys. Queues that
        are missing or not ours are left out; only when all are, `BrokerUnavailable` says so.
        """
        with self._lines() as lines:
            return lines.reader.deliver(routing_keys, handle, lambda: self._closed or stop(), wait, together)

    def left_out(self) -> dict[str, str]:
        """Whose queues are missing or not ours, of those that this thread reads: routing key → code."""
        return self._mine().reader.left_out

    def dead_letters(self, routing_keys: Sequence[str]) -> Iterator[Delivery]:
        """Messages set aside after `DELIVERY_LIMIT` deliveries, oldest first; they come there a moment later."""
        with self._lines() as lines:
            found = lines.dead.look(routing_keys)
        while True:
            with self._lines():
                dead = next(found, None)
            if dead is None:
                return
            yield dead

    def discard_dead_letter(self, delivery: Delivery) -> None:
        """Take it away. Twice is once."""
        with self._lines() as lines:
            lines.dead.discard(delivery)

    def depth(self, routing_key: str, queue: Queue) -> int:
        """How many messages wait; those in hand are not counted."""
        with self._lines() as lines:
            return lines.asking().ready(queue_name(routing_key, queue))

    def close(self) -> None:
        """Give back the connections; a thread that is still at work gives back its own. Twice is once."""
        with self._lock:
            self._closed = True
            idle = [lines for lines in self._all if lines.calls == 0]
            self._all = []
        for lines in idle:
            lines.close()

    @contextmanager
    def _lines(self) -> Iterator[Lines]:
        """The connections of this thread, for one call."""
        lines = self._mine()
        with self._lock:
            if self._closed:
                raise BrokerUnavailable("the broker is closed")
            lines.calls += 1
        try:
            yield lines
        except BrokerUnavailable as away:
            if away.code == "SIP666" and not isinstance(away, LeftAlone):
                self._back_off.failed(away)
            raise
        finally:
            with self._lock:
                lines.calls -= 1
                last = self._closed and lines.calls == 0
            if last:
                lines.close()

    def _mine(self) -> Lines:
        found: Lines | None = getattr(self._local, "lines", None)
        if found is not None:
            return found
        mine = self._local.lines = Lines(self._connect, dead_queue(self._gateway))
        with self._lock:
            ended = [lines for lines in self._all if not lines.thread.is_alive()]
            self._all = [lines for lines in self._all if lines not in ended] + [mine]
        for lines in ended:
            lines.close()
        return mine

    def _nodes(self) -> Nodes:
        """How each node is reached, with the password as it is now. Raises `BrokerUnavailable` (SIP660) without it."""
        password = self._password() if callable(self._password) else self._password
        return parameters_of(self._settings, self._user, password, self._context)

    def _connect(self) -> Connection:
        self._back_off.may_try()
        try:
            connection = connect(self._nodes())
        except BrokerUnavailable as away:
            self._back_off.failed(away)
            raise
        self._back_off.answered()
        return connection
