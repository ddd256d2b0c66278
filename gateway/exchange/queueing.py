"""Messages that one transaction decides and a later one sends: controls and answers, as work in the same transaction.

Theory of operation. A message's id is made from what it says, where saying it twice must be the same message: the
answer to a message id, the status of a copy in a state. So a crash, a repeated delivery or a repeated command gives
the same message again, and its receiver knows it.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime

from gateway.exchange.envelopes import header_to
from gateway.exchange.locked import Told, lock_told
from gateway.exchange.parts import Parts
from gateway.store.protocol import Transaction
from gateway.store.rows import HoldingRow, Stream, WorkKind
from schemas.codes import Subject, WithdrawalScope
from schemas.errors import UnknownRecipient
from schemas.messages import (
    ANSWER_KINDS,
    ControlMessage,
    Evidence,
    Header,
    MessageKind,
    Response,
    ResponseCode,
    StatusMessage,
)

_NAMES = uuid.UUID("5a4d53f1-7a0c-4cf3-9d0b-9e8d1a6f2c11")
NO_PLAN = "urn:uuid:00000000-0000-0000-0000-000000000000"
"""The stream of answers to messages of which no plan could be read."""


def made_id(*said: str) -> str:
    """The message id of something said: the same words give the same id."""
    return f"urn:uuid:{uuid.uuid5(_NAMES, '|'.join(said))}"


def response_id(organisation: str, answers: str, code: ResponseCode) -> str:
    """The id of that organisation's response to a message: who has asked finds it by this."""
    return made_id("response", organisation, answers, code.value)


def queue_told(tx: Transaction, parts: Parts, message: Told, plan_id: str = NO_PLAN) -> None:
    """Let a message be sent. The same message id twice is one."""
    _queue(tx, parts, plan_id, message)


def _queue(tx: Transaction, parts: Parts, plan_id: str, message: Told) -> None:
    sender, receiver = message.header.sender, message.header.receiver
    body = lock_told(parts.vault(sender), message)
    stream = Stream(sender, plan_id, receiver)
    kind = WorkKind.ANSWER if message.header.kind in ANSWER_KINDS else WorkKind.SEND
    tx.add_work(stream, kind, 0, message.header.message_id, parts.clock(), body)


def _header(
    parts: Parts, kind: MessageKind, sender: str, receiver: str, message_id: str, asked_in: str | None = None
) -> Header:
    """The header of what is decided now. Without a common version it is decided all the same, and parked when sent."""
    try:
        return header_to(parts, kind, sender, receiver, message_id, asked_in=asked_in)
    except UnknownRecipient as unknown:
        if unknown.code != "SIP607":
            raise
        return header_to(parts, kind, sender, receiver, message_id, asked_in=parts.speaks[0])


def queue_response(
    tx: Transaction,
    parts: Parts,
    organisation: str,
    to: str,
    answers: str,
    code: ResponseCode,
    *,
    asked_in: str | None = None,
    plan_id: str = NO_PLAN,
    copy_of: str | None = None,
    finding_codes: Iterable[str] = (),
) -> None:
    """Answer a message, in its version. The same message and answer twice is the same response."""
    message_id = response_id(organisation, answers, code)
    header = _header(parts, MessageKind.RESPONSE, organisation, to, message_id, asked_in)
    codes = tuple(dict.fromkeys(finding_codes))
    _queue(
        tx,
        parts,
        plan_id,
        Response(header=header, answers=answers, copy_of=copy_of, code=code, finding_codes=codes),
    )


def queue_status(tx: Transaction, parts: Parts, holding: HoldingRow, *, because: str = "") -> None:
    """Tell the home what has become of a copy here. The same state twice is the same message.

    `because` names a new message that asks for it: then it is told anew, as a message of its own.
    """
    copy_id = holding.copy_id
    said = (str(copy_id), holding.state.value, holding.since.isoformat(), holding.entry_id or "", because)
    header = _header(
        parts, MessageKind.STATUS, holding.organisation, holding.sender, made_id("status", holding.organisation, *said)
    )
    message = StatusMessage(
        header=header,
        copy_of=str(copy_id),
        content_hash=holding.content_hash,
        state=holding.state,
        entry_id=holding.entry_id,
        evidence=Evidence(holding.evidence) if holding.evidence else None,
        at=holding.since,
        finding_codes=(holding.reason,) if holding.reason else (),
    )
    _queue(tx, parts, copy_id.plan_id, message)


def queue_control(
    tx: Transaction,
    parts: Parts,
    kind: MessageKind,
    sender: str,
    receiver: str,
    plan_id: str,
    at: datetime,
    *,
    scope: WithdrawalScope | None = None,
    subjects: tuple[Subject, ...] = (),
    by: str | None = None,
    new_home: str | None = None,
    ended_with_version: int | None = None,
    because: str = "",
) -> None:
    """Tell a holder that something has ended. The same thing at the same time twice is the same message.

    `because` tells apart what is said twice at one time and means two things.
    """
    said = (
        kind.value,
        sender,
        receiver,
        plan_id,
        at.isoformat(),
        scope.value if scope else "",
        new_home or "",
        "" if ended_with_version is None else str(ended_with_version),
        because,
    )
    message = ControlMessage(
        header=_header(parts, kind, sender, receiver, made_id("control", *said, *subjects)),
        plan_id=plan_id,
        at=at,
        scope=scope,
        subjects=subjects,
        by=by,
        new_home=new_home,
        ended_with_version=ended_with_version,
    )
    _queue(tx, parts, plan_id, message)
