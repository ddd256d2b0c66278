"""All that differs between the databases: inserts that meet a row, and what a driver's errors mean to us."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    PendingRollbackError,
    SQLAlchemyError,
    StatementError,
)
from sqlalchemy.exc import TimeoutError as NoConnection

from gateway.store.kept import Kept
from schemas.errors import StoreUnavailable

_INSERTS: dict[str, Callable[[sa.Table], Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


@cache
def insert_or_replace(dialect: str, table: sa.Table) -> sa.Executable:
    """Insert; when the primary key is there, replace the rest of that row. Built once."""
    insert = _INSERTS[dialect](table)
    rest = {column.name: insert.excluded[column.name] for column in table.c if not column.primary_key}
    statement: sa.Executable = insert.on_conflict_do_update(index_elements=list(table.primary_key), set_=rest)
    return statement


@cache
def insert_unless_there(
    dialect: str, table: sa.Table, unique: tuple[str, ...] = (), where: sa.ColumnElement[bool] | None = None
) -> sa.Executable:
    """Insert; when a row with the same unique columns is there (as far as `where` holds), do nothing. Built once."""
    columns = unique or tuple(column.name for column in table.primary_key)
    insert = _INSERTS[dialect](table).on_conflict_do_nothing(index_elements=columns, index_where=where)
    statement: sa.Executable = insert.execution_options(preserve_rowcount=True)
    return statement


def table_of(dialect: str, words: Iterable[str]) -> sa.FromClause:
    """The words as a table with one column, `value`: one statement for any number of them."""
    if dialect == "sqlite":
        return sa.func.json_each(json.dumps(list(words))).table_valued("value")
    array = sa.cast(sa.literal(list(words), postgresql.ARRAY(sa.Text)), postgresql.ARRAY(sa.Text))
    return sa.func.unnest(array).table_valued("value").render_derived()


def bound_table(dialect: str, name: str) -> sa.FromClause:
    """The same for a statement that is kept: the words are given under that name, as `words_for` writes them."""
    if dialect == "sqlite":
        return sa.func.json_each(sa.bindparam(name, type_=sa.Text)).table_valued("value").alias(f"all_{name}")
    array = sa.cast(sa.bindparam(name, type_=postgresql.ARRAY(sa.Text)), postgresql.ARRAY(sa.Text))
    return sa.func.unnest(array).table_valued("value", name=f"all_{name}").render_derived()


def words_for(dialect: str, words: Iterable[str]) -> str | list[str]:
    """The value of a `bound_table`."""
    return json.dumps(list(words)) if dialect == "sqlite" else list(words)


_CLOCKS = {
    "sqlite": "SELECT CAST(unixepoch('subsec') * 1000000 AS INTEGER)"
    if sqlite3.sqlite_version_info >= (3, 42)
    else "SELECT CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER)",
    "postgresql": "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS bigint)",
}


def database_clock(dialect: str) -> sa.Executable:
    """Whole microseconds since 1970 by the database's own clock."""
    return sa.text(_CLOCKS[dialect])


_LOCK = Kept(sa.select(sa.func.pg_advisory_xact_lock(sa.bindparam("number", type_=sa.BigInteger))))


def lock_for_this_transaction(dialect: str) -> Kept | None:
    """Wait until no other transaction has the lock `number`, and keep it; None where writers take turns anyhow."""
    return None if dialect == "sqlite" else _LOCK


@contextmanager
def driver_errors() -> Iterator[None]:
    """No error of SQLAlchemy or a driver gets through, and no value that was bound stands in a text."""
    try:
        yield
    except (SQLAlchemyError, UnicodeEncodeError) as error:
        raise meant_by(error) from None


def meant_by(error: SQLAlchemyError | UnicodeEncodeError) -> Exception:
    """What is raised instead.

    What the database refuses because of the rows themselves is a defect of the caller: ValueError. All else that the
    database says is `StoreUnavailable`. What is no answer of a database stays as it is.
    """
    match error:
        case IntegrityError():
            return ValueError(f"the store refuses the row: {_broken_rule(error)}")
        case DataError():
            return ValueError(f"the store cannot keep the value: {_name(error)}")
        case UnicodeEncodeError():
            return ValueError("the store cannot keep the value: it is no text")
        case DBAPIError():
            return StoreUnavailable(f"the database answers {_name(error)}")
        case PendingRollbackError():  # somebody went on after the connection had broken
            return StoreUnavailable("the connection to the database broke")
        case NoConnection():
            return StoreUnavailable("no connection to the database is free")
        case StatementError():
            return ValueError(f"the store cannot keep the value: {error.orig}")
    return error


def _name(error: DBAPIError) -> str:
    """The driver's own name of the error, as SQLITE_BUSY or 57P01."""
    original = error.orig
    name = getattr(original, "sqlite_errorname", None) or getattr(original, "sqlstate", None)
    return str(name or type(original).__name__)


def _broken_rule(error: IntegrityError) -> str:
    """Which rule: SQLite's text names only columns; PostgreSQL's holds values, so only the rule's name is taken."""
    original = error.orig
    if hasattr(original, "sqlite_errorname"):
        return str(original)
    return str(getattr(getattr(original, "diag", None), "constraint_name", None) or _name(error))
