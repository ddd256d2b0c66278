"""Rows that were written at one schema are there at the next, and there again on the way back."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from gateway.store.migrations import every_step, migrate, migrate_down, noted_revision
from gateway.store.rows import Wanted
from gateway.store.sqlite import sqlite_engine
from gateway.store.tables import SCHEMA
from schemas.messages import CopyId
from tests.store.databases import another, migrating_engine, opened

ROWS = 3
_WORDS = {
    "organisation": "home",
    "plan_id": "urn:uuid:0f4c1d5e-0000-4000-8000-00000000000a",
    "recipient": "region",
    "counterpart": "region",
    "state": "sent",
    "tombstone": None,
    "batch": None,
    "resolution": None,
    "resolved_at": None,
}
_OF_TABLE = {
    ("copies", "kind"): "plan",
    ("holdings", "kind"): "plan",
    ("inbox", "kind"): "plan",
    ("work", "kind"): "send",
    ("versions", "state"): "established",
    ("holdings", "state"): "received",
}
"""What must be a word of ours, or refer to another row; everything else is made up."""


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request, tmp_path):
    """Kind and address of an empty database."""
    if request.param == "sqlite":
        yield "sqlite", str(tmp_path / "store.db")
        return
    with another(request.getfixturevalue("postgresql").url) as url:
        yield "postgresql", url


@pytest.fixture
def engine(place, tmp_path):
    made = sqlite_engine(tmp_path / "store.db") if place[0] == "sqlite" else migrating_engine(place[1])
    yield made
    made.dispose()


def made_up(table, column, number):
    if (table.name, column.name) in _OF_TABLE:
        return _OF_TABLE[table.name, column.name]
    if column.name in _WORDS:
        return _WORDS[column.name]
    kind = column.type.python_type
    if kind is bytes:
        return f"sealed {number}".encode()
    return kind(number) if kind in (int, bool) else None if kind.__name__ == "date" else f"{column.name} {number}"


def tables_of(engine):
    reflected = sa.MetaData()
    reflected.reflect(engine)
    return [table for table in reflected.sorted_tables if table.name != "alembic_version"]


def fill(engine):
    """Some rows in every table, as far as its key lets several rows of one plan stand."""
    tables = tables_of(engine)
    with engine.begin() as connection:
        for table in tables:
            key_differs = any(made_up(table, column, 1) != made_up(table, column, 2) for column in table.primary_key)
            for number in range(1, ROWS + 1 if key_differs else 2):
                values = {column.name: made_up(table, column, number) for column in table.c}
                connection.execute(sa.insert(table), values)


def rows(engine, columns=None):
    """Table → its rows; of the columns that are given, else of all."""
    found = {}
    with engine.connect() as connection:
        for table in tables_of(engine):
            wanted = [table.c[name] for name in (columns or {}).get(table.name, table.c.keys())]
            if columns is None or table.name in columns:
                found[table.name] = connection.execute(sa.select(*wanted).order_by(*wanted)).all()
    return found


def columns_of(engine):
    return {table.name: table.c.keys() for table in tables_of(engine)}


def test_rows_of_every_table_survive_up_down_and_up_again(engine):
    migrate(engine, "0001")
    fill(engine)
    columns, before = columns_of(engine), rows(engine)
    assert all(before.values())
    for step in (lambda: migrate(engine), lambda: migrate_down(engine, "0001"), lambda: migrate(engine)):
        step()
        assert rows(engine, columns) == before
    assert noted_revision(engine) == SCHEMA


def test_what_the_older_schema_cannot_hold_is_lost_and_nothing_else(engine):
    """`LOST` of 0002 says it in words."""
    migrate(engine)
    fill(engine)
    migrate_down(engine, "0001")
    columns, kept = columns_of(engine), rows(engine)
    migrate(engine)
    assert rows(engine, columns) == kept
    again = rows(engine)
    assert [name for name in again if not again[name]] == ["directories", "key_rings", "turns"]
    with engine.connect() as connection:
        for table, column in (("copies", "late_since"), ("holdings", "late_since"), ("holdings", "follow_up_on")):
            assert connection.execute(sa.text(f"SELECT DISTINCT {column} FROM {table}")).scalars().all() == [None]


def test_every_step_says_in_both_languages_what_is_lost_without_it():
    for lost in every_step().values():
        assert set(lost) == {"sv", "en"}
        assert all(len(text) > 20 for text in lost.values())


def test_the_program_reads_what_an_older_one_wrote(engine, place):
    migrate(engine, "0001")
    fill(engine)
    migrate(engine)
    store = opened(*place)
    with store.transaction() as tx:
        plan = _WORDS["plan_id"]
        assert tx.plan("home", plan).source_plan_id == "source_plan_id 1"
        copy_id = CopyId(plan, 1, "region")
        assert tx.copy("home", copy_id).late_since is None
        assert tx.holding("home", copy_id).body == b"sealed 1"
        assert [row.copy_id.version for row in tx.ledger("home", Wanted(message_id="message_id 2"))] == [2]
        assert len(tx.open_work("home")) == ROWS
    store.close()
