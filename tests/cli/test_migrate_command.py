"""`samspel migrate`: says from what to what, changes nothing when asked only, loses nothing without a yes."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from gateway.store.migrations import noted_revision
from gateway.store.sqlite import sqlite_engine
from gateway.store.tables import SCHEMA
from tests.cli.commands import HOME
from tests.services.plugin import PostgreSql
from tests.store.databases import another, migrating_engine

EMPTY = "base"


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request, tmp_path, monkeypatch):
    """The database of a folder, empty; the folder is the one that commands take."""
    folder = tmp_path / "gateway"
    (folder / "data").mkdir(parents=True)
    monkeypatch.setenv("SAMSPEL_DATA", str(folder))
    settings = f'[[organisation]]\nid = "{HOME}"\nfolder = "journal"\n'
    if request.param == "sqlite":
        (folder / "samspel.toml").write_text(settings)
        made = sqlite_engine(folder / "data" / "samspel.db")
        yield made
        made.dispose()
        return
    server: PostgreSql = request.getfixturevalue("postgresql")
    with another(server.url) as url:
        (folder / "samspel.toml").write_text(f'[store]\nurl = "{url}"\n{settings}')
        made = migrating_engine(url)
        yield made
        made.dispose()


def put_plan(engine):
    with engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO plans (organisation, plan_id, home) VALUES ('home', 'plan', 'home')"))


def plans(engine):
    with engine.connect() as connection:
        return connection.execute(sa.text("SELECT plan_id FROM plans")).scalars().all()


def test_an_empty_database_gets_the_newest_schema_and_twice_is_once(samspel, engine):
    told = samspel("migrate")
    assert (told.code, told.text) == (0, f"Done: schema {SCHEMA}.\n")
    assert f"base; the goal is {SCHEMA}" in told.err
    assert noted_revision(engine) == SCHEMA
    put_plan(engine)
    assert samspel("migrate").code == 0
    assert plans(engine) == ["plan"]


def test_asking_changes_nothing_and_ends_with_one_while_there_is_something_to_do(samspel, engine):
    assert samspel("migrate", "--check").code == 1
    assert noted_revision(engine) is None
    samspel("migrate")
    told = samspel("migrate", "--check")
    assert (told.code, told.text) == (0, "")
    assert f"has schema {SCHEMA}." in told.err
    assert samspel("migrate", "--check", "--to", "0001").code == 1


def test_going_back_says_what_is_lost_and_waits_for_a_yes(samspel, engine):
    samspel("migrate")
    put_plan(engine)
    told = samspel("migrate", "--to", "0001")
    assert told.code == 1
    assert "SIP962" in told.err
    assert "Without 0002 is lost: Versions of the shared directory" in told.err
    assert "Without 0001" not in told.err
    assert noted_revision(engine) == SCHEMA
    assert samspel("migrate", "--to", "0001", "--yes").text == "Done: schema 0001.\n"
    assert noted_revision(engine) == "0001"
    assert plans(engine) == ["plan"]
    assert samspel("migrate").code == 0
    assert plans(engine) == ["plan"]


def test_going_back_to_nothing_names_every_step_and_empties_the_database(samspel, engine):
    samspel("migrate")
    told = samspel("migrate", "--to", EMPTY, "--yes", "--lang", "sv")
    assert told.text == "Klart: schema base.\n"
    assert told.err.index("Utan 0002") < told.err.index("Utan 0001 går förlorat: Allt")
    with engine.connect() as connection:
        assert set(sa.inspect(connection).get_table_names()) <= {"alembic_version", "sqlite_sequence"}


def test_a_schema_that_does_not_exist_is_refused(samspel, engine):
    for name in ("0000", "9999", "head", ""):
        told = samspel("migrate", "--to", name)
        assert told.code == 1
        assert "SIP961" in told.err
    assert noted_revision(engine) is None


def test_where_there_is_no_gateway_there_is_nothing_to_migrate(samspel, tmp_path):
    told = samspel("migrate", "--data", tmp_path)
    assert told.code == 1
    assert "SIP988" in told.err
