"""What a statement costs may not grow with what is stored: on the way of a copy, every row is found by an index."""

from __future__ import annotations

import itertools
import re
import shutil
import sqlite3
import threading
from contextlib import closing, contextmanager

import pytest
import sqlalchemy as sa

from gateway.exchange.parts import Parts
from gateway.store.columns import METADATA
from gateway.store.rows import WorkKind
from gateway.worker.keeper import Keeper
from tests.bench.copies import one_round
from tests.bench.growth import fill
from tests.bench.services import NOTHING
from tests.bench.world import folder_on, open_with, store_url

FEW, MANY = 24, 2_400
"""Copies of others that are stored. Reading through is a hundred times as much with many."""
SEEDS = 2
EVERY = 50
"""Instructions between two looks of SQLite."""

_ROWS = re.compile(r"\b(SELECT|INSERT|UPDATE|DELETE)\b")
_TABLES = "|".join(METADATA.tables)
_SCAN = re.compile(rf"SCAN ({_TABLES})\b(?!.*ix_parked_to_cull)")
_OF_ALL = re.compile(rf"SEARCH ({_TABLES}) USING (?:COVERING )?INDEX (\w+) \(organisation=\?\)")

ON_THE_WAY = {
    "parked": "what a person must look at is listed over all organisations, and is few",
    "turns": "a row for each duty of an organisation",
}
ON_DUTY = {"work": "what waits, until some are found, or every twenty seconds"}
"""Tables that are read through, and why that may be."""

SMALL = {
    "ix_audit_unsealed": "only what is not sealed yet",
    "ix_work_subject": "only what is to be done",
    "ix_work_organisation_kind": "only what is to be done",
    "sqlite_autoindex_work_1": "only what is to be done",
    "sqlite_autoindex_audit_batches_1": "the newest one, in the order of the index",
    "ix_parked_to_cull": "only what is settled and has a body",
    "uq_parked_open": "only what a person must look at",
}
"""Indexes of which all of one organisation is read, and why that may be."""


class Spent:
    """What a round has run: instructions of SQLite, and statements with their values."""

    def __init__(self) -> None:
        self.instructions = self.spent = 0
        self.statements: set[str] = set()

    def look(self) -> int:
        self.instructions += EVERY
        return 0

    @contextmanager
    def watched(self):
        def connected(raw, _):
            raw.set_trace_callback(self.statements.add)
            raw.set_progress_handler(self.look, EVERY)

        sa.event.listen(sa.Pool, "connect", connected)
        try:
            yield
        finally:
            sa.event.remove(sa.Pool, "connect", connected)


@pytest.fixture(scope="module")
def spent(tmp_path_factory):
    """Copies stored → the file, and what a round spent there."""
    found = {}
    for copies in (FEW, MANY):
        numbers, made = itertools.count(), tmp_path_factory.mktemp("way")
        with folder_on("embedded", made, NOTHING) as folder:
            with open_with(folder) as parts:
                one_round(parts, SEEDS, numbers)
            fill(store_url(folder), copies, SEEDS)
            watch = Spent()
            with watch.watched(), open_with(folder) as parts:
                one_round(parts, 1, numbers)
                watch.instructions = 0
                one_round(parts, 1, numbers)
                watch.spent = watch.instructions
                if copies == FEW:  # of many there would be years of bodies to take away
                    all_duties(parts)
            found[copies] = folder / "data" / "samspel.db", watch
    return found


@pytest.fixture(params=["by statistics", "without"])
def database(spent, request, tmp_path):
    """That with many copies; nobody gathers statistics unless an operator does."""
    copy = shutil.copy(spent[MANY][0], tmp_path / "copy.db")
    if request.param == "without":
        with closing(sqlite3.connect(copy)) as told:
            told.execute("DROP TABLE sqlite_stat1")
    with closing(sqlite3.connect(copy)) as opened:
        yield opened


def all_duties(parts: Parts) -> None:
    """What comes round, and what the threads of a pool ask."""
    Keeper(parts, "keeper", threading.Event(), receives=True).round()
    parts.store.due(parts.hosted, tuple(WorkKind), now=parts.clock())
    parts.store.next_due(parts.hosted)


def statements(watch: Spent) -> list[str]:
    """Those that read or write rows."""
    return sorted(each for each in watch.statements if _ROWS.match(each))


@pytest.mark.parametrize(("where", "known"), [(MANY, ON_THE_WAY), (FEW, ON_THE_WAY | ON_DUTY)])
def test_no_statement_on_the_way_of_a_copy_reads_through_a_table(spent, database, where, known):
    asked = statements(spent[where][1])
    read = {(table, each) for each in asked for table in _read_through(database, each)}
    assert len(asked) > 100
    assert sorted((table, each[:300]) for table, each in read if table not in known) == []


def test_nor_through_all_that_one_organisation_has(spent, database):
    asked = statements(spent[FEW][1]) + statements(spent[MANY][1])
    read = {(index, each) for each in asked for index in _of_all(database, each)}
    assert sorted((index, each[:300]) for index, each in read if index not in SMALL) == []


def test_many_stored_copies_cost_a_round_no_more_instructions_than_few(spent):
    few, many = (spent[copies][1].spent for copies in (FEW, MANY))
    assert few > 10_000
    assert many < 1.1 * few, (few, many)


def test_what_is_not_found_by_an_index_would_be_seen(database):
    assert _read_through(database, "SELECT 1 FROM copies WHERE entry_id = 'one'") == ["copies"]
    newest = "SELECT 1 FROM holdings WHERE organisation = 'one' ORDER BY since DESC"
    assert _of_all(database, newest) == ["ix_holdings_organisation_since"]


def _read_through(database: sqlite3.Connection, statement: str) -> list[str]:
    return [found[1] for step in _planned(database, statement) if (found := _SCAN.match(step))]


def _of_all(database: sqlite3.Connection, statement: str) -> list[str]:
    return [found[2] for step in _planned(database, statement) if (found := _OF_ALL.match(step))]


def _planned(database: sqlite3.Connection, statement: str) -> list[str]:
    return [step[3] for step in database.execute(f"EXPLAIN QUERY PLAN {statement}")]
