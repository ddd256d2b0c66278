"""What journals are told: the home's, what has become of each copy, with the note of each disclosure (PDL 3 kap. 11 §);
the recipient's, that a copy which it has or may have holds no more.

Told as work of its own, after the transaction that it tells of; a journal system that is away gets it later. The
journal system takes the same thing twice as once.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Any

from adapters.journal import CopyEnded, LedgerEvent
from gateway.exchange.auditing import Audited, audit
from gateway.exchange.parts import Parts
from gateway.exchange.phases import Phases, alone
from gateway.exchange.steps import Step
from gateway.logs import Event
from gateway.store.protocol import Transaction
from gateway.store.rows import Claim, CopyRow, HoldingRow, Stream, WorkKind
from schemas.identifiers import PERSON, is_hsa_id
from schemas.messages import CopyId
from schemas.receipts import DisclosureNote
from schemas.states import CopyState

_UNSEEN = frozenset({CopyState.PREPARED})
"""Passing states that no user of a journal needs to see."""


class Telling(StrEnum):
    """What is told."""

    EVENT = "event"
    DISCLOSURE = "disclosure"
    ENDED = "ended"


def queue_event(tx: Transaction, parts: Parts, row: CopyRow) -> None:
    """Let the home's journal show what has become of a copy. The same state twice is one note."""
    if row.state in _UNSEEN:
        return
    said = {
        "tell": Telling.EVENT,
        "state": row.state.value,
        "at": row.since.isoformat(),
        "reason": row.reason,
        "entry_id": row.entry_id,
        "evidence": row.evidence,
    }
    _queue(tx, parts, row, f"{row.copy_id}#{row.state.value}#{row.since.isoformat()}", said)


def queue_late(tx: Transaction, parts: Parts, row: CopyRow | HoldingRow, counterpart: str, code: str) -> None:
    """Let the journal show that a copy was not recorded by its deadline. Once for each deadline."""
    deadline = row.deadline.isoformat() if row.deadline else None
    said = {
        "tell": Telling.EVENT,
        "state": row.state.value,
        "at": row.since.isoformat(),
        "reason": code,
        "entry_id": row.entry_id,
        "evidence": row.evidence,
        "deadline": deadline,
    }
    _queue(tx, parts, row, f"{row.copy_id}#late#{deadline}", said, counterpart)


def queue_disclosure(tx: Transaction, parts: Parts, row: CopyRow) -> None:
    """Let the home's journal note that a copy was disclosed. Once for each copy."""
    at = row.first_sent_at or row.since
    _queue(tx, parts, row, f"{row.copy_id}#disclosed", {"tell": Telling.DISCLOSURE, "at": at.isoformat()})


def queue_ended(
    tx: Transaction, parts: Parts, given: HoldingRow | CopyRow, state: CopyState, reason: str | None
) -> None:
    """Let the journal system know that a copy, or a page for people, that it may have holds no more.

    In the stream in which it was given to it: so it is told after what is being given just now.
    """
    at = parts.clock().isoformat()
    said = {"tell": Telling.ENDED, "state": state.value, "reason": reason, "at": at, "content_hash": given.content_hash}
    counterpart = given.sender if isinstance(given, HoldingRow) else given.copy_id.recipient
    _queue(tx, parts, given, f"{given.copy_id}#ended#{state.value}#{at}", said, counterpart)


def _queue(
    tx: Transaction,
    parts: Parts,
    row: CopyRow | HoldingRow,
    subject: str,
    said: dict[str, Any],
    counterpart: str | None = None,
) -> None:
    counterpart = counterpart or row.copy_id.recipient
    said |= {"copy_id": str(row.copy_id), "counterpart": counterpart}
    stream = Stream(row.organisation, row.copy_id.plan_id, counterpart)
    tx.add_work(stream, WorkKind.TELL, row.copy_id.version, subject, parts.clock(), json.dumps(said).encode())


def requeue(tx: Transaction, parts: Parts, organisation: str, subject: str, body: bytes) -> None:
    """Tell again what was parked."""
    said = json.loads(body)
    copy_id = CopyId.parse(said["copy_id"])
    stream = Stream(organisation, copy_id.plan_id, said["counterpart"])
    tx.add_work(stream, WorkKind.TELL, copy_id.version, subject, parts.clock(), body)


def tell(parts: Parts, claim: Claim) -> None:
    """Tell the journal one thing. Told twice after a crash, it is one note there. Raises `JournalUnavailable`."""
    alone(parts, telling(parts, claim))


def telling(parts: Parts, claim: Claim) -> Phases:
    """The same in phases: what it is about is read, the journal is told, and that is written."""
    organisation = claim.stream.organisation
    said = json.loads(claim.work.body or b"{}")
    copy_id = CopyId.parse(said["copy_id"])
    note: Callable[[], None] = yield partial(_noting, parts, claim, copy_id, said)
    begun = parts.ticks()
    parts.at(Step.TELL_BEFORE_NOTE)
    note()
    seconds = round(parts.ticks() - begun, 6)
    parts.at(Step.TELL_AFTER_NOTE)
    yield partial(_has_been_told, parts, claim, copy_id, said)
    parts.at(Step.TELL_AFTER_COMMIT)
    parts.log(
        Event.JOURNAL_TOLD,
        organisation=organisation,
        copy_id=str(copy_id),
        kind=said["tell"],
        state=said.get("state"),
        seconds=seconds,
    )


def _noting(parts: Parts, claim: Claim, copy_id: CopyId, said: dict[str, Any], tx: Transaction) -> Callable[[], None]:
    """What tells the journal."""
    organisation = claim.stream.organisation
    journal = parts.journals[organisation]
    if said["tell"] == Telling.ENDED:
        holding = tx.holding(organisation, copy_id)
        recorded = holding is not None and holding.state is CopyState.RECORDED
        return partial(journal.note_ended, replace(_ended(copy_id, said), recorded=recorded))
    plan = tx.plan(organisation, copy_id.plan_id)
    source = plan.source_plan_id if plan else None
    if said["tell"] == Telling.EVENT:
        return partial(journal.note, _event(parts, copy_id, source, said))
    row = tx.copy(organisation, copy_id)
    if row is None or row.content_hash is None:
        return _nothing
    return partial(journal.note_disclosure, _disclosure(parts, row, source, said))


def _nothing() -> None:
    """There is nothing to tell any more."""


def _has_been_told(parts: Parts, claim: Claim, copy_id: CopyId, said: dict[str, Any], tx: Transaction) -> None:
    if said["tell"] == Telling.DISCLOSURE:
        audit(tx, parts, claim.stream.organisation, Audited.TOLD, plan_id=copy_id.plan_id, copy_id=copy_id)
    tx.finish(claim)


def name_of(parts: Parts, recipient: str) -> str:
    """What a recipient is called in the journal: the organisation's name; a natural person never by name."""
    entry = parts.directory.find(recipient)
    if entry is not None:
        return entry.name
    if is_hsa_id(recipient) or recipient.partition(".")[0].isdigit():  # an organisation that the directory lacks
        return recipient
    return "den enskilde" if recipient == PERSON else "vårdnadshavare"


def _event(parts: Parts, copy_id: CopyId, source_plan_id: str | None, said: dict[str, Any]) -> LedgerEvent:
    return LedgerEvent(
        copy_id.plan_id,
        source_plan_id,
        copy_id.version,
        copy_id.recipient,
        name_of(parts, copy_id.recipient),
        CopyState(said["state"]),
        datetime.fromisoformat(said["at"]),
        said["reason"],
        said["entry_id"],
        said["evidence"],
        datetime.fromisoformat(said["deadline"]) if said.get("deadline") else None,
    )


def _ended(copy_id: CopyId, said: dict[str, Any]) -> CopyEnded:
    at = datetime.fromisoformat(said["at"])
    return CopyEnded(copy_id, said["content_hash"], CopyState(said["state"]), said["reason"], at)


def _disclosure(parts: Parts, row: CopyRow, source_plan_id: str | None, said: dict[str, Any]) -> DisclosureNote:
    return DisclosureNote(
        plan_id=row.copy_id.plan_id,
        version=row.copy_id.version,
        source_plan_id=source_plan_id,
        recipient=row.copy_id.recipient,
        recipient_name=name_of(parts, row.copy_id.recipient),
        disclosed_at=datetime.fromisoformat(said["at"]),
        redacted=bool(row.redacted),
        content_hash=row.content_hash or "",
    )
