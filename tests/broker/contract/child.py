"""A process of its own on the broker: does what it is told, says so on stdout, waits where it may be killed."""

from __future__ import annotations

import sys
from pathlib import Path

from gateway.broker.embedded import EmbeddedBroker
from gateway.broker.protocol import Broker, Delivery, Outgoing, Queue


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

    broker.deliver([key], handle, stop=lambda: False)


def read_all(broker: Broker, key: str) -> None:
    """One line per message; another process reads the same queues."""
    say("ready")
    wait()
    broker.deliver([key], lambda delivery: say(delivery.envelope_id), stop=lambda: False)


if __name__ == "__main__":
    kind, address, action, *words = sys.argv[1:]
    opened = {"embedded": EmbeddedBroker}[kind](Path(address))
    try:
        globals()[action](opened, *words)
    finally:
        opened.close()
