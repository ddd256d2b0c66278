"""The file of the embedded broker: one SQLite database of its own, in which queues and messages lie durably.

Theory of operation. One connection serves all threads, one short transaction at a time (WAL, FULL, write lock at once).
Whoever has the file open keeps a shared lock on a second, empty file beside it. Who gets that lock alone when opening
knows that nobody else is left, so messages that were handed out then belong to nobody and are free at once; otherwise
they are free when their time runs out. The operating system gives the locks back, also of a process that was killed.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from schemas.errors import BrokerUnavailable

PATIENCE = timedelta(seconds=20)
"""How long to wait for another process: transactions are milliseconds, so longer means that something hangs."""

_ATTEMPTS = 20
"""Tries to turn on WAL in a new file while other processes open it too."""

_LAYOUT = 1
_TABLES = (
    "CREATE TABLE queues (routing_key TEXT PRIMARY KEY)",
    """CREATE TABLE messages (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        routing_key TEXT NOT NULL REFERENCES queues,
        queue TEXT NOT NULL,
        envelope_id TEXT NOT NULL,
        count INTEGER NOT NULL DEFAULT 0,
        free_at INTEGER NOT NULL DEFAULT 0,
        body BLOB NOT NULL
    )""",
    "CREATE INDEX ix_messages_queue ON messages (queue, id)",
)


class QueueFile:
    """The opened file. Raises `BrokerUnavailable` whenever SQLite says no."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._open: list[sqlite3.Connection] = []
        try:
            with broker_errors():
                self._presence = self._connect(path.with_name(path.name + ".open"))
                self._connection = self._connect(path)
                _turn_on_wal(self._connection)
                self._lay_out()
                self._free_what_nobody_holds()
        except BaseException:
            self.close()
            raise

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """One short transaction; durable when the block has ended well, else nothing has happened."""
        with broker_errors(), self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def close(self) -> None:
        """Give back the file. Twice is once."""
        with self._lock:
            for connection in self._open:
                connection.close()

    def _connect(self, path: Path) -> sqlite3.Connection:
        _make_private(path)
        connection = sqlite3.connect(
            path, timeout=PATIENCE.total_seconds(), isolation_level=None, check_same_thread=False
        )
        self._open.append(connection)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
        return connection

    def _lay_out(self) -> None:
        with self.transaction() as connection:
            found = connection.execute("PRAGMA user_version").fetchone()[0]
            if found > _LAYOUT:
                raise BrokerUnavailable("a newer version of the program has written the queues: upgrade this one")
            if found < _LAYOUT:
                for table in _TABLES:
                    connection.execute(table)
                connection.execute(f"PRAGMA user_version = {_LAYOUT:d}")

    def _free_what_nobody_holds(self) -> None:
        self._presence.execute("PRAGMA busy_timeout = 0")
        with contextlib.suppress(sqlite3.OperationalError):
            self._presence.execute("BEGIN EXCLUSIVE")
            with self.transaction() as connection:
                connection.execute("UPDATE messages SET free_at = 0")
            self._presence.execute("ROLLBACK")
        self._presence.execute(f"PRAGMA busy_timeout = {PATIENCE // timedelta(milliseconds=1):d}")
        self._presence.execute("BEGIN")
        self._presence.execute("SELECT count(*) FROM sqlite_master").fetchone()


@contextlib.contextmanager
def broker_errors() -> Iterator[None]:
    """No error of the driver gets through; its texts are left out, its names are kept."""
    try:
        yield
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", None) or type(error).__name__
        raise BrokerUnavailable(f"the queue file answers {name}") from None


def _make_private(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError:
        raise BrokerUnavailable("the queue file cannot be opened or made") from None
    with contextlib.suppress(OSError):
        path.chmod(0o600)


def _turn_on_wal(connection: sqlite3.Connection) -> None:
    for _attempt in range(_ATTEMPTS):
        try:
            if connection.execute("PRAGMA journal_mode = WAL").fetchone()[0] == "wal":
                return
        except sqlite3.OperationalError:
            connection.execute("BEGIN IMMEDIATE")  # waits for whoever holds the file, which changing the mode does not
            connection.execute("ROLLBACK")
    raise BrokerUnavailable("the queue file takes no write-ahead log")
