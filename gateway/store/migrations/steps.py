"""The pieces that steps are made of: whole in one transaction on SQLite, and while others work on PostgreSQL.

Theory of operation. On PostgreSQL each piece commits by itself and does nothing when it was done before, so a step that
was broken off is run again from its beginning. What needs a whole table for a moment (a column more or less) waits for
it half a second at most, since all others queue up behind whoever waits, then lets them by and comes again. Indexes are
built without holding anybody back; one that was broken off while it was built lies there invalid, and is built anew.
Columns are added empty: a value for every row would write the table anew under its lock.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.exc import DBAPIError

from schemas.errors import StoreUnavailable

HELD_BACK = timedelta(milliseconds=500)
"""How long others wait behind us for a table, at most."""

LET_BY = timedelta(seconds=1)
TRIES = 60
"""A minute and a half: who holds a table for longer (a back-up, a forgotten session) has to end first."""

_LOCK_NOT_AVAILABLE = "55P03"
_VALID = sa.text("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(:name)")


@contextmanager
def steps() -> Iterator[Steps]:
    """The pieces, on the connection that Alembic runs on."""
    if op.get_bind().dialect.name == "sqlite":
        yield Steps(online=False)
        return
    with op.get_context().autocommit_block():
        op.execute("SET statement_timeout = 0")
        op.execute("SET lock_timeout = 0")
        yield Steps(online=True)


class Steps:
    """See the module. `online`: others work in the database meanwhile."""

    def __init__(self, *, online: bool) -> None:
        self._online = online

    def add_column(self, table: str, name: str, type_: Any) -> None:
        """A column that may be empty, and is."""
        there: dict[str, Any] = {"if_not_exists": True} if self._online else {}
        self._briefly(lambda: op.add_column(table, sa.Column(name, type_, nullable=True), **there))

    def drop_column(self, table: str, name: str) -> None:
        """Take the column away, and what is in it."""
        there: dict[str, Any] = {"if_exists": True} if self._online else {}
        self._briefly(lambda: op.drop_column(table, name, **there))

    def create_table(self, name: str, *columns: Any) -> None:
        """A table that nothing refers to."""
        op.create_table(name, *columns, if_not_exists=self._online)

    def drop_table(self, name: str) -> None:
        """Take the table away, and what is in it."""
        self._briefly(lambda: op.drop_table(name, if_exists=self._online))

    def create_index(self, name: str, table: str, columns: Sequence[str], where: str | None = None) -> None:
        """An index, for the rows that `where` says if it does."""
        condition = sa.text(where) if where else None
        said: dict[str, Any] = {"sqlite_where": condition, "postgresql_where": condition}
        if self._online:
            if op.get_bind().execute(_VALID, {"name": name}).scalar() is False:
                self.drop_index(name, table)
            said |= {"postgresql_concurrently": True, "if_not_exists": True}
        op.create_index(name, table, list(columns), **said)

    def drop_index(self, name: str, table: str) -> None:
        """Take the index away."""
        said: dict[str, Any] = {"postgresql_concurrently": True, "if_exists": True} if self._online else {}
        op.drop_index(name, table_name=table, **said)

    def runs_with(self, oldest_program: str) -> None:
        """The oldest program, by its schema, that may work with the database from now on."""
        op.execute("DELETE FROM compatibility")
        op.execute(sa.text("INSERT INTO compatibility (oldest_program) VALUES (:it)").bindparams(it=oldest_program))

    def _briefly(self, change: Callable[[], object]) -> None:
        if not self._online:
            change()
            return
        op.execute(f"SET lock_timeout = {HELD_BACK // timedelta(milliseconds=1)}")
        for _ in range(TRIES):
            try:
                change()
                break
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) != _LOCK_NOT_AVAILABLE:
                    raise
            time.sleep(LET_BY.total_seconds())
        else:
            raise StoreUnavailable("others hold a table for too long", code="SIP959")
        op.execute("SET lock_timeout = 0")
