"""Counts what a stretch of work asks of store and broker: commits that write, statements, messages.

Theory of operation. It listens where the drivers are told what to do, since the store runs what it knows well past
SQLAlchemy's events: SQLite traces every statement, psycopg's cursors and connections are ours. So a gateway that is to
be counted is opened while it is counted.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import psycopg
import sqlalchemy as sa

from gateway.broker.protocol import Outgoing
from gateway.broker.queue_file import QueueFile
from gateway.exchange.parts import Parts
from gateway.store.columns import METADATA

_WRITES = re.compile(r"\b(INSERT INTO|INSERT OR|DELETE FROM|(?<!FOR )UPDATE)\b", re.IGNORECASE)
_TRANSACTION = ("BEGIN", "ROLLBACK", "PRAGMA", "SAVEPOINT", "RELEASE")


@dataclass
class Counted:
    """What was asked for. `statements` are all of the store, also those that only read; `messages` their sizes."""

    commits: int = 0
    empty_commits: int = 0
    statements: int = 0
    broker_commits: int = 0
    messages: list[int] = field(default_factory=list)
    _dirty: set[int] = field(default_factory=set)

    def reset(self) -> None:
        """Begin anew: what was before, such as opening, is not meant."""
        self.commits = self.empty_commits = self.statements = self.broker_commits = 0
        self.messages.clear()

    def ran(self, connection: int, statement: str) -> None:
        """A connection of the store runs a statement."""
        if statement.startswith("COMMIT"):
            self.committed(connection)
        elif not statement.startswith(_TRANSACTION):
            self.statements += 1
            if _WRITES.search(statement, 0, 4000):
                self._dirty.add(connection)

    def committed(self, connection: int) -> None:
        """It commits; what only read costs no disk."""
        if connection in self._dirty:
            self._dirty.discard(connection)
            self.commits += 1
        else:
            self.empty_commits += 1

    def connected(self, connection: Any, _record: Any) -> None:
        """A connection of the store has been opened: listen to it."""
        if isinstance(connection, sqlite3.Connection):
            connection.set_trace_callback(partial(self.ran, id(connection)))
            return
        counted, commit = self, connection.commit

        class Cursor(psycopg.Cursor[Any]):
            """Tells what it runs."""

            def execute(self, query: Any, *values: Any, **options: Any) -> Any:
                """As psycopg's."""
                counted.ran(id(connection), str(query))
                return super().execute(query, *values, **options)

            def executemany(self, query: Any, *values: Any, **options: Any) -> None:
                """As psycopg's."""
                counted.ran(id(connection), str(query))
                super().executemany(query, *values, **options)

        def committed() -> None:
            commit()
            counted.committed(id(connection))

        connection.cursor_factory, connection.commit = Cursor, committed


@contextmanager
def counting() -> Iterator[Counted]:
    """Count all that gateways which are opened within the block do with stores and embedded brokers."""
    counted, transaction = Counted(), QueueFile.transaction

    @contextmanager
    def transacted(self: QueueFile) -> Iterator[sqlite3.Connection]:
        with transaction(self) as connection:
            before = connection.total_changes
            yield connection
            counted.broker_commits += connection.total_changes != before

    sa.event.listen(sa.Engine, "connect", counted.connected)
    QueueFile.transaction = transacted  # type: ignore[method-assign]
    try:
        yield counted
    finally:
        QueueFile.transaction = transaction  # type: ignore[method-assign]
        sa.event.remove(sa.Engine, "connect", counted.connected)


def count_messages(parts: Parts, counted: Counted) -> None:
    """Count from now on what these parts publish."""
    publish = parts.broker.publish

    def published(message: Outgoing) -> None:
        publish(message)
        counted.messages.append(len(message.body))

    parts.broker.publish = published  # type: ignore[method-assign]


def bytes_kept(url: sa.URL | str) -> int:
    """How many bytes of texts and bodies stand in the tables of a store."""
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        total = 0
        for table in METADATA.sorted_tables:
            long = [column for column in table.c if isinstance(column.type, (sa.LargeBinary, sa.Text, sa.String))]
            for column in long:
                length = "length" if isinstance(column.type, sa.LargeBinary) else "octet_length"
                if engine.dialect.name == "sqlite":
                    length = "length"
                asked = sa.text(f'SELECT coalesce(sum({length}("{column.name}")), 0) FROM "{table.name}"')
                total += int(connection.execute(asked).scalar_one())
    engine.dispose()
    return total
