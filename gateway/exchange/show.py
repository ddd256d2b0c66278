"""Show: a plan as one organisation has it, to that organisation. What was not sent to it cannot be asked for.

At its home any accepted version is shown, with the consents. Elsewhere the copy that is held, from the exact bytes
that came. What an organisation has recorded is its own record and stays readable; a copy that it has not recorded is
shown only while nothing has ended it and the consent that it rests on still runs (DESIGN promise 3). Readings are
audited.
"""

from __future__ import annotations

from collections.abc import Sequence

from gateway.exchange.auditing import Audited, audit
from gateway.exchange.copies_received import document_held, what_ended
from gateway.exchange.decisions import consents_of, document_of, plan_of
from gateway.exchange.parts import Parts
from gateway.store.protocol import Transaction
from gateway.store.rows import HoldingRow
from schemas.dates import ends
from schemas.errors import ConsentMissing, NotFound
from schemas.findings import finding
from schemas.sip.document import SipDocument
from schemas.states import CopyState

_ENDED = {
    CopyState.WITHHELD: "SIP627",
    CopyState.WITHDRAWN: "SIP623",
    CopyState.ENDED: "SIP625",
}


def show_plan(parts: Parts, organisation: str, plan_id: str, version: int | None = None) -> SipDocument:
    """The plan in that version (None: the newest). Raises NotFound (SIP602), ConsentMissing."""
    with parts.store.transaction() as tx:
        plan = tx.plan(organisation, plan_id)
        if plan is None:
            raise NotFound(findings=(finding("SIP602"),))
        document = _at_home(tx, parts, organisation, plan_id, version)
        if document is None:
            document = _held(tx, parts, _holding(tx, organisation, plan_id, version))
        shown = document.plan.version
        audit(tx, parts, organisation, Audited.SHOWN, plan_id=plan_id, version=shown)
    return document


def _at_home(tx: Transaction, parts: Parts, organisation: str, plan_id: str, version: int | None) -> SipDocument | None:
    newest = tx.newest_version(organisation, plan_id)
    if newest is None:
        return None
    plan = plan_of(tx, parts, organisation, plan_id, version or newest.version)
    return document_of(plan, consents_of(tx, parts, organisation, plan_id))


def _holding(tx: Transaction, organisation: str, plan_id: str, version: int | None) -> HoldingRow:
    rows: Sequence[HoldingRow] = tx.holdings(organisation, plan_id)
    wanted = [row for row in rows if version in (None, row.copy_id.version) and row.state is not CopyState.REJECTED]
    newest = max(wanted, key=lambda row: row.copy_id.version, default=None)
    held = tx.holding(organisation, newest.copy_id) if newest is not None else None
    if held is None:
        raise NotFound(findings=(finding("SIP602"),))
    return held


def _held(tx: Transaction, parts: Parts, holding: HoldingRow) -> SipDocument:
    document = document_held(parts, holding)
    if holding.state is CopyState.RECORDED:
        return document
    plan = tx.plan(holding.organisation, holding.copy_id.plan_id)
    ended = what_ended(plan, holding.copy_id.version, document)
    code = ended[1] if ended is not None else _ENDED.get(holding.state)
    if code is None and any(each.valid_until and ends(each.valid_until) <= parts.clock() for each in document.consents):
        code = "SIP627"
    if code is not None:
        raise ConsentMissing(findings=(finding(code),))
    return document
