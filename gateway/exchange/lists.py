"""What one organisation sees of its plans: copies sent, copies received, and what is coming; as values and as JSON.

The command line and HTTP show the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gateway.exchange.announcing import Announcement, announcements
from gateway.exchange.ledger import follow_ups, is_late, left_out, received, sent
from gateway.exchange.parking import copy_in
from gateway.exchange.parts import Parts
from gateway.exchange.telling import name_of
from gateway.store.rows import CopyRow, HoldingRow, ParkedRow, Wanted
from mappings.page import Coming


@dataclass(frozen=True, slots=True)
class Lists:
    """`sent`: copies of plans that are kept here. `received`: copies of others' plans. `follow_ups`: by plan.

    `more`: how many copies of both the limit has left out.
    """

    organisation: str
    sent: Sequence[CopyRow]
    received: Sequence[HoldingRow]
    coming: Sequence[Announcement]
    follow_ups: Mapping[str, str]
    more: int = 0


def lists_of(parts: Parts, organisation: str, wanted: Wanted, *, coming: bool = False) -> Lists:
    """The copies that `wanted` says. `coming`: also what is announced in their plans, which are opened for it."""
    rows, came = sent(parts, organisation, wanted), received(parts, organisation, wanted)
    announced = announcements(parts, organisation, (row.copy_id.plan_id for row in rows)) if coming else ()
    dates = follow_ups(parts, organisation, (row.copy_id.plan_id for row in came))
    return Lists(organisation, rows, came, announced, dates, left_out(parts, organisation, wanted, rows, came))


def copy_json(
    parts: Parts, row: CopyRow | HoldingRow, now: datetime, dates: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """One row: ids, states and times. A received one says from whom, and when the plan is followed up."""
    copy_id = row.copy_id
    said: dict[str, Any] = {
        "copy_id": str(copy_id),
        "organisation": row.organisation,
        "plan_id": copy_id.plan_id,
        "version": copy_id.version,
        "recipient": copy_id.recipient,
        "recipient_name": name_of(parts, copy_id.recipient),
        "state": row.state.value,
        "reason": row.reason,
        "since": row.since.isoformat(),
        "entry_id": row.entry_id,
        "evidence": row.evidence,
        "told_by": row.told_by,
        "deadline": row.deadline.isoformat() if row.deadline else None,
        "late": is_late(row, now),
        "redacted": row.redacted,
        "content_hash": row.content_hash,
    }
    if isinstance(row, HoldingRow):
        follow_up = (dates or {}).get(copy_id.plan_id)
        said |= {"sender": row.sender, "sender_name": name_of(parts, row.sender), "follow_up_on": follow_up}
    return said


def announcement_json(each: Announcement) -> dict[str, Any]:
    """What is coming. A birthday is personal data, so its day is not said here: the finding at accept says it."""
    on = each.on.isoformat() if each.coming is Coming.CONSENT_ENDS else None
    return {"plan_id": each.plan_id, "coming": each.coming.value, "on": on, "code": each.finding.code}


def parked_json(row: ParkedRow) -> dict[str, Any]:
    """What is parked: ids, codes and times. `detail` is ids and frames of our own."""
    return {
        "number": row.id,
        "organisation": row.organisation,
        "direction": row.direction,
        "kind": row.kind,
        "subject": row.subject,
        "copy_id": copy_in(row.subject),
        "reason": row.reason,
        "detail": row.detail,
        "parked_at": row.parked_at.isoformat(),
        "resolved_at": row.resolved_at.isoformat() if row.resolved_at else None,
        "resolution": row.resolution,
    }
