"""A named person confirms: that a copy is in the journal, that a page was handed over, or that it was declined."""

from __future__ import annotations

from gateway.exchange.asking_again import check_may_be_given, is_for_people
from gateway.exchange.auditing import Audited, audit
from gateway.exchange.ledger_moves import may_move, move
from gateway.exchange.parking import unpark
from gateway.exchange.parts import Parts
from gateway.exchange.record import may_record, set_holding
from gateway.exchange.steps import Step
from gateway.store.protocol import Transaction
from gateway.store.rows import HoldingRow, Stream, WorkKind
from schemas.errors import NotFound, Rejected
from schemas.findings import finding
from schemas.messages import CopyId, Evidence
from schemas.receipts import Receipt
from schemas.states import CopyState


def confirm(
    parts: Parts, organisation: str, copy_id: CopyId, *, by: str, entry_id: str | None = None, declined: bool = False
) -> CopyState:
    """Note what a named person says of a copy, and give the state that it then has.

    A copy of this organisation's own journal: `entry_id` is the entry, and it is recorded. The person's or a
    guardian's: handed over (`entry_id` says how: at the meeting, by post), or declined. Twice changes nothing more.
    Raises NotFound (SIP602), ConsentMissing for a page that may not be given any more, Rejected: SIP646 for a copy that
    cannot be confirmed so, SIP999 without an entry.
    """
    with parts.store.transaction() as tx:
        if copy_id.recipient == organisation:
            state = _confirm_entry(tx, parts, organisation, copy_id, by, entry_id)
        else:
            state = _confirm_handed_over(tx, parts, organisation, copy_id, by, entry_id, declined=declined)
        audit(
            tx,
            parts,
            organisation,
            Audited.CONFIRMED,
            plan_id=copy_id.plan_id,
            copy_id=copy_id,
            state=state.value,
        )
        parts.at(Step.CONFIRM_BEFORE_COMMIT)
        holding = tx.holding(organisation, copy_id)
    parts.at(Step.CONFIRM_AFTER_COMMIT)
    if holding is not None:
        parts.journals[organisation].confirmed(_receipt(holding))
    return state


def _receipt(holding: HoldingRow) -> Receipt:
    """What the journal system is told, so that it knows the entry when it is asked."""
    return Receipt(
        copy_id=str(holding.copy_id),
        state=CopyState.RECORDED,
        entry_id=holding.entry_id,
        content_hash=holding.content_hash,
        at=holding.since,
        evidence=Evidence(holding.evidence or Evidence.PERSON_CONFIRMED),
        by=holding.told_by,
    )


def _confirm_entry(
    tx: Transaction, parts: Parts, organisation: str, copy_id: CopyId, by: str, entry_id: str | None
) -> CopyState:
    holding = tx.holding(organisation, copy_id)
    if holding is None:
        raise NotFound(findings=(finding("SIP602"),))
    if holding.state is CopyState.RECORDED and holding.entry_id == entry_id:
        return holding.state
    if not may_record(holding):
        raise Rejected(findings=(finding("SIP646"),))
    if entry_id is None:
        raise Rejected(findings=(finding("SIP999"),))
    tx.drop_work(Stream(organisation, copy_id.plan_id, holding.sender), WorkKind.RECORD, str(copy_id))
    facts = {"entry_id": entry_id, "evidence": Evidence.PERSON_CONFIRMED.value, "told_by": by}
    set_holding(tx, parts, holding, CopyState.RECORDED, None, **facts)
    return CopyState.RECORDED


def _confirm_handed_over(
    tx: Transaction,
    parts: Parts,
    organisation: str,
    copy_id: CopyId,
    by: str,
    how: str | None,
    *,
    declined: bool,
) -> CopyState:
    row = tx.copy(organisation, copy_id)
    if row is None:
        raise NotFound(findings=(finding("SIP602"),))
    state = CopyState.DECLINED if declined else CopyState.HANDED_OVER
    if row.state is state:
        return state
    # a page has no place in a journal: what is confirmed is that somebody got it, or did not want it
    if not is_for_people(tx, parts, organisation, copy_id) or not may_move(row, state):
        raise Rejected(findings=(finding("SIP646"),))
    if not declined:
        check_may_be_given(tx, parts, row)
    facts = {"entry_id": how, "evidence": Evidence.PERSON_CONFIRMED.value, "told_by": by, "deadline": None}
    move(tx, parts, row, state, None, Audited.CONFIRMED, **facts)
    unpark(tx, parts, organisation, str(copy_id))  # a protected guardian's copy is given by hand
    return state
