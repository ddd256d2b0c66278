"""Settle: an answer or a status from the recipient moves the home's ledger, and the home's journal is told.

Theory of operation. A response says whether a message was taken, a status what became of a copy. They may come in any
order, late, or before we know ourselves that we had sent; so a move that the state table lacks changes nothing and is
audited, and a copy still `prepared` that is answered is first marked as sent. Only the recipient of a copy may answer
for it, and only about the bytes that it was sent.
"""

from __future__ import annotations

from datetime import datetime

from gateway.exchange.auditing import Audited, audit
from gateway.exchange.ledger_moves import may_move, move
from gateway.exchange.parking import IN, park, unpark
from gateway.exchange.parts import Parts
from gateway.exchange.send import mark_sent
from gateway.exchange.steps import Step
from gateway.logs import Event
from gateway.store.protocol import Transaction
from gateway.store.rows import CopyRow, Stream, WorkKind
from schemas.errors import NotYours
from schemas.findings import finding
from schemas.messages import CopyId, Response, ResponseCode, StatusMessage
from schemas.states import COPY_STATES, CopyState, SetBy

_MISDIRECTED = frozenset({"SIP631"})
_ENDED = frozenset({CopyState.SUPERSEDED, CopyState.WITHDRAWN, CopyState.ENDED, CopyState.WITHHELD})
_OF_RECIPIENT = _ENDED | {state for state, row in COPY_STATES.items() if row.set_by is not SetBy.HOME}
"""What a recipient may say of its copy; the first four confirm what the home or its consent has ended."""


_TOLD_BY_STATUS = frozenset({CopyState.AWAITING_REGISTRATION, CopyState.FORWARDED, CopyState.HANDED_OVER})
"""States whose `since` is the recipient's time: an older status that was overtaken on the way is known by it."""


_UNANSWERED = frozenset({CopyState.SENT, CopyState.PARKED})
"""Only these are moved by a response; a status says more, and may have come before it."""


def settle(tx: Transaction, parts: Parts, organisation: str, message: Response | StatusMessage) -> None:
    """Take an answer or a status. The same twice changes nothing more. Raises NotYours (SIP633)."""
    if isinstance(message, Response):
        _settle_response(tx, parts, organisation, message)
    else:
        _settle_status(tx, parts, organisation, message)
    parts.at(Step.SETTLE_BEFORE_COMMIT)


def _row(tx: Transaction, organisation: str, sender: str, copy_of: str) -> CopyRow:
    try:
        copy_id = CopyId.parse(copy_of)
    except ValueError:
        raise NotYours(findings=(finding("SIP633"),)) from None
    row = tx.copy(organisation, copy_id)
    if row is None or copy_id.recipient != sender:
        raise NotYours(findings=(finding("SIP633"),))
    return row


def _settle_response(tx: Transaction, parts: Parts, organisation: str, message: Response) -> None:
    sender = message.header.sender
    if message.copy_of is None:
        control_answered(tx, organisation, message)
        return
    row = _row(tx, organisation, sender, message.copy_of)
    if row.message_id != message.answers:
        _not_settled(tx, parts, row, message.header.message_id, "answers-an-earlier-message")
        return
    row = _surely_sent(tx, parts, row)
    if message.code is ResponseCode.TRANSIENT:
        return  # it is sent again when its time comes
    state, reason = _said(message)
    if row.state not in _UNANSWERED:
        _not_settled(tx, parts, row, message.header.message_id, f"{row.state.value} stays")
        return
    _enter(tx, parts, row, state, reason, message.header.message_id)
    stream = Stream(organisation, row.copy_id.plan_id, sender)
    tx.drop_work(stream, WorkKind.SEND, str(row.copy_id))


def control_answered(tx: Transaction, organisation: str, message: Response, *, seen: bool = False) -> None:
    """A control message has arrived, and need not be sent again.

    `seen`: the answer had come before, so what it answers may have been said anew since. Then it answers only what has
    left at least once more; one that comes too early is followed by another, to what is sent then.
    """
    if message.code is not ResponseCode.TRANSIENT:
        tx.drop_message(organisation, message.header.sender, message.answers, if_tried=seen)


def _said(message: Response) -> tuple[CopyState, str | None]:
    if message.code is ResponseCode.OK:
        return CopyState.RECEIVED, None
    reason = message.finding_codes[0] if message.finding_codes else None
    misdirected = bool(_MISDIRECTED.intersection(message.finding_codes))
    return (CopyState.MISDIRECTED if misdirected else CopyState.REJECTED), reason


def _settle_status(tx: Transaction, parts: Parts, organisation: str, message: StatusMessage) -> None:
    row = _row(tx, organisation, message.header.sender, message.copy_of)
    message_id = message.header.message_id
    if row.content_hash != message.content_hash and message.state in _ENDED:
        _not_settled(tx, parts, row, message_id, "about-a-content-that-was-taken-back")
        return
    if row.content_hash != message.content_hash:
        detail = f"{row.copy_id} {message_id}"
        park(
            tx,
            parts,
            organisation,
            IN,
            message_id,
            "SIP634",
            "status",
            detail=detail,
            plan_id=row.copy_id.plan_id,
            copy_id=row.copy_id,
        )
        return
    if message.state not in _OF_RECIPIENT:
        _not_settled(tx, parts, row, message_id, "not-the-recipients-to-say")
        return
    overtaken = row.state in _TOLD_BY_STATUS and message.at < row.since
    if overtaken and message.state is not CopyState.RECORDED:  # nothing comes after that, whatever a clock says
        _not_settled(tx, parts, row, message_id, "a later status has come before")
        return
    row = _surely_sent(tx, parts, row)
    reason = message.finding_codes[0] if message.finding_codes else None
    evidence = message.evidence.value if message.evidence else None
    facts = {"entry_id": message.entry_id, "evidence": evidence, "since": message.at}
    _enter(tx, parts, row, message.state, reason, message_id, **facts)
    tx.drop_work(Stream(organisation, row.copy_id.plan_id, row.copy_id.recipient), WorkKind.SEND, str(row.copy_id))


def _surely_sent(tx: Transaction, parts: Parts, row: CopyRow) -> CopyRow:
    """Answered, so it was sent, though we stopped before we had noted it."""
    if row.state is not CopyState.PREPARED or row.first_sent_at is None:
        return row
    mark_sent(tx, parts, row.copy_id, row.organisation)
    return tx.copy(row.organisation, row.copy_id) or row


def _enter(
    tx: Transaction,
    parts: Parts,
    row: CopyRow,
    state: CopyState,
    reason: str | None,
    message_id: str,
    **facts: str | datetime | None,
) -> None:
    if not may_move(row, state) or row.state is state:
        _not_settled(tx, parts, row, message_id, f"{row.state.value} stays")
        return
    facts = {name: value for name, value in facts.items() if value is not None}
    move(tx, parts, row, state, reason, Audited.SETTLED, **facts)
    if row.state is CopyState.PARKED:
        unpark(tx, parts, row.organisation, str(row.copy_id))
    parts.log(
        Event.ANSWER_SETTLED,
        organisation=row.organisation,
        counterpart=row.copy_id.recipient,
        copy_id=str(row.copy_id),
        message_id=message_id,
        state=state.value,
        code=reason,
        waited=_since_sent(parts, row, state, facts.get("since")),
    )


def _since_sent(parts: Parts, row: CopyRow, state: CopyState, at: object) -> float | None:
    """Seconds from the first sending until the recipient had recorded it, by its own clock; None until it has."""
    if state is not CopyState.RECORDED or row.first_sent_at is None:
        return None
    recorded_at = at if isinstance(at, datetime) else parts.clock()
    return (recorded_at - row.first_sent_at).total_seconds()


def _not_settled(tx: Transaction, parts: Parts, row: CopyRow, message_id: str, why: str) -> None:
    audit(
        tx,
        parts,
        row.organisation,
        Audited.NOT_SETTLED,
        plan_id=row.copy_id.plan_id,
        copy_id=row.copy_id,
        message_id=message_id,
        why=why,
    )
