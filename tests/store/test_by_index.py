"""What a statement costs may not grow with what is stored: on the way of a copy, every row is found by an index."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing

import pytest
import sqlalchemy as sa

from adapters.journal import HandedIn
from gateway.bootstrap import open_gateway
from gateway.cli.init import make_folder
from gateway.demo.cast import CAST
from gateway.exchange.accept import accept
from gateway.logs import silent
from gateway.store.columns import METADATA
from gateway.worker import run_until_idle
from tests.bench.documents import sip_xml

_ROWS = re.compile(r"\b(SELECT|INSERT|UPDATE|DELETE)\b")
_SCAN = re.compile(rf"SCAN ({'|'.join(METADATA.tables)})\b")

KNOWN = {"parked": "what a person must look at is listed over all organisations, and is few"}
"""Tables that are read through, and why that may be."""


@pytest.fixture(scope="module")
def on_the_way(tmp_path_factory):
    """The database after one plan has gone all the way, and every statement that was run, with its values."""
    folder = tmp_path_factory.mktemp("way") / "gateway"
    make_folder(folder, [(each.id, each.kind, each.name) for each in CAST], quiet="PT0S")
    seen: set[str] = set()

    def trace(raw, _):
        raw.set_trace_callback(seen.add)

    sa.event.listen(sa.Pool, "connect", trace)
    try:
        with open_gateway(folder, log=silent) as gateway:
            seen.clear()
            accept(gateway.parts, CAST[0].id, HandedIn("token", sip_xml()))
            run_until_idle(gateway.parts)
    finally:
        sa.event.remove(sa.Pool, "connect", trace)
    return folder / "data" / "samspel.db", sorted(each for each in seen if _ROWS.match(each))


def test_no_statement_on_the_way_of_a_copy_reads_through_a_table(on_the_way):
    path, statements = on_the_way
    with closing(sqlite3.connect(path)) as database:
        read = {(table, each) for each in statements for table in _read_through(database, each)}
    assert len(statements) > 100
    assert sorted((table, each[:300]) for table, each in read if table not in KNOWN) == []


def test_reading_through_a_table_would_be_seen(on_the_way):
    with closing(sqlite3.connect(on_the_way[0])) as database:
        assert _read_through(database, "SELECT 1 FROM copies WHERE state = 'sent'") == ["copies"]


def _read_through(database: sqlite3.Connection, statement: str) -> list[str]:
    planned = (step[3] for step in database.execute(f"EXPLAIN QUERY PLAN {statement}"))
    return [found[1] for step in planned if (found := _SCAN.match(step))]
