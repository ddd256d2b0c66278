"""What every part of a transaction does with its connection: run, and turn our rows into columns and back.

Theory of operation. Building a statement takes several times as long as running it. So what is run for every copy is
built once and kept (`kept.py`), with parameters that are named as the columns they are compared with (`is_row`), and
rows are read in the order of their fields (`select_as`), so that making one is a call with everything in its place.
Only lists, whose conditions differ from question to question, are built when they are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import Any, overload

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from gateway.store.dialect import insert_or_replace, insert_unless_there, lock_for_this_transaction, meant_by
from gateway.store.kept import Answer, Kept
from gateway.store.turns import Touched, number_of
from schemas.messages import CopyId

COPY_KEY = ("plan_id", "version", "recipient", "kind")

ITS = "its_"
"""What parameters of an UPDATE begin with that say which row it is: their own names are what is written."""


class Part:
    """Statements on one open transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._dialect = connection.dialect.name
        self._touched: set[tuple[Any, ...]] = set()

    def _touch(self, what: Touched, organisation: str, *words: str) -> None:
        """Nobody else touches it until this transaction ends: call it before the first statement about it."""
        about = (what, organisation, *words)
        if about in self._touched:
            return
        lock = lock_for_this_transaction(self._dialect)
        if lock is not None:
            self._run(lock, {"number": number_of(what, organisation, *words)})
        self._touched.add(about)

    @overload
    def _run(self, statement: Kept, values: Mapping[str, Any] | None = None) -> Answer: ...

    @overload
    def _run(self, statement: sa.Executable, values: Mapping[str, Any] | None = None) -> sa.CursorResult[Any]: ...

    def _run(
        self, statement: Kept | sa.Executable, values: Mapping[str, Any] | None = None
    ) -> Answer | sa.CursorResult[Any]:
        """Run it. What comes back has `first`, `all` and `rowcount`, whichever it is."""
        try:
            if isinstance(statement, Kept):
                return statement.run(self._connection, values or {})
            return self._connection.execute(statement, values)
        except (SQLAlchemyError, UnicodeEncodeError) as error:
            raise meant_by(error) from None

    def _run_for_each(self, statement: Kept | sa.Executable, rows: Sequence[Mapping[str, Any]]) -> None:
        """Run it for each of the rows, if any, in one go."""
        try:
            if not rows:
                return
            if isinstance(statement, Kept):
                statement.run_each(self._connection, rows)
            else:
                self._connection.execute(statement, rows)
        except (SQLAlchemyError, UnicodeEncodeError) as error:
            raise meant_by(error) from None

    def _first(self, statement: sa.Executable, values: Mapping[str, Any] | None = None) -> dict[str, Any] | None:
        row = self._run(statement, values).mappings().first()
        return None if row is None else dict(row)

    def _all(self, statement: sa.Executable, values: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        return [dict(row) for row in self._run(statement, values).mappings()]

    def _one(self, statement: Kept | sa.Executable, **values: Any) -> Any:
        """The first row, its columns in the order of the statement; None when there is none."""
        return self._run(statement, values).first()

    def _many(self, statement: Kept | sa.Executable, **values: Any) -> Sequence[Any]:
        """All rows, their columns in the order of the statement."""
        found: Sequence[Any] = self._run(statement, values).all()
        return found

    def _put(self, table: sa.Table, values: Mapping[str, Any]) -> None:
        self._run(_replacing(self._dialect, table), values)

    def _add(
        self,
        table: sa.Table,
        values: Mapping[str, Any],
        unique: Iterable[str] = (),
        where: sa.ColumnElement[bool] | None = None,
    ) -> bool:
        """Insert unless the unique columns (the primary key, when not said) are there; whether it was inserted.

        `where` must be one and the same condition each time: the statement is kept with it.
        """
        return self._run(_adding(self._dialect, table, tuple(unique), where), values).rowcount > 0

    def _add_each(self, table: sa.Table, rows: Sequence[Mapping[str, Any]], unique: Iterable[str] = ()) -> None:
        """The same of each of the rows, without saying which were inserted."""
        self._run_for_each(_adding(self._dialect, table, tuple(unique), None), rows)


@cache
def _replacing(dialect: str, table: sa.Table) -> Kept:
    return Kept(insert_or_replace(dialect, table))


@cache
def _adding(dialect: str, table: sa.Table, unique: tuple[str, ...], where: sa.ColumnElement[bool] | None) -> Kept:
    return Kept(insert_unless_there(dialect, table, unique, where))


def columns_of(row: Any, *without: str) -> dict[str, Any]:
    """Column → value of a row whose fields are its columns; a copy id becomes its four columns."""
    kind: Any = type(row)
    names, read = _reader(kind)
    values = dict(zip(names, read(row), strict=True))
    if isinstance(values.get("copy_id"), CopyId):
        values |= values.pop("copy_id")._asdict()
    for name in without:
        del values[name]
    return values


@cache
def _reader(kind: Any) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
    names = tuple(field.name for field in fields(kind))
    return names, attrgetter(*names)


def select_as(kind: type, table: sa.Table, **instead: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """Select the table's columns in the order of the row's fields; `instead` of a body, say, what a list gives."""
    wanted: list[sa.ColumnElement[Any]] = []
    for field in fields(kind):
        if field.name == "copy_id" and field.name not in table.c:  # in the audit a copy id is a text
            wanted += [table.c[name] for name in COPY_KEY]
        elif field.name in instead:
            wanted.append(instead[field.name].label(field.name))
        else:
            wanted.append(table.c[field.name])
    return sa.select(*wanted)


def of_copy(kind: Callable[..., Any], found: Sequence[Any]) -> Any:
    """A row of that kind, whose first fields are organisation and copy id."""
    organisation, plan_id, version, recipient, what, *rest = found
    return kind(organisation, CopyId(plan_id, version, recipient, what), *rest)


def is_row(table: sa.Table, *names: str, its: str = "") -> sa.ColumnElement[bool]:
    """Those columns are what the parameters of the same names say; in an UPDATE they begin with `ITS`."""
    return sa.and_(*(table.c[name] == sa.bindparam(its + name) for name in names))


def is_copy(table: sa.Table, organisation: str, copy_id: CopyId) -> sa.ColumnElement[bool]:
    """The row of that copy."""
    key = (table.c[name] == value for name, value in zip(COPY_KEY, copy_id, strict=True))
    return sa.and_(table.c.organisation == organisation, *key)


def all_but(table: sa.Table, *names: str) -> sa.Select[Any]:
    """Select without the named columns, so that no body is read for a list."""
    return sa.select(*(column for column in table.c if column.name not in names))
