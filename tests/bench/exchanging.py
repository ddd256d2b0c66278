"""The whole way on embedded parts, from a handed-in document to its settled copies, against a durable SQLite insert."""

from __future__ import annotations

import sqlite3
import tempfile
import time
import uuid
from contextlib import closing
from pathlib import Path

from adapters.journal import HandedIn
from gateway.bootstrap import Gateway, open_gateway
from gateway.cli.init import make_folder
from gateway.demo.cast import CAST
from gateway.exchange.accept import accept
from gateway.logs import silent
from gateway.store.rows import WorkKind
from gateway.worker import HANDLERS, run_until_idle
from tests.bench.documents import sip_xml
from tests.bench.timing import Measure

PLANS = 8
_HOME = CAST[0].id


def measures() -> list[Measure]:
    """Seconds per accepted plan, per sealed message, and per recorded copy, each against one insert with FULL sync."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "gateway"
        make_folder(folder, [(each.id, each.kind, each.name) for each in CAST], quiet="PT0S")
        plain = _plain_insert(Path(made) / "plain.db")
        with open_gateway(folder, log=silent) as gateway:
            return [Measure(what, seconds, "a durable insert", plain) for what, seconds in _timed(gateway)]


def _timed(gateway: Gateway) -> list[tuple[str, float]]:
    parts = gateway.parts
    began = time.perf_counter()
    for number in range(PLANS):
        accept(parts, _HOME, HandedIn(f"bench-{number}", _another(number)))
    accepted = time.perf_counter()
    prepared = _only(gateway, WorkKind.PREPARE)
    frozen = time.perf_counter()
    sent = _only(gateway, WorkKind.SEND)
    published = time.perf_counter()
    run_until_idle(parts)
    ended = time.perf_counter()
    return [
        ("exchange: accept a plan", (accepted - began) / PLANS),
        ("exchange: prepare a copy (freeze)", (frozen - accepted) / prepared),
        ("exchange: send a copy (seal, publish)", (published - frozen) / sent),
        (f"exchange: receive, hand over, settle (of {sent})", (ended - published) / sent),
        (f"exchange: whole way, per message ({sent / (ended - began):.1f}/s)", (ended - began) / sent),
    ]


def _another(number: int) -> bytes:
    return sip_xml().replace(b"SIP-0117", f"BENCH-{number}".encode())


def _only(gateway: Gateway, kind: WorkKind) -> int:
    parts, done = gateway.parts, 0
    while claim := parts.store.claim(parts.hosted, (kind,), owner="bench", now=parts.clock(), lease=parts.times.lease):
        HANDLERS[kind](parts, claim)
        done += 1
    return done


def _plain_insert(path: Path) -> float:
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = FULL")
        database.execute("CREATE TABLE plain (id TEXT PRIMARY KEY, body BLOB)")
        body, count = sip_xml(), 100
        began = time.perf_counter()
        for _ in range(count):
            database.execute("INSERT INTO plain VALUES (?, ?)", (str(uuid.uuid4()), body))
        return (time.perf_counter() - began) / count
