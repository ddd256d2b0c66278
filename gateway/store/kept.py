"""Statements that are built and compiled once, and from then on given to the driver as they are.

Theory of operation. SQLAlchemy says how a statement is written for a database, and how values go in and come out. It
does that anew each time a statement is run, and for a row found by its key that costs several times what the database
needs. A `Kept` statement asks it once, for each dialect and each set of values that is given, and keeps the answer: the
text, the order of the values, and what turns them. It runs on the driver's own cursor within the transaction that
SQLAlchemy has begun. What the driver raises is said as SQLAlchemy says it, so that one place tells what it means; a
connection that is lost, or of no use any more (`NO_USE`), is thrown away as SQLAlchemy would.

Statements whose text depends on the values (a list in IN, a question with varying conditions) are not for this.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler

NO_USE = frozenset({"25006"})
"""States (SQLSTATE) of a connection whose server was the primary and is no longer: its host may be again, it is not."""

Turn = Callable[[Any], Any]


class Kept:
    """One statement; its parameters are named."""

    __slots__ = ("_forms", "statement")

    def __init__(self, statement: sa.Executable) -> None:
        self.statement = statement
        self._forms: dict[tuple[str, tuple[str, ...]], _Form] = {}

    def run(self, connection: sa.Connection, values: Mapping[str, Any]) -> Answer:
        """Run it once, with a value for each parameter."""
        form = self._form(connection.dialect, tuple(values))
        bound = form.bound(values)
        return Answer(_done(connection, form.text, lambda cursor: cursor.execute(form.text, bound)), form)

    def run_each(self, connection: sa.Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Run it once for each of the rows, which all name the same values."""
        form = self._form(connection.dialect, tuple(rows[0]))
        bound = [form.bound(each) for each in rows]
        _done(connection, form.text, lambda cursor: cursor.executemany(form.text, bound)).close()

    def _form(self, dialect: sa.Dialect, names: tuple[str, ...]) -> _Form:
        form = self._forms.get((dialect.name, names))
        if form is None:
            form = self._forms[dialect.name, names] = _Form(self.statement, dialect, names)
        return form


class Answer:
    """What came back: rows as tuples, their columns in the order of the statement."""

    __slots__ = ("_cursor", "_form", "rowcount")

    def __init__(self, cursor: Any, form: _Form) -> None:
        self._cursor, self._form = cursor, form
        self.rowcount: int = cursor.rowcount

    def first(self) -> tuple[Any, ...] | None:
        """The first row, if any."""
        found = self._cursor.fetchone()
        self._cursor.close()
        return None if found is None else self._form.read(found)

    def all(self) -> list[tuple[Any, ...]]:
        """Every row."""
        found = self._cursor.fetchall()
        self._cursor.close()
        read = self._form.read
        return [read(each) for each in found]

    def named(self, row: tuple[Any, ...]) -> dict[str, Any]:
        """A row by the names of its columns."""
        return dict(zip(self._form.columns, row, strict=True))


class _Form:
    """How a statement is said to one dialect."""

    __slots__ = ("_binds", "_fixed", "_in_order", "_readers", "columns", "text")

    def __init__(self, statement: sa.Executable, dialect: sa.Dialect, names: tuple[str, ...]) -> None:
        if isinstance(statement, sa.Insert):
            statement = statement.inline()  # no number that the database gives is asked for
        compiled = statement.compile(dialect=dialect, column_keys=list(names))  # type: ignore[attr-defined]
        if not isinstance(compiled, SQLCompiler):
            raise TypeError("a statement that is kept is one that reads or writes rows")
        self.text = str(compiled)
        self._in_order = compiled.positiontup if compiled.positional else None
        self._binds = {
            name: bind.type.dialect_impl(dialect).bind_processor(dialect)
            for name, bind in compiled.binds.items()
            if bind.required
        }
        self._fixed = {name: bind.effective_value for name, bind in compiled.binds.items() if not bind.required}
        selected = list(getattr(statement, "selected_columns", ()))
        self.columns = tuple(column.key for column in selected)
        readers = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in selected]
        self._readers = [(place, reader) for place, reader in enumerate(readers) if reader is not None]

    def bound(self, values: Mapping[str, Any]) -> Any:
        """The values as the driver takes them."""
        said = {name: values[name] if turn is None else turn(values[name]) for name, turn in self._binds.items()}
        said.update(self._fixed)
        return said if self._in_order is None else [said[name] for name in self._in_order]

    def read(self, found: Any) -> tuple[Any, ...]:
        """A row as we know it, of what the driver gave."""
        row = list(found)
        for place, reader in self._readers:
            row[place] = reader(row[place])
        return tuple(row)


def run_text(connection: sa.Connection, text: str) -> None:
    """Run a text of ours that has no values."""
    _done(connection, text, lambda cursor: cursor.execute(text)).close()


def _done(connection: sa.Connection, text: str, do: Callable[[Any], object]) -> Any:
    """The cursor on which it was done. Raises what SQLAlchemy would."""
    dialect = connection.dialect
    errors = dialect.loaded_dbapi.Error
    raw = connection.connection
    try:
        cursor = raw.cursor()
        do(cursor)
    except errors as error:
        lost = dialect.is_disconnect(error, raw, None) or getattr(error, "sqlstate", None) in NO_USE
        if lost:
            connection.invalidate(error)
        raise DBAPIError.instance(
            text, None, error, errors, hide_parameters=True, connection_invalidated=lost, dialect=dialect
        ) from error
    return cursor
