"""A copy sent again to a recipient that has lost it: the frozen bytes as a new message, its ledger row as it is.

Theory of operation. The recipient had answered, so the ledger may say `recorded`, and that stays true: its journal
has the entry. Only its gateway lost the copy, with the database. So the row does not move; the bytes go as a new
message (the first had its final answer), and what the recipient then says of the copy is what the row says already.
Consent is asked before this is promised and again when it is sent.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from gateway.broker.protocol import Unroutable
from gateway.exchange.asking_again import no_longer
from gateway.exchange.auditing import Audited, audit
from gateway.exchange.envelopes import envelope_of_copy, header_to
from gateway.exchange.locked import unlock_frozen
from gateway.exchange.parking import AGAIN, OUT, park
from gateway.exchange.parts import Parts
from gateway.exchange.phases import Phases
from gateway.exchange.queueing import made_id
from gateway.logs import Event
from gateway.store.protocol import Transaction
from gateway.store.rows import Claim, CopyRow, Stream, WorkKind
from schemas.errors import NotFound, Rejected
from schemas.messages import Again, CopyId, MessageKind
from schemas.states import CopyState

ON_THE_WAY = frozenset({CopyState.PREPARED, CopyState.SENT})
WITH_RECIPIENT = frozenset(
    {
        CopyState.SENT,
        CopyState.RECEIVED,
        CopyState.AWAITING_REGISTRATION,
        CopyState.FORWARDED,
        CopyState.HANDED_OVER,
        CopyState.RECORDED,
    }
)
"""States of a ledger row in which its recipient should have the copy."""
KIND = "reconcile"
"""Kind of a parked row that a reconciling has left for a person."""


def let_go_again(tx: Transaction, parts: Parts, copy_id: CopyId, organisation: str, asked_by: str) -> Again | None:
    """Let a copy go again that its recipient lacks; what becomes of it, None if it is not one to send.

    `asked_by` is the message id of the question: the same question again sends nothing more.
    """
    row = tx.copy(organisation, copy_id)
    if row is None or row.state not in WITH_RECIPIENT or row.content_hash is None:
        return None
    if row.frozen is None:
        return Again.CULLED
    if _may_not(tx, parts, row) is not None:
        return Again.WITHHELD
    stream = Stream(organisation, copy_id.plan_id, copy_id.recipient)
    if row.state in ON_THE_WAY:  # no answer yet: the same message, now
        tx.drop_work(stream, WorkKind.SEND, str(copy_id))
        tx.add_work(stream, WorkKind.SEND, copy_id.version, str(copy_id), parts.clock())
        return Again.AGAIN
    message_id = made_id("again", organisation, str(copy_id), asked_by)
    subject = f"{AGAIN}{copy_id}#{message_id}"
    tx.add_work(stream, WorkKind.SEND, copy_id.version, subject, parts.clock(), message_id.encode())
    return Again.AGAIN


def _may_not(tx: Transaction, parts: Parts, row: CopyRow) -> str | None:
    try:
        return no_longer(tx, parts, row)
    except NotFound as gone:  # the version itself is not here: nothing to ask consent about
        return gone.code


def sending_again(parts: Parts, claim: Claim) -> Phases:
    """Send what the claimed work names, in phases. Raises `BrokerUnavailable`: the work is tried again."""
    organisation = claim.stream.organisation
    written, _, message_id = claim.work.subject.removeprefix(AGAIN).partition("#")
    copy_id = CopyId.parse(written)
    row: CopyRow | None = yield partial(_still, parts, claim, copy_id, message_id)
    if row is None or row.frozen is None:
        return
    try:
        header = header_to(parts, MessageKind.PLAN, organisation, copy_id.recipient, message_id)
        frozen = unlock_frozen(parts.vault(organisation), row.frozen, copy_id)
        parts.broker.publish(envelope_of_copy(parts, frozen, header, copy_id))
    except Rejected as refused:
        code = "SIP620" if isinstance(refused, Unroutable) else refused.code
        yield partial(_leave_to_a_person, parts, claim, copy_id, code)
        return
    yield partial(_has_gone, claim)
    parts.log(Event.COPY_SENT, organisation=organisation, copy_id=str(copy_id), message_id=message_id)


def _has_gone(claim: Claim, tx: Transaction) -> None:
    tx.finish(claim)


def _still(parts: Parts, claim: Claim, copy_id: CopyId, message_id: str, tx: Transaction) -> CopyRow | None:
    """The copy, under its new message id, if it may go; else the work is settled, and a person sees why."""
    tx.guard(claim)
    row = tx.copy(claim.stream.organisation, copy_id)
    if row is None or row.state not in WITH_RECIPIENT:
        tx.finish(claim)
        return None
    why = "SIP649" if row.frozen is None else _may_not(tx, parts, row)  # culled since it was promised
    if why is not None:
        _leave_to_a_person(parts, claim, copy_id, why, tx)
        return None
    row = replace(row, message_id=message_id)
    tx.put_copy(row)
    audit(
        tx,
        parts,
        row.organisation,
        Audited.SENT_AGAIN,
        plan_id=copy_id.plan_id,
        copy_id=copy_id,
        message_id=message_id,
    )
    return row


def _leave_to_a_person(parts: Parts, claim: Claim, copy_id: CopyId, code: str, tx: Transaction) -> None:
    park(tx, parts, claim.stream.organisation, OUT, f"{copy_id}#again", code, KIND, plan_id=copy_id.plan_id)
    tx.finish(claim)
