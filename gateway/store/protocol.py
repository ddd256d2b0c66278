"""The protocol of the store, as the exchange sees it.

Theory of operation. All writing happens in short transactions (`Store.transaction`), never held open during work of an
adapter or a broker. Work is claimed by *stream*: a lease with owner, end and fence number, taken in one short
transaction; whoever comes later with an older fence writes nothing (`FenceLost`). Within a stream the lowest version
that is due comes first, and a stream whose lease runs is nobody else's. A crash leaves the lease to run out; the work
is then claimed again. Claims can be taken some at a time (`claim_batch`): each is done and answered for as if it were
alone, only the streams are given back by themselves (`release`). Raises `StoreUnavailable` when the database is away,
and ValueError for what no caller should write (a key that is there, a reference to nothing, a time without offset, a
move or change that is not allowed). A transaction is not opened within another by the same thread.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from gateway.store.rows import (
    AuditBatchRow,
    AuditEntry,
    AuditRow,
    Claim,
    ConsentRow,
    CopyRow,
    DirectoryRow,
    Figures,
    HoldingRow,
    InboxRow,
    ParkedRow,
    PlanRow,
    SourceRow,
    Stream,
    VersionRow,
    Waits,
    Wanted,
    WantedParked,
    WorkKind,
    WorkRow,
)
from schemas.errors import StoreUnavailable, Unavailable
from schemas.messages import CopyId

ANY_COPY = Wanted()
ANYTHING_PARKED = WantedParked()


class FenceLost(Unavailable):
    """The lease ran out and another worker has the stream: nothing was written."""

    code = "SIP954"


class SchemaNewer(StoreUnavailable):
    """A newer version of the program has written the database: upgrade this one, or restore a back-up."""

    code = "SIP955"


class Transaction(Protocol):
    """One short unit of reading and writing; commits when its block ends well, else nothing has happened."""

    # plans and versions (home)
    def plan(self, organisation: str, plan_id: str) -> PlanRow | None:
        """The plan as this organisation knows it."""

    def plan_of_source(self, organisation: str, system: str, source_plan_id: str) -> PlanRow | None:
        """The plan that this organisation's journal system knows by its own id."""

    def plans_ended(self, organisation: str, home: str, since: datetime) -> Sequence[PlanRow]:
        """Plans of that home that this organisation has under a tombstone of that time or later, by plan id."""

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
        """Insert or replace; refuses (ValueError) another frozen body or hash, or a move that COPY_MOVES lacks.

        A row without body (as lists give it) leaves the frozen body as it is; the same state again is fine.
        """

    def drop_body(self, organisation: str, copy_id: CopyId) -> None:
        """Remove the frozen body of a copy (withdrawn before it left, or culled); its hash and everything else stay.

        It does not come back: `put_copy` leaves it away.
        """

    def unfreeze(self, organisation: str, copy_id: CopyId) -> None:
        """Remove body, hash and message id of a copy that never left, or was withdrawn, so that it can be frozen anew.

        Raises ValueError when the copy may have left (`first_sent_at` is set: written before it is published) and is
        not withdrawn.
        """

    def ledger(self, organisation: str, wanted: Wanted = ANY_COPY) -> Sequence[CopyRow]:
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

    def received(self, organisation: str, wanted: Wanted = ANY_COPY) -> Sequence[HoldingRow]:
        """Copies of others' plans that came to this organisation, without bodies, newest first."""

    def holding_of_entry(self, organisation: str, entry_id: str) -> HoldingRow | None:
        """The copy that became that journal entry here, without body: a document about it is an echo."""

    def put_holding(self, row: HoldingRow) -> None:
        """Insert or replace; the content hash of a copy id never changes (ValueError), unless it was withdrawn.

        A row with an empty body (as `holdings` gives it) leaves the body as it is.
        """

    def inbox(self, organisation: str, message_id: str) -> InboxRow | None:
        """The message that came under that id."""

    def put_inbox(self, row: InboxRow) -> None:
        """Keep a message that came."""

    def take_turns(self, *, messages: Sequence[tuple[str, str]], plans: Sequence[tuple[str, str]]) -> None:
        """Wait until nobody else touches any of these (organisation, id), and keep them until this transaction ends.

        For whoever works with several: taken in one order by all, so that two of them never wait for each other.
        """

    # work
    def add_work(
        self, stream: Stream, kind: WorkKind, version: int, subject: str, due_at: datetime, body: bytes | None = None
    ) -> None:
        """Add one thing to do; the same (stream, kind, subject) still open is not added twice."""

    def drop_work(self, stream: Stream, kind: WorkKind, subject: str) -> None:
        """Take away open work that has become needless."""

    def drop_message(self, organisation: str, counterpart: str, message_id: str, *, if_tried: bool = False) -> None:
        """Take away the sending of that message to that counterpart, in whatever stream it waits.

        With `if_tried` only one that has been tried at least once.
        """

    def open_work(self, organisation: str) -> Sequence[WorkRow]:
        """Everything that is not done, oldest first, with bodies: to look at, not to look through on the way."""

    def claim_batch(
        self,
        organisations: Sequence[str],
        kinds: Sequence[WorkKind],
        *,
        owner: str,
        now: datetime,
        lease: timedelta,
        limit: int,
    ) -> Sequence[Claim]:
        """Take the leases of up to `limit` free streams with due work of these kinds, the longest waiting first.

        Of each stream all that is due of these kinds, in the order in which it is to be done; where that is very much,
        the first of it. The claims of one stream share its lease: see `release`. As long as this transaction is open
        nobody else touches their plans, so work without outside effect may be done in it.
        """

    def finish(self, claim: Claim) -> None:
        """The claimed work is done; gives the stream back unless its lease is shared.

        Raises `FenceLost` when the fence is old or given back.
        """

    def postpone(self, claim: Claim, due_at: datetime, *, defect: bool = False) -> None:
        """Try again later: one attempt more, lease given back unless shared. Raises `FenceLost` when the fence is old.

        With `defect` that is counted too: having waited long for something that was away is no defect.
        """

    def settled(self, claim: Claim) -> bool:
        """Whether this transaction has finished or postponed it."""

    def release(self, claims: Sequence[Claim]) -> None:
        """Give back the streams of these claims, with the results of the last or without any; what is left is due.

        A lease that is not held any more is passed by.
        """

    def guard(self, claim: Claim) -> None:
        """Raise `FenceLost` unless the claim's fence is the stream's newest: call it before writing results.

        Also raises once the claim is finished or postponed. A lease that ran out is good until another has the stream.
        """

    def pull_back(self, now: datetime, waits: Waits) -> int:
        """Right what a clock that was ahead has written, after it has been set back; how many, some hundreds at a time.

        A lease that ends much later than one that is taken now is given back, as `give_back` does; work that is due
        later than it can have to wait is due when that wait is over. What a right clock has written stays as it is.
        """

    # parked, audit, answers
    def park(self, row: ParkedRow) -> int:
        """Park; gives the row's id (the id in `row` is ignored).

        The same (organisation, subject, kind) still parked is one row, which stays as it was first written.
        """

    def parked(self, wanted: WantedParked = ANYTHING_PARKED) -> Sequence[ParkedRow]:
        """What is parked, oldest first, without bodies; with `resolved`, what was parked and is resolved."""

    def parked_row(self, parked_id: int, *, with_body: bool = True) -> ParkedRow | None:
        """One parked row; its body is read only where it is wanted."""

    def newest_parked(self) -> int:
        """The highest number of what has been parked so far, settled or not; 0 when nothing has."""

    def resolve_parked(self, parked_id: int, resolution: str, at: datetime) -> None:
        """Mark as `replayed` or `discarded`; the row stays, and so does a first resolution. Raises `NotFound`."""

    def audit(self, row: AuditRow) -> None:
        """Write one audit row in this transaction."""

    def audit_rows(self, organisation: str, *, plan_id: str | None = None, limit: int = 1000) -> Sequence[AuditRow]:
        """Audit rows, newest first."""

    def unsealed_audit(self, organisation: str, limit: int = 1000) -> Sequence[AuditEntry]:
        """The rows that are in no batch yet, in order of their rising number."""

    def seal_audit(self, batch: AuditBatchRow, sequences: Sequence[int]) -> None:
        """Keep a batch, and its number on its rows. The same batch twice is once.

        Refuses (ValueError) rows that are in a batch or not there, another count than the batch says, or its number
        taken by another batch.
        """

    def newest_batch(self, organisation: str) -> AuditBatchRow | None:
        """The batch that the next one binds."""

    def audit_batches(self, organisation: str) -> Sequence[AuditBatchRow]:
        """All batches, in order of their number."""

    def sealed_audit(self, organisation: str, number: int) -> Sequence[AuditEntry]:
        """The rows of one batch, in order of their number."""

    # the gateway itself
    def newest_directory(self) -> DirectoryRow | None:
        """The newest version of the shared directory that was taken."""

    def add_directory(self, row: DirectoryRow) -> bool:
        """Keep a version of the shared directory; False (and nothing written) when it is not newer than all others."""

    def key_ring(self, organisation: str) -> tuple[int, bytes] | None:
        """Revision and sealed key ring of an organisation, where the database keeps them."""

    def put_key_ring(self, organisation: str, body: bytes, *, revision: int) -> bool:
        """Write revision 1 of a new ring, or the one that follows; False when another has written that one."""

    def drop_key_ring(self, organisation: str) -> None:
        """Take the key ring away. Twice is once."""

    # for lists
    def count_sent(self, organisation: str, wanted: Wanted = ANY_COPY) -> int:
        """How many rows `ledger` would give without its limit."""

    def count_received(self, organisation: str, wanted: Wanted = ANY_COPY) -> int:
        """How many rows `received` would give without its limit."""

    def count_parked(self, wanted: WantedParked = ANYTHING_PARKED) -> int:
        """How many rows `parked` would give without its limit."""

    def follow_ups(self, organisation: str, plan_ids: Iterable[str]) -> Mapping[str, date]:
        """Plan → when it is followed up next: as its newest version says at home, else the newest copy held here.

        A copy counts only in a state in which its organisation may look at what it says. No document is read.
        """

    def directory_version(self) -> int | None:
        """The number of the newest version of the shared directory that was taken."""

    def turn_taken(self, organisation: str, duty: str) -> datetime | None:
        """When that duty was last taken by anybody; None when it never was."""

    def cull_bodies(self, organisation: str, *, settled_before: datetime, limit: int) -> int:
        """Take away bodies of copies, sent and held, that came to rest by then, and of messages that came by then.

        Also of what was parked and has been settled by then. At most `limit` of each; how many. The newest version of
        a plan that has not ended keeps its bodies. What comes anew meanwhile keeps its body.
        """

    def figures(self, organisations: Sequence[str], now: datetime) -> Sequence[Figures]:
        """What the metrics tell of each organisation."""

    # an organisation that moves between gateways
    def has_organisation(self, organisation: str) -> bool:
        """Whether any row is that organisation's; turns, keys and the mark of moving are not counted."""

    def running_leases(self, organisation: str, now: datetime) -> int:
        """How many of its streams are in somebody's lease that has not run out."""

    def newest_audit(self, organisation: str) -> int:
        """The number of its newest audit row: whatever happens to an organisation writes one. 0 when there is none."""

    def organisation_rows(self, organisation: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """All its rows with the name of their table, referred before referring, read while they are asked for."""

    def put_organisation_rows(
        self, organisation: str, rows: Iterable[tuple[str, Mapping[str, Any]]], *, newest_audit: int
    ) -> int:
        """Write what `organisation_rows` gave of another store, how many; leases are free, fences as they were.

        `newest_audit` is that of the other store. Raises ValueError when the organisation has rows here.
        """

    def remove_organisation(self, organisation: str) -> None:
        """Remove every row of it, also turns and keys. Twice is once."""

    def moved_out(self) -> frozenset[str]:
        """The organisations that are marked as moving away: nobody works for them here."""

    def mark_moved_out(self, organisation: str, at: datetime) -> None:
        """Mark one. Twice is once."""

    def unmark_moved_out(self, organisation: str) -> None:
        """Take the mark away. Twice is once."""


class Store(Protocol):
    """Where everything durable lies."""

    def check(self) -> None:
        """Raise `StoreUnavailable` unless the database answers."""

    def now(self) -> datetime:
        """The time of the database's own clock, to compare ours with."""

    def transaction(self) -> AbstractContextManager[Transaction]:
        """Open one short transaction (write lock at once where the database has one).

        Whoever reads a plan, document, message or audit chain and then writes has not been overtaken by another when
        it commits: others wait for the end of the transaction (`StoreUnavailable` after a while). What lists over many
        plans give (`ledger`, `received`, `holdings`, `parked`, `open_work`) may move meanwhile: read the row again by
        its key before it is written.
        """

    def claim(
        self, organisations: Sequence[str], kinds: Sequence[WorkKind], *, owner: str, now: datetime, lease: timedelta
    ) -> Claim | None:
        """Take the lease of one free stream with due work of these kinds; None when there is none.

        The stream that has waited longest comes first, and of its due work the lowest version, then the oldest. A
        stream whose lease has run out is free, and gets a higher fence.
        """

    def due(self, organisations: Sequence[str], kinds: Sequence[WorkKind], *, now: datetime) -> Sequence[str]:
        """Those of the organisations that have due work of these kinds which can be claimed, longest waiting first.

        Nothing is written: another may come first.
        """

    def has_due(self, organisations: Sequence[str], kinds: Sequence[WorkKind], *, now: datetime) -> bool:
        """Whether `due` would name anybody; that costs less."""

    def next_due(self, organisations: Sequence[str]) -> datetime | None:
        """When the next work can be claimed, also when that is in the past; None when there is none.

        For work of a stream in somebody's lease that is the end of the lease, if it comes later than the work is due.
        """

    def give_back(self, owner: str) -> int:
        """End every lease of that owner at once, with a higher fence; how many. Its results are refused from now."""

    def take_turn(
        self, organisation: str, duty: str, *, owner: str, now: datetime, lease: timedelta, every: timedelta
    ) -> bool:
        """Whether the owner shall do a duty that comes round `every` so often, over all workers on all machines.

        True for one owner only: it has `lease` time, then another may take over. A duty whose turn is not over, or
        was taken less than `every` ago, is nobody's. A duty that nobody has had yet is due, and so is one that was
        taken at a time more than `lease` after now: by a clock that was ahead.
        """

    def end_turn(self, organisation: str, duty: str, *, owner: str) -> None:
        """The duty is done; the next turn comes when `every` has passed since this one was taken."""

    def close(self) -> None:
        """Give back connections."""
