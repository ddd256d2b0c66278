"""A plan that exists already on paper with the others: accepted as the first version here, its copies kept back.

Nobody is marked as holding a copy that no journal and no person has confirmed. What another organisation has on paper
is not what would be sent to it, so each copy is parked (SIP609) until somebody at home releases it (`parked replay`,
and consent is asked as always) or says that none is wanted (`parked discard`). Consent that comes later releases none
of them. All of it happens in the transaction that accepts the version: no copy can leave in between.
"""

from __future__ import annotations

from dataclasses import replace

from gateway.exchange.ledger_moves import may_move
from gateway.exchange.parking import park_copy
from gateway.exchange.parts import Parts
from gateway.store.protocol import Transaction
from gateway.store.rows import CopyRow, Stream, WantedParked, WorkKind
from schemas.findings import Finding, finding
from schemas.states import CopyState

KEPT_BACK = "SIP609"


def check_existing(tx: Transaction, organisation: str, plan_id: str) -> tuple[Finding, ...]:
    """Why no version of the plan can be kept back (SIP617): copies are on their way already, or have gone."""
    rows = [row for row in tx.copies(organisation, plan_id) if row.copy_id.recipient != organisation]
    going = any(row.first_sent_at is not None or not _is_kept_back(tx, row) for row in rows)
    return (finding("SIP617"),) if going else ()


def _is_kept_back(tx: Transaction, row: CopyRow) -> bool:
    about = WantedParked(row.organisation, subject=str(row.copy_id))
    if any(each.reason == KEPT_BACK for each in tx.parked(about)):
        return True
    return any(each.resolution == "discarded" for each in tx.parked(replace(about, resolved=True)))


def keep_back(tx: Transaction, parts: Parts, organisation: str, plan_id: str, version: int) -> None:
    """Park every copy of a version that is being accepted. The home's own goes its way."""
    for row in tx.copies(organisation, plan_id):
        if row.copy_id.recipient == organisation or row.copy_id.version != version:
            continue
        if row.first_sent_at is None and may_move(row, CopyState.PARKED):
            tx.drop_work(Stream(organisation, plan_id, row.copy_id.recipient), WorkKind.PREPARE, str(row.copy_id))
            park_copy(tx, parts, row, KEPT_BACK, WorkKind.PREPARE)
