"""On PostgreSQL others work while a step is taken: short locks, one migrator at a time, going on where it broke off."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count

import psycopg
import pytest
import sqlalchemy as sa

from gateway.store.migrations import migrate, migrate_down, noted_revision, steps
from gateway.store.protocol import SchemaNewer
from gateway.store.tables import SCHEMA
from gateway.store.turns import MIGRATING
from schemas.errors import StoreUnavailable
from tests.store.databases import migrating_engine, opened

AT_ONCE = timedelta(0)
EVERY_SO_MANY = 4  # statements, so that a run of all of them takes seconds


@pytest.fixture
def at_0001(database):
    """A database of the schema before."""
    engine = migrating_engine(database)
    migrate(engine, "0001")
    yield engine
    engine.dispose()


@pytest.fixture
def session(at_0001, database):
    with psycopg.connect(database) as connection:
        yield connection


def test_a_database_that_was_not_migrated_is_not_opened_and_says_how(at_0001, database):
    with pytest.raises(StoreUnavailable, match=f"0001.*{SCHEMA}.*samspel migrate") as refused:
        opened("postgresql", database)
    assert refused.value.code == "SIP956"
    assert noted_revision(at_0001) == "0001"


def test_an_empty_database_is_not_opened_and_says_how(database):
    with pytest.raises(StoreUnavailable, match="schema none") as refused:
        opened("postgresql", database)
    assert refused.value.code == "SIP956"


NEWER = f"{int(SCHEMA) + 1:04}"
"""The schema that comes after the present one."""


@pytest.mark.parametrize(("oldest", "fits"), [("0001", True), (SCHEMA, True), (NEWER, False)])
def test_a_newer_schema_is_worked_with_when_it_says_so(migrated_database, oldest, fits):
    """While a new version is rolled out, the one before goes on."""
    with psycopg.connect(migrated_database) as connection:
        connection.execute("UPDATE alembic_version SET version_num = %s", [NEWER])
        connection.execute("UPDATE compatibility SET oldest_program = %s", [oldest])
    engine = migrating_engine(migrated_database)
    if fits:
        store = opened("postgresql", migrated_database)
        store.check()
        store.close()
        migrate(engine)
    else:
        with pytest.raises(SchemaNewer, match=f"{NEWER}.*{SCHEMA}"):
            opened("postgresql", migrated_database)
        with pytest.raises(SchemaNewer):
            migrate(engine)
    assert noted_revision(engine) == NEWER
    engine.dispose()


def test_two_who_migrate_at_the_same_time_take_turns(database):
    def run(_):
        engine = migrating_engine(database)
        migrate(engine)
        found = noted_revision(engine)
        engine.dispose()
        return found

    with ThreadPoolExecutor(3) as threads:
        assert list(threads.map(run, range(3))) == [SCHEMA] * 3


def test_who_waits_too_long_for_another_migrator_is_told(at_0001, session):
    session.execute("SELECT pg_advisory_lock(%s)", [MIGRATING])
    with pytest.raises(StoreUnavailable) as refused:
        migrate(at_0001, patience=AT_ONCE)
    assert refused.value.code == "SIP960"
    assert noted_revision(at_0001) == "0001"


def test_who_holds_a_table_stops_the_step_and_nobody_behind_it(at_0001, database, session, monkeypatch):
    """A change that waits for a table makes all others wait behind it: so it waits for moments, and lets them by."""
    monkeypatch.setattr(steps, "TRIES", 2)
    monkeypatch.setattr(steps, "LET_BY", timedelta(milliseconds=10))
    session.execute("SELECT * FROM copies")  # in a transaction that does not end
    tried = threading.Event()
    sa.event.listen(at_0001, "handle_error", lambda _: tried.set())
    with ThreadPoolExecutor(1) as threads:
        migrating = threads.submit(migrate, at_0001)
        assert tried.wait(30)
        with psycopg.connect(database) as other:
            other.execute("SET statement_timeout = '5s'")
            assert other.execute("SELECT count(*) FROM copies").fetchone() == (0,)
        with pytest.raises(StoreUnavailable) as refused:
            migrating.result(30)
    assert refused.value.code == "SIP959"
    assert noted_revision(at_0001) == "0001"
    session.rollback()
    migrate(at_0001)
    assert noted_revision(at_0001) == SCHEMA


def test_a_table_that_is_held_for_a_moment_is_changed_a_moment_later(at_0001, session, monkeypatch):
    monkeypatch.setattr(steps, "LET_BY", timedelta(milliseconds=10))
    session.execute("SELECT * FROM copies")
    sa.event.listen(at_0001, "handle_error", lambda _: session.rollback())
    migrate(at_0001)
    assert noted_revision(at_0001) == SCHEMA


def test_a_step_that_was_broken_off_anywhere_goes_on(at_0001):
    """The connection breaks after one statement or another; the next run ends with the same schema."""
    migrate(at_0001)
    whole, broken = indexes(at_0001), 0
    migrate_down(at_0001, "0001")
    for broken_after in count(1, EVERY_SO_MANY):
        left = count(1)

        def cut(connection, *_, left=left, last=broken_after):
            if next(left) == last:
                connection.connection.driver_connection.close()

        sa.event.listen(at_0001, "after_cursor_execute", cut)
        try:
            migrate(at_0001)
            break
        except StoreUnavailable:
            broken += 1
        finally:
            sa.event.remove(at_0001, "after_cursor_execute", cut)
        migrate(at_0001)
        assert noted_revision(at_0001) == SCHEMA
        assert indexes(at_0001) == indexes(at_0001, valid=True) == whole
        migrate_down(at_0001, "0001")
    assert broken > 10


def test_an_index_that_was_broken_off_is_built_anew(at_0001, session):
    session.execute("CREATE INDEX ix_copies_message_id ON copies (message_id)")
    session.execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix_copies_message_id'::regclass")
    session.commit()
    assert "ix_copies_message_id" not in indexes(at_0001, valid=True)
    migrate(at_0001)
    assert "ix_copies_message_id" in indexes(at_0001, valid=True)


def indexes(engine, *, valid=None):
    asked = "SELECT indexrelid::regclass::text FROM pg_index WHERE indexrelid::regclass::text ~ '^(ix|uq|pk)_'"
    with engine.connect() as connection:
        return set(connection.execute(sa.text(asked + (" AND indisvalid" if valid else ""))).scalars())
