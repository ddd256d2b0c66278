"""Receive: open, verify, know again, check, commit to the inbox; the broker is acknowledged when this returns.

Theory of operation. One transaction decides what a message is: seen before, refused, a copy, a control, an answer.
What is malformed, foreign or cannot be opened is committed as refused, and so acknowledged; only what is around us
(the store is away) lets the message stay in the queue. The answer is work in the same transaction: there is one final
answer to a message, and the same message again gives the same one again. Answers are never answered. Some messages that
come for the first time may be taken in one transaction (`receive_together`): it takes turns at all of them first, in
the order in which everybody does, and one that raises leaves all to be received alone.

Twice: message id seen → the first final answer again, and the copy's present state, in case the home has lost it. The
same copy id with another content hash is a version fork: parked, and the home is told (SIP614).
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from gateway.broker.protocol import Delivery
from gateway.exchange.auditing import Audited, audit
from gateway.exchange.controls import end_overtaken, take_control
from gateway.exchange.copies_received import receive_copy
from gateway.exchange.envelopes import check_signed_ids, copy_named, opened_for
from gateway.exchange.inbox import inbox_row, keep_refused, set_aside
from gateway.exchange.parts import Parts
from gateway.exchange.ping import answer_ping
from gateway.exchange.queueing import NO_PLAN, queue_response, queue_status
from gateway.exchange.reconcile import answer_reconciling
from gateway.exchange.reconciled import take_reconciled
from gateway.exchange.settle import control_answered, settle
from gateway.exchange.steps import Step
from gateway.logs import Event
from gateway.rules.retry import TRIES_OF_A_DEFECT
from gateway.security.seal import Opened, SealHeader
from gateway.store.protocol import Transaction
from gateway.store.rows import InboxRow
from mappings import fhir
from schemas.errors import Rejected, Unavailable
from schemas.findings import Severity, finding, has_errors
from schemas.messages import (
    ANSWER_KINDS,
    ControlMessage,
    CopyId,
    CopyMessage,
    Message,
    Ping,
    PingAnswer,
    Reconcile,
    ReconcileAnswer,
    Response,
    ResponseCode,
)
from schemas.states import CopyState

_NOT_TOLD = frozenset({CopyState.RECEIVED, CopyState.PARKED})
"""States of a holding that the response has told already, or that the home need not know."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One opened message: what its sender signed, what it says, and the exact bytes of the copy in it."""

    organisation: str
    signed: SealHeader
    message: Message
    frozen: bytes
    opened: Opened


def receive(parts: Parts, delivery: Delivery) -> None:
    """Take one delivery. Returning means that it is durable here and may be acknowledged.

    Raises `Unavailable` when something around us is away: the message stays in the queue.
    """
    organisation = _receiver_of(parts, delivery)
    try:
        _receive(parts, organisation, delivery)
    except Unavailable:
        raise
    except Exception as error:  # a defect of ours: after some tries it is set aside, and the queue goes on
        if delivery.count + 1 < TRIES_OF_A_DEFECT:
            raise
        set_aside(parts, organisation, delivery, error)


def receive_together(parts: Parts, deliveries: Sequence[Delivery]) -> None:
    """Take some deliveries in one transaction. Returning means that all are durable here and may be acknowledged.

    All or none: whatever one of them raises, nothing is written of any. Then each is to be received alone.
    """
    begun = parts.ticks()
    every = [_open(parts, delivery) for delivery in deliveries]
    with parts.store.transaction() as tx:
        tx.take_turns(
            messages=[(each.organisation, each.message.header.message_id) for each in every],
            plans=[(each.organisation, plan) for each in every for plan in _plans_of(each.message)],
        )
        for each in every:
            _take(tx, parts, each, each.opened.body)
        parts.at(Step.RECEIVE_BEFORE_COMMIT)
    parts.at(Step.RECEIVE_AFTER_COMMIT)
    seconds = (parts.ticks() - begun) / len(every)
    for each in every:
        _received(parts, each, seconds)


def _open(parts: Parts, delivery: Delivery) -> Incoming:
    organisation = _receiver_of(parts, delivery)
    return _read(parts, organisation, opened_for(parts, organisation, delivery.body), delivery.envelope_id)


def _receiver_of(parts: Parts, delivery: Delivery) -> str:
    entry = parts.directory.by_routing_key(delivery.routing_key)
    if entry is None or entry.id not in parts.journals:
        raise Unavailable("SIP601", code="SIP601")
    return entry.id


def _plans_of(message: Message) -> set[str]:
    """The plans that a message is about, as far as it says any; with the stream of answers that are about none."""
    rows = message.rows if isinstance(message, Reconcile | ReconcileAnswer) else ()
    named = [copy_named(message), *(each.copy_of for each in rows)]
    plans = {getattr(message, "plan_id", None) or NO_PLAN}
    for copy_of in named:
        with suppress(ValueError):  # it says none: who handles the message refuses it
            plans |= {CopyId.parse(copy_of).plan_id} if copy_of is not None else set()
    return plans


def _receive(parts: Parts, organisation: str, delivery: Delivery) -> None:
    signed: SealHeader | None = None
    begun = parts.ticks()
    try:
        opened = opened_for(parts, organisation, delivery.body)
        if opened.header.envelope_id == delivery.envelope_id:  # else others wrote that: nobody is answered
            signed = opened.header
        incoming = _read(parts, organisation, opened, delivery.envelope_id)
    except Rejected as refused:
        keep_refused(parts, organisation, delivery, signed, refused)
        return
    with parts.store.transaction() as tx:
        _take(tx, parts, incoming, opened.body)
        parts.at(Step.RECEIVE_BEFORE_COMMIT)
    parts.at(Step.RECEIVE_AFTER_COMMIT)
    _received(parts, incoming, parts.ticks() - begun)


def _received(parts: Parts, incoming: Incoming, seconds: float) -> None:
    """It is durable here."""
    signed, message = incoming.signed, incoming.message
    if message.header.kind in ANSWER_KINDS:
        parts.at(Step.SETTLE_AFTER_COMMIT)
    elif isinstance(message, ControlMessage):
        parts.at(Step.CONTROL_AFTER_COMMIT)
    parts.log(
        Event.MESSAGE_RECEIVED,
        organisation=incoming.organisation,
        message_id=signed.message_id,
        copy_id=signed.copy_id,
        kind=signed.message_type,
        counterpart=signed.issuer,
        seconds=round(seconds, 6),
    )


def _read(parts: Parts, organisation: str, opened: Opened, envelope_id: str) -> Incoming:
    signed, body = opened.header, opened.body
    reading = fhir.message_from_wire(body, parts.speaks)
    if reading.message is None or has_errors(reading.findings):
        errors = tuple(each for each in reading.findings if each.severity is Severity.ERROR)
        raise Rejected(findings=errors or (finding("SIP632"),))
    check_signed_ids(signed, reading.message, envelope_id)
    return Incoming(organisation, signed, reading.message, reading.frozen or body, opened)


def _take(tx: Transaction, parts: Parts, incoming: Incoming, body: bytes) -> None:
    organisation, message = incoming.organisation, incoming.message
    seen = tx.inbox(organisation, message.header.message_id)
    if seen is not None and seen.answer != ResponseCode.TRANSIENT:
        _again(tx, parts, incoming, seen)
        return
    refused = _process(tx, parts, incoming)
    is_answer = message.header.kind in ANSWER_KINDS
    code = ResponseCode.FATAL if refused else ResponseCode.OK
    tx.put_inbox(inbox_row(parts, incoming.signed, message, body, refused, None if is_answer else code))
    audited = Audited.REFUSED_MESSAGE if refused else Audited.RECEIVED
    _audit(tx, parts, incoming, audited, refused)
    if not is_answer and (refused or not isinstance(message, Ping | Reconcile)):
        _answer(tx, parts, incoming, code, refused)


def _process(tx: Transaction, parts: Parts, incoming: Incoming) -> str | None:
    """Do what the message says; the code of why it is refused, if it is."""
    message, organisation = incoming.message, incoming.organisation
    try:
        if isinstance(message, CopyMessage):
            receive_copy(tx, parts, organisation, message, incoming.frozen)
            end_overtaken(tx, parts, organisation, message)
        elif isinstance(message, ControlMessage):
            take_control(tx, parts, organisation, message)
        elif isinstance(message, Ping):
            answer_ping(tx, parts, message, incoming.opened)
        elif isinstance(message, Reconcile):
            answer_reconciling(tx, parts, message)
        elif isinstance(message, ReconcileAnswer):
            take_reconciled(tx, parts, message)
        elif not isinstance(message, PingAnswer):  # who has pinged finds it in the inbox: nothing follows from it
            settle(tx, parts, organisation, message)
    except Rejected as refused:
        parts.log(
            Event.MESSAGE_REFUSED,
            organisation=organisation,
            message_id=message.header.message_id,
            copy_id=incoming.signed.copy_id,
            counterpart=message.header.sender,
            code=refused.code,
        )
        return refused.code
    return None


def _again(tx: Transaction, parts: Parts, incoming: Incoming, seen: InboxRow) -> None:
    """The first final answer again, and the state of the copy. An answer that comes again is not answered; but it ends
    a control message that reconciling has said anew since the answer came first.
    """
    message, organisation = incoming.message, incoming.organisation
    parts.log(
        Event.MESSAGE_SEEN_BEFORE,
        organisation=organisation,
        message_id=message.header.message_id,
        copy_id=incoming.signed.copy_id,
        counterpart=message.header.sender,
    )
    _audit(tx, parts, incoming, Audited.RECEIVED_AGAIN, seen.refused)
    if seen.answer is None:
        if isinstance(message, Response) and message.copy_of is None and seen.refused is None:
            control_answered(tx, organisation, message, seen=True)
        return
    if isinstance(message, Ping | Reconcile) and seen.refused is None:
        _process(tx, parts, incoming)  # the same questions and answers have the same message ids
        return
    _answer(tx, parts, incoming, ResponseCode(seen.answer), seen.refused)
    if isinstance(message, CopyMessage) and seen.refused is None:
        holding = tx.holding(organisation, message.copied.copy_id)
        if holding is not None and holding.state not in _NOT_TOLD:
            queue_status(tx, parts, holding)


def _answer(tx: Transaction, parts: Parts, incoming: Incoming, code: ResponseCode, refused: str | None) -> None:
    message = incoming.message
    copy_id = message.copied.copy_id if isinstance(message, CopyMessage) else None
    plan_id = copy_id.plan_id if copy_id else getattr(message, "plan_id", NO_PLAN)
    queue_response(
        tx,
        parts,
        incoming.organisation,
        message.header.sender,
        message.header.message_id,
        code,
        asked_in=message.header.version,
        plan_id=plan_id,
        copy_of=str(copy_id) if copy_id else None,
        finding_codes=(refused,) if refused else (),
    )


def _audit(tx: Transaction, parts: Parts, incoming: Incoming, event: Audited, refused: str | None) -> None:
    header = incoming.message.header
    audit(
        tx,
        parts,
        incoming.organisation,
        event,
        plan_id=getattr(incoming.message, "plan_id", None),
        copy_id=incoming.signed.copy_id,
        message_id=header.message_id,
        kind=header.kind.value,
        counterpart=header.sender,
        code=refused,
    )
