"""`samspel migrate`: says from what to what, changes nothing when asked only, loses nothing without a yes."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager

import psycopg
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


@contextmanager
def at_work(file):
    """Another process that has the store open, and does nothing just now."""
    program = "import sys, pathlib; from gateway.store.sqlite import open_sqlite; "
    program += "store = open_sqlite(pathlib.Path(sys.argv[1])); print('open', flush=True); sys.stdin.readline()"
    command = [sys.executable, "-c", program, str(file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "open\n"
        yield
        process.communicate("\n", timeout=30)


def test_an_edge_that_works_in_its_sqlite_file_is_not_migrated_beneath(samspel, tmp_path):
    """It has no lock on its folder, unlike an embedded gateway: commands are given beside it."""
    (tmp_path / "samspel.toml").write_text(
        f'[broker]\nurls = ["amqp://127.0.0.1:1"]\n[shared]\nsource = "signed.json"\n'
        f'[[organisation]]\nid = "{HOME}"\nfolder = "journal"\n'
    )
    back = ("migrate", "--data", tmp_path, "--to", "0001", "--yes")
    assert samspel("migrate", "--data", tmp_path).code == 0
    with at_work(tmp_path / "data" / "samspel.db"):
        told = samspel(*back)
        assert told.code != 0
        assert "SIP651" in told.err
        assert samspel("migrate", "--data", tmp_path, "--check").code == 0
    assert samspel(*back).text == "Done: schema 0001.\n"


@pytest.fixture
def owned(tmp_path, postgresql, monkeypatch):
    """A folder whose settings name a user who may change nothing; the URL of the database's owner."""
    monkeypatch.setenv("SAMSPEL_DATA", str(tmp_path))
    with another(postgresql.url) as url, psycopg.connect(postgresql.url, autocommit=True) as connection:
        name = url.rpartition("/")[2]
        for who in ("owner", "work"):
            connection.execute(f"CREATE ROLE {name}_{who} LOGIN")
        connection.execute(f"ALTER DATABASE {name} OWNER TO {name}_owner")
        with psycopg.connect(url, autocommit=True) as inside:
            inside.execute(f"GRANT ALL ON SCHEMA public TO {name}_owner")
            inside.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        place = url.partition("@")[2]
        (tmp_path / "samspel.toml").write_text(
            f'[store]\nurl = "postgresql://{name}_work@{place}"\npassword_file = "only-of-who-works"\n'
            f'[[organisation]]\nid = "{HOME}"\nfolder = "journal"\n'
        )
        yield f"postgresql://{name}_owner@{place}"
        with psycopg.connect(url, autocommit=True) as inside:
            for who in ("owner", "work"):
                inside.execute(f"DROP OWNED BY {name}_{who}")
        connection.execute(f"ALTER DATABASE {name} OWNER TO CURRENT_USER")
        for who in ("owner", "work"):
            connection.execute(f"DROP ROLE {name}_{who}")


def test_the_owner_of_the_database_migrates_where_the_settings_name_who_works(samspel, tmp_path, owned):
    (tmp_path / "only-of-who-works").write_text("no password is asked for here")
    assert samspel("migrate").code != 0
    (tmp_path / "only-of-who-works").unlink()
    assert samspel("migrate", "--url", owned).text == f"Done: schema {SCHEMA}.\n"
    (tmp_path / "of-the-owner").write_text("no password is asked for here")
    assert samspel("migrate", "--check", "--url", owned, "--password-file", tmp_path / "of-the-owner").code == 0
    assert "SIP652" in samspel("migrate", "--check", "--url", owned, "--password-file", tmp_path / "none").err
    engine = migrating_engine(owned)
    with engine.connect() as connection:
        owner = connection.execute(sa.text("SELECT tableowner FROM pg_tables WHERE tablename = 'plans'")).scalar_one()
    engine.dispose()
    assert owner.endswith("_owner")


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
@pytest.mark.parametrize("url", ["postgresql://owner:hemligt@127.0.0.1/samspel", "mysql://owner@127.0.0.1/samspel", ""])
def test_a_url_that_is_none_or_says_a_password_is_refused_and_not_repeated(samspel, engine, url):
    told = samspel("migrate", "--url", url)
    assert told.code == 1
    assert "SIP653" in told.err
    assert "hemligt" not in told.err


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_url_is_for_postgresql_only(samspel, engine):
    told = samspel("migrate", "--url", "postgresql://owner@127.0.0.1/samspel")
    assert told.code == 1
    assert "SIP653" in told.err
    assert noted_revision(engine) is None
