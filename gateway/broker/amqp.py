"""AMQP through pika: the one module that knows pika. Its exceptions are translated here, its log is switched off.

Theory of operation. A connection and its channels belong to one thread at a time and do something only while that
thread calls them: heartbeats are answered then, too. A thread that is silent for two heartbeats loses its connection
and finds that out at its next call (`pump`). pika logs the beginning of messages that come back; nobody hears that.
"""

from __future__ import annotations

import contextlib
import logging
import random
import ssl
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

import pika
from pika import exceptions as amqp
from pika.adapters.blocking_connection import BlockingChannel
from pika.adapters.utils.connection_workflow import AMQPConnectorException

from gateway.broker.protocol import UNCONFIRMED, Unroutable
from gateway.settings import BrokerSettings
from schemas.errors import BrokerUnavailable

PORTS = {"amqp": 5672, "amqps": 5671}
CONTENT_TYPE = "application/jose"  # RFC 7515: what a sealed message is
PERSISTENT = 2  # delivery mode

CONFIRMED_WITHIN = 30.0
"""Seconds; usual are milliseconds. A quorum queue without its majority never confirms, while its node goes on."""

_REPLIES = {
    403: ("the broker user lacks a right: let somebody run `samspel topology apply`", "SIP662"),
    404: ("a queue or an exchange is missing: let somebody run `samspel topology apply`", "SIP663"),
    406: ("a queue or an exchange is there with other arguments: see `samspel topology check`", "SIP664"),
}
_TEXTS: tuple[tuple[type[BaseException], str, str], ...] = (
    (amqp.AuthenticationError, "the broker refuses the user", "SIP661"),
    (amqp.ProbableAuthenticationError, "the broker refuses the user", "SIP661"),
    (amqp.ProbableAccessDeniedError, "the broker user may not use that virtual host", "SIP661"),
    (amqp.ConnectionBlockedTimeout, "the broker is short of memory or disk", "SIP666"),
    (amqp.NackError, "the queue of the recipient is full", "SIP665"),
)


class Refused(BrokerUnavailable):
    """The broker answers, and says no to one queue or exchange: a right, a queue or an argument is not as it should."""


class Unconfirmed(BrokerUnavailable):
    """One queue does not confirm: whether the message lies there is not known. The broker is there for all others."""

    code = UNCONFIRMED


@dataclass(frozen=True, slots=True)
class Taken:
    """One message in hand, not acknowledged. `count`: how often delivered before; `left`: how many wait behind it."""

    queue: str
    routing_key: str
    tag: int
    envelope_id: str
    body: bytes
    count: int
    left: int


Nodes = list[pika.ConnectionParameters]
"""How each node of the broker is reached."""


def parameters_of(settings: BrokerSettings, user: str, password: str | None, context: ssl.SSLContext | None) -> Nodes:
    """How each node is reached. Without password the client certificate says who we are (EXTERNAL)."""
    plain = None if password is None else pika.PlainCredentials(user, password, erase_on_connect=False)
    credentials: Any = plain or pika.credentials.ExternalCredentials()
    return [_parameters(url, settings, credentials, context) for url in settings.urls]


def _parameters(
    url: str, settings: BrokerSettings, credentials: Any, context: ssl.SSLContext | None
) -> pika.ConnectionParameters:
    parts = urlsplit(url)
    host = parts.hostname or ""
    secure = parts.scheme == "amqps" and context is not None
    patience = settings.connect_timeout.total_seconds()
    silence = settings.heartbeat.total_seconds()
    return pika.ConnectionParameters(
        host=host,
        port=parts.port or PORTS[parts.scheme],
        virtual_host=unquote(parts.path[1:]) or "/",
        credentials=credentials,
        heartbeat=max(1, round(silence)),
        blocked_connection_timeout=settings.blocked_timeout.total_seconds(),
        socket_timeout=patience,
        stack_timeout=patience,
        ssl_options=pika.SSLOptions(context, host) if secure else None,
        tcp_options={"TCP_USER_TIMEOUT": round(2000 * silence)},  # a peer that vanished: as late as by heartbeats
        client_properties={"connection_name": "samspel"},
    )


@contextlib.contextmanager
def broker_errors() -> Iterator[None]:
    """No error of pika gets through: its texts name hosts and users, so codes are given instead."""
    try:
        yield
    except amqp.UnroutableError:
        raise Unroutable from None
    except amqp.ChannelClosedByBroker as closed:
        text, code = _REPLIES.get(closed.reply_code, (f"the broker answers {closed.reply_code}", "SIP951"))
        raise Refused(text, code=code) from None
    except (amqp.AMQPError, AMQPConnectorException, OSError) as error:  # the second: taken in, and then not answered
        for kind, text, code in _TEXTS:
            if isinstance(error, kind):
                raise BrokerUnavailable(text, code=code) from None
        raise BrokerUnavailable(f"the broker does not answer ({type(error).__name__})") from None


def connect(nodes: Nodes) -> Connection:
    """A connection to one of the nodes, tried in any order. Raises `BrokerUnavailable` when none answers."""
    logging.getLogger("pika").setLevel(logging.CRITICAL)
    try:
        with broker_errors():
            return Connection(pika.BlockingConnection(random.SystemRandom().sample(nodes, len(nodes))))
    except BrokerUnavailable as away:
        if away.code != BrokerUnavailable.code:
            raise
        where = ", ".join(f"{each.host}:{each.port}" for each in nodes)
        raise BrokerUnavailable(where) from None


class Connection:
    """One connection, of one thread at a time."""

    def __init__(self, connection: pika.BlockingConnection) -> None:
        self._connection = connection

    @property
    def is_open(self) -> bool:
        """Whether it was open when last looked at."""
        return bool(self._connection.is_open)

    @property
    def server_version(self) -> str | None:
        """The version that the node says it has."""
        said = (self._connection._impl.server_properties or {}).get("version")  # noqa: SLF001 - the one way in pika
        return said.decode("ascii", "replace") if isinstance(said, bytes) else said

    def pump(self, seconds: float = 0) -> None:
        """Let come what comes, at most so long. Raises `BrokerUnavailable` when the connection turns out to be lost."""
        if not self._connection.is_open:  # pika would stumble over what it has taken apart
            raise BrokerUnavailable("the connection to the broker is lost")
        with broker_errors():
            self._connection.process_data_events(seconds)

    def channel(self, *, confirm: bool = False, prefetch: int | None = None) -> Channel:
        """A new channel; with `confirm`, publishing waits for the broker's word."""
        with broker_errors():
            channel = self._connection.channel()
            if confirm:
                channel.confirm_delivery()
            if prefetch is not None:
                channel.basic_qos(prefetch_count=prefetch)
            return Channel(channel)

    def close(self) -> None:
        """Close it; one that is lost already is not asked. Twice is once."""
        with contextlib.suppress(BrokerUnavailable, Unroutable), broker_errors():
            if self._connection.is_open:
                self._connection.close()


class Channel:
    """One channel. The broker closes it when it refuses something; then a new one is needed."""

    def __init__(self, channel: BlockingChannel) -> None:
        self._channel = channel

    @property
    def is_open(self) -> bool:
        """Whether it was open when last looked at."""
        return bool(self._channel.is_open)

    def publish(
        self, exchange: str, routing_key: str, envelope_id: str, body: bytes, within: float = CONFIRMED_WITHIN
    ) -> None:
        """Publish and wait for the confirm. Raises `Unroutable` when it comes back, `Unconfirmed` when nothing does."""
        properties = pika.BasicProperties(content_type=CONTENT_TYPE, delivery_mode=PERSISTENT, message_id=envelope_id)
        with broker_errors(), _given_up_after(within, self._channel.connection):
            self._channel.basic_publish(exchange, routing_key, body, properties, mandatory=True)

    def ready(self, queue: str) -> int:
        """How many messages wait in a queue, in nobody's hand. Raises `Refused` when there is no such queue."""
        with broker_errors():
            return int(self._channel.queue_declare(queue, passive=True).method.message_count)

    def get(self, queue: str) -> Taken | None:
        """Take one message in hand."""
        with broker_errors():
            method, properties, body = self._channel.basic_get(queue)
        return None if method is None or properties is None else _taken(queue, method, properties, body)

    def consume(self, queue: str, arrived: Callable[[Taken], None], gone: Callable[[], None]) -> None:
        """Have messages sent as they come, to `arrived`, while the connection is pumped; `gone`: no more will come."""
        with broker_errors():
            self._channel.add_on_cancel_callback(lambda _: gone())
            self._channel.basic_consume(
                queue,
                lambda _, method, properties, body: arrived(_taken(queue, method, properties, body)),
            )

    def acknowledge(self, tag: int) -> None:
        """The message has been handled: the broker forgets it."""
        with broker_errors():
            self._channel.basic_ack(tag)

    def recover(self) -> None:
        """Put everything in hand back where it was, before anything else that this channel asks."""
        with broker_errors():
            self._channel.basic_recover(requeue=True)

    def declare_exchange(self, name: str, *, passive: bool = False) -> None:
        """A durable direct exchange; `passive` only asks whether it is there."""
        with broker_errors():
            self._channel.exchange_declare(name, "direct", passive=passive, durable=True)

    def declare_queue(self, name: str, arguments: Mapping[str, Any]) -> None:
        """A durable queue."""
        with broker_errors():
            self._channel.queue_declare(name, durable=True, arguments=dict(arguments))

    def bind(self, queue: str, exchange: str, routing_key: str) -> None:
        """Let the exchange put messages with that key into the queue."""
        with broker_errors():
            self._channel.queue_bind(queue, exchange, routing_key)

    def close(self) -> None:
        """Close it; what is in hand returns to its queues soon after. Twice is once.

        Consumers are cancelled one by one, and what was sent to them meanwhile is let in first: pika would nack it,
        which makes it come back at once and count twice.
        """
        if not self._channel.is_open:
            return
        with contextlib.suppress(BrokerUnavailable), broker_errors():
            for tag in self._channel.consumer_tags:
                self._channel.connection.process_data_events(0)
                self._channel.basic_cancel(tag)
            self._channel.close()


@contextlib.contextmanager
def _given_up_after(seconds: float, connection: pika.BlockingConnection) -> Iterator[None]:
    """End the connection unless this is over by then, as pika does when heartbeats stay away: asking nobody.

    pika waits for a confirm without end, and runs no timer of ours meanwhile but those of the connection beneath. While
    the broker says that it is short of memory or disk, only the patience for that counts (SIP666).
    """
    beneath: Any = connection._impl  # noqa: SLF001 - the one way in pika
    timers: list[Any] = []

    def begin() -> None:
        timers.append(beneath._adapter_call_later(seconds, over))  # noqa: SLF001

    def over() -> None:
        if beneath._blocked_conn_timer is not None:  # noqa: SLF001
            begin()
        else:
            beneath._terminate_stream(Unconfirmed())  # noqa: SLF001

    begin()
    try:
        yield
    finally:
        beneath._adapter_remove_timeout(timers[-1])  # noqa: SLF001


def _taken(queue: str, method: Any, properties: pika.BasicProperties, body: bytes | None) -> Taken:
    count = (properties.headers or {}).get("x-delivery-count", 0)
    return Taken(
        queue,
        str(method.routing_key),
        int(method.delivery_tag),
        _plain(properties.message_id),
        body or b"",
        int(count) if isinstance(count, int) else 0,  # pika has a long of its own
        int(getattr(method, "message_count", 0)),
    )


def _plain(said: str | bytes | None) -> str:
    """An id that somebody has written on a message; empty when it is none that we write, and no text (NUL, no UTF-8)
    that every database keeps."""
    return said if isinstance(said, str) and said.isprintable() else ""
