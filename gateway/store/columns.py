"""What columns are made of, the same on SQLite and PostgreSQL.

Instants are whole microseconds since 1970 in UTC: they sort and compare alike everywhere. Words of a vocabulary are
kept
as text and come back as members. Bodies are bytes, never JSON of the database (it would reorder keys).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Generic, TypeVar

import sqlalchemy as sa

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)

Member = TypeVar("Member", bound=StrEnum)


class Instant(sa.types.TypeDecorator[datetime]):
    """An aware datetime as whole microseconds since 1970 in UTC."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> int | None:  # noqa: ARG002
        """Refuses a datetime without offset: it would mean another time on another machine."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs an offset")
        return (value - EPOCH) // TICK

    def process_result_value(self, value: int | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else EPOCH + value * TICK


class Word(sa.types.TypeDecorator[Member], Generic[Member]):
    """A member of one of our vocabularies, as its text."""

    impl = sa.Text
    cache_ok = True

    def __init__(self, vocabulary: type[Member]) -> None:
        super().__init__()
        self.vocabulary = vocabulary

    def process_bind_param(self, value: Member | None, dialect: sa.Dialect) -> str | None:  # noqa: ARG002
        if value is None:
            return None
        try:
            return self.vocabulary(value).value
        except ValueError:  # its own text would quote the word
            raise ValueError(f"no word of {self.vocabulary.__name__}") from None

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> Member | None:  # noqa: ARG002
        return None if value is None else self.vocabulary(value)


METADATA = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)
NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
"""SQLite counts up only what is called INTEGER."""


def text(name: str, **options: Any) -> sa.Column[Any]:
    """A text that is always there."""
    return sa.Column(name, sa.Text, nullable=False, **options)


def maybe(name: str, type_: Any = sa.Text) -> sa.Column[Any]:
    """A column that may be empty."""
    return sa.Column(name, type_, nullable=True)


def must(name: str, type_: Any, **options: Any) -> sa.Column[Any]:
    """A column that is always there."""
    return sa.Column(name, type_, nullable=False, **options)


def key(*names: str) -> sa.PrimaryKeyConstraint:
    """The primary key."""
    return sa.PrimaryKeyConstraint(*names)


def number() -> sa.Column[Any]:
    """A key that the database counts up and never gives twice."""
    return sa.Column("id", NUMBER, primary_key=True, autoincrement=True)


def of(table: str, *names: str) -> sa.ForeignKeyConstraint:
    """Looked at when the transaction ends, so that the order of writing within it is free."""
    return sa.ForeignKeyConstraint(names, [f"{table}.{name}" for name in names], deferrable=True, initially="DEFERRED")
