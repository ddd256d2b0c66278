"""What every part of a transaction does with its connection: run, and turn our rows into columns and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import sqlalchemy as sa

from gateway.store.dialect import driver_errors, insert_or_replace, insert_unless_there, lock_for_this_transaction
from gateway.store.turns import Touched, number_of
from schemas.messages import CopyId

COPY_KEY = ("plan_id", "version", "recipient", "kind")


class Part:
    """Statements on one open transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._touched: set[int] = set()

    def _touch(self, what: Touched, organisation: str, *words: str) -> None:
        """Nobody else touches it until this transaction ends: call it before the first statement about it."""
        number = number_of(what, organisation, *words)
        if number in self._touched:
            return
        lock = lock_for_this_transaction(self._connection.dialect.name, number)
        if lock is not None:
            self._run(lock)
        self._touched.add(number)

    def _run(self, statement: sa.Executable, values: Mapping[str, Any] | None = None) -> sa.CursorResult[Any]:
        with driver_errors():
            return self._connection.execute(statement, values)

    def _first(self, statement: sa.Executable) -> dict[str, Any] | None:
        row = self._run(statement).mappings().first()
        return None if row is None else dict(row)

    def _all(self, statement: sa.Executable) -> list[dict[str, Any]]:
        return [dict(row) for row in self._run(statement).mappings()]

    def _put(self, table: sa.Table, values: Mapping[str, Any]) -> None:
        self._run(insert_or_replace(self._connection.dialect.name, table), values)

    def _add(
        self,
        table: sa.Table,
        values: Mapping[str, Any],
        unique: list[str] | None = None,
        where: sa.ColumnElement[bool] | None = None,
    ) -> bool:
        """Insert unless the unique columns (the primary key, when not said) are there; whether it was inserted."""
        unique = unique or [column.name for column in table.primary_key]
        insert = insert_unless_there(self._connection.dialect.name, table, unique, where)
        return self._run(insert.execution_options(preserve_rowcount=True), values).rowcount > 0


def columns_of(row: Any, *without: str) -> dict[str, Any]:
    """Column → value of a row whose fields are its columns; a copy id becomes its four columns."""
    values = {field.name: getattr(row, field.name) for field in fields(row) if field.name not in without}
    if "copy_id" in values and isinstance(values["copy_id"], CopyId):
        values |= values.pop("copy_id")._asdict()
    return values


def with_copy_id(values: dict[str, Any]) -> dict[str, Any]:
    """The four columns of a copy id become one field again."""
    copy_id = CopyId(*(values[name] for name in COPY_KEY))
    return {**{name: value for name, value in values.items() if name not in COPY_KEY}, "copy_id": copy_id}


def all_but(table: sa.Table, *names: str) -> sa.Select[Any]:
    """Select without the named columns, so that no body is read for a list."""
    return sa.select(*(column for column in table.c if column.name not in names))


def is_copy(table: sa.Table, organisation: str, copy_id: CopyId) -> sa.ColumnElement[bool]:
    """The row of that copy."""
    key = (table.c[name] == value for name, value in zip(COPY_KEY, copy_id, strict=True))
    return sa.and_(table.c.organisation == organisation, *key)
