"""What must be there in RabbitMQ, as values: names, arguments, bindings, and the rights of each gateway's user."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from gateway.broker.protocol import DELIVERY_LIMIT, Queue
from gateway.settings import GATEWAY_NAME
from schemas.errors import Rejected
from schemas.findings import finding

ROOM = {Queue.CONTROL: 2**27, Queue.COPIES: 2**30}
"""Bytes that wait in one queue at most: 1 GiB is some 20,000 copies of usual size, weeks of the largest organisation.

So one organisation that does not read never fills the disk for all; who sends to it keeps its copies and tries again.
Control messages are a few kB each.
"""

NEVER = 2**31 - 1
"""Delivery limit of a dead-letter queue: what was set aside must not be set aside again (4.x would after 20)."""

ROUTING_KEY = r"[A-Za-z0-9_-]{16,64}"
"""What a directory lets a routing key be: a random token."""

_MARKS = ("x-queue-type", "x-dead-letter-exchange")
_MARKS_OF_DEAD = ("x-queue-type", "x-delivery-limit", "x-overflow")
"""Arguments by which a queue is known as one of ours: not the sizes, which another version may have set otherwise."""

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


@dataclass(frozen=True, slots=True, order=True)
class Binding:
    """What an exchange puts where."""

    exchange: str
    queue: str
    routing_key: str


@dataclass(frozen=True, slots=True)
class Rights:
    """Three regular expressions of RabbitMQ on the names of queues and exchanges."""

    configure: str
    write: str
    read: str


PATTERN_AT_MOST = 26_000
"""Characters of a pattern of rights: 1,000 organisations of one gateway were measured to work, on 3.10 and on 4.0.

Erlang compiles a pattern to 64 kB at most; at 2,000 RabbitMQ refuses it. A hub with more has several gateways.
"""


@dataclass(frozen=True, slots=True)
class Topology:
    """Everything that must be there. `unread`: routing keys that no gateway reads."""

    exchanges: tuple[str, ...]
    queues: Mapping[str, Arguments]
    bindings: frozenset[Binding]
    users: Mapping[str, Rights]
    unread: tuple[str, ...] = field(default=())

    def is_ours(self, queue: str, arguments: Arguments) -> bool:
        """Whether this makes queues with such names and arguments, though for others than are wanted now."""
        of_whom, _, kind = queue.rpartition(".")
        if kind == "dead":
            return bool(re.fullmatch(GATEWAY_NAME, of_whom)) and _has(arguments, dead_arguments(), _MARKS_OF_DEAD)
        if kind not in set(Queue) or not re.fullmatch(ROUTING_KEY, of_whom):
            return False
        return _has(arguments, queue_arguments(self.exchanges[0], Queue(kind)), _MARKS)


def _has(arguments: Arguments, ours: Arguments, marks: Iterable[str]) -> bool:
    return all(arguments.get(each) == ours[each] for each in marks)


def wanted_topology(exchange: str, readers: Mapping[str, str | None]) -> Topology:
    """The topology for organisations, each given as its routing key and the gateway that reads it.

    The same organisations give the same topology, in whatever order. Raises Rejected (SIP667) for a gateway with more
    organisations than a pattern of rights bears.
    """
    keys_of: dict[str, list[str]] = {}
    for key in sorted(readers):
        gateway = readers[key]
        if gateway is not None:
            keys_of.setdefault(gateway, []).append(key)
    queues: dict[str, Arguments] = {}
    bindings: set[Binding] = set()
    for key in sorted(readers):
        gateway = readers[key]
        for queue in Queue:
            name = queue_name(key, queue)
            queues[name] = queue_arguments(exchange, queue)
            bindings.add(Binding(exchange, name, name))
            if gateway is not None:
                bindings.add(Binding(dead_exchange(exchange), dead_queue(gateway), name))
    queues |= {dead_queue(gateway): dead_arguments() for gateway in sorted(keys_of)}
    return Topology(
        (exchange, dead_exchange(exchange)),
        queues,
        frozenset(bindings),
        {gateway: rights_of(exchange, gateway, keys) for gateway, keys in sorted(keys_of.items())},
        tuple(key for key in sorted(readers) if readers[key] is None),
    )


def rights_of(exchange: str, gateway: str, routing_keys: Iterable[str]) -> Rights:
    """What a gateway's user may: publish to the exchange, read its own queues, make and change nothing.

    Raises Rejected (SIP667) when the pattern gets too long.
    """
    keys = "|".join(re.escape(key) for key in routing_keys)
    kinds = "|".join(sorted(queue.value for queue in Queue))
    read = rf"^(?:{keys})\.(?:{kinds})$|^{re.escape(dead_queue(gateway))}$"
    if len(read) > PATTERN_AT_MOST:
        raise Rejected(findings=(finding("SIP667", gateway=gateway),))
    return Rights("^$", f"^{re.escape(exchange)}$", read)
