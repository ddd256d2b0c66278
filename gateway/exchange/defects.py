"""Work that fails by a defect is parked after its tries: the copy says so, with our own frames, and nothing blocks."""

from __future__ import annotations

from gateway.exchange.parking import IN, OUT, park, park_copy
from gateway.exchange.parts import Parts
from gateway.exchange.record import set_holding
from gateway.store.protocol import Transaction
from gateway.store.rows import Claim, WorkKind
from schemas.messages import CopyId
from schemas.states import CopyState


def give_up(parts: Parts, claim: Claim, reason: str, frames: str | None = None) -> None:
    """Park the work with its reason, and the frames of a defect; its copy is visibly parked, and can be replayed."""
    with parts.store.transaction() as tx:
        tx.guard(claim)
        if not _parked_copy(tx, parts, claim, reason, frames):
            work = claim.work
            direction = OUT if work.kind is not WorkKind.RECORD else IN
            park(
                tx,
                parts,
                claim.stream.organisation,
                direction,
                work.subject,
                reason,
                work.kind.value,
                detail=frames,
                body=work.body,
                plan_id=claim.stream.plan_id,
            )
        tx.finish(claim)


def _parked_copy(tx: Transaction, parts: Parts, claim: Claim, reason: str, frames: str | None) -> bool:
    """Whether the work is about a copy, and that is parked now."""
    if claim.work.body is not None:
        return False
    organisation, copy_id = claim.stream.organisation, CopyId.parse(claim.work.subject)
    holding = tx.holding(organisation, copy_id)
    if claim.work.kind is WorkKind.RECORD and holding is not None:
        park(
            tx,
            parts,
            organisation,
            IN,
            str(copy_id),
            reason,
            WorkKind.RECORD.value,
            detail=frames,
            plan_id=copy_id.plan_id,
        )
        set_holding(tx, parts, holding, CopyState.PARKED, reason)
        return True
    row = tx.copy(organisation, copy_id)
    if row is None:
        return False
    park_copy(tx, parts, row, reason, claim.work.kind, detail=frames)
    return True
