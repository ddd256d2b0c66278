"""The brokers that the contract holds for, and a way to watch what is delivered."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from gateway.broker.protocol import Broker, Delivery, Outgoing, Queue
from tests.broker.contract.places import Place
from tests.broker.virtual_hosts import virtual_host

CHILD = Path(__file__).with_name("child.py")


@dataclass
class Reader:
    """A handler that remembers."""

    broker: Broker
    keys: list[str]
    seen: list[Delivery] = field(default_factory=list)

    def read(self, limit: int | None = None) -> list[Delivery]:
        """What is handed out now, acknowledged; at most `limit`."""
        start = len(self.seen)
        count = self.broker.deliver(
            self.keys, self.seen.append, stop=lambda: limit is not None and len(self.seen) - start >= limit
        )
        assert count == len(self.seen) - start
        return self.seen[start:]

    def fail(self, error: BaseException) -> Delivery:
        """Hand one message to a handler that raises."""

        def handle(delivery: Delivery) -> None:
            self.seen.append(delivery)
            raise error

        with pytest.raises(type(error)) as raised:
            self.broker.deliver(self.keys, handle, stop=lambda: False)
        assert raised.value is error
        return self.seen[-1]


@pytest.fixture(params=["embedded", "rabbitmq"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    if request.param == "embedded":
        yield Place("embedded", str(tmp_path / "queues.db"))
        return
    with virtual_host(request.getfixturevalue("rabbitmq")) as host:
        yield Place("rabbitmq", host.url, timedelta(seconds=5))


@pytest.fixture
def broker(place: Place) -> Iterator[Broker]:
    opened = place.open()
    yield opened
    opened.close()


@pytest.fixture
def key(broker: Broker) -> str:
    """A routing key of an organisation whose queues are there, and empty."""
    name = uuid4().hex
    broker.declare(name)
    return name


@pytest.fixture
def reader(broker: Broker, key: str) -> Reader:
    return Reader(broker, [key])


@pytest.fixture
def publish(broker: Broker, key: str) -> Callable[..., Outgoing]:
    def send(envelope_id: str, queue: Queue = Queue.COPIES, body: bytes = b"sealed", to: str = key) -> Outgoing:
        message = Outgoing(to, queue, envelope_id, body)
        broker.publish(message)
        return message

    return send


@pytest.fixture
def child(place: Place) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts `child.py` on the same broker; what still runs at the end is killed."""
    with ExitStack() as started:

        def start(*words: str) -> subprocess.Popen[str]:
            command = [sys.executable, str(CHILD), place.kind, place.address, *words]
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            started.enter_context(process)
            started.callback(process.kill)
            return process

        yield start
