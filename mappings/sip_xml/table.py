"""The whole table: every part of the model that SIP XML can say, and the roots of the family."""

from __future__ import annotations

from mappings.sip_xml.consent import CONSENT, ConsentDocument
from mappings.sip_xml.content import CONTENT
from mappings.sip_xml.people import PEOPLE
from mappings.sip_xml.plan import PLAN
from mappings.sip_xml.process import PROCESS
from mappings.sip_xml.receipt import RECEIPT, DisclosureNoteDocument, ReceiptDocument
from mappings.sip_xml.rows import Table
from schemas.sip.base import Part
from schemas.sip.document import SipDocument

TABLE: Table = {**PEOPLE, **PROCESS, **CONTENT, **PLAN, **CONSENT, **RECEIPT}

ROOTS: dict[str, type[Part]] = {
    "SipPlan": SipDocument,
    "SipConsent": ConsentDocument,
    "SipReceipt": ReceiptDocument,
    "SipDisclosureNote": DisclosureNoteDocument,
}
"""Root element → what it holds. `SipFindings` is in findings.py: it holds no part of the model."""

HEADER_ONLY_ROOTS = (
    "SipCall",
    "SipReply",
    "SipOwnPartReport",
    "SipFollowUp",
    "SipWithdrawal",
    "SipHandOver",
    "SipNeedReport",
)
"""Roots that have only their header in this version of the family."""

ALL_ROOTS = (*ROOTS, "SipFindings", *HEADER_ONLY_ROOTS)
