"""A plan that exists already on paper with the others: accepted as the first version here, its copies kept back.

Nobody is marked as holding a copy that no journal and no person has confirmed. What another organisation has on paper
is not what would be sent to it, so each copy is parked (SIP609) until somebody at home releases it (`parked replay`,
and consent is asked as always) or says that none is wanted (`parked discard`).
"""

from __future__ import annotations

from gateway.exchange.ledger_moves import may_move
from gateway.exchange.parking import park_copy
from gateway.exchange.parts import Parts
from gateway.store.rows import Stream, WorkKind
from schemas.states import CopyState


def keep_back(parts: Parts, organisation: str, plan_id: str, version: int) -> int:
    """Park every copy of that version that has not left; how many. Twice is once. The home's own goes its way."""
    kept = 0
    with parts.store.transaction() as tx:
        for row in tx.copies(organisation, plan_id):
            mine = row.copy_id.recipient == organisation or row.copy_id.version != version
            if mine or row.first_sent_at is not None or not may_move(row, CopyState.PARKED):
                continue
            stream = Stream(organisation, plan_id, row.copy_id.recipient)
            for kind in (WorkKind.PREPARE, WorkKind.SEND, WorkKind.RECORD):
                tx.drop_work(stream, kind, str(row.copy_id))
            if row.state is not CopyState.PARKED:
                park_copy(tx, parts, row, "SIP609", WorkKind.PREPARE)
                kept += 1
    return kept
