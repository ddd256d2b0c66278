"""The embedded store: one SQLite file, WAL, FULL, and the write lock taken as soon as a transaction begins.

Theory of operation. A transaction begins with BEGIN IMMEDIATE, so it never finds in the middle that it may not write.
SQLite lets one writer in at a time, over all processes, but lets the others wait by luck; the threads of one process
therefore queue up first. A writer that comes to no turn within the patience given gets `StoreUnavailable`.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from gateway.store.kept import run_text
from gateway.store.migrations import migrate
from gateway.store.sql import READING, SqlStore
from schemas.errors import StoreUnavailable

PATIENCE = timedelta(seconds=20)
"""How long a writer waits for its turn: transactions are milliseconds, so longer means that something hangs."""

_ATTEMPTS = 20
"""Tries to turn on WAL in a new file while other processes open it too."""


def open_sqlite(path: Path, *, patience: timedelta = PATIENCE) -> SqlStore:
    """Open, or make, the database at `path` and bring it to the newest schema.

    Raises `StoreUnavailable` when it cannot be opened, and `SchemaNewer` when a newer program has written it.
    """
    engine = sqlite_engine(path, patience)
    turn = _Turn(patience)
    try:
        with turn():
            migrate(engine)
    except BaseException:
        engine.dispose()
        raise
    return SqlStore(engine, turn)


def sqlite_engine(path: Path, patience: timedelta = PATIENCE) -> sa.Engine:
    """An engine whose connections are set up as this module promises; the file is its owner's alone."""
    _make_private(path)
    engine = sa.create_engine(
        sa.URL.create("sqlite", database=str(path)),
        hide_parameters=True,
        connect_args={"timeout": patience.total_seconds()},
        pool_timeout=patience.total_seconds(),
    )
    sa.event.listen(engine, "connect", _set_up)
    sa.event.listen(engine, "begin", _begin)
    return engine


def _make_private(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError:
        raise StoreUnavailable("the database file cannot be opened or made") from None
    with contextlib.suppress(OSError):
        path.chmod(0o600)


def _set_up(connection: sqlite3.Connection, _: Any) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself: `_begin` does
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    for _attempt in range(_ATTEMPTS):
        try:
            if connection.execute("PRAGMA journal_mode = WAL").fetchone()[0] == "wal":
                return
        except sqlite3.OperationalError:
            connection.execute("BEGIN IMMEDIATE")  # waits for whoever holds the file, which changing the mode does not
            connection.execute("ROLLBACK")
    connection.close()
    raise sqlite3.OperationalError("no write-ahead log")


def _begin(connection: sa.Connection) -> None:
    reading = connection.get_execution_options().get(READING, False)
    run_text(connection, "BEGIN" if reading else "BEGIN IMMEDIATE")


class _Turn:
    """Lets the threads of this process in one by one."""

    def __init__(self, patience: timedelta) -> None:
        self._patience = patience.total_seconds()
        self._lock = threading.Lock()
        self._holder: int | None = None

    @contextlib.contextmanager
    def __call__(self) -> Iterator[None]:
        if self._holder == threading.get_ident():
            raise RuntimeError("this thread has a transaction open already")
        if not self._lock.acquire(timeout=self._patience):
            raise StoreUnavailable("another transaction does not end")
        self._holder = threading.get_ident()
        try:
            yield
        finally:
            self._holder = None
            self._lock.release()
