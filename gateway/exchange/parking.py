"""Parking: what a person must look at, with a reason, until it is replayed or discarded. It never blocks what
comes after.
"""

from __future__ import annotations

import traceback
from pathlib import PurePath

from gateway.exchange.auditing import Audited, audit
from gateway.exchange.ledger_moves import may_move, move
from gateway.exchange.locked import Told, lock_told
from gateway.exchange.parts import Parts
from gateway.logs import Event
from gateway.store.protocol import Transaction
from gateway.store.rows import CopyRow, ParkedRow, WantedParked, WorkKind
from schemas.messages import CopyId
from schemas.states import CopyState

OUT, IN = "out", "in"

AGAIN = "again:"
"""What the work of sending a settled copy again is called, before its copy id and the new message id."""

OUR_FLOORS = ("gateway", "adapters", "mappings", "schemas")


def frames_of(error: BaseException) -> str:
    """Where a defect happened: class of the error, and our own frames (file, line, function); never its text."""
    ours = []
    for frame in traceback.extract_tb(error.__traceback__):
        parts = PurePath(frame.filename).parts
        floor = next((at for at in range(len(parts) - 1, -1, -1) if parts[at] in OUR_FLOORS), None)
        if floor is not None:
            ours.append(f"{'/'.join(parts[floor:])}:{frame.lineno} {frame.name}")
    return f"{type(error).__name__} at " + ", ".join(ours[-8:])


def park(
    tx: Transaction,
    parts: Parts,
    organisation: str,
    direction: str,
    subject: str,
    reason: str,
    kind: str,
    *,
    detail: str | None = None,
    body: bytes | None = None,
    plan_id: str | None = None,
    copy_id: CopyId | None = None,
) -> int:
    """Park something. The same thing still parked is one row. The copy that it is about is read from its subject."""
    row = ParkedRow(0, organisation, direction, subject, reason, detail, parts.clock(), kind, body)
    parked_id = tx.park(row)
    audit(tx, parts, organisation, Audited.PARKED, plan_id=plan_id, code=reason, kind=kind)
    about = str(copy_id) if copy_id is not None else copy_in(subject)
    parts.log(Event.PARKED, organisation=organisation, plan_id=plan_id, copy_id=about, code=reason, kind=kind)
    return parked_id


def copy_in(subject: str) -> str | None:
    """The copy that a parked subject names: `COPY`, `COPY#message`, `receipt#COPY`, `again:COPY#message`; else None."""
    try:
        return str(CopyId.parse(subject.removeprefix("receipt#").removeprefix(AGAIN).partition("#")[0]))
    except ValueError:
        return None


def park_copy(
    tx: Transaction, parts: Parts, row: CopyRow, reason: str, kind: WorkKind, *, detail: str | None = None
) -> None:
    """Park a copy of the home's ledger; the work that would go on with it when it is replayed is named by `kind`."""
    subject = str(row.copy_id)
    park(
        tx,
        parts,
        row.organisation,
        OUT,
        subject,
        reason,
        kind.value,
        detail=detail,
        plan_id=row.copy_id.plan_id,
    )
    if may_move(row, CopyState.PARKED):
        move(tx, parts, row, CopyState.PARKED, reason, Audited.PARKED)


def park_message(tx: Transaction, parts: Parts, organisation: str, message: Told, reason: str) -> None:
    """Park a control message or an answer that cannot be sent; `detail` is whom it is for."""
    body, header = lock_told(parts.vault(organisation), message), message.header
    park(
        tx,
        parts,
        organisation,
        OUT,
        header.message_id,
        reason,
        header.kind.value,
        detail=header.receiver,
        body=body,
    )


def unpark(tx: Transaction, parts: Parts, organisation: str, subject: str) -> None:
    """Nobody needs to look at it any more: something newer has taken its place."""
    for row in tx.parked(WantedParked(organisation, subject=subject)):
        tx.resolve_parked(row.id, "discarded", parts.clock())
