"""What listens and is no broker, or one that hangs: away like any other, in a bounded time, and never a defect."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

import pytest

from gateway.broker.protocol import Outgoing, Queue
from gateway.broker.rabbitmq import RabbitBroker
from gateway.settings import BrokerSettings
from schemas.errors import BrokerUnavailable

PATIENCE = timedelta(seconds=1)
BOUND = 20.0  # seconds; pika tries each address of a node anew, on a busy computer


def says_nothing(connection: socket.socket) -> None:
    with connection, suppress(OSError):
        while connection.recv(1024):
            pass


def hangs_up(connection: socket.socket) -> None:
    connection.close()


def speaks_http(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
    says_nothing(connection)


def speaks_another_version(connection: socket.socket) -> None:
    connection.sendall(b"AMQP\x00\x01\x00\x00")
    connection.close()


@contextmanager
def listening(answer: Callable[[socket.socket], None]) -> Iterator[int]:
    """A port where that answers; the port."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = server.accept()
                    threading.Thread(target=answer, args=(connection,), daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1]
        with suppress(OSError):
            server.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize("scheme", ["amqp", "amqps"])
@pytest.mark.parametrize("answer", [says_nothing, hangs_up, speaks_http, speaks_another_version])
def test_a_node_that_does_not_answer_as_a_broker_does_is_away(
    answer: Callable[[socket.socket], None], scheme: str
) -> None:
    with listening(answer) as port:
        settings = BrokerSettings(urls=(f"{scheme}://127.0.0.1:{port}",), connect_timeout=PATIENCE)
        broker = RabbitBroker(settings, "gateway", "password")
        began = time.monotonic()
        with pytest.raises(BrokerUnavailable):
            broker.publish(Outgoing("key", Queue.COPIES, "urn:uuid:00000000-0000-4000-8000-000000000001", b"sealed"))
        assert time.monotonic() - began < BOUND
        broker.close()
