"""Retention: bodies of copies and messages go when they have rested as long as their organisation wants.

What stays for good: the versions and documents of the home (its own archive decides), consents, the ledger, hashes,
reasons, audit. The newest version of a plan that has not ended keeps its bodies. A body that is gone can neither be
sent again by `reconcile` nor be shown; the recipient's journal has its record.
"""

from __future__ import annotations

from gateway.exchange.parts import Parts
from gateway.logs import Event

AT_ONCE = 500
"""Bodies of each kind in one transaction: a tenth of a second among a million copies on PostgreSQL."""


def cull(parts: Parts, organisation: str) -> int:
    """Take away one portion of what has rested long enough; how many bodies. Call until 0; twice is once."""
    settled_before = parts.clock() - parts.at_home(organisation).keep_bodies
    with parts.store.transaction() as tx:
        gone = tx.cull_bodies(organisation, settled_before=settled_before, limit=AT_ONCE)
    if gone:
        parts.log(Event.BODIES_CULLED, organisation=organisation, count=gone)
    return gone
