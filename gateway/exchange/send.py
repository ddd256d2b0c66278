"""Send: consent once more, yes or no; the frozen bytes in a new envelope, signed, sealed, published with confirm.

Theory of operation. Three transactions' worth of care around one publish. First, in a transaction, consent is asked
and the copy is marked `first_sent_at`: from now on it *may have left*, and its bytes never change again. Then it is
published and confirmed, with no transaction open. Then the ledger says `sent` and the journal is asked to note the
disclosure. A stop between the last two sends the same bytes again in a new envelope, which the receiver knows by
message id.

When consent has narrowed: a copy that never left is frozen anew under its copy id, since nobody has seen the first; a
copy that may have left is `withheld` (SIP622) and stays so: one copy id has one content, for ever. The next version
goes with the narrower part.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from gateway.broker.protocol import Unroutable
from gateway.exchange.asking_again import hold_back, no_longer
from gateway.exchange.auditing import Audited, audit
from gateway.exchange.envelopes import (
    copy_named,
    envelope_of,
    envelope_of_copy,
    header_to,
    readdressed,
    version_for,
)
from gateway.exchange.ledger_moves import move
from gateway.exchange.locked import Told, unlock_frozen, unlock_told
from gateway.exchange.parking import AGAIN, park_copy, park_message
from gateway.exchange.parts import Parts
from gateway.exchange.phases import Phases, alone
from gateway.exchange.sending_again import sending_again
from gateway.exchange.steps import Step
from gateway.exchange.telling import queue_disclosure
from gateway.logs import Event
from gateway.store.protocol import Transaction
from gateway.store.rows import Claim, CopyRow, WorkKind
from schemas.errors import NotFound, Rejected
from schemas.findings import finding
from schemas.messages import ANSWER_KINDS, CopyId, MessageKind
from schemas.states import CopyState

_ON_THE_WAY = frozenset({CopyState.PREPARED, CopyState.SENT})
_ENDED = frozenset({CopyState.WITHDRAWN, CopyState.ENDED, CopyState.WITHHELD, CopyState.SUPERSEDED})


def send(parts: Parts, claim: Claim) -> None:
    """Send what the claimed work names: a copy, or a control message or answer that waits in the work itself.

    Sent twice, the receiver answers the same. Raises `BrokerUnavailable` (nothing is lost, the work is tried again),
    and NotFound (SIP649) for a copy whose body is gone.
    """
    alone(parts, sending(parts, claim))


def sending(parts: Parts, claim: Claim) -> Phases:
    """The same in phases: what may leave is marked, it is published, and that is written."""
    if claim.work.body is None:
        return _sending_copy(parts, claim)
    if claim.work.subject.startswith(AGAIN):
        return sending_again(parts, claim)
    return _sending_told(parts, claim, claim.work.body)


def _sending_told(parts: Parts, claim: Claim, body: bytes) -> Phases:
    message = unlock_told(parts.vault(claim.stream.organisation), body, claim.work.subject)
    yield partial(_still_ours, claim)
    begun = parts.ticks()
    try:
        message = readdressed(parts, message)
        outgoing = envelope_of(parts, message)
        parts.at(Step.SEND_BEFORE_PUBLISH)
        parts.broker.publish(outgoing)
    except Rejected as refused:
        yield partial(_parked, parts, claim, message, refused.code)
        return
    seconds = round(parts.ticks() - begun, 6)
    parts.at(Step.SEND_AFTER_PUBLISH)
    yield partial(_told, parts, claim, message)
    parts.at(Step.SEND_AFTER_COMMIT)
    parts.log(
        Event.MESSAGE_SENT,
        organisation=claim.stream.organisation,
        counterpart=message.header.receiver,
        message_id=message.header.message_id,
        copy_id=copy_named(message),
        kind=message.header.kind.value,
        seconds=seconds,
    )


def _still_ours(claim: Claim, tx: Transaction) -> None:
    tx.guard(claim)


def _told(parts: Parts, claim: Claim, message: Told, tx: Transaction) -> None:
    """It has been published: an answer is done, a control message waits for its own answer."""
    if message.header.kind in ANSWER_KINDS:
        tx.finish(claim)
    elif claim.work.attempts >= parts.times.send_at_most:
        _parked(parts, claim, message, "SIP621", tx)
    else:
        tx.postpone(claim, parts.clock() + parts.times.answer_within)


def _parked(parts: Parts, claim: Claim, message: Told, code: str, tx: Transaction) -> None:
    park_message(tx, parts, claim.stream.organisation, message, code)
    tx.finish(claim)


def _sending_copy(parts: Parts, claim: Claim) -> Phases:
    organisation, copy_id = claim.stream.organisation, CopyId.parse(claim.work.subject)
    try:
        version_for(parts, MessageKind.PLAN, copy_id.recipient)
    except Rejected as refused:  # before it is marked as one that may have left
        yield partial(_not_sendable, parts, claim, copy_id, refused)
        return
    row: CopyRow | None = yield partial(_may_leave, parts, claim, copy_id)
    if row is None:
        return
    if row.frozen is None or row.message_id is None:
        raise NotFound(findings=(finding("SIP649"),))
    begun = parts.ticks()
    try:
        header = header_to(parts, MessageKind.PLAN, organisation, copy_id.recipient, row.message_id)
        frozen = unlock_frozen(parts.vault(organisation), row.frozen, copy_id)
        outgoing = envelope_of_copy(parts, frozen, header, copy_id)
        parts.at(Step.SEND_BEFORE_PUBLISH)
        parts.broker.publish(outgoing)
    except Rejected as refused:
        yield partial(_not_sendable, parts, claim, copy_id, refused)
        return
    seconds = round(parts.ticks() - begun, 6)
    parts.at(Step.SEND_AFTER_PUBLISH)
    waited = yield partial(_has_left, parts, claim, row)
    parts.at(Step.SEND_AFTER_COMMIT)
    parts.log(
        Event.COPY_SENT,
        organisation=organisation,
        counterpart=copy_id.recipient,
        copy_id=str(copy_id),
        message_id=row.message_id,
        seconds=seconds,
        waited=waited,
    )


def _has_left(parts: Parts, claim: Claim, row: CopyRow, tx: Transaction) -> float | None:
    """It has been published and confirmed. Gives how long it waited, see `_since_accepted`."""
    tx.guard(claim)
    state = mark_sent(tx, parts, row.copy_id, row.organisation)
    if state is CopyState.SENT:
        tx.postpone(claim, parts.clock() + parts.times.answer_within)
    else:
        tx.finish(claim)
    if state in _ENDED and row.state is CopyState.PREPARED:  # ended while it left: it was disclosed
        queue_disclosure(tx, parts, row)
    return _since_accepted(tx, parts, row)


def _since_accepted(tx: Transaction, parts: Parts, row: CopyRow) -> float | None:
    """Seconds since the version was accepted; None for a copy that is sent once more."""
    version = tx.version(row.organisation, row.copy_id.plan_id, row.copy_id.version)
    if version is None or row.state is not CopyState.PREPARED:
        return None
    return (parts.clock() - version.accepted_at).total_seconds()


def _may_leave(parts: Parts, claim: Claim, copy_id: CopyId, tx: Transaction) -> CopyRow | None:
    """The copy, marked as one that may have left; or None, and the work is settled in another way."""
    tx.guard(claim)
    row = tx.copy(claim.stream.organisation, copy_id)
    if row is None or row.state not in _ON_THE_WAY:
        tx.finish(claim)
        return None
    why = no_longer(tx, parts, row)
    if why is not None:
        hold_back(tx, parts, row, why)
        tx.finish(claim)
        return None
    if row.state is CopyState.SENT and parts.clock() - row.since > parts.times.answer_within * parts.times.send_at_most:
        park_copy(tx, parts, row, "SIP621", WorkKind.SEND)
        tx.finish(claim)
        return None
    frozen_anew = row.state is CopyState.PREPARED and row.first_sent_at is not None and row.first_sent_at < row.since
    if row.first_sent_at is not None and not frozen_anew:
        return row
    row = replace(row, first_sent_at=parts.clock())
    tx.put_copy(row)
    audit(tx, parts, row.organisation, Audited.MAY_HAVE_LEFT, plan_id=copy_id.plan_id, copy_id=copy_id)
    return row


def _not_sendable(parts: Parts, claim: Claim, copy_id: CopyId, refused: Rejected, tx: Transaction) -> None:
    """No queue, no key, not in the directory: a person must look. Nothing has left."""
    row = tx.copy(claim.stream.organisation, copy_id)
    if row is not None and row.state in _ON_THE_WAY:
        park_copy(tx, parts, row, "SIP620" if isinstance(refused, Unroutable) else refused.code, WorkKind.SEND)
    tx.finish(claim)


def mark_sent(tx: Transaction, parts: Parts, copy_id: CopyId, organisation: str) -> CopyState | None:
    """The ledger says `sent`, and the journal notes the disclosure, once. Gives the state that the copy then has.

    Also called by `settle` when an answer came before we knew that we had sent.
    """
    row = tx.copy(organisation, copy_id)
    if row is None or row.state is not CopyState.PREPARED:
        return None if row is None else row.state
    deadline = parts.clock() + parts.times.confirm_within
    row = move(tx, parts, row, CopyState.SENT, None, Audited.SENT, deadline=deadline)
    queue_disclosure(tx, parts, row)
    return CopyState.SENT
