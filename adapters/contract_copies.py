"""What the contract suite of `adapters/contract.py` hands to an adapter: a clock, a small plan, a copy, a receipt."""

# ruff: noqa: S101

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from adapters.journal import CopyEnded, CopyToRecord
from schemas.messages import CopyId
from schemas.receipts import Receipt
from schemas.sip.document import SipDocument
from schemas.sip.reading import parse_document
from schemas.states import CopyState

PLAN_ID = "urn:uuid:0b8f7c52-7d43-4d0e-9d55-5e1f2a3b4c5d"
RECIPIENT = "2120001223.SOC"
SENDER = "SE2321000115-HOME"


@dataclass(slots=True)
class TestClock:
    """A clock that stands still until it is moved."""

    __test__ = False
    now: datetime = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        """The time now."""
        return self.now

    def move(self, **by: float) -> None:
        """Move the clock forward."""
        self.now += timedelta(**by)


def a_document(version: int = 1, identity: str = "191212121212") -> SipDocument:
    """A small plan about a published test person."""
    person = {
        "name": {"given": "Tolvan", "family": "Testsson"},
        "identity": {"kind": "personnummer", "value": identity},
    }
    goal = {"id": "goal-1", "whose": "person", "text": "Jag vill bo hemma.", "own_words": True}
    plan = {"plan_id": PLAN_ID, "version": version, "state": "established", "person": person, "overall_goals": [goal]}
    parsed = parse_document({"plan": plan})
    assert parsed.document is not None
    return parsed.document


def a_copy(
    version: int = 1, fhir: bytes = b'{"resourceType":"Bundle"}', identity: str = "191212121212"
) -> CopyToRecord:
    """A copy to record; other bytes are another content."""
    return CopyToRecord(
        copy_id=CopyId(PLAN_ID, version, RECIPIENT),
        document=a_document(version, identity),
        fhir=fhir,
        content_hash=f"sha256:{hashlib.sha256(fhir).hexdigest()}",
        sender=SENDER,
        sender_name="Region Exempel",
        received_at=datetime(2026, 12, 1, 11, 59, tzinfo=UTC),
        redacted=False,
        page=b"<!DOCTYPE html><title>Sida</title>",
    )


def a_receipt(copy: CopyToRecord, state: CopyState = CopyState.RECORDED, entry_id: str | None = "E-1") -> Receipt:
    """What the system says of a copy."""
    return Receipt.model_validate(
        {
            "copy_id": str(copy.copy_id),
            "state": state,
            "entry_id": entry_id if state is CopyState.RECORDED else None,
            "content_hash": copy.content_hash,
            "at": "2026-12-01T12:05:00+00:00",
        }
    )


def an_end(copy: CopyToRecord) -> CopyEnded:
    """The consent to the copy has been taken back."""
    at = datetime(2026, 12, 1, 13, 0, tzinfo=UTC)
    return CopyEnded(copy.copy_id, copy.content_hash, CopyState.WITHDRAWN, "SIP623", at)
