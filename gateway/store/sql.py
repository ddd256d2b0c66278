"""The store on any database that SQLAlchemy reaches: one transaction is all the parts on one connection."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from gateway.store.columns import EPOCH, TICK
from gateway.store.dialect import database_clock, driver_errors
from gateway.store.parts.ahead import AheadPart
from gateway.store.parts.audit import AuditPart
from gateway.store.parts.claims import ClaimsPart
from gateway.store.parts.copies import CopiesPart
from gateway.store.parts.figures import FiguresPart
from gateway.store.parts.gateway import GatewayPart
from gateway.store.parts.holdings import HoldingsPart
from gateway.store.parts.lists import ListsPart
from gateway.store.parts.moving import MovingPart
from gateway.store.parts.parked import ParkedPart
from gateway.store.parts.plans import PlansPart
from gateway.store.parts.retention import RetentionPart
from gateway.store.rows import Claim, WorkKind

READING = "samspel_reading"
"""Execution option of a connection that will not write, so that it need not wait for writers."""


class SqlTransaction(
    PlansPart,
    CopiesPart,
    HoldingsPart,
    ClaimsPart,
    ParkedPart,
    AuditPart,
    GatewayPart,
    FiguresPart,
    ListsPart,
    MovingPart,
    RetentionPart,
    AheadPart,
):
    """See `gateway.store.protocol.Transaction`."""


class SqlStore:
    """See `gateway.store.protocol.Store`. `turn` is entered before a writing transaction begins."""

    def __init__(self, engine: sa.Engine, turn: Callable[[], AbstractContextManager[None]] = nullcontext) -> None:
        self._engine = engine
        self._turn = turn
        self._closing: list[Callable[[], None]] = []

    @contextmanager
    def transaction(self) -> Iterator[SqlTransaction]:
        """One short transaction; it commits when the block ends well, else nothing has happened."""
        with self._turn(), driver_errors(), self._engine.begin() as connection:
            transaction = SqlTransaction(connection)
            yield transaction
            transaction.flush()

    def claim(
        self, organisations: Sequence[str], kinds: Sequence[WorkKind], *, owner: str, now: datetime, lease: timedelta
    ) -> Claim | None:
        """Take the lease of the free stream that has waited longest, and its lowest version that is due."""
        with self.transaction() as transaction:
            return transaction.claim(organisations, kinds, owner, now, lease)

    def due(self, organisations: Sequence[str], kinds: Sequence[WorkKind], *, now: datetime) -> Sequence[str]:
        """Who has something that can be claimed, the longest waiting first."""
        with driver_errors(), self._engine.connect().execution_options(**{READING: True}) as connection:
            return SqlTransaction(connection).due(organisations, kinds, now)

    def has_due(self, organisations: Sequence[str], kinds: Sequence[WorkKind], *, now: datetime) -> bool:
        """Whether there is anything that can be claimed."""
        with driver_errors(), self._engine.connect().execution_options(**{READING: True}) as connection:
            return SqlTransaction(connection).has_due(organisations, kinds, now)

    def next_due(self, organisations: Sequence[str]) -> datetime | None:
        """When something can be claimed: the earliest of what is due, or the end of the lease that covers it."""
        with driver_errors(), self._engine.connect().execution_options(**{READING: True}) as connection:
            return SqlTransaction(connection).next_due(organisations)

    def check(self) -> None:
        """Raise `StoreUnavailable` unless the database answers."""
        self._asked(sa.select(sa.literal(1)))

    def now(self) -> datetime:
        """The time of the database's own clock."""
        ticks: int = self._asked(database_clock(self._engine.dialect.name))
        return EPOCH + ticks * TICK

    def give_back(self, owner: str) -> int:
        """End every lease of that owner at once, with a higher fence; how many."""
        with self.transaction() as transaction:
            return transaction.give_back(owner)

    def take_turn(
        self, organisation: str, duty: str, *, owner: str, now: datetime, lease: timedelta, every: timedelta
    ) -> bool:
        """Whether the owner shall do that duty now; at most one owner is told so."""
        with self.transaction() as transaction:
            return transaction.take_turn(organisation, duty, owner, now, lease, every)

    def end_turn(self, organisation: str, duty: str, *, owner: str) -> None:
        """The duty is done for this time."""
        with self.transaction() as transaction:
            transaction.end_turn(organisation, duty, owner)

    def _asked(self, statement: sa.Executable) -> Any:
        with driver_errors(), self._engine.connect().execution_options(**{READING: True}) as connection:
            return connection.execute(statement).scalar_one()

    def close(self) -> None:
        """Give back every connection, and what was to be closed with them. Twice is once."""
        self._engine.dispose()
        while self._closing:
            self._closing.pop()()

    def when_closed(self, do: Callable[[], None]) -> None:
        """Close that too when this is closed."""
        self._closing.append(do)
