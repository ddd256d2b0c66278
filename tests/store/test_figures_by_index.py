"""What a scrape costs grows with what is to be done, not with what is stored: SQLite finds each figure by an index."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from gateway.store.rows import WantedParked
from gateway.store.sqlite import open_sqlite

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOSTED = ["home", "region", "school"]


@pytest.fixture
def store(tmp_path):
    opened = open_sqlite(tmp_path / "store.db")
    yield opened
    opened.close()


@contextmanager
def asked_of(store) -> Iterator[list[str]]:
    """The statements with their values, as SQLite runs them."""
    said: list[str] = []

    def begun(connection, *_):
        connection.connection.dbapi_connection.set_trace_callback(said.append)

    sa.event.listen(store._engine, "before_cursor_execute", begun)
    yield said
    sa.event.remove(store._engine, "before_cursor_execute", begun)


def plans_of(path, statements) -> dict[str, list[str]]:
    with closing(sqlite3.connect(path)) as database:
        return {each: [row[3] for row in database.execute(f"EXPLAIN QUERY PLAN {each}")] for each in statements}


def test_what_is_parked_with_somebody_is_found_without_walking_all_that_one_has_sent(store, tmp_path):
    with asked_of(store) as said, store.transaction() as tx:
        tx.parked(WantedParked("home", counterpart="region"))
    (plan,) = plans_of(tmp_path / "store.db", {each for each in said if "FROM parked" in each}).values()
    assert any("holdings" in row and "plan_id=?" in row for row in plan), plan
    assert not any("sender" in row for row in plan), plan


def test_every_figure_is_found_by_an_index_and_the_age_of_what_is_unprepared_in_it_alone(store, tmp_path):
    with asked_of(store) as said, store.transaction() as tx:
        tx.figures(HOSTED, NOW)
    plans = plans_of(tmp_path / "store.db", {each for each in said if each.startswith("SELECT")})
    assert len(plans) >= 10
    through = [each[:200] for each, plan in plans.items() if any(row.startswith("SCAN ") for row in plan)]
    assert through == []
    (unprepared,) = [plan for each, plan in plans.items() if "'prepare'" in each]
    assert unprepared == [
        "SEARCH work USING COVERING INDEX ix_work_organisation_kind (organisation=? AND kind=? AND due_at<?)"
    ]
