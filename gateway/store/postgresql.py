"""The store on PostgreSQL: by URL, for many processes on many machines.

Theory of operation. Transactions run at READ COMMITTED and take an advisory lock on what they touch first (see
`gateway/store/turns.py` and docs/adr/0015), so nothing that was read has been overtaken, and nothing has to be tried
again because of it. Every wait has an end: for a connection, for a host, for a lock, for a statement, for a transaction
that does nothing; whoever waited too long gets `StoreUnavailable`. A connection is tried before it is given out, and
one that has lost its server, or whose server may no longer write, is thrown away: after a restart or a fail-over the
pool fills by itself. Opening does not migrate: that is `samspel migrate`, since several programs use one database.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import psycopg
import sqlalchemy as sa
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy.pool import NullPool, QueuePool

from gateway.settings import StoreSettings
from gateway.store.kept import NO_USE
from gateway.store.migrations import must_fit
from gateway.store.sql import SqlStore
from schemas.errors import InvalidDocument
from schemas.findings import finding

APPLICATION = "samspel"
"""What the server's list of connections calls ours."""

IDLE_IN_TRANSACTION = timedelta(minutes=1)
"""Our transactions are milliseconds: one that does nothing for so long hangs, and holds locks."""

CONNECT_SECONDS = 5
"""For each host of the URL: then the next one is tried."""

PREPARED = 400
"""Statements that a connection keeps prepared at most: with those for batches of each size they pass psycopg's 100."""

_SEEN_BY_SERVER = {"tcp_keepalives_idle": 10, "tcp_keepalives_interval": 5, "tcp_keepalives_count": 3}
"""Seconds, and how often: so a server also ends the transaction of a machine that has gone in the middle of one."""
_ALIVE = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3, "tcp_user_timeout": 20_000}
"""A server that disappears without a word (a broken network) is noticed within half a minute, not after hours."""


def open_postgresql(settings: StoreSettings, password: str | None) -> SqlStore:
    """Open the store in the database of the settings, which `samspel migrate` has brought to its schema.

    Raises `StoreUnavailable` when the database does not answer, or its schema is older than this program (SIP956);
    `SchemaNewer` when it is too new for it; InvalidDocument (SIP653) for a URL that is none.
    """
    engine = postgresql_engine(settings, password)
    try:
        must_fit(engine)
    except BaseException:
        engine.dispose()
        raise
    return SqlStore(engine, _OncePerThread())


def postgresql_engine(settings: StoreSettings, password: str | None, *, migrating: bool = False) -> sa.Engine:
    """An engine whose connections are set up as this module promises; for migrating, without pool and time-outs."""
    said = _connection(settings, password, migrating=migrating)

    def connect() -> psycopg.Connection[Any]:
        connection = psycopg.connect(**said)
        connection.prepared_max = PREPARED
        return connection

    pool: dict[str, Any] = {
        "poolclass": QueuePool,
        "pool_size": settings.pool,
        "max_overflow": 0,
        "pool_timeout": settings.statement_timeout.total_seconds(),
        "pool_pre_ping": True,
    }
    engine = sa.create_engine(
        "postgresql+psycopg://",
        creator=connect,
        hide_parameters=True,
        use_native_hstore=False,
        **({"poolclass": NullPool} if migrating else pool),
    )
    sa.event.listen(engine, "connect", _must_be_durable)
    sa.event.listen(engine, "handle_error", _throw_away_what_moved)
    return engine


def _connection(settings: StoreSettings, password: str | None, *, migrating: bool) -> dict[str, Any]:
    """What libpq is told: what the URL says, then ours."""
    try:
        said = conninfo_to_dict(settings.url)
    except psycopg.Error:
        raise InvalidDocument(findings=(finding("SIP653", "/store/url"),)) from None
    limits = {"idle_in_transaction_session_timeout": IDLE_IN_TRANSACTION}
    if not migrating:
        limits |= {"statement_timeout": settings.statement_timeout, "lock_timeout": settings.lock_timeout}
    told = {name: limit // timedelta(milliseconds=1) for name, limit in limits.items()} | _SEEN_BY_SERVER
    options = " ".join(f"-c {name}={value}" for name, value in told.items())
    ours: dict[str, Any] = {"connect_timeout": CONNECT_SECONDS, "application_name": APPLICATION, **_ALIVE}
    ours |= {"target_session_attrs": "read-write"}
    whole = {**ours, **said, "client_encoding": "utf8", "options": f"{said.get('options') or ''} {options}".strip()}
    return whole if password is None else {**whole, "password": password}


def _must_be_durable(connection: psycopg.Connection[Any], _: Any) -> None:
    """A commit that is answered is on the disk, whatever the server's default says: a message is acknowledged then."""
    was = connection.autocommit
    connection.autocommit = True
    connection.execute(
        "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"
    )
    connection.autocommit = was


def _throw_away_what_moved(context: sa.engine.ExceptionContext) -> None:
    if getattr(context.original_exception, "sqlstate", None) in NO_USE:
        context.is_disconnect = True


class _OncePerThread:
    """Refuses a transaction within a transaction: it would wait for itself."""

    def __init__(self) -> None:
        self._here = threading.local()

    @contextlib.contextmanager
    def __call__(self) -> Iterator[None]:
        if getattr(self._here, "open", False):
            raise RuntimeError("this thread has a transaction open already")
        self._here.open = True
        try:
            yield
        finally:
            self._here.open = False
