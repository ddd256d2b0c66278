"""Late: a copy that is not recorded by its deadline is reported, once for each deadline.

Theory of operation. The home must know that a recipient has not recorded a version: its ledger row, whose deadline has
passed and whose state is not final, becomes an audit row, a log event, and a non-delivery report to the home's journal
(told like every other ledger event: who, which version, in which state, since when, and the deadline). At the
recipient the same is told to its own journal: a copy of another's plan came here and is not recorded. That it has been
reported stands in the row (`late_since`), written in the same transaction; so twice is once. A new deadline, because
the copy was sent anew or handed over, makes it a new condition.

What the home holds back itself (`withheld`, `awaiting consent`) is not on its way to anybody, and has no deadline.
"""

from __future__ import annotations

from dataclasses import replace

from gateway.exchange.auditing import Audited, audit
from gateway.exchange.parts import Parts
from gateway.exchange.telling import queue_late
from gateway.logs import Event
from gateway.store.protocol import Transaction
from gateway.store.rows import CopyRow, HoldingRow, Wanted

NOT_RECORDED_THERE, NOT_RECORDED_HERE = "SIP670", "SIP671"
AT_ONCE = 50
"""Rows of one transaction: a recipient that was away for a week has hundreds, and others write meanwhile."""


def report_late(parts: Parts, organisation: str) -> int:
    """Report what has become late, at most `AT_ONCE` sent and received; how many. Twice is once."""
    with parts.store.transaction() as tx:
        wanted = Wanted(late_at=parts.clock(), late_unreported=True, limit=AT_ONCE)
        ours, theirs = tx.ledger(organisation, wanted), tx.received(organisation, wanted)
        plans = {row.copy_id.plan_id for row in ours} | {row.copy_id.plan_id for row in theirs}
        tx.take_turns(messages=(), plans=[(organisation, each) for each in plans])
        sent = [row for row in ours if _still(tx.copy(organisation, row.copy_id), row)]
        came = [row for row in theirs if _still(tx.holding(organisation, row.copy_id), row)]
        for row in sent:
            tx.put_copy(replace(row, late_since=parts.clock()))
            _report(tx, parts, row, row.copy_id.recipient, NOT_RECORDED_THERE)
        for holding in came:
            tx.put_holding(replace(holding, late_since=parts.clock()))
            if holding.sender != organisation:  # its own plan: the ledger row says it
                _report(tx, parts, holding, holding.sender, NOT_RECORDED_HERE)
    for row in sent:
        _log(parts, Event.COPY_LATE, row, row.copy_id.recipient, NOT_RECORDED_THERE)
    for holding in (each for each in came if each.sender != organisation):
        _log(parts, Event.HOLDING_LATE, holding, holding.sender, NOT_RECORDED_HERE)
    return len(sent) + len(came)


def _still(now: CopyRow | HoldingRow | None, listed: CopyRow | HoldingRow) -> bool:
    """Whether the row is as it was listed: others may write between a list and the first touch of a plan."""
    return now is not None and (now.state, now.since, now.late_since) == (listed.state, listed.since, listed.late_since)


def _report(tx: Transaction, parts: Parts, row: CopyRow | HoldingRow, counterpart: str, code: str) -> None:
    audit(
        tx,
        parts,
        row.organisation,
        Audited.LATE,
        plan_id=row.copy_id.plan_id,
        copy_id=row.copy_id,
        message_id=row.message_id,
        counterpart=counterpart,
        state=row.state.value,
        code=code,
        deadline=row.deadline.isoformat() if row.deadline else None,
    )
    queue_late(tx, parts, row, counterpart, code)


def _log(parts: Parts, event: Event, row: CopyRow | HoldingRow, counterpart: str, code: str) -> None:
    said = {"copy_id": str(row.copy_id), "state": row.state.value, "code": code}
    parts.log(event, organisation=row.organisation, counterpart=counterpart, **said)
