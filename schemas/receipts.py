"""What a journal system says back: a receipt for a copy, and the note of a disclosure that it is asked to keep."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, Field

from schemas.identifiers import ContentHash, OrganisationId, PlanId
from schemas.messages import Evidence
from schemas.sip.base import Line, Part
from schemas.states import CopyState


class Receipt(Part):
    """The journal system tells what became of a copy. `recorded` needs the journal's own entry id."""

    copy_id: Line = Field(description="copy id, written form PLAN/VERSION/RECIPIENT/KIND")
    state: Literal[
        CopyState.RECORDED,
        CopyState.REJECTED,
        CopyState.AWAITING_REGISTRATION,
        CopyState.FORWARDED,
        CopyState.MISDIRECTED,
    ]
    entry_id: Line | None = Field(None, description="id of the entry in the receiving journal")
    content_hash: ContentHash | None = None
    at: AwareDatetime
    evidence: Evidence = Evidence.SYSTEM_RECEIPT
    by: Line | None = Field(None, description="who confirmed, when a person did")
    reason: Line | None = Field(None, description="stable code of why it was rejected")


class DisclosureNote(Part):
    """Anteckning om utlämnande (PDL 3 kap. 11 §): who got a copy of what, and when; for the sender's journal."""

    plan_id: PlanId
    version: int = Field(ge=1)
    source_plan_id: Line | None = None
    recipient: OrganisationId
    recipient_name: Line
    disclosed_at: AwareDatetime
    redacted: bool
    content_hash: ContentHash
