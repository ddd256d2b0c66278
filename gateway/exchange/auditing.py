"""Audit rows: what happened, written in the transaction of what they tell. Ids, dates and codes only."""

from __future__ import annotations

import json
from enum import StrEnum

from gateway.exchange.parts import Parts
from gateway.store.protocol import Transaction
from gateway.store.rows import AuditRow
from schemas.messages import CopyId


class Audited(StrEnum):
    """What is audited."""

    ACCEPTED = "accepted"
    UNCHANGED = "unchanged"
    IDENTITY_CHANGED = "identity-changed"
    REFUSED = "refused"
    DROPPED = "dropped"
    PREPARED = "prepared"
    NOT_PREPARED = "not-prepared"
    MAY_HAVE_LEFT = "may-have-left"
    SENT = "sent"
    STOPPED = "stopped"
    RECEIVED = "received"
    RECEIVED_AGAIN = "received-again"
    REFUSED_MESSAGE = "refused-message"
    RECORDED = "recorded"
    SETTLED = "settled"
    LATE = "late"
    NOT_SETTLED = "not-settled"
    TOLD = "told"
    CONFIRMED = "confirmed"
    CONSENT_RECORDED = "consent-recorded"
    CONSENT_WITHDRAWN = "consent-withdrawn"
    CONTROL_TAKEN = "control-taken"
    HANDED_OVER_HOME = "handed-over-home"
    PARKED = "parked"
    REPLAYED = "replayed"
    DISCARDED = "discarded"
    PREVIEWED = "previewed"
    SHOWN = "shown"
    SENT_AGAIN = "sent-again"
    RECONCILING = "reconciling"
    RECONCILED = "reconciled"
    KEYS_ROTATED = "keys-rotated"
    KEYS_PRUNED = "keys-pruned"
    MOVED_OUT = "moved-out"
    MOVED_IN = "moved-in"


def audit(
    tx: Transaction,
    parts: Parts,
    organisation: str,
    event: Audited,
    *,
    plan_id: str | None = None,
    copy_id: CopyId | str | None = None,
    message_id: str | None = None,
    **detail: str | int | None,
) -> None:
    """Write one row. `detail` is ids and codes; what is None is left out."""
    said = json.dumps({name: value for name, value in detail.items() if value is not None}, sort_keys=True)
    tx.audit(
        AuditRow(
            organisation,
            parts.clock(),
            event.value,
            plan_id,
            None if copy_id is None else str(copy_id),
            message_id,
            said.encode(),
        )
    )
