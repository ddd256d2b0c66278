"""A list takes no lock on PostgreSQL: what it gave may have moved, and is not written over."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest

from gateway.bootstrap import open_gateway
from gateway.cli.init import make_folder
from gateway.demo.cast import CAST
from gateway.exchange.late import report_late
from gateway.logs import silent
from gateway.store.rows import CopyRow, HoldingRow, PlanRow
from schemas.messages import CopyId
from schemas.states import CopyState

HOME, OTHER = CAST[0].id, CAST[1].id
COPY = CopyId("urn:uuid:0f4c1d5e-0000-4000-8000-00000000000a", 1, OTHER)
WAITING = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (%s)"
THIS = "SELECT oid FROM pg_database WHERE datname = current_database()"


@pytest.fixture
def gateway(tmp_path, migrated_database):
    folder = tmp_path / "gateway"
    make_folder(folder, [(each.id, each.kind, each.name) for each in CAST], quiet="PT0S")
    settings = folder / "samspel.toml"
    settings.write_text(settings.read_text() + f'\n[store]\nurl = "{migrated_database}"\n')
    with open_gateway(folder, log=silent) as opened:
        yield opened


def wait_until_somebody_waits(url):
    with psycopg.connect(url, autocommit=True) as connection:
        (this,) = connection.execute(THIS).fetchone()
        end = time.monotonic() + 30
        while connection.execute(WAITING, [this]).fetchone() == (0,):
            assert time.monotonic() < end


def test_what_was_recorded_while_late_ones_were_listed_stays_recorded(gateway, migrated_database):
    parts = gateway.parts
    past = parts.clock() - timedelta(days=1)
    sent = CopyRow(HOME, COPY, CopyState.SENT, None, past, "message", "hash", b"frozen", deadline=past)
    held = HoldingRow(
        HOME, COPY, OTHER, CopyState.RECEIVED, None, past, "message", "hash", b"body", False, past, None, deadline=past
    )
    with parts.store.transaction() as tx:
        tx.put_plan(PlanRow(HOME, COPY.plan_id, HOME))
        tx.put_copy(sent)
        tx.put_holding(held)
    with ThreadPoolExecutor(1) as threads:
        with parts.store.transaction() as tx:
            tx.put_copy(replace(sent, state=CopyState.RECORDED, entry_id="entry", since=parts.clock()))
            tx.put_holding(replace(held, state=CopyState.RECORDED, entry_id="entry", since=parts.clock()))
            reporting = threads.submit(report_late, parts, HOME)
            wait_until_somebody_waits(migrated_database)
        assert reporting.result(30) == 0
    with parts.store.transaction() as tx:
        for row in (tx.copy(HOME, COPY), tx.holding(HOME, COPY)):
            assert (row.state, row.entry_id, row.late_since) == (CopyState.RECORDED, "entry", None)
