"""The floor of the exchange: the same bytes with the same number of durable steps, and nothing else.

Theory of operation. What a real run was counted to do for each copy is done again without any of its meaning: every
message is published with confirm, taken and acknowledged; every commit of the store writes one row of its share of the
bytes. Embedded, a message costs what the embedded broker's file costs: three commits (put, hide, delete).
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
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
    """What one copy asks for, on the mean."""

    commits: float
    bytes_stored: float
    messages: float
    message_bytes: float


Floor = Callable[[int], None]
"""Does the steps of so many copies."""


@contextmanager
def floor_on(kind: str, made: Path, services: Services, steps: Steps) -> Iterator[Floor]:
    """The floor on embedded or real parts."""
    with _embedded(made, steps) if kind == "embedded" else _real(services, steps) as floor:
        yield floor


def _repeated(steps: Steps, message: Callable[[bytes], None], commit: Callable[[bytes], None]) -> Floor:
    body = os.urandom(max(1, int(steps.message_bytes)))
    row = os.urandom(max(1, int(steps.bytes_stored / max(1.0, steps.commits))))

    def floor(copies: int) -> None:
        for _ in range(round(copies * steps.messages)):
            message(body)
        for _ in range(round(copies * steps.commits)):
            commit(row)

    return floor


@contextmanager
def _embedded(made: Path, steps: Steps) -> Iterator[Floor]:
    with closing(_file(made / "floor-queue.db")) as queue, closing(_file(made / "floor-store.db")) as store:

        def message(body: bytes) -> None:
            number = queue.execute("INSERT INTO plain (body) VALUES (?)", (body,)).lastrowid
            queue.execute("UPDATE plain SET count = count + 1 WHERE id = ?", (number,))
            queue.execute("SELECT body FROM plain WHERE id = ?", (number,)).fetchone()
            queue.execute("DELETE FROM plain WHERE id = ?", (number,))

        yield _repeated(steps, message, lambda row: _insert(store, row))


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

            def message(body: bytes) -> None:
                channel.basic_publish("", "floor", body, persistent, mandatory=True)
                method = None
                while method is None:
                    method, _, _ = channel.basic_get("floor")
                channel.basic_ack(method.delivery_tag)

            yield _repeated(
                steps, message, lambda row: _and_nothing(store.execute("INSERT INTO plain (body) VALUES (%s)", (row,)))
            )


def _and_nothing(_: object) -> None:
    """The cursor is of no interest."""
