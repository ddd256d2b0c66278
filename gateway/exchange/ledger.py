"""The ledger, asked: who holds which version, who has not recorded, what is late, what waits for a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gateway.exchange.hand_out import ledger_row
from gateway.exchange.parts import Parts
from gateway.store.rows import CopyRow, HoldingRow
from mappings.page import LedgerRow
from schemas.errors import NotFound
from schemas.findings import finding
from schemas.states import COPY_STATES, CopyState

_RECORDED = frozenset({CopyState.RECORDED})
NOT_RECORDED = tuple(
    state for state, row in COPY_STATES.items() if not row.final or state in (CopyState.REJECTED, CopyState.MISDIRECTED)
)
"""States in which somebody who should have the copy has not recorded it."""


@dataclass(frozen=True, slots=True)
class PlanView:
    """One plan as its home sees it: the newest version's number and hash, and every copy."""

    plan_id: str
    home: str
    source_plan_id: str | None
    version: int | None
    content_hash: str | None
    copies: tuple[CopyRow, ...]
    holdings: tuple[HoldingRow, ...]


def plan_view(parts: Parts, organisation: str, plan_id: str) -> PlanView:
    """One plan, at its home or at who holds a copy. Raises NotFound (SIP602)."""
    with parts.store.transaction() as tx:
        plan = tx.plan(organisation, plan_id)
        if plan is None:
            raise NotFound(findings=(finding("SIP602"),))
        newest = tx.newest_version(organisation, plan_id)
        return PlanView(
            plan_id,
            plan.home,
            plan.source_plan_id,
            newest.version if newest else None,
            newest.content_hash if newest else None,
            tuple(tx.copies(organisation, plan_id)),
            tuple(tx.holdings(organisation, plan_id)),
        )


def ledger(
    parts: Parts,
    organisation: str,
    *,
    plan_id: str | None = None,
    states: Sequence[CopyState] = (),
    late: bool = False,
    limit: int = 1000,
) -> Sequence[CopyRow]:
    """Ledger rows of an organisation's own plans, newest first. `late`: those whose deadline has passed."""
    with parts.store.transaction() as tx:
        late_at = parts.clock() if late else None
        return tx.ledger(organisation, plan_id=plan_id, states=states, late_at=late_at, limit=limit)


def not_recorded(parts: Parts, organisation: str, *, plan_id: str | None = None) -> Sequence[CopyRow]:
    """Copies that somebody should have recorded and has not."""
    return ledger(parts, organisation, plan_id=plan_id, states=NOT_RECORDED)


def holders_of(parts: Parts, organisation: str, plan_id: str) -> dict[str, int]:
    """Recipient → the newest version that it has recorded."""
    rows = ledger(parts, organisation, plan_id=plan_id, states=tuple(_RECORDED))
    held: dict[str, int] = {}
    for row in rows:
        held[row.copy_id.recipient] = max(row.copy_id.version, held.get(row.copy_id.recipient, 0))
    return held


def holdings(parts: Parts, organisation: str, plan_id: str | None = None) -> Sequence[HoldingRow]:
    """Copies that this organisation holds of others' plans, without bodies."""
    with parts.store.transaction() as tx:
        return tx.holdings(organisation, plan_id)


def page_rows(parts: Parts, organisation: str, *, plan_id: str | None = None) -> list[LedgerRow]:
    """Ledger rows as the page *Mina planer* shows them: ids and states only."""
    now, rows = parts.clock(), ledger(parts, organisation, plan_id=plan_id)
    with parts.store.transaction() as tx:
        newest = {row.copy_id.plan_id: tx.newest_version(organisation, row.copy_id.plan_id) for row in rows}
    follow_ups = {
        plan: row.follow_up_on.isoformat() for plan, row in newest.items() if row is not None and row.follow_up_on
    }
    return [ledger_row(parts, row, now=now, follow_up=follow_ups.get(row.copy_id.plan_id)) for row in rows]
