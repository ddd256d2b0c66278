"""The inbox: every message that came, also those that were refused, kept as they came."""

from __future__ import annotations

import hashlib

from gateway.broker.protocol import Delivery
from gateway.exchange.auditing import Audited, audit
from gateway.exchange.locked import Purpose
from gateway.exchange.parking import IN, frames_of, park
from gateway.exchange.parts import Parts
from gateway.exchange.queueing import queue_response
from gateway.exchange.steps import Step
from gateway.logs import Event
from gateway.security.seal import SealHeader
from gateway.store.protocol import Transaction
from gateway.store.rows import InboxRow
from schemas.errors import Rejected, UnknownRecipient
from schemas.messages import ANSWER_KINDS, CopyMessage, Message, MessageKind, ResponseCode

DELIVERY_KIND = "delivery"
"""Kind of a parked row that holds a whole sealed delivery."""
UNOPENED = "unopened:"
"""What the subject of a delivery begins with of which nobody knows who sent it, before a digest of its bytes."""
_ENVELOPE = "envelope "


def inbox_row(
    parts: Parts,
    signed: SealHeader,
    message: Message,
    body: bytes,
    refused: str | None,
    answer: ResponseCode | None,
) -> InboxRow:
    """The row of a message that could be read."""
    organisation, message_id = message.header.receiver, message.header.message_id
    return InboxRow(
        organisation,
        message_id,
        signed.envelope_id,
        message.header.sender,
        message.header.kind,
        signed.copy_id,
        None if not isinstance(message, CopyMessage) else _digest(body),
        parts.clock(),
        parts.vault(organisation).lock(body, purpose=Purpose.INBOX, about=message_id),
        refused,
        None if answer is None else answer.value,
    )


def _digest(body: bytes) -> str:
    return f"sha256:{hashlib.sha256(body).hexdigest()}"


def keep_refused(
    parts: Parts, organisation: str, delivery: Delivery, signed: SealHeader | None, refused: Rejected
) -> None:
    """Commit what cannot be taken. Who signed it is told why; what nobody signed is told to nobody.

    Twice: the same bytes are one row, one parked thing and one answer.
    """
    known = signed is not None
    subject = signed.message_id if signed else f"{UNOPENED}{_digest(delivery.body)}"
    with parts.store.transaction() as tx:
        seen = tx.inbox(organisation, subject)
        if seen is None:
            tx.put_inbox(_refused_row(parts, organisation, delivery, signed, subject, refused.code))
        if not known or seen is None:
            park(
                tx,
                parts,
                organisation,
                IN,
                subject,
                refused.code,
                DELIVERY_KIND,
                detail=None if known else said_of(delivery),
                body=delivery.body,
            )
        audit(tx, parts, organisation, Audited.REFUSED_MESSAGE, message_id=subject, code=refused.code)
        if signed is not None and signed.message_type not in ANSWER_KINDS:
            _tell(tx, parts, organisation, signed, seen, refused)
        parts.at(Step.RECEIVE_BEFORE_COMMIT)
    parts.at(Step.RECEIVE_AFTER_COMMIT)
    parts.log(
        Event.MESSAGE_REFUSED,
        organisation=organisation,
        counterpart=signed.issuer if signed else None,
        message_id=signed.message_id if signed else None,
        copy_id=signed.copy_id if signed else None,
        code=refused.code,
    )


def said_of(delivery: Delivery) -> str:
    """What is noted of a parked delivery beside its bytes."""
    return f"{_ENVELOPE}{delivery.envelope_id}"


def envelope_in(detail: str | None) -> str:
    """The envelope id in what was noted; empty when there is none."""
    return (detail or "").rpartition(_ENVELOPE)[2].strip()


def _tell(
    tx: Transaction,
    parts: Parts,
    organisation: str,
    signed: SealHeader,
    seen: InboxRow | None,
    refused: Rejected,
) -> None:
    """A message that was taken before keeps its first answer, whatever comes later under its id."""
    code = ResponseCode(seen.answer) if seen is not None and seen.answer else ResponseCode.FATAL
    codes = (refused.code, *(each.code for each in refused.findings)) if code is ResponseCode.FATAL else ()
    try:
        queue_response(
            tx,
            parts,
            organisation,
            signed.issuer,
            signed.message_id,
            code,
            asked_in=signed.message_version,
            copy_of=signed.copy_id,
            finding_codes=codes[:10],
        )
    except UnknownRecipient:
        return


def _refused_row(
    parts: Parts, organisation: str, delivery: Delivery, signed: SealHeader | None, subject: str, code: str
) -> InboxRow:
    kind = MessageKind(signed.message_type) if signed and signed.message_type in set(MessageKind) else None
    return InboxRow(
        organisation,
        subject,
        delivery.envelope_id,
        signed.issuer if signed else None,
        kind,
        signed.copy_id if signed else None,
        None,
        parts.clock(),
        delivery.body,
        code,
        None if kind is None or kind in ANSWER_KINDS else ResponseCode.FATAL.value,
    )


def set_aside(parts: Parts, organisation: str, delivery: Delivery, error: BaseException) -> None:
    """Park a delivery that a defect of ours keeps from being taken: sealed as it came, to be replayed when mended."""
    with parts.store.transaction() as tx:
        subject = f"delivery:{_digest(delivery.body)}"
        park(
            tx,
            parts,
            organisation,
            IN,
            subject,
            "SIP640",
            DELIVERY_KIND,
            detail=f"{frames_of(error)} {said_of(delivery)}",
            body=delivery.body,
        )
    parts.log(Event.DEFECT, organisation=organisation, code="SIP640", frames=frames_of(error)[:400])
