"""What needs a server of its own: the set-up of docs/postgresql.md, and a server that is restarted under us."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from gateway.store.rows import ParkedRow, PlanRow
from schemas.errors import StoreUnavailable
from tests.referee.plugin import missing
from tests.services import postgresql as service
from tests.store.databases import migrated, opened

PAGE = Path(__file__).parents[2] / "docs" / "postgresql.md"
PLAN = PlanRow("home", "plan", "home")
PARKED = ParkedRow(0, "home", "out", "subject", "SIP620", None, datetime(2026, 3, 2, tzinfo=UTC), "send")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    if why := service.missing():
        missing(why)
    place = tmp_path_factory.mktemp("cluster") / "server"
    for each in (*place.parents[:3],):
        each.chmod(0o755)  # PostgreSQL runs as a user of its own
    yield place
    service.stop(place)


@pytest.fixture(scope="module")
def server(folder):
    return service.start(folder)["SAMSPEL_TEST_POSTGRESQL"]


def as_user(server, user, database):
    return server.replace("//samspel@", f"//{user}@").rpartition("/")[0] + f"/{database}"


@pytest.fixture(scope="module")
def set_up(server):
    """The statements of the page, one after another."""
    (block,) = re.findall(r"\n\n((?:    [^\n]+\n)+)\n`psql` asks", PAGE.read_text(encoding="utf-8"))
    before, after = block.split("    \\c samspel\n")
    for url, text in ((server, before), (as_user(server, "samspel", "samspel"), after)):
        with psycopg.connect(url, autocommit=True) as connection:
            for statement in re.sub(r"--[^\n]*|\\password [^\n]*", "", text).split(";"):
                if statement.strip():
                    connection.execute(statement)


def test_set_up_as_the_page_says_one_user_migrates_and_the_other_works(server, set_up):
    migrated(as_user(server, "samspel_owner", "samspel"))
    store = opened("postgresql", as_user(server, "samspel_work", "samspel"))
    with store.transaction() as tx:
        tx.put_plan(PLAN)
        tx.park(PARKED)
    store.close()
    with psycopg.connect(as_user(server, "samspel_work", "samspel"), autocommit=True) as connection:
        for forbidden in ("DROP TABLE plans", "ALTER TABLE plans ADD COLUMN mine text", "CREATE TABLE mine (a int)"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(forbidden)


def test_after_a_restart_of_the_server_the_same_store_goes_on(server, folder, set_up):
    migrated(as_user(server, "samspel_owner", "samspel"))
    store = opened("postgresql", as_user(server, "samspel_work", "samspel"))
    with pytest.raises(StoreUnavailable), store.transaction() as tx:  # noqa: PT012
        tx.put_plan(PlanRow("home", "in the middle", "home"))
        restart(folder)
        tx.put_plan(PLAN)
    with store.transaction() as tx:
        assert tx.plan("home", "in the middle") is None
        tx.put_plan(PLAN)
    restart(folder)
    with store.transaction() as tx:
        assert tx.plan("home", "plan") == PLAN
    store.close()


def restart(folder):
    """As after a crash: nothing is ended in order."""
    service._run(service._programs() / "pg_ctl", "-D", folder / "data", "-m", "immediate", "-w", "restart")
