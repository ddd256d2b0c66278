"""The migrations give exactly the tables of the program, up and down, and a newer database is left alone."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from gateway.store import migrations
from gateway.store.columns import METADATA
from gateway.store.migrations import migrate, migrate_down, revision
from gateway.store.protocol import SchemaNewer
from gateway.store.rows import PlanRow
from gateway.store.sqlite import open_sqlite, sqlite_engine
from gateway.store.tables import SCHEMA
from schemas.errors import StoreUnavailable


@pytest.fixture
def engine(tmp_path):
    made = sqlite_engine(tmp_path / "store.db")
    yield made
    made.dispose()


def statements(engine):
    """Name → the statement that made it, whatever its white space."""
    with engine.connect() as connection:
        found = connection.execute(sa.text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")).all()
    return {name: " ".join(sql.split()) for name, sql in found if name not in ("alembic_version", "sqlite_sequence")}


def test_migrations_give_exactly_the_tables_of_the_program(engine, tmp_path):
    migrate(engine)
    straight = sqlite_engine(tmp_path / "straight.db")
    METADATA.create_all(straight)
    made = statements(straight)
    straight.dispose()
    assert statements(engine) == made
    assert set(METADATA.tables) <= set(made)


def test_alembic_finds_nothing_left_to_do(engine):
    migrate(engine)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), METADATA) == []


def test_migrating_twice_is_once(engine):
    migrate(engine)
    before = statements(engine)
    migrate(engine)
    assert statements(engine) == before
    with engine.connect() as connection:
        assert revision(connection) == SCHEMA


def test_migrating_down_takes_every_table_away_and_up_again_gives_the_same(engine):
    migrate(engine)
    before = statements(engine)
    migrate_down(engine, "base")
    assert statements(engine) == {}
    migrate(engine)
    assert statements(engine) == before


def test_a_database_that_is_up_to_date_keeps_what_is_in_it(tmp_path):
    path = tmp_path / "store.db"
    row = PlanRow("home", "plan", "home")
    for expected in (None, row):
        store = open_sqlite(path)
        with store.transaction() as transaction:
            assert transaction.plan("home", "plan") == expected
            transaction.put_plan(row)
        store.close()


def test_the_schema_of_the_program_is_the_newest_step_and_numbers_rise():
    config = Config()
    config.set_main_option("script_location", str(migrations.FOLDER))
    steps = [step.revision for step in ScriptDirectory.from_config(config).walk_revisions()]
    assert steps[0] == SCHEMA
    assert steps == sorted(steps, reverse=True)
    assert all(len(step) == 4 and step.isdigit() for step in steps)


def test_a_database_of_a_newer_schema_is_refused_and_left_as_it_is(engine, tmp_path):
    migrate(engine)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    before = statements(engine)
    with pytest.raises(SchemaNewer, match=f"9999.*{SCHEMA}") as refused:
        open_sqlite(tmp_path / "store.db")
    assert refused.value.code == "SIP955"
    assert statements(engine) == before


def test_a_step_that_fails_leaves_the_database_as_it_was(engine):
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE work (mine TEXT)"))  # stands in the way in the middle of the step
    before = statements(engine)
    with pytest.raises(StoreUnavailable):
        migrate(engine)
    assert statements(engine) == before
