"""Databases to test on: opened by where they lie, and made empty or migrated on the server of the session."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa

from gateway.settings import StoreSettings
from gateway.store.migrations import migrate
from gateway.store.postgresql import open_postgresql, postgresql_engine
from gateway.store.sql import SqlStore
from gateway.store.sqlite import open_sqlite

POOL = 6


def opened(kind: str, address: str, **settings: Any) -> SqlStore:
    """The store at a file (sqlite) or a URL (postgresql)."""
    if kind == "sqlite":
        return open_sqlite(Path(address))
    return open_postgresql(StoreSettings(**{"url": address, "pool": POOL, **settings}), None)


def migrating_engine(url: str) -> sa.Engine:
    """What `samspel migrate` works on."""
    return postgresql_engine(StoreSettings(url=url), None, migrating=True)


def migrated(url: str) -> str:
    """The same database, with the newest schema."""
    engine = migrating_engine(url)
    migrate(engine, patience=timedelta(seconds=30))
    engine.dispose()
    return url


@contextmanager
def another(server: str, template: str = "template1") -> Iterator[str]:
    """The URL of a database of its own on the server, a copy of `template`; taken away afterwards."""
    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield server.rpartition("/")[0] + f"/{name}"
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
