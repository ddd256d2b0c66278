"""Brings a database to the schema of this program, or back; the steps lie in `versions/` and are run by Alembic.

Theory of operation. On SQLite all steps of one call run in one transaction, so a step that fails leaves the database as
it was; the store does this by itself when it opens. On PostgreSQL others work in the database meanwhile: a step there
is made of pieces that each hold locks for a moment only (`steps.py`) and may be broken off anywhere and run again, and
one process at a time migrates, held apart by an advisory lock. There an operator migrates (`samspel migrate`), and a
store that opens only asks whether the schema fits: every schema says which is the oldest program that may work with it,
so that programs of the version before go on while a new one is rolled out. Alembic is imported only when there is a
step to take.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa

from gateway.store.dialect import driver_errors
from gateway.store.protocol import SchemaNewer
from gateway.store.tables import SCHEMA, compatibility
from gateway.store.turns import MIGRATING
from schemas.errors import StoreUnavailable

FOLDER = Path(__file__).parent
PATIENCE = timedelta(minutes=10)
"""How long a migration waits for another that runs: indexes of a large database take minutes."""

_LOOK_AGAIN = timedelta(milliseconds=200)
_NOTED = sa.Table("alembic_version", sa.MetaData(), sa.Column("version_num", sa.String(32)))


def revision(connection: sa.Connection) -> str | None:
    """The newest step that the database has taken; None for an empty one."""
    if not sa.inspect(connection).has_table(_NOTED.name):
        return None
    return connection.execute(sa.select(_NOTED.c.version_num)).scalar_one_or_none()


def noted_revision(engine: sa.Engine) -> str | None:
    """`revision`, on a connection of its own."""
    with driver_errors(), engine.connect() as connection:
        return revision(connection)


def every_step() -> dict[str, dict[str, str]]:
    """All steps, oldest first, with what is lost (sv, en) when they are taken back."""
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    newest_first = ScriptDirectory.from_config(config).walk_revisions()
    return {step.revision: step.module.LOST for step in reversed(list(newest_first))}


def must_fit(engine: sa.Engine) -> None:
    """Raise unless this program may work with the schema as it is: SIP956 too old, `SchemaNewer` too new."""
    with driver_errors(), engine.connect() as connection:
        found = revision(connection)
        if found is None or found < SCHEMA:
            text = f"the database has schema {found or 'none'}, this program needs {SCHEMA}: run samspel migrate"
            raise StoreUnavailable(text, code="SIP956")
        if found > SCHEMA:
            _refuse_unless_compatible(connection, found)


def migrate(engine: sa.Engine, to: str = SCHEMA, *, patience: timedelta = PATIENCE) -> None:
    """Bring the database up to `to`. Twice is once.

    Raises `SchemaNewer` when the database is past this program, StoreUnavailable SIP959 when others hold its tables,
    SIP960 when another process migrates for longer than `patience`.
    """
    with driver_errors(), _alone(engine, patience) as connection:
        found = revision(connection)
        if found is not None and found > SCHEMA:
            _refuse_unless_compatible(connection, found)
        elif found is None or found < to:
            _run(connection, "upgrade", to)


def migrate_down(engine: sa.Engine, to: str, *, patience: timedelta = PATIENCE) -> None:
    """Take the database back to `to` (`base` empties it). What the older schema cannot hold is lost."""
    with driver_errors(), _alone(engine, patience) as connection:
        _run(connection, "downgrade", to)


def _refuse_unless_compatible(connection: sa.Connection, found: str) -> None:
    oldest = None
    if connection.dialect.name != "sqlite":  # one program has the file, and moves it up when it opens it
        oldest = connection.execute(sa.select(compatibility.c.oldest_program)).scalar()
    if oldest is None or oldest > SCHEMA:
        raise SchemaNewer(f"the database has schema {found}, this program knows {SCHEMA}")


@contextmanager
def _alone(engine: sa.Engine, patience: timedelta) -> Iterator[sa.Connection]:
    """A connection to migrate on, while nobody else migrates."""
    if engine.dialect.name == "sqlite":
        with engine.begin() as connection:
            yield connection
        return
    with engine.connect() as holder, engine.connect() as connection:
        _wait_for_turn(holder.execution_options(isolation_level="AUTOCOMMIT"), patience)
        yield connection


def _wait_for_turn(holder: sa.Connection, patience: timedelta) -> None:
    """Asks again and again: a statement that waits would itself be waited for by an index that is being built."""
    end = time.monotonic() + patience.total_seconds()
    while not holder.execute(sa.select(sa.func.pg_try_advisory_lock(MIGRATING))).scalar():
        if time.monotonic() >= end:
            raise StoreUnavailable("another process migrates the database", code="SIP960")
        time.sleep(_LOOK_AGAIN.total_seconds())


def _run(connection: sa.Connection, direction: str, to: str) -> None:
    from alembic import command
    from alembic.config import Config

    if connection.dialect.name != "sqlite":
        connection.rollback()  # Alembic begins, and ends, each step by itself
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    getattr(command, direction)(config, to)
    if connection.dialect.name != "sqlite":
        connection.commit()
