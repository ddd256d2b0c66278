"""The floor of the exchange: the same bytes with the same number of durable steps, and nothing else.

Theory of operation. What a real run was counted to do for each copy is done again without any of its meaning: every
message is published with confirm, taken and acknowledged; every commit of the store writes one row of its share of the
bytes. Embedded, every message is put, hidden, read and deleted in a file, in as many commits as the embedded broker was
counted to make for all of them.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pika
import psycopg

from tests.bench.services import Services
from tests.broker.virtual_hosts import virtual_host
from tests.store.databases import another


@dataclass(frozen=True)
class Steps:
    """What one copy asks for, on the mean. `broker_commits` are those of the embedded broker's file."""

    commits: float
    bytes_stored: float
    messages: float
    message_bytes: float
    broker_commits: float = 0


Floor = Callable[[int], None]
"""Does the steps of so many copies."""


@contextmanager
def floor_on(kind: str, made: Path, services: Services, steps: Steps) -> Iterator[Floor]:
    """The floor on embedded or real parts."""
    with _embedded(made, steps) if kind == "embedded" else _real(services, steps) as floor:
        yield floor


def _repeated(steps: Steps, carry: Callable[[int, bytes], None], commit: Callable[[bytes], None]) -> Floor:
    body = os.urandom(max(1, int(steps.message_bytes)))
    row = os.urandom(max(1, int(steps.bytes_stored / max(1.0, steps.commits))))

    def floor(copies: int) -> None:
        carry(copies, body)
        for _ in range(round(copies * steps.commits)):
            commit(row)

    return floor


WAITING = 20
"""Messages that lie in the queue together."""

Statement = tuple[str, tuple[object, ...]]
_PUT = "INSERT INTO plain (id, body) VALUES (?, ?)"
_HIDE = "UPDATE plain SET count = count + 1 WHERE id = ?"
_READ_AND_DELETE = "DELETE FROM plain WHERE id = ? RETURNING body"
_TOUCH: Statement = ("INSERT OR REPLACE INTO plain (id, count) VALUES (0, 0)", ())
"""For a commit beyond the statements of the messages: an empty one would cost no disk."""


@contextmanager
def _embedded(made: Path, steps: Steps) -> Iterator[Floor]:
    with closing(_file(made / "floor-queue.db")) as queue, closing(_file(made / "floor-store.db")) as store:

        def carry(copies: int, body: bytes) -> None:
            statements = list(_through_a_queue(round(copies * steps.messages), body))
            _in_commits(queue, statements, max(1, round(copies * steps.broker_commits)))

        yield _repeated(steps, carry, lambda row: _insert(store, row))


def _through_a_queue(messages: int, body: bytes) -> Iterator[Statement]:
    """Some are put before the first of them is taken: what comes and goes in one commit need not reach the disk."""
    for first in range(1, messages + 1, WAITING):
        numbers = range(first, min(first + WAITING, messages + 1))
        yield from ((_PUT, (number, body)) for number in numbers)
        yield from ((_HIDE, (number,)) for number in numbers)
        yield from ((_READ_AND_DELETE, (number,)) for number in numbers)


def _in_commits(file: sqlite3.Connection, statements: Sequence[Statement], commits: int) -> None:
    """Run the statements in their order, in that many commits of as many each."""
    for number in range(commits):
        some = statements[number * len(statements) // commits : (number + 1) * len(statements) // commits]
        file.execute("BEGIN IMMEDIATE")
        for statement, values in some or [_TOUCH]:
            file.execute(statement, values).fetchall()
        file.execute("COMMIT")


def _insert(store: sqlite3.Connection, row: bytes) -> None:
    store.execute("INSERT INTO plain (body) VALUES (?)", (row,))


def _file(path: Path) -> sqlite3.Connection:
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE plain (id INTEGER PRIMARY KEY, count INTEGER DEFAULT 0, body BLOB)")
    return connection


@contextmanager
def _real(services: Services, steps: Steps) -> Iterator[Floor]:
    if services.rabbitmq is None or services.postgresql is None:
        raise ValueError("no real services")
    node = services.rabbitmq
    with virtual_host(node) as host, another(services.postgresql.url) as database:
        told = pika.URLParameters(f"{host.url}?heartbeat=0")
        told.credentials = pika.PlainCredentials(node.user, node.password)
        connection, store = pika.BlockingConnection(told), psycopg.connect(database, autocommit=True)
        with closing(connection), closing(store):
            channel = connection.channel()
            channel.confirm_delivery()
            channel.queue_declare("floor", durable=True, arguments={"x-queue-type": "quorum"})
            store.execute("CREATE TABLE plain (id bigserial PRIMARY KEY, body bytea)")
            persistent = pika.BasicProperties(delivery_mode=2)

            def carry(copies: int, body: bytes) -> None:
                for _ in range(round(copies * steps.messages)):
                    channel.basic_publish("", "floor", body, persistent, mandatory=True)
                    method = None
                    while method is None:
                        method, _, _ = channel.basic_get("floor")
                    channel.basic_ack(method.delivery_tag)

            yield _repeated(
                steps, carry, lambda row: _and_nothing(store.execute("INSERT INTO plain (body) VALUES (%s)", (row,)))
            )


def _and_nothing(_: object) -> None:
    """The cursor is of no interest."""
