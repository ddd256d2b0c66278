"""The migrations give exactly the tables of the program, up and down, and a newer database is left alone."""

from __future__ import annotations

from contextlib import contextmanager

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
from tests.store.databases import another, migrating_engine


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request, tmp_path):
    with empty_database(request, tmp_path) as made:
        yield made


@pytest.fixture
def straight(engine, request, tmp_path):
    """Another empty database of the same kind."""
    with empty_database(request, tmp_path / "straight", engine.dialect.name) as made:
        yield made


@contextmanager
def empty_database(request, folder, kind=None):
    if (kind or request.param) == "sqlite":
        made = sqlite_engine(folder / "store.db")
        yield made
        made.dispose()
        return
    with another(request.getfixturevalue("postgresql").url) as url:
        made = migrating_engine(url)
        yield made
        made.dispose()


_ASKED = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL",
    "postgresql": """
        SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
        UNION ALL SELECT conrelid::regclass || '.' || conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace
        UNION ALL SELECT table_name || '.' || column_name, concat_ws(' ', data_type, is_nullable, column_default)
        FROM information_schema.columns WHERE table_schema = 'public'""",
}


def statements(engine):
    """Name → what it is, whatever its white space."""
    with engine.connect() as connection:
        found = connection.execute(sa.text(_ASKED[engine.dialect.name])).all()
    return {name: " ".join(said.split()) for name, said in found if not name.startswith(("alembic", "sqlite_seq"))}


def test_migrations_give_exactly_the_tables_of_the_program(engine, straight):
    migrate(engine)
    METADATA.create_all(straight)
    assert statements(engine) == statements(straight)
    assert set(METADATA.tables) <= set(sa.inspect(straight).get_table_names())


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


def test_a_file_of_a_newer_schema_is_refused_and_left_as_it_is(tmp_path):
    engine = sqlite_engine(tmp_path / "store.db")
    migrate(engine)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    before = statements(engine)
    with pytest.raises(SchemaNewer, match=f"9999.*{SCHEMA}") as refused:
        open_sqlite(tmp_path / "store.db")
    assert refused.value.code == "SIP955"
    assert statements(engine) == before
    engine.dispose()


def test_a_step_that_fails_leaves_the_file_as_it_was(tmp_path):
    engine = sqlite_engine(tmp_path / "store.db")
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE work (mine TEXT)"))  # stands in the way in the middle of the step
    before = statements(engine)
    with pytest.raises(StoreUnavailable):
        migrate(engine)
    assert statements(engine) == before
    engine.dispose()
