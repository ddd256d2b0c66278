"""Ping: are you there, what do you speak, are your keys and clock right? Answered, and never recorded.

Theory of operation. A ping carries a test label and nothing else. It goes the way of every message: sealed, signed,
through the partner's control queue; but straight from who asks, so that no work waits here. The partner's receiver
answers it, whatever its journal system does. It leaves one inbox row and one audit row on each side, and no ledger row,
holding or entry anywhere. The answer's message id follows from the ping's: who waits finds it in the inbox, whichever
process took it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version
from typing import TypeVar

from gateway.exchange.envelopes import entry_of, envelope_of, header_to, public_keys
from gateway.exchange.locked import Purpose
from gateway.exchange.parts import Parts
from gateway.exchange.queueing import made_id, queue_told, response_id
from gateway.security.keys import KeyUse
from gateway.security.seal import Opened
from gateway.store.protocol import Transaction
from mappings import fhir
from schemas.errors import Rejected, UnknownRecipient
from schemas.findings import finding
from schemas.messages import Message, MessageKind, Ping, PingAnswer, Response, ResponseCode

LOOKS_AGAIN = timedelta(milliseconds=100)
"""How often the inbox is looked into: one query by key."""

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Pinged:
    """A ping that has left: its message id, and our clock when it did."""

    message_id: str
    asker: str
    partner: str
    at: datetime
    sealed_to: str


@dataclass(frozen=True, slots=True)
class Pong:
    """What came back, how long it took, and how much the partner's clock is ahead of ours (at most half of that)."""

    pinged: Pinged
    answer: PingAnswer
    took: timedelta
    ahead: timedelta


def ping(
    parts: Parts,
    asker: str,
    partner: str,
    *,
    within: timedelta,
    work: Callable[[], object],
    ticks: Callable[[], float] = time.monotonic,
) -> Pong | None:
    """Ping a partner and wait for its answer; None when none comes in time. `work` is done while waiting.

    Raises Rejected: SIP746 for oneself, SIP601 without place in the directory, SIP742 for a partner that is too old,
    SIP713 without keys, SIP620 without queues, SIP745 when the partner refuses; `BrokerUnavailable`.
    """
    begun = ticks()
    pinged = send_ping(parts, asker, partner)
    answer = wait_for(lambda: ping_answer(parts, pinged), within, work, ticks)
    if answer is None:
        return None
    took = timedelta(seconds=ticks() - begun)
    return Pong(pinged, answer, took, answer.at - (pinged.at + took / 2))


def send_ping(parts: Parts, asker: str, partner: str) -> Pinged:
    """Send one ping. Raises as `ping`."""
    if asker == partner:
        raise Rejected(findings=(finding("SIP746"),))
    message = Ping(header=header_to(parts, MessageKind.PING, asker, partner, parts.new_id()))
    keys = public_keys(parts.directory, partner)
    sealing = keys.in_use(KeyUse.ENCRYPT, parts.clock()) if keys is not None else None
    if sealing is None:
        raise UnknownRecipient(findings=(finding("SIP713"),))
    parts.broker.publish(envelope_of(parts, message))
    return Pinged(message.header.message_id, asker, partner, message.header.created_at, sealing.kid)


def wait_for(
    look: Callable[[], Found | None],
    within: timedelta,
    work: Callable[[], object],
    ticks: Callable[[], float] = time.monotonic,
) -> Found | None:
    """What `look` finds, as soon as it finds something; None when the time is over. `work` is done between."""
    until = ticks() + within.total_seconds()
    while True:
        work()
        found = look()
        if found is not None or ticks() >= until:
            return found
        time.sleep(LOOKS_AGAIN.total_seconds())


def ping_answer(parts: Parts, pinged: Pinged) -> PingAnswer | None:
    """The answer to a ping, if it has come. Raises Rejected (SIP745) with the codes of a refusal."""
    message = taken(parts, pinged.asker, _answer_id(pinged.partner, pinged.message_id))
    if isinstance(message, PingAnswer) and message.header.sender == pinged.partner:
        return message
    raise_refused(parts, pinged.asker, pinged.partner, pinged.message_id)
    return None


def raise_refused(parts: Parts, asker: str, partner: str, message_id: str) -> None:
    """Raise Rejected (SIP745) if the partner has answered that it does not take a message."""
    refusal = taken(parts, asker, response_id(partner, message_id, ResponseCode.FATAL))
    if isinstance(refusal, Response) and refusal.header.sender == partner:
        raise Rejected(findings=(finding("SIP745", codes=", ".join(refusal.finding_codes)),))


def taken(parts: Parts, organisation: str, message_id: str) -> Message | None:
    """The message that came under that id and could be read; None when none has."""
    with parts.store.transaction() as tx:
        row = tx.inbox(organisation, message_id)
    if row is None or row.kind is None or row.sender is None:
        return None
    try:
        body = parts.vault(organisation).unlock(row.body, purpose=Purpose.INBOX, about=message_id)
    except Rejected:  # it was refused, and lies as it came
        return None
    return fhir.message_from_wire(body).message


def _answer_id(organisation: str, answers: str) -> str:
    return made_id("ping-answer", organisation, answers)


def answer_ping(tx: Transaction, parts: Parts, message: Ping, opened: Opened) -> None:
    """Queue the answer. The same ping again gets the same message."""
    me, asker = message.header.receiver, message.header.sender
    entry_of(parts.directory, asker)
    header = header_to(
        parts,
        MessageKind.PING_ANSWER,
        me,
        asker,
        _answer_id(me, message.header.message_id),
        asked_in=message.header.version,
    )
    answer = PingAnswer(
        header=header,
        answers=message.header.message_id,
        program=version("samspel"),
        versions=parts.speaks,
        at=parts.clock(),
        signed_with=opened.signed_with,
        sealed_to=opened.sealed_to,
        signs_with=parts.keys.ring(me).in_use(KeyUse.SIGN, parts.clock()).kid,
    )
    queue_told(tx, parts, answer)
