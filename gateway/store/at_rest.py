"""A database looked at, not opened for work: nothing is migrated, nothing is written. What `samspel doctor` reads."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from gateway.store.dialect import driver_errors
from gateway.store.migrations import revision
from gateway.store.sql import READING, SqlStore, SqlTransaction
from gateway.store.sqlite import sqlite_engine
from gateway.store.tables import SCHEMA


@dataclass(frozen=True, slots=True)
class Condition:
    """How a database is: its schema (None: it is empty), its size in bytes, and connections where there are several."""

    kind: str
    schema: str | None
    size: int
    log_size: int | None = None  # bytes of the write-ahead log beside a file
    connections: int | None = None
    connections_at_most: int | None = None

    @property
    def current(self) -> bool:
        """Whether the schema is the one that this program works with."""
        return self.schema == SCHEMA


class StoreAtRest:
    """Reads a database through an engine that is its own. Raises `StoreUnavailable` when the database is away.

    `store` is for use cases that only read; they take a short transaction all the same.
    """

    def __init__(self, engine: sa.Engine, file: Path | None = None) -> None:
        self._engine = engine
        self._file = file
        self.store = SqlStore(engine)

    def condition(self) -> Condition:
        """How the database is just now."""
        with driver_errors(), self._reading() as connection:
            return _CONDITIONS[self._engine.dialect.name](connection, revision(connection), self._file)

    def now(self) -> datetime:
        """The time of the database's own clock."""
        return self.store.now()

    @contextmanager
    def reading(self) -> Iterator[SqlTransaction]:
        """One short look at the rows; the schema must be current."""
        with driver_errors(), self._reading() as connection:
            yield SqlTransaction(connection)

    def close(self) -> None:
        """Give back every connection. Twice is once."""
        self._engine.dispose()

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        with self._engine.connect().execution_options(**{READING: True}) as connection:
            yield connection


def sqlite_at_rest(path: Path) -> StoreAtRest | None:
    """The embedded database, when there is one."""
    return StoreAtRest(sqlite_engine(path), path) if path.exists() else None


def _of_sqlite(connection: sa.Connection, schema: str | None, file: Path | None) -> Condition:
    pages, each = (
        int(connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()) for name in ("page_count", "page_size")
    )
    log = file.with_name(file.name + "-wal") if file else None
    return Condition("sqlite", schema, pages * each, log.stat().st_size if log and log.exists() else 0)


def _of_postgresql(connection: sa.Connection, schema: str | None, _file: Path | None) -> Condition:
    asked = (
        "SELECT pg_database_size(current_database()), (SELECT sum(numbackends) FROM pg_stat_database),"
        " current_setting('max_connections')::int"
    )
    size, connections, at_most = connection.exec_driver_sql(asked).one()
    return Condition("postgresql", schema, int(size), None, int(connections), int(at_most))


_CONDITIONS = {"sqlite": _of_sqlite, "postgresql": _of_postgresql}
