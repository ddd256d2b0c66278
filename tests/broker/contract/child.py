"""A process of its own on the broker: does what it is told, says so on stdout, waits where it may be killed."""

from __future__ import annotations

import os
import sys
from datetime import timedelta
from pathlib import Path

from gateway.broker.embedded import EmbeddedBroker
from gateway.broker.protocol import Broker, Delivery, Outgoing, Queue
from gateway.broker.rabbitmq import RabbitBroker
from gateway.settings import BrokerSettings

LONG = timedelta(minutes=1)


def open_broker(kind: str, address: str) -> Broker:
    """The broker at a place, as this process reaches it."""
    if kind == "embedded":
        return EmbeddedBroker(Path(address))
    user, password = (os.environ[f"SAMSPEL_TEST_RABBITMQ_{name}"] for name in ("USER", "PASSWORD"))
    return RabbitBroker(BrokerSettings(urls=(address,), user=user), "gateway", password)


def say(text: str) -> None:
    print(text, flush=True)


def wait() -> None:
    sys.stdin.readline()


def killed_after_publishing(broker: Broker, key: str) -> None:
    broker.declare(key)
    broker.publish(Outgoing(key, Queue.COPIES, "envelope", b"sealed"))
    say("published")
    wait()


def killed_while_handling(broker: Broker, key: str) -> None:
    def handle(delivery: Delivery) -> None:
        say(f"{delivery.envelope_id} {delivery.count}")
        wait()

    broker.deliver([key], handle, stop=lambda: False, wait=LONG)


def read_all(broker: Broker, key: str) -> None:
    """One line per message; another process reads the same queues."""
    say("ready")
    wait()
    broker.deliver([key], lambda delivery: say(delivery.envelope_id), stop=lambda: False)


if __name__ == "__main__":
    kind, address, action, *words = sys.argv[1:]
    opened = open_broker(kind, address)
    try:
        globals()[action](opened, *words)
    finally:
        opened.close()
