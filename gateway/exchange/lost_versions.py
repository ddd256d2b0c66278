"""Versions that others hold and that are not here any more: a back-up from before them was restored.

Their ledger rows are made again by a reconciling, without the versions themselves. So the highest version of a plan
that is out there is the highest in its ledger, and the next one is numbered above it: a number that came back would be
another content under a copy id that somebody has.
"""

from __future__ import annotations

from gateway.exchange.parking import unpark
from gateway.exchange.parts import Parts
from gateway.store.protocol import Transaction
from gateway.store.rows import WantedParked
from schemas.sip.document import SipDocument

LOST = "SIP751"


def highest_lost(tx: Transaction, organisation: str, plan_id: str, newest: int) -> int:
    """The highest version in the ledger, if it is above the newest that is here; else 0."""
    highest = max((row.copy_id.version for row in tx.copies(organisation, plan_id)), default=0)
    return highest if highest > newest else 0


def without_lost_parent(document: SipDocument, lost: int) -> SipDocument:
    """The parent that it names may be a version that was lost: it cannot be compared with the newest that is here."""
    if not lost:
        return document
    return document.model_copy(update={"plan": document.plan.model_copy(update={"parent": None})})


def subject_of(plan_id: str, version: int) -> str:
    """The subject under which a lost version is parked: one row, however many hold it."""
    return f"{plan_id.removeprefix('urn:uuid:')}/{version}"


def settle_lost(tx: Transaction, parts: Parts, organisation: str, plan_id: str, version: int) -> None:
    """A newer version takes the place of every lost one: nobody needs to look at them any more.

    Also of one that is here, and whose copy alone was lost.
    """
    if not any(tx.parked(WantedParked(organisation, reason=LOST, limit=1))):
        return
    for each in sorted({row.copy_id.version for row in tx.copies(organisation, plan_id)}):
        if each >= version:
            break
        unpark(tx, parts, organisation, subject_of(plan_id, each))
