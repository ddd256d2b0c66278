"""The ledger, asked: who holds which version, who has not recorded, what is late, what waits for a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from gateway.exchange.hand_out import ledger_row
from gateway.exchange.parts import Parts
from gateway.exchange.telling import name_of
from gateway.store.protocol import Transaction
from gateway.store.rows import CopyRow, HoldingRow, Wanted
from mappings.page import Direction, LedgerRow
from schemas.errors import NotFound
from schemas.findings import finding
from schemas.messages import CopyId, Evidence
from schemas.states import COPY_STATES, CopyState

_RECORDED = frozenset({CopyState.RECORDED})
MOST_ROWS = 1000
"""Rows of one list, unless another number is asked for."""
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


def wanted_of(
    parts: Parts,
    *,
    plan_id: str | None = None,
    copy_id: CopyId | None = None,
    message_id: str | None = None,
    counterpart: str | None = None,
    states: Sequence[CopyState] = (),
    late: bool = False,
    older_than: timedelta | None = None,
    newer_than: timedelta | None = None,
    limit: int = MOST_ROWS,
) -> Wanted:
    """What to list, as somebody says it now. `late`: the deadline has passed. Ages count from the present state."""
    now = parts.clock()
    return Wanted(
        plan_id=plan_id,
        copy_id=copy_id,
        message_id=message_id,
        counterpart=counterpart,
        states=frozenset(states),
        late_at=now if late else None,
        since_from=now - newer_than if newer_than is not None else None,
        since_until=now - older_than if older_than is not None else None,
        limit=limit,
    )


def ledger(
    parts: Parts,
    organisation: str,
    *,
    plan_id: str | None = None,
    states: Sequence[CopyState] = (),
    late: bool = False,
    limit: int = MOST_ROWS,
) -> Sequence[CopyRow]:
    """Ledger rows of an organisation's own plans, newest first. `late`: those whose deadline has passed."""
    return sent(parts, organisation, wanted_of(parts, plan_id=plan_id, states=states, late=late, limit=limit))


def sent(parts: Parts, organisation: str, wanted: Wanted) -> Sequence[CopyRow]:
    """Ledger rows as `wanted` says, newest first, without bodies."""
    with parts.store.transaction() as tx:
        return tx.ledger(organisation, wanted)


def newest_of(parts: Parts, rows: Sequence[CopyRow]) -> Sequence[CopyRow]:
    """Those of the rows after which no newer version has been made for the same recipient."""

    def is_newest(tx: Transaction, row: CopyRow) -> bool:
        of_plan = tx.copies(row.organisation, row.copy_id.plan_id)
        recipient, version = row.copy_id.recipient, row.copy_id.version
        return not any(each.copy_id.recipient == recipient and each.copy_id.version > version for each in of_plan)

    newest = []
    for row in rows:
        with parts.store.transaction() as tx:
            if is_newest(tx, row):
                newest.append(row)
    return newest


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


def received(parts: Parts, organisation: str, wanted: Wanted) -> Sequence[HoldingRow]:
    """Copies of others' plans that have come to this organisation, newest first, without bodies."""
    with parts.store.transaction() as tx:
        return tx.received(organisation, wanted)


def left_out(
    parts: Parts, organisation: str, wanted: Wanted, rows: Sequence[CopyRow], came: Sequence[HoldingRow]
) -> int:
    """How many copies, sent and received, the limit of `wanted` has cut from these two lists."""
    with parts.store.transaction() as tx:
        more = tx.count_sent(organisation, wanted) - len(rows) if len(rows) >= wanted.limit else 0
        return more + (tx.count_received(organisation, wanted) - len(came) if len(came) >= wanted.limit else 0)


def is_late(row: CopyRow | HoldingRow, now: datetime) -> bool:
    """Whether the copy's deadline has passed, and somebody should still do something about it."""
    return bool(row.deadline and row.deadline <= now and not COPY_STATES[row.state].final)


def follow_ups(parts: Parts, organisation: str, plan_ids: Iterable[str]) -> Mapping[str, str]:
    """Plan → when it is followed up next, as its newest version here says. No document is opened for it."""
    with parts.store.transaction() as tx:
        found = tx.follow_ups(organisation, plan_ids)
    return {plan_id: on.isoformat() for plan_id, on in found.items()}


def page_rows(parts: Parts, organisation: str, *, plan_id: str | None = None) -> list[LedgerRow]:
    """Ledger rows as the page *Mina planer* shows them, sent and received: ids and states only."""
    now, rows = parts.clock(), ledger(parts, organisation, plan_id=plan_id)
    came = received(parts, organisation, wanted_of(parts, plan_id=plan_id))
    plan_ids = [*(row.copy_id.plan_id for row in rows), *(row.copy_id.plan_id for row in came)]
    dates = follow_ups(parts, organisation, plan_ids)
    sent = [ledger_row(parts, row, now=now, follow_up=dates.get(row.copy_id.plan_id)) for row in rows]
    return sent + [_received_row(parts, row, now, dates.get(row.copy_id.plan_id)) for row in came]


def _received_row(parts: Parts, row: HoldingRow, now: datetime, follow_up: str | None) -> LedgerRow:
    return LedgerRow(
        row.copy_id.plan_id,
        row.copy_id.version,
        row.copy_id.recipient,
        row.state,
        row.since,
        name_of(parts, row.copy_id.recipient),
        Evidence(row.evidence) if row.evidence else None,
        row.entry_id,
        row.reason,
        late=is_late(row, now),
        next_follow_up=follow_up,
        direction=Direction.RECEIVED,
        sender=row.sender,
        sender_name=name_of(parts, row.sender),
    )
