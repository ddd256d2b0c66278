"""How a ledger row moves: only as `COPY_MOVES` allows, with an audit row and, where the journal should see it, a
note.

A move that the table lacks is no error here: an answer that comes late or twice changes nothing, and is audited.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from gateway.exchange.auditing import Audited, audit
from gateway.exchange.parts import Parts
from gateway.exchange.telling import queue_ended, queue_event
from gateway.store.protocol import Transaction
from gateway.store.rows import CopyRow, Stream, WorkKind
from schemas.states import COPY_MOVES, CopyState

_NOT_TO_BE_GIVEN = frozenset({CopyState.WITHHELD, CopyState.SUPERSEDED, CopyState.WITHDRAWN, CopyState.ENDED})
"""A page that was made and enters one of these must not lie where the staff fetch pages to hand over."""


def may_move(row: CopyRow, state: CopyState) -> bool:
    """Whether the row may enter that state."""
    return state in COPY_MOVES[row.state]


def move(
    tx: Transaction, parts: Parts, row: CopyRow, state: CopyState, reason: str | None, event: Audited, **facts: Any
) -> CopyRow:
    """Enter a state that `may_move` allows, tell the home's journal, and give the row as it is now.

    A new deadline among the `facts` is a new condition: that the copy was late before is forgotten.
    """
    if facts.get("deadline", row.deadline) != row.deadline:
        facts["late_since"] = None
    moved = replace(row, **{"state": state, "reason": reason, "since": parts.clock(), **facts})
    tx.put_copy(moved)
    audit(
        tx,
        parts,
        row.organisation,
        event,
        plan_id=row.copy_id.plan_id,
        copy_id=row.copy_id,
        message_id=moved.message_id,
        state=state.value,
        code=reason,
    )
    queue_event(tx, parts, moved)
    if row.state is CopyState.MADE and state in _NOT_TO_BE_GIVEN:
        queue_ended(tx, parts, row, state, reason)
    _bring_pages_forward(tx, parts, moved)
    return moved


def _bring_pages_forward(tx: Transaction, parts: Parts, moved: CopyRow) -> None:
    """Once no copy of a version is on its way any more, the pages for people can say who got it: now is their time."""
    rows = [each for each in tx.copies(moved.organisation, moved.copy_id.plan_id) if _same_version(each, moved)]
    if any(_is_on_its_way(each) for each in rows):
        return
    for page in (each for each in rows if each.state is CopyState.MADE and each.deadline is None):
        stream = Stream(page.organisation, page.copy_id.plan_id, page.copy_id.recipient)
        tx.drop_work(stream, WorkKind.RECORD, str(page.copy_id))
        tx.add_work(stream, WorkKind.RECORD, page.copy_id.version, str(page.copy_id), parts.clock())


def _same_version(one: CopyRow, other: CopyRow) -> bool:
    return one.copy_id.version == other.copy_id.version


def _is_on_its_way(row: CopyRow) -> bool:
    undecided = row.state is CopyState.AWAITING_CONSENT and row.reason is None
    return undecided or row.state in (CopyState.PREPARED, CopyState.SENT)


def stop(tx: Transaction, parts: Parts, row: CopyRow, state: CopyState, reason: str | None) -> CopyRow | None:
    """End a copy that has not ended: its open work goes, and its body too when it never left. None if it may not."""
    if not may_move(row, state):
        return None
    stream = Stream(row.organisation, row.copy_id.plan_id, row.copy_id.recipient)
    for kind in (WorkKind.PREPARE, WorkKind.SEND, WorkKind.RECORD):
        tx.drop_work(stream, kind, str(row.copy_id))
    moved = move(tx, parts, row, state, reason, Audited.STOPPED, deadline=None)
    if moved.first_sent_at is None:
        (tx.unfreeze if state is CopyState.WITHHELD else tx.drop_body)(row.organisation, row.copy_id)
    return moved
