"""The documents that pass through the folders besides plans: answers, findings, receipts, notes of disclosure."""

from __future__ import annotations

from typing import Any

import orjson

from adapters.journal import Answer
from mappings.account import Account, Entry
from mappings.json_parser import parse_json
from mappings.reading import Report
from mappings.sip_xml import read_receipt_xml, write_disclosure_note_xml, write_findings_xml
from schemas.findings import Finding, finding, has_errors
from schemas.messages import Evidence
from schemas.receipts import Receipt
from schemas.sip.reading import parse_part
from schemas.states import CopyState

__all__ = ["answer_json", "findings_xml", "json_bytes", "read_json", "read_receipt", "write_disclosure_note_xml"]


def json_bytes(value: dict[str, Any]) -> bytes:
    """A small JSON document of ours, readable for people."""
    return orjson.dumps(value, option=orjson.OPT_INDENT_2) + b"\n"


def read_json(body: bytes) -> dict[str, Any]:
    """A small JSON document of ours; empty when it is none (somebody else has written to it)."""
    value = parse_json(body).value
    return value if isinstance(value, dict) else {}


def answer_json(answer: Answer) -> dict[str, Any]:
    """What became of a document that was handed in, for the system that wrote it."""
    told: dict[str, Any] = {"valid": answer.accepted, "accepted": answer.accepted}
    if answer.accepted:
        told |= {"plan_id": answer.plan_id, "version": answer.version, "content_hash": answer.content_hash}
    told["findings"] = [each.as_json() for each in answer.findings]
    told["account"] = answer.account
    return told


def findings_xml(answer: Answer) -> bytes:
    """The findings of a refused document as SipFindings."""
    return write_findings_xml(Report(answer.accepted, None, answer.findings, _account(answer.account or {})))


def _account(account: dict[str, Any]) -> Account:
    lists = {name: account.get(name) or () for name in ("mapped", "ignored", "not_understood")}
    return Account(**{name: tuple(Entry(e["path"], e.get("reason", "")) for e in each) for name, each in lists.items()})


def read_receipt(body: bytes) -> tuple[Receipt | None, tuple[Finding, ...]]:
    """A receipt in SIP XML (`SipReceipt`) or JSON, or everything that is wrong with it."""
    if body.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<":
        reading = read_receipt_xml(body)
        receipt, found = reading.document, reading.findings
    else:
        receipt, found = _receipt_from_json(body)
    if receipt is None or has_errors(found):
        return None, (finding("SIP810"), *found)
    faults = _incomplete(receipt)
    return (None, faults) if faults else (receipt, ())


def _receipt_from_json(body: bytes) -> tuple[Receipt | None, tuple[Finding, ...]]:
    value, findings = parse_json(body)
    if findings or not isinstance(value, dict):
        return None, findings
    receipt, faults = parse_part(Receipt, value)
    return receipt, tuple(fault for _, fault in faults)


def _incomplete(receipt: Receipt) -> tuple[Finding, ...]:
    """What a receipt says too little about to be believed."""
    found = []
    if receipt.state is CopyState.RECORDED and receipt.entry_id is None:
        found.append(finding("SIP813"))
    if receipt.evidence is Evidence.PERSON_CONFIRMED and receipt.by is None:
        found.append(finding("SIP814"))
    return tuple(found)
