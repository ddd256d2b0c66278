"""Reconcile, at the partner that is asked: what we know of the copies between us, and what is sent again.

Theory of operation. The asker's database was restored from a back-up: it has forgotten what happened after. It names
the copies that it knows, with hashes, states and dates, and we answer with ours; no plan content either way, so it
passes without consent, and only copies between the two are named. A question covers one stretch of copy ids whole, so
what we have sent since that time and it does not name, it lacks: that is sent again, after asking consent. What it
took back (our plan that we withdrew, its plan that it withdrew) is said again: a tombstone must not be forgotten. What
it says of a copy of ours that it holds is settled here as by a status message, since that message may have been lost.
Where hashes differ nothing is changed; both sides show it (SIP752).

The same question again gets the same messages: their ids follow from the question's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from pydantic import TypeAdapter

from gateway.exchange.envelopes import header_to
from gateway.exchange.parking import IN, OUT, park
from gateway.exchange.parts import Parts
from gateway.exchange.queueing import made_id, queue_control, queue_told
from gateway.exchange.sending_again import KIND, WITH_RECIPIENT, let_go_again
from gateway.exchange.settle import settle
from gateway.exchange.withdrawing import holders
from gateway.store.protocol import Transaction
from gateway.store.rows import CopyRow, HoldingRow, Wanted
from schemas.codes import WithdrawalScope
from schemas.errors import NotYours
from schemas.findings import finding
from schemas.identifiers import PlanId
from schemas.messages import (
    ROWS_AT_MOST,
    Again,
    CopyId,
    Evidence,
    Header,
    KnownCopy,
    MessageKind,
    Reconcile,
    ReconcileAnswer,
    Side,
    StatusMessage,
)
from schemas.states import CopyState

_PLAN_ID: TypeAdapter[str] = TypeAdapter(PlanId)
CLOCKS_APART = timedelta(hours=1)
"""What we sent this long before the time asked for is compared too: two clocks, and what was under way."""
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_NOT_MORE_THAN_RECEIVED = frozenset({CopyState.PREPARED, CopyState.SENT, CopyState.PARKED})
ALL = 10**9
FORK = "version-fork"


def surely_before(since: datetime, hours: int = 1) -> datetime:
    """The time from which on is compared: earlier by what clocks differ, whatever time a partner has named."""
    return max(since, _LONG_AGO) - hours * CLOCKS_APART


def answer_reconciling(tx: Transaction, parts: Parts, message: Reconcile) -> None:
    """Compare, send again what is lacked, show forks, and queue the answers. Twice is once.

    Raises NotYours (SIP633) when a row names a copy that is not between the two, and nothing is done.
    """
    me, asker = message.header.receiver, message.header.sender
    named = named_copies(message.rows, me, asker)
    said = [
        *_sent(tx, parts, message, me, asker, named),
        *_held(tx, parts, message, me, asker, named),
    ]
    _say_again_what_ended(tx, parts, message, me, asker)
    pages = [said[at : at + ROWS_AT_MOST] for at in range(0, len(said), ROWS_AT_MOST)] or [[]]
    for number, rows in enumerate(pages, start=1):
        answer = ReconcileAnswer(
            header=_header(parts, message.header, number),
            answers=message.header.message_id,
            part=number,
            parts=len(pages),
            rows=tuple(rows),
        )
        queue_told(tx, parts, answer)


def answer_id(organisation: str, answers: str, part: int) -> str:
    """The id of one part of that organisation's answer to a reconciling."""
    return made_id("reconcile-answer", organisation, answers, str(part))


def _header(parts: Parts, asked: Header, part: int) -> Header:
    message_id = answer_id(asked.receiver, asked.message_id, part)
    return header_to(
        parts, MessageKind.RECONCILE_ANSWER, asked.receiver, asked.sender, message_id, asked_in=asked.version
    )


def named_copies(rows: Iterable[KnownCopy], me: str, other: str) -> dict[str, KnownCopy]:
    """The rows by copy id. What the other holds must be addressed to it, and what it sent or lacks, rightly too.

    Raises NotYours (SIP633) for a row that does not fit.
    """
    found: dict[str, KnownCopy] = {}
    for row in rows:
        try:
            plan, _, recipient, _ = CopyId.parse(row.copy_of)
            _PLAN_ID.validate_python(plan)
        except ValueError:
            raise NotYours(findings=(finding("SIP633"),)) from None
        if recipient != (other if row.side is Side.HELD or row.side is Side.LACKED else me):
            raise NotYours(findings=(finding("SIP633"),))
        found[row.copy_of] = row
    return found


def _within(message: Reconcile, copy_id: CopyId) -> bool:
    written = str(copy_id)
    return (message.after is None or written > message.after) and (message.until is None or written <= message.until)


def _sent(
    tx: Transaction, parts: Parts, message: Reconcile, me: str, asker: str, named: dict[str, KnownCopy]
) -> list[KnownCopy]:
    """Copies of our plans: those that moved since then, and those that the asker names.

    One that it does not name, and that we do not know to have reached it, is none of its business: it may never have
    left, and that there is such a version says something of the person.
    """
    since = surely_before(message.since)
    wanted = Wanted(counterpart=asker, since_from=since, limit=ALL)
    rows = {str(row.copy_id): row for row in tx.ledger(me, wanted) if _within(message, row.copy_id)}
    tx.take_turns(messages=(), plans=[(me, CopyId.parse(written).plan_id) for written in (*rows, *named)])
    for written, said_of in named.items():
        if said_of.side is Side.HELD and written not in rows:
            found = tx.copy(me, CopyId.parse(written))
            rows |= {} if found is None else {written: found}
    said = []
    for written, row in sorted(rows.items()):
        if row.content_hash is None or row.first_sent_at is None:
            continue
        theirs, again = named.get(written), None
        if theirs is None and row.state not in WITH_RECIPIENT:
            continue
        if theirs is not None and theirs.content_hash != row.content_hash:
            show_fork(tx, parts, me, OUT, row.copy_id)
        elif theirs is None and row.first_sent_at >= since:
            again = let_go_again(tx, parts, row.copy_id, me, message.header.message_id)
        elif theirs is not None and theirs.side is Side.HELD:
            row = settle_known(tx, parts, message.header, row, theirs)
        said.append(_of_ledger(row, again))
    return said


def settle_known(tx: Transaction, parts: Parts, said_in: Header, row: CopyRow, known: KnownCopy) -> CopyRow:
    """Our ledger row after what its recipient says of the copy, as by a status message.

    That it was received says nothing of a copy that we know more of.
    """
    back = known.state is CopyState.RECEIVED and row.state not in _NOT_MORE_THAN_RECEIVED
    if back or row.state is known.state:
        return row
    status = StatusMessage(
        header=said_in,
        copy_of=known.copy_of,
        content_hash=known.content_hash,
        state=known.state,
        entry_id=known.entry_id,
        evidence=known.evidence,
        at=known.at,
    )
    settle(tx, parts, row.organisation, status)
    return tx.copy(row.organisation, row.copy_id) or row


def _of_ledger(row: CopyRow, again: Again | None) -> KnownCopy:
    return KnownCopy(
        side=Side.SENT,
        copy_of=str(row.copy_id),
        content_hash=row.content_hash or "",
        state=row.state,
        at=row.since,
        entry_id=row.entry_id,
        evidence=Evidence(row.evidence) if row.evidence else None,
        again=again,
    )


def _held(
    tx: Transaction, parts: Parts, message: Reconcile, me: str, asker: str, named: dict[str, KnownCopy]
) -> list[KnownCopy]:
    """Copies of the asker's plans: those that are here and moved since then, and those that it names."""
    since = surely_before(message.since)
    found = {str(row.copy_id): row for row in _moved(tx, me, asker, since) if _within(message, row.copy_id)}
    said = []
    for written, theirs in named.items():
        if theirs.side is not Side.SENT:
            continue
        held = found.get(written) or tx.holding(me, CopyId.parse(written))
        if held is None:
            said.append(theirs.model_copy(update={"side": Side.LACKED, "entry_id": None, "evidence": None}))
        elif held.content_hash != theirs.content_hash:
            show_fork(tx, parts, me, IN, held.copy_id)
            found[written] = held
        else:
            found[written] = held
    return [*said, *(known_holding(tx, row) for _, row in sorted(found.items()))]


def _moved(tx: Transaction, me: str, asker: str, since: datetime) -> list[HoldingRow]:
    """What is here of the asker's plans and has moved since then, and what is here of plans that it has ended since."""
    rows = list(tx.received(me, Wanted(counterpart=asker, since_from=since, limit=ALL)))
    ended = tx.plans_ended(me, asker, since)
    tx.take_turns(
        messages=(), plans=[(me, each.plan_id) for each in ended] + [(me, row.copy_id.plan_id) for row in rows]
    )
    for plan in ended:
        rows += [row for row in tx.holdings(me, plan.plan_id) if row.sender == asker]
    return rows


def known_holding(tx: Transaction, row: HoldingRow) -> KnownCopy:
    """What we know of a copy that we hold, and of its plan: what its sender has ended, not what a later home has."""
    plan = tx.plan(row.organisation, row.copy_id.plan_id)
    elsewhere = plan is not None and plan.home != row.sender
    said = plan if not elsewhere else None
    state = CopyState.RECEIVED if row.state is CopyState.PARKED else row.state
    return KnownCopy(
        side=Side.HELD,
        copy_of=str(row.copy_id),
        content_hash=row.content_hash,
        state=state,
        at=row.since,
        entry_id=row.entry_id,
        evidence=Evidence(row.evidence) if row.evidence else None,
        ended=said.tombstone if said is not None else None,
        ended_at=said.tombstone_at if said is not None else None,
        new_home=plan.home if plan is not None and elsewhere else None,
    )


def _say_again_what_ended(tx: Transaction, parts: Parts, message: Reconcile, me: str, asker: str) -> None:
    """Withdrawals and nullifications of our plans since then: the same messages, which the asker may have forgotten."""
    for plan in tx.plans_ended(me, me, surely_before(message.since)):
        if plan.tombstone is None or plan.tombstone_at is None or asker not in holders(tx, me, plan.plan_id):
            continue
        scope = WithdrawalScope.WHOLE
        queue_control(tx, parts, plan.tombstone, me, asker, plan.plan_id, plan.tombstone_at, scope=scope)


def show_fork(tx: Transaction, parts: Parts, organisation: str, direction: str, copy_id: CopyId) -> None:
    """Two contents under one copy id: nothing is changed, a person sees it. The same fork is one row."""
    subject = f"{copy_id}#{KIND}"
    park(tx, parts, organisation, direction, subject, "SIP752", FORK, plan_id=copy_id.plan_id)


def stretches(rows: Sequence[KnownCopy]) -> list[tuple[str | None, str | None, tuple[KnownCopy, ...]]]:
    """The rows in the order of their copy ids, in messages of at most `ROWS_AT_MOST` that leave no gap between."""
    ordered = sorted(rows, key=lambda row: row.copy_of)
    pages = [tuple(ordered[at : at + ROWS_AT_MOST]) for at in range(0, len(ordered), ROWS_AT_MOST)] or [()]
    ends = [page[-1].copy_of for page in pages[:-1]]
    return list(zip([None, *ends], [*ends, None], pages, strict=True))
