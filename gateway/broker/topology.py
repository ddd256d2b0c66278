"""What must be there in RabbitMQ, as values: names, arguments, bindings, and the rights of each gateway's user."""

from __future__ import annotations

from collections.abc import Mapping

from gateway.broker.protocol import DELIVERY_LIMIT, Queue

ROOM = {Queue.CONTROL: 2**27, Queue.COPIES: 2**30}
"""Bytes that wait in one queue at most: 1 GiB is some 20,000 copies of usual size, weeks of the largest organisation.

So one organisation that does not read never fills the disk for all; who sends to it keeps its copies and tries again.
Control messages are a few kB each.
"""

NEVER = 2**31 - 1
"""Delivery limit of a dead-letter queue: what was set aside must not be set aside again (4.x would after 20)."""

Arguments = Mapping[str, str | int]


def queue_name(routing_key: str, queue: Queue) -> str:
    """The name of a queue, which is also its AMQP routing key: nothing in it changes when the gateway does."""
    return f"{routing_key}.{queue.value}"


def parts_of(name: str) -> tuple[str, Queue]:
    """The routing key and queue that the name of a queue stands for. Raises ValueError for another name."""
    routing_key, _, queue = name.rpartition(".")
    return routing_key, Queue(queue)


def dead_exchange(exchange: str) -> str:
    """The exchange through which what kills its readers is set aside."""
    return f"{exchange}.dead"


def dead_queue(gateway: str) -> str:
    """The queue in which the dead letters of a gateway's organisations lie."""
    return f"{gateway}.dead"


def queue_arguments(exchange: str, queue: Queue) -> Arguments:
    """Why each: see docs/rabbitmq.md. RabbitMQ delivers once more than its limit says."""
    return {
        "x-queue-type": "quorum",
        "x-delivery-limit": DELIVERY_LIMIT - 1,
        "x-dead-letter-exchange": dead_exchange(exchange),
        "x-dead-letter-strategy": "at-least-once",
        "x-overflow": "reject-publish",
        "x-max-length-bytes": ROOM[queue],
    }


def dead_arguments() -> Arguments:
    """Of a dead-letter queue: when it is full, dead letters stay where they are until there is room."""
    return {
        "x-queue-type": "quorum",
        "x-delivery-limit": NEVER,
        "x-overflow": "reject-publish",
        "x-max-length-bytes": ROOM[Queue.COPIES],
    }
