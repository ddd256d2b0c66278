"""The elements of what a journal system says back: receipt and note of disclosure. One row per field, in order."""

from __future__ import annotations

from typing import Literal

from mappings.sip_xml.rows import Table
from schemas.receipts import DisclosureNote, Receipt
from schemas.sip.base import Part


class ReceiptDocument(Part):
    """SipReceipt: what became of one copy in the receiving journal."""

    version: Literal["0.9"] = "0.9"
    receipt: Receipt


class DisclosureNoteDocument(Part):
    """SipDisclosureNote: for the sender's journal (PDL 3 kap. 11 §)."""

    version: Literal["0.9"] = "0.9"
    note: DisclosureNote


RECEIPT: Table = {
    ReceiptDocument: {"version": "@version", "receipt": "Receipt"},
    Receipt: {
        "copy_id": "CopyId",
        "state": "State",
        "entry_id": "EntryId",
        "content_hash": "ContentHash",
        "at": "At",
        "evidence": "Evidence",
        "by": "By",
        "reason": "Reason",
    },
    DisclosureNoteDocument: {"version": "@version", "note": "DisclosureNote"},
    DisclosureNote: {
        "plan_id": "PlanId",
        "version": "Version",
        "source_plan_id": "SourcePlanId",
        "recipient": "Recipient",
        "recipient_name": "RecipientName",
        "disclosed_at": "DisclosedAt",
        "redacted": "Redacted",
        "content_hash": "ContentHash",
    },
}
