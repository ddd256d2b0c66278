"""A world that was kept is judged as it was when it lived."""

from __future__ import annotations

from contextlib import closing

import psycopg
import pytest

from gateway.store.sqlite import open_sqlite
from tests.faults.accepted import AcceptedLog
from tests.faults.cast import EDGE_B, GATEWAYS, HOME_A
from tests.faults.judge_again import main
from tests.faults.services import Database
from tests.referee.plugin import missing
from tests.services import postgresql
from tests.store.databases import migrated


@pytest.fixture
def kept(tmp_path):
    """Databases that have been ended, and no plan in them."""
    if why := postgresql.missing():
        missing(why)
    for each in tmp_path.parents[:3]:
        each.chmod(0o755)  # PostgreSQL runs as a user of its own
    database = Database(tmp_path / "database")
    try:
        with psycopg.connect(database.url("postgres"), autocommit=True) as server:
            for name in (each.replace("-", "_") for each in GATEWAYS if each != EDGE_B):
                server.execute(f"CREATE DATABASE {name}")
                migrated(database.url(name))
    finally:
        database.stop()
    open_sqlite(tmp_path / "gateways" / EDGE_B / "data" / "samspel.db").close()
    return tmp_path


def test_what_lies_there_is_judged(kept, capsys):
    log = AcceptedLog(kept / "accepted.jsonl")
    assert main([str(kept)]) == 0
    assert capsys.readouterr().out == "lost 0 duplicated 0 out-of-order 0 leaked 0\n"
    with closing(log):
        log.attempted("relay-killed/1/1", HOME_A)
    assert main([str(kept)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "LOST relay-killed relay-killed/1/1: handed in, and never answered",
        "lost 1 duplicated 0 out-of-order 0 leaked 0",
    ]
