"""The store on any database that SQLAlchemy reaches: one transaction is all the parts on one connection."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime, timedelta

import sqlalchemy as sa

from gateway.store.dialect import driver_errors
from gateway.store.parts.audit import AuditPart
from gateway.store.parts.copies import CopiesPart
from gateway.store.parts.holdings import HoldingsPart
from gateway.store.parts.parked import ParkedPart
from gateway.store.parts.plans import PlansPart
from gateway.store.parts.work import WorkPart
from gateway.store.rows import Claim, WorkKind

READING = "samspel_reading"
"""Execution option of a connection that will not write, so that it need not wait for writers."""


class SqlTransaction(PlansPart, CopiesPart, HoldingsPart, WorkPart, ParkedPart, AuditPart):
    """See `gateway.store.protocol.Transaction`."""


class SqlStore:
    """See `gateway.store.protocol.Store`. `turn` is entered before a writing transaction begins."""

    def __init__(self, engine: sa.Engine, turn: Callable[[], AbstractContextManager[None]] = nullcontext) -> None:
        self._engine = engine
        self._turn = turn

    @contextmanager
    def transaction(self) -> Iterator[SqlTransaction]:
        """One short transaction; it commits when the block ends well, else nothing has happened."""
        with self._turn(), driver_errors(), self._engine.begin() as connection:
            yield SqlTransaction(connection)

    def claim(
        self, organisations: Sequence[str], kinds: Sequence[WorkKind], *, owner: str, now: datetime, lease: timedelta
    ) -> Claim | None:
        """Take the lease of the free stream that has waited longest, and its lowest version that is due."""
        with self.transaction() as transaction:
            return transaction.claim(organisations, kinds, owner, now, lease)

    def next_due(self, organisations: Sequence[str]) -> datetime | None:
        """When something can be claimed: the earliest of what is due, or the end of the lease that covers it."""
        with driver_errors(), self._engine.connect().execution_options(**{READING: True}) as connection:
            return SqlTransaction(connection).next_due(organisations)

    def close(self) -> None:
        """Give back every connection. Twice is once."""
        self._engine.dispose()
