"""Receipts: the journal system itself tells what became of a copy. This, or a named person, is all that sets
`recorded`.
"""

from __future__ import annotations

from collections.abc import Callable

from gateway.exchange.auditing import Audited, audit
from gateway.exchange.parking import IN, copy_in, park
from gateway.exchange.parts import Parts
from gateway.exchange.record import may_record, set_holding
from gateway.exchange.steps import Step
from gateway.exchange.take import never
from gateway.logs import Event
from gateway.store.protocol import Transaction
from gateway.store.rows import HoldingRow, Stream, WorkKind
from schemas.messages import CopyId
from schemas.receipts import Receipt
from schemas.states import CopyState


def take_confirmations(parts: Parts, organisation: str, stop: Callable[[], bool] = never) -> int:
    """Take every receipt that waits; how many. The same receipt twice changes nothing more. `stop` as in `take`.

    A receipt for a copy that is not here (SIP635) or about other content (SIP634) is parked, and acknowledged.
    """
    journal, taken = parts.journals[organisation], 0
    for receipt in journal.confirmations():
        with parts.store.transaction() as tx:
            _take(tx, parts, organisation, receipt)
            parts.at(Step.RECEIPT_BEFORE_COMMIT)
        parts.at(Step.RECEIPT_AFTER_COMMIT)
        journal.confirmed(receipt)
        parts.at(Step.RECEIPT_AFTER_CONFIRMED)
        taken += 1
        if stop():
            break
    return taken


def take_receipt(parts: Parts, organisation: str, receipt: Receipt) -> None:
    """Take one receipt that came in another way than through the journal's adapter. The same one twice is once."""
    with parts.store.transaction() as tx:
        _take(tx, parts, organisation, receipt)
        parts.at(Step.RECEIPT_BEFORE_COMMIT)
    parts.at(Step.RECEIPT_AFTER_COMMIT)


def _take(tx: Transaction, parts: Parts, organisation: str, receipt: Receipt) -> None:
    holding = _holding(tx, organisation, receipt)
    if holding is None:
        _park(tx, parts, organisation, receipt, "SIP635")
    elif receipt.content_hash not in (None, holding.content_hash):
        _park(tx, parts, organisation, receipt, "SIP634")
    elif receipt.state is CopyState.RECORDED and receipt.entry_id is None:
        _park(tx, parts, organisation, receipt, "SIP646")
    elif may_record(holding) and not _same(holding, receipt):
        stream = Stream(organisation, holding.copy_id.plan_id, holding.sender)
        tx.drop_work(stream, WorkKind.RECORD, str(holding.copy_id))
        facts: dict[str, object] = {}
        if receipt.state is CopyState.RECORDED:
            facts = {"entry_id": receipt.entry_id, "evidence": receipt.evidence.value, "told_by": receipt.by}
        set_holding(tx, parts, holding, CopyState(receipt.state), receipt.reason, **facts)
    audit(tx, parts, organisation, Audited.CONFIRMED, copy_id=receipt.copy_id, state=receipt.state.value)
    parts.log(
        Event.RECEIPT_TAKEN, organisation=organisation, copy_id=copy_in(receipt.copy_id), state=receipt.state.value
    )


def _holding(tx: Transaction, organisation: str, receipt: Receipt) -> HoldingRow | None:
    try:
        return tx.holding(organisation, CopyId.parse(receipt.copy_id))
    except ValueError:
        return None


def _same(holding: HoldingRow, receipt: Receipt) -> bool:
    return holding.state is receipt.state and holding.entry_id == receipt.entry_id


def _park(tx: Transaction, parts: Parts, organisation: str, receipt: Receipt, code: str) -> None:
    said = receipt.model_dump_json().encode()
    body = parts.vault(organisation).lock(said, purpose="receipt", about=receipt.copy_id)
    subject = f"receipt#{receipt.copy_id}"[:200]
    park(tx, parts, organisation, IN, subject, code, "receipt", body=body)
