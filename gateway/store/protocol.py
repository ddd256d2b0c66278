"""The protocol of the store, as the exchange sees it.

Theory of operation. All writing happens in short transactions (`Store.transaction`), never held open during work of an
adapter or a broker. Work is claimed by *stream*: a lease with owner, end and fence number, taken in one short transaction;
whoever comes later with an older fence writes nothing (`FenceLost`). Within a stream the lowest version that is due comes
first, and a stream whose lease runs is nobody else's. A crash leaves the lease to run out; the work is then claimed again.
Raises `StoreUnavailable` when the database is away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Protocol

from gateway.store.rows import (
    AuditRow,
    Claim,
    ConsentRow,
    CopyRow,
    HoldingRow,
    InboxRow,
    ParkedRow,
    PlanRow,
    SourceRow,
    Stream,
    VersionRow,
    WorkKind,
    WorkRow,
)
from schemas.errors import Unavailable
from schemas.messages import CopyId
from schemas.states import CopyState


class FenceLost(Unavailable):
    """The lease ran out and another worker has the stream: nothing was written."""

    code = "SIP954"


class Transaction(Protocol):
    """One short unit of reading and writing; commits when its block ends well, else nothing has happened."""

    # plans and versions (home)
    def plan(self, organisation: str, plan_id: str) -> PlanRow | None:
        """The plan as this organisation knows it."""

    def plan_of_source(self, organisation: str, system: str, source_plan_id: str) -> PlanRow | None:
        """The plan that this organisation's journal system knows by its own id."""

    def put_plan(self, row: PlanRow) -> None:
        """Insert or replace the plan row."""

    def newest_version(self, organisation: str, plan_id: str) -> VersionRow | None:
        """The newest accepted version at home."""

    def version(self, organisation: str, plan_id: str, version: int) -> VersionRow | None:
        """One accepted version."""

    def add_version(self, row: VersionRow) -> None:
        """Add a version; the same (organisation, plan, version) twice is a defect and raises."""

    def source(self, organisation: str, token: str) -> SourceRow | None:
        """The document handed in under that token."""

    def put_source(self, row: SourceRow) -> None:
        """Keep a document that was handed in."""

    # consents (home)
    def consents(self, organisation: str, plan_id: str) -> Sequence[ConsentRow]:
        """Every version of every consent of the plan, oldest first."""

    def add_consent(self, row: ConsentRow) -> bool:
        """Add a version of a consent; False (and nothing written) when that version is there already."""

    # copies (home's ledger)
    def copy(self, organisation: str, copy_id: CopyId) -> CopyRow | None:
        """The ledger row of a copy."""

    def copies(self, organisation: str, plan_id: str) -> Sequence[CopyRow]:
        """All ledger rows of a plan, by version and recipient, without bodies (`frozen` None)."""

    def put_copy(self, row: CopyRow) -> None:
        """Insert or replace; refuses (ValueError) to change a frozen body or its hash, or a move that COPY_MOVES lacks."""

    def ledger(
        self,
        organisation: str,
        *,
        plan_id: str | None = None,
        states: Iterable[CopyState] = (),
        late_at: datetime | None = None,
        limit: int = 1000,
    ) -> Sequence[CopyRow]:
        """Ledger rows without bodies, newest first."""

    def aliases(self, organisation: str, plan_id: str, recipient: str) -> Mapping[str, str]:
        """Element id → alias in this recipient's copies."""

    def add_aliases(self, organisation: str, plan_id: str, recipient: str, aliases: Mapping[str, str]) -> None:
        """Remember new aliases; those already there stay."""

    # holdings and inbox (recipient)
    def holding(self, organisation: str, copy_id: CopyId) -> HoldingRow | None:
        """The copy that this organisation holds."""

    def holdings(self, organisation: str, plan_id: str | None = None) -> Sequence[HoldingRow]:
        """Copies that this organisation holds, without bodies."""

    def put_holding(self, row: HoldingRow) -> None:
        """Insert or replace; the content hash of a copy id never changes (ValueError)."""

    def inbox(self, organisation: str, message_id: str) -> InboxRow | None:
        """The message that came under that id."""

    def put_inbox(self, row: InboxRow) -> None:
        """Keep a message that came."""

    # work
    def add_work(
        self, stream: Stream, kind: WorkKind, version: int, subject: str, due_at: datetime, body: bytes | None = None
    ) -> None:
        """Add one thing to do; the same (stream, kind, subject) still open is not added twice."""

    def drop_work(self, stream: Stream, kind: WorkKind, subject: str) -> None:
        """Take away open work that has become needless."""

    def open_work(self, organisation: str) -> Sequence[WorkRow]:
        """Everything that is not done, oldest first."""

    def finish(self, claim: Claim) -> None:
        """The claimed work is done; gives the stream back. Raises `FenceLost` when the fence is old."""

    def postpone(self, claim: Claim, due_at: datetime) -> None:
        """Try again later: one attempt more, lease given back. Raises `FenceLost` when the fence is old."""

    def guard(self, claim: Claim) -> None:
        """Raise `FenceLost` unless the claim's fence is the stream's newest: call it before writing results."""

    # parked, audit, answers
    def park(self, row: ParkedRow) -> int:
        """Park; gives the row's id (the id in `row` is ignored). The same (organisation, subject, kind) still parked is one."""

    def parked(self, organisation: str | None = None, *, resolved: bool = False) -> Sequence[ParkedRow]:
        """What is parked, oldest first, without bodies."""

    def parked_row(self, parked_id: int) -> ParkedRow | None:
        """One parked row with its body."""

    def resolve_parked(self, parked_id: int, resolution: str, at: datetime) -> None:
        """Mark as replayed or discarded; the row stays."""

    def audit(self, row: AuditRow) -> None:
        """Write one audit row in this transaction."""

    def audit_rows(self, organisation: str, *, plan_id: str | None = None, limit: int = 1000) -> Sequence[AuditRow]:
        """Audit rows, newest first."""


class Store(Protocol):
    """Where everything durable lies."""

    def transaction(self) -> AbstractContextManager[Transaction]:
        """Open one short transaction (write lock at once where the database has one)."""

    def claim(
        self, organisations: Sequence[str], kinds: Sequence[WorkKind], *, owner: str, now: datetime, lease: timedelta
    ) -> Claim | None:
        """Take the lease of one free stream with due work, lowest version first; None when nothing is due.

        A stream whose lease has run out is free, and gets a higher fence.
        """

    def next_due(self, organisations: Sequence[str]) -> datetime | None:
        """When the next work is due, also when that is in the past; None when there is none."""

    def close(self) -> None:
        """Give back connections."""
