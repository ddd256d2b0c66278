"""Hands on the broker itself, with an administrator's rights: to look at what waits, to take, to put, to bind anew.

Theory of operation. Everything is one short visit with a connection of its own, tried again while the broker is away:
other faults may be at it meanwhile. What is put anywhere is confirmed; what is taken is put somewhere else before it is
acknowledged, so nothing is lost by our own hands, only seen twice if the broker dies between the two.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import quote

import httpx
import pika
from pika import exceptions as amqp
from pika.adapters.blocking_connection import BlockingChannel
from pika.adapters.utils.connection_workflow import AMQPConnectorException

PATIENCE = 240.0  # seconds for one visit: a node that was killed starts in less
TRIES_AGAIN = 0.3
_AWAY = (amqp.AMQPError, AMQPConnectorException, OSError, httpx.TransportError)
_Of = TypeVar("_Of")


@dataclass(frozen=True)
class Letter:
    """One message as it lies in a queue: the queue that it was put into, its bytes, and what is written on it."""

    queue: str
    body: bytes
    message_id: str | None = None
    headers: Mapping[str, Any] = field(default_factory=dict)
    content_type: str | None = "application/jose"

    def properties(self) -> pika.BasicProperties:
        """What goes with it."""
        return pika.BasicProperties(
            content_type=self.content_type,
            delivery_mode=2,
            message_id=self.message_id,
            headers=dict(self.headers) or None,
        )


class Postman:
    """One virtual host of one node. `url` as in settings; `management` is the interface over HTTP."""

    def __init__(self, url: str, management: str, user: str, password: str, virtual_host: str = "/") -> None:
        self._parameters = pika.URLParameters(f"{url.rstrip('/')}/{quote(virtual_host, safe='')}")
        self._parameters.credentials = pika.PlainCredentials(user, password)
        self._host = quote(virtual_host, safe="")
        self._management, self._user, self._password = management, user, password
        self.written_on: list[bytes] = []
        """What was written on every message that was taken: all but its body, as anybody at the broker can read it."""

    # putting and taking
    def put(self, letters: Iterable[Letter]) -> int:
        """Put each into its queue, past the exchange, confirmed; how many. One that is refused raises NackError."""
        waiting, put = list(letters), 0

        def visit(channel: BlockingChannel) -> int:
            nonlocal put
            channel.confirm_delivery()
            while put < len(waiting):
                each = waiting[put]
                channel.basic_publish("", each.queue, each.body, each.properties(), mandatory=True)
                put += 1
            return put

        return self._visit(visit)

    def is_full(self, queue: str) -> bool:
        """Whether the queue refuses a message now. One that it takes all the same is an empty one, and is refused by
        who reads it: to be asked only of queues that nobody hears of, or that are thought to be full."""

        def visit(channel: BlockingChannel) -> bool:
            channel.confirm_delivery()
            try:
                channel.basic_publish("", queue, b"", pika.BasicProperties(delivery_mode=2), mandatory=True)
            except amqp.NackError:
                return True
            return False

        return self._visit(visit)

    def take(self, queue: str, at_most: int = 10_000) -> list[Letter]:
        """Take what waits there out of the queue, oldest first. What was seen may be seen again if the broker dies."""
        found: list[Letter] = []

        def visit(channel: BlockingChannel) -> list[Letter]:
            while len(found) < at_most:
                method, properties, body = channel.basic_get(queue)
                if method is None or properties is None:
                    break
                self.written_on.append(f"{vars(method)} {vars(properties)}".encode())
                headers = {k: v for k, v in (properties.headers or {}).items() if k != "x-delivery-count"}
                found.append(
                    Letter(method.routing_key, body or b"", properties.message_id, headers, properties.content_type)
                )
                channel.basic_ack(method.delivery_tag)
            return found

        return self._visit(visit)

    def waiting(self, queue: str) -> int:
        """How many wait, in nobody's hand."""
        return self._visit(lambda channel: int(channel.queue_declare(queue, passive=True).method.message_count))

    # queues and bindings
    def make_tap(self, exchange: str, queues: Iterable[str]) -> str:
        """A queue of ours that also gets what those queues get through the exchange; its name."""
        name = f"tap-{secrets.token_hex(6)}"

        def visit(channel: BlockingChannel) -> str:
            channel.queue_declare(name, durable=True, arguments={"x-queue-type": "quorum"})
            for each in queues:
                channel.queue_bind(name, exchange, each)
            return name

        return self._visit(visit)

    def bind(self, exchange: str, queue: str) -> None:
        """Let a queue get what is sent to it."""
        self._visit(lambda channel: channel.queue_bind(queue, exchange, queue))

    def unbind(self, exchange: str, queue: str) -> None:
        """Let a queue get nothing more; what lies in it stays."""
        self._visit(lambda channel: channel.queue_unbind(queue, exchange, queue))

    def delete(self, queue: str) -> int:
        """Delete a queue with what is in it; how many messages that were."""
        return self._visit(lambda channel: int(channel.queue_delete(queue).method.message_count))

    def declare(self, queue: str, arguments: Mapping[str, Any]) -> None:
        """Make a durable queue."""
        self._visit(lambda channel: channel.queue_declare(queue, durable=True, arguments=dict(arguments)))

    # policies
    def limit(self, name: str, queues: str, at_most: int) -> None:
        """From now on queues whose names match hold at most so many messages, whatever they were made with."""
        said = {"pattern": queues, "definition": {"max-length": at_most}, "apply-to": "queues", "priority": 9}
        self._ask("PUT", f"/api/policies/{self._host}/{quote(name, safe='')}", said)

    def unlimit(self, name: str) -> None:
        """Take that back. Twice is once."""
        self._ask("DELETE", f"/api/policies/{self._host}/{quote(name, safe='')}", None)

    def _ask(self, method: str, path: str, said: Any) -> None:
        end = time.monotonic() + PATIENCE
        while True:
            try:
                with httpx.Client(base_url=self._management, auth=(self._user, self._password), timeout=20) as http:
                    answer = http.request(method, path, json=said)
                if answer.status_code < 300 or (method == "DELETE" and answer.status_code == 404):
                    return
                if answer.status_code < 500:
                    answer.raise_for_status()
            except _AWAY:
                if time.monotonic() > end:
                    raise
            if time.monotonic() > end:
                raise RuntimeError(f"{method} {path}: {answer.status_code}")
            time.sleep(TRIES_AGAIN)

    def _visit(self, what: Callable[[BlockingChannel], _Of]) -> _Of:
        end = time.monotonic() + PATIENCE
        while True:
            try:
                connection = pika.BlockingConnection(self._parameters)
                try:
                    return what(connection.channel())
                finally:
                    if connection.is_open:
                        connection.close()
            except (amqp.ChannelClosedByBroker, amqp.UnroutableError, amqp.NackError):
                raise
            except _AWAY:
                if time.monotonic() > end:
                    raise
            time.sleep(TRIES_AGAIN)
