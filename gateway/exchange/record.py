"""Record: a copy that is held becomes an entry in the recipient's journal, once, or visibly does not.

Theory of operation. First, in a transaction, what may stand in the way: a tombstone, a consent whose time has run
out, a newer version that is recorded already, an older one that is still on its way. (A document that this process has
not read lately is read before, with no transaction open.) Then, with no transaction open, the journal system is asked
whether it has the copy (`find`), and only if not it is given it (`record`). Then, with the lease's fence, the outcome
and the status message to the home are written together. A stop between the last two finds the entry again.

What fails because something is away is tried again with growing back-off (the worker does that); what the journal can
never take is `rejected` and the home is told; a defect is tried three times and then parked.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from adapters.journal import AwaitingRegistration, CopyToRecord, Entry, HandedOver
from gateway.exchange.auditing import Audited, audit
from gateway.exchange.copies_received import document_held, read_before, what_ended
from gateway.exchange.ledger_moves import may_move, move
from gateway.exchange.locked import Purpose, unlock_holding
from gateway.exchange.parking import IN, park
from gateway.exchange.parts import Parts
from gateway.exchange.phases import Phases, alone
from gateway.exchange.queueing import queue_status
from gateway.exchange.steps import Step
from gateway.exchange.telling import name_of, queue_ended
from gateway.logs import Event
from gateway.rules.consent_givers import swedish_day
from gateway.store.protocol import Transaction
from gateway.store.rows import Claim, HoldingRow, WorkKind
from mappings.page import page_for_professional
from schemas.dates import ends
from schemas.errors import Rejected
from schemas.messages import CopyId, Evidence
from schemas.sip.document import SipDocument
from schemas.states import CopyState

Outcome = Entry | HandedOver | AwaitingRegistration

_HAS_IT = frozenset({CopyState.RECORDED, CopyState.HANDED_OVER, CopyState.AWAITING_REGISTRATION})
_PENDING = frozenset({CopyState.RECEIVED})
_HOLDS_NO_MORE = frozenset({CopyState.WITHDRAWN, CopyState.ENDED, CopyState.SUPERSEDED, CopyState.WITHHELD})
"""The journal system is told, since it may have the copy: given to it before a crash, or not imported yet."""


def record(parts: Parts, claim: Claim) -> None:
    """Record the copy that the claimed work names. Recorded twice, it is one entry.

    Raises `Unavailable` when the journal is away, and whatever a defective adapter raises.
    """
    alone(parts, recording(parts, claim))


def recording(parts: Parts, claim: Claim) -> Phases:
    """The same in phases: it is looked whether it may be, the journal is asked and given it, the outcome is written."""
    looked: _Looked | None = yield partial(_look, parts, claim)
    if looked is not None and looked.document is None:  # reading it takes a while: not while others wait
        document = document_held(parts, looked.holding)
        looked = yield partial(_look_again, parts, claim, replace(looked, document=document))
    if looked is None or looked.document is None:
        return
    holding, begun = looked.holding, parts.ticks()
    try:
        parts.at(Step.RECORD_BEFORE_ADAPTER)
        outcome = _into_journal(parts, holding, looked.document)
        parts.at(Step.RECORD_AFTER_ADAPTER)
    except Rejected as refused:
        yield partial(_end, parts, claim, holding, CopyState.REJECTED, refused.code, parts.ticks() - begun)
    else:
        yield partial(_note_outcome, parts, claim, holding, outcome, parts.ticks() - begun)
    parts.known.forget(holding.organisation, Purpose.HOLDING, str(holding.copy_id), holding.body)
    parts.at(Step.RECORD_AFTER_COMMIT)


@dataclass(frozen=True, slots=True)
class _Looked:
    """A copy that waits to be recorded, and its document once that has been read."""

    holding: HoldingRow
    document: SipDocument | None


def _look(parts: Parts, claim: Claim, tx: Transaction) -> _Looked | None:
    """The copy, if it is still to be recorded, and nothing that is known at once stands in the way."""
    tx.guard(claim)
    holding = tx.holding(claim.stream.organisation, CopyId.parse(claim.work.subject))
    if holding is None or holding.state not in _PENDING:
        tx.finish(claim)
        return None
    document = read_before(parts, holding)
    if document is not None and _stands_in_the_way(tx, parts, claim, holding, document):
        return None
    return _Looked(holding, document)


def _look_again(parts: Parts, claim: Claim, read: _Looked, tx: Transaction) -> _Looked | None:
    """The same with the document: others may have written while it was read."""
    tx.guard(claim)
    holding = tx.holding(claim.stream.organisation, read.holding.copy_id)
    if holding is None or read.document is None or holding.state not in _PENDING:
        tx.finish(claim)
        return None
    if holding.content_hash != read.holding.content_hash:  # it has come anew: another document
        tx.postpone(claim, parts.clock())
        return None
    if _stands_in_the_way(tx, parts, claim, holding, read.document):
        return None
    return _Looked(holding, read.document)


def _stands_in_the_way(tx: Transaction, parts: Parts, claim: Claim, holding: HoldingRow, document: SipDocument) -> bool:
    """Whether the copy is not to be recorded, or not yet; then that is written and the work settled."""
    why = _ended(tx, parts, holding, document)
    if why is not None:
        set_holding(tx, parts, holding, why[0], why[1])
        tx.finish(claim)
        return True
    until = _waits_until(tx, parts, holding)
    if until is not None and parts.clock() < until:
        tx.postpone(claim, until)
        return True
    return False


def _ended(tx: Transaction, parts: Parts, holding: HoldingRow, document: SipDocument) -> tuple[CopyState, str] | None:
    if holding.sender == holding.organisation:
        return None  # its own plan: the home records every version, also the one that says that the plan has ended
    plan = tx.plan(holding.organisation, holding.copy_id.plan_id)
    ended = what_ended(plan, holding.copy_id.version, document)
    if ended is not None:
        return ended
    if any(each.valid_until is not None and ends(each.valid_until) <= parts.clock() for each in document.consents):
        return CopyState.WITHHELD, "SIP627"
    others = tx.holdings(holding.organisation, holding.copy_id.plan_id)
    if any(each.copy_id.version > holding.copy_id.version and each.state in _HAS_IT for each in others):
        return CopyState.SUPERSEDED, "SIP626"
    return None


def _waits_until(tx: Transaction, parts: Parts, holding: HoldingRow) -> datetime | None:
    """Until when the copy waits for the one that was sent before it; None when that is settled here."""
    if holding.previous_version is None:
        return None
    before = tx.holding(holding.organisation, holding.copy_id._replace(version=holding.previous_version))
    if before is not None and before.state not in _PENDING:
        return None
    return holding.received_at + parts.times.wait_for_previous


def _into_journal(parts: Parts, holding: HoldingRow, document: SipDocument) -> Outcome:
    journal = parts.journals[holding.organisation]
    found = journal.find(holding.copy_id)
    if found is not None:
        return found
    frozen = unlock_holding(parts.vault(holding.organisation), holding.body, holding.copy_id)
    page = page_for_professional(
        document,
        organisation=holding.organisation,
        sender_name=name_of(parts, holding.sender),
        made_on=swedish_day(holding.received_at),
        redacted=holding.redacted,
    )
    return journal.record(
        CopyToRecord(
            holding.copy_id,
            document,
            frozen,
            holding.content_hash,
            holding.sender,
            name_of(parts, holding.sender),
            holding.received_at,
            holding.redacted,
            page,
        )
    )


def _note_outcome(
    parts: Parts, claim: Claim, holding: HoldingRow, outcome: Outcome, seconds: float, tx: Transaction
) -> None:
    other_content = getattr(outcome, "content_hash", holding.content_hash) != holding.content_hash
    if other_content:
        _end(parts, claim, holding, CopyState.PARKED, "SIP634", seconds, tx)
    elif isinstance(outcome, Entry):
        facts = {"entry_id": outcome.entry_id, "evidence": Evidence.SYSTEM_RECEIPT.value}
        _end(parts, claim, holding, CopyState.RECORDED, None, seconds, tx, **facts)
    elif isinstance(outcome, HandedOver):
        deadline = parts.clock() + parts.times.confirm_within
        _end(parts, claim, holding, CopyState.HANDED_OVER, None, seconds, tx, deadline=deadline)
    else:
        _end(parts, claim, holding, CopyState.AWAITING_REGISTRATION, None, seconds, tx)


def _end(
    parts: Parts,
    claim: Claim,
    holding: HoldingRow,
    state: CopyState,
    reason: str | None,
    seconds: float,
    tx: Transaction,
    **facts: str | datetime,
) -> None:
    tx.guard(claim)
    now = tx.holding(holding.organisation, holding.copy_id)
    an_entry_is_a_fact = state is CopyState.RECORDED and now is not None and may_record(now)  # ended meanwhile
    if now is not None and (now.state in _PENDING or an_entry_is_a_fact):
        set_holding(tx, parts, now, state, reason, seconds=seconds, **facts)
    tx.finish(claim)
    parts.at(Step.RECORD_BEFORE_COMMIT)


def may_record(holding: HoldingRow) -> bool:
    """Whether a journal entry may still be noted for this copy."""
    return holding.state in {
        *_PENDING,
        CopyState.HANDED_OVER,
        CopyState.AWAITING_REGISTRATION,
        CopyState.FORWARDED,
        CopyState.WITHDRAWN,
        CopyState.ENDED,
        CopyState.PARKED,
    }


def set_holding(
    tx: Transaction,
    parts: Parts,
    holding: HoldingRow,
    state: CopyState,
    reason: str | None,
    *,
    seconds: Any = None,
    **facts: object,
) -> HoldingRow:
    """Write what has become of a held copy, and tell the home: by a status message, or in the home's own ledger.

    `seconds`: how long the journal system took.
    """
    if facts.get("deadline", holding.deadline) != holding.deadline:
        facts["late_since"] = None  # a new deadline is a new condition: see late.py
    moved = replace(holding, state=state, reason=reason, since=parts.clock(), **facts)  # type: ignore[arg-type]
    tx.put_holding(moved)
    copy_id = holding.copy_id
    audit(
        tx,
        parts,
        holding.organisation,
        Audited.RECORDED,
        plan_id=copy_id.plan_id,
        copy_id=copy_id,
        state=state.value,
        code=reason,
    )
    if state in _HOLDS_NO_MORE:
        queue_ended(tx, parts, moved, state, reason)
    if holding.sender == holding.organisation:
        _in_own_ledger(tx, parts, moved)
    elif state is CopyState.PARKED:
        subject = str(copy_id)
        park(tx, parts, holding.organisation, IN, subject, reason or "SIP640", WorkKind.RECORD.value)
    else:
        queue_status(tx, parts, moved)
    event = Event.COPY_RECORDED if state is CopyState.RECORDED else Event.COPY_NOT_RECORDED
    parts.log(
        event,
        organisation=holding.organisation,
        counterpart=holding.sender,
        copy_id=str(copy_id),
        message_id=holding.message_id or None,
        state=state.value,
        code=reason,
        seconds=None if seconds is None else round(seconds, 6),
    )
    return moved


def _in_own_ledger(tx: Transaction, parts: Parts, holding: HoldingRow) -> None:
    row = tx.copy(holding.organisation, holding.copy_id)
    if row is None or not may_move(row, holding.state):
        return
    facts = {
        "entry_id": holding.entry_id,
        "evidence": holding.evidence,
        "deadline": holding.deadline,
        "told_by": holding.told_by,
    }
    if holding.state is CopyState.PARKED:
        park(tx, parts, row.organisation, IN, str(row.copy_id), holding.reason or "SIP640", WorkKind.RECORD.value)
    move(tx, parts, row, holding.state, holding.reason, Audited.RECORDED, **facts)
