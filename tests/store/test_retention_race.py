"""Looking for bodies that rest locks nothing: a copy that comes anew meanwhile keeps its new body."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import psycopg

from gateway.store.rows import CopyRow, HoldingRow, PlanRow, VersionRow
from schemas.messages import CopyId, MessageKind
from schemas.states import CopyState, PlanState
from tests.store.databases import opened

PLAN = "urn:uuid:0f4c1d5e-0000-4000-8000-00000000000b"
COPY = CopyId(PLAN, 1, "region")
NOW = datetime(2026, 6, 1, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=100)
WAITS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def wait_until_somebody_waits(url):
    with psycopg.connect(url, autocommit=True) as connection:
        end = time.monotonic() + 30
        while connection.execute(WAITS).fetchone() == (0,):
            assert time.monotonic() < end


def test_what_was_withdrawn_and_comes_anew_while_bodies_are_culled_keeps_its_body(migrated_database):
    store = opened("postgresql", migrated_database, lock_timeout=timedelta(seconds=30))
    held = HoldingRow(
        "region", COPY, "home", CopyState.WITHDRAWN, "SIP623", LONG_AGO, "1", "old", b"old", False, LONG_AGO, None
    )
    copy = CopyRow("home", COPY, CopyState.WITHDRAWN, "SIP623", LONG_AGO, "1", "old", b"old")
    ended = {"tombstone": MessageKind.WITHDRAWAL, "tombstone_at": LONG_AGO}
    with store.transaction() as tx:
        for organisation in ("home", "region"):
            tx.put_plan(PlanRow(organisation, PLAN, "home", **ended))
        version = VersionRow("home", PLAN, 1, PlanState.ESTABLISHED, "hash", None, b"plan", LONG_AGO, None, "token")
        tx.add_version(version)
        tx.put_copy(copy)
        tx.put_holding(held)

    def cull(organisation):
        with store.transaction() as tx:
            return tx.cull_bodies(organisation, settled_before=NOW - timedelta(days=90), limit=100)

    with ThreadPoolExecutor(2) as threads:
        for organisation in ("home", "region"):
            with store.transaction() as tx:
                if organisation == "home":
                    tx.unfreeze("home", COPY)
                    anew = {"since": NOW, "message_id": "2", "content_hash": "new", "frozen": b"new"}
                    tx.put_copy(replace(copy, state=CopyState.PREPARED, **anew))
                else:
                    anew = {"since": NOW, "message_id": "2", "content_hash": "new", "body": b"new"}
                    tx.put_holding(replace(held, state=CopyState.RECEIVED, **anew))
                culling = threads.submit(cull, organisation)
                wait_until_somebody_waits(migrated_database)
            assert culling.result(30) == 0
    with store.transaction() as tx:
        assert tx.copy("home", COPY).frozen == b"new"
        assert tx.holding("region", COPY).body == b"new"
    store.close()
