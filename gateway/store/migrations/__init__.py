"""Brings a database to the schema of this program, or back; the steps lie in `versions/` and are run by Alembic.

Theory of operation. All steps of one call run in one transaction of the caller's engine, so a step that fails leaves
the database as it was, and two processes that start together take turns. Alembic is imported only when there is a step
to take: a database that is up to date opens without it.
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from gateway.store.dialect import driver_errors
from gateway.store.protocol import SchemaNewer
from gateway.store.tables import SCHEMA

FOLDER = Path(__file__).parent
_NOTED = sa.Table("alembic_version", sa.MetaData(), sa.Column("version_num", sa.String(32)))


def revision(connection: sa.Connection) -> str | None:
    """The newest step that the database has taken; None for an empty one."""
    if not sa.inspect(connection).has_table(_NOTED.name):
        return None
    return connection.execute(sa.select(_NOTED.c.version_num)).scalar_one_or_none()


def migrate(engine: sa.Engine, to: str = SCHEMA) -> None:
    """Bring the database up to `to`. Twice is once. Raises `SchemaNewer` when the database is past this program."""
    with driver_errors(), engine.begin() as connection:
        found = revision(connection)
        if found is not None and found > SCHEMA:
            raise SchemaNewer(f"the database has schema {found}, this program knows {SCHEMA}")
        if found is None or found < to:
            _run(connection, "upgrade", to)


def migrate_down(engine: sa.Engine, to: str) -> None:
    """Take the database back to `to` (`base` empties it). What the older schema cannot hold is lost."""
    with driver_errors(), engine.begin() as connection:
        _run(connection, "downgrade", to)


def _run(connection: sa.Connection, direction: str, to: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    getattr(command, direction)(config, to)
