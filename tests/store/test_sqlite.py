"""What is promised of the SQLite file itself."""

from __future__ import annotations

import os
import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from gateway.store.migrations import migrate
from gateway.store.rows import AuditRow, PlanRow
from gateway.store.sql import SqlStore
from gateway.store.sqlite import open_sqlite, sqlite_engine
from schemas.errors import StoreUnavailable

AT_ONCE = timedelta(milliseconds=1)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "data" / "store.db"


@pytest.fixture
def store(path):
    opened = open_sqlite(path, patience=AT_ONCE)
    yield opened
    opened.close()


def test_every_connection_has_a_log_full_sync_and_foreign_keys(path):
    engine = sqlite_engine(path)
    with engine.connect() as one, engine.connect().execution_options(samspel_reading=True) as other:
        one.rollback()
        for connection in (other, one):
            asked = ("journal_mode", "synchronous", "foreign_keys")
            answers = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in asked]
            assert answers == ["wal", 2, 1]
    engine.dispose()


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps rights in lists, not in a mode")
def test_the_file_is_its_owners_alone_and_so_are_its_companions(store, path):
    with store.transaction() as transaction:
        transaction.put_plan(PlanRow("home", "plan", "home"))
    files = list(path.parent.iterdir())
    assert {file.name for file in files} == {"store.db", "store.db-wal", "store.db-shm"}
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_a_transaction_holds_the_write_lock_from_its_beginning(store, path):
    other = sqlite3.connect(path, timeout=0)
    with store.transaction(), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    other.execute("BEGIN IMMEDIATE")
    other.close()


def test_a_database_that_another_holds_is_unavailable_and_comes_back(store, path):
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable, match="SQLITE_BUSY"), store.transaction():
        pass
    assert store.next_due(["home"]) is None  # reading does not wait for writers
    other.execute("ROLLBACK")
    other.close()
    with store.transaction() as transaction:
        assert transaction.plan("home", "plan") is None


def test_a_thread_that_comes_to_no_turn_gets_unavailable(store):
    def enter():
        with store.transaction():
            pass

    with ThreadPoolExecutor(1) as threads, store.transaction(), pytest.raises(StoreUnavailable, match="does not end"):
        threads.submit(enter).result()
    enter()


def test_a_transaction_within_a_transaction_is_a_defect_at_once(store):
    with store.transaction(), pytest.raises(RuntimeError, match="open already"), store.transaction():
        pass


def test_a_file_that_is_no_database_is_unavailable_and_stays(path):
    path.parent.mkdir()
    path.write_bytes(b"not a database, but somebody's letter" * 100)
    with pytest.raises(StoreUnavailable, match="SQLITE_NOTADB"):
        open_sqlite(path)
    assert path.read_bytes().startswith(b"not a database")


def test_a_path_that_cannot_be_made_is_unavailable(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreUnavailable, match="cannot be opened"):
        open_sqlite(tmp_path / "file" / "store.db")
    with pytest.raises(StoreUnavailable, match="cannot be opened"):
        open_sqlite(tmp_path)


def test_a_full_disk_is_unavailable_and_nothing_has_happened(tmp_path):
    engine = sqlite_engine(tmp_path / "store.db")
    migrate(engine)
    sa.event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA max_page_count = 60"))
    engine.dispose()
    store = SqlStore(engine)
    row = AuditRow("home", datetime(2026, 3, 2, tzinfo=UTC), "accepted", None, None, None, bytes(10**6))
    with pytest.raises(StoreUnavailable, match="SQLITE_FULL"), store.transaction() as transaction:  # noqa: PT012
        transaction.put_plan(PlanRow("home", "plan", "home"))
        transaction.audit(row)
    with store.transaction() as transaction:
        assert transaction.plan("home", "plan") is None
    store.close()
