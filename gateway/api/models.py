"""The shapes of what is answered, for /openapi.json; the tests hold the answers against it."""

from __future__ import annotations

from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from mappings.page import Coming
from schemas.findings import Fault, Severity
from schemas.states import CopyState, PlanState


class Shape(BaseModel):
    """Nothing is answered that is not described."""

    model_config = ConfigDict(extra="forbid")


class FindingShape(Shape):
    """One finding; `path` points into the document."""

    severity: Severity
    code: str = Field(pattern="^SIP[0-9]{3}$")
    path: str
    sv: str
    en: str
    fault: Fault


class Findings(Shape):
    """Why something is refused."""

    findings: list[FindingShape]


class EntryShape(Shape):
    """One element of a document and what became of it."""

    path: str
    reason: str


class AccountShape(Shape):
    """Every element of a document, in one of three lists."""

    mapped: list[EntryShape]
    ignored: list[EntryShape]
    not_understood: list[EntryShape]
    summary: dict[str, int]


class ReportShape(Shape):
    """What was understood of a document."""

    valid: bool
    format: str | None
    findings: list[FindingShape]
    account: AccountShape


class DocumentShape(Shape):
    """What became of a document that was handed in."""

    document: str = Field(description="names the document; the last part of its address")
    accepted: bool
    plan_id: str | None
    version: int | None
    content_hash: str | None
    findings: list[FindingShape]
    account: AccountShape | None


class PlanShape(Shape):
    """A plan as it is known here: ids and states only."""

    plan_id: str
    home: str
    at_home: bool
    newest_version: int | None
    state: PlanState | None
    follow_up_on: str | None
    ended: str | None = Field(description="what ended the exchange: withdrawal, nullification, end-of-participation")


class CopyShape(Shape):
    """One recipient's copy of one version, as its home or its recipient knows it."""

    copy_id: str
    organisation: str = Field(description="whose list this is")
    plan_id: str
    version: int
    recipient: str
    recipient_name: str
    state: CopyState
    reason: str | None
    since: AwareDatetime
    entry_id: str | None
    evidence: str | None
    told_by: str | None
    deadline: AwareDatetime | None
    late: bool
    redacted: bool | None
    content_hash: str | None
    sender: str | None = Field(None, description="of a received copy: the plan's home that sent it")
    sender_name: str | None = None
    follow_up_on: str | None = Field(None, description="of a received copy: when the plan is followed up next")


class ReceiptShape(Shape):
    """How we know that a copy is recorded."""

    copy_id: str
    state: CopyState
    entry_id: str | None
    evidence: str | None
    told_by: str | None
    at: AwareDatetime


class CopiesShape(Shape):
    """Copies of one plan."""

    copies: list[CopyShape]


class LedgerShape(Shape):
    """Copies of plans that are kept here, and copies received of others' plans; newest first."""

    copies: list[CopyShape]
    received: list[CopyShape]
    more: int = Field(description="rows that the limit has left out")


class AnnouncementShape(Shape):
    """Something to act on in time."""

    plan_id: str
    coming: Coming
    on: str | None = Field(description="the day; a birthday is not said")
    code: str


class AnnouncementsShape(Shape):
    """What is coming, the nearest first."""

    coming: list[AnnouncementShape]


class ParkedShape(Shape):
    """Something that a person must look at: ids, codes, and frames of our own."""

    number: int
    organisation: str
    direction: str = Field(pattern="^(in|out)$")
    kind: str
    subject: str = Field(description="copy id, message id, or the name of a document")
    copy_id: str | None
    reason: str = Field(pattern="^SIP[0-9]{3}$")
    detail: str | None
    parked_at: AwareDatetime
    resolved_at: AwareDatetime | None
    resolution: str | None


class ParkedListShape(Shape):
    """What is parked, oldest first."""

    parked: list[ParkedShape]
    more: int = Field(description="rows that the limit has left out")


class ReceiptsShape(Shape):
    """What is known of recording, by copy."""

    receipts: list[ReceiptShape]


class Taken(Shape):
    """It is kept; what follows from it is done by the worker."""

    taken: bool


class HealthShape(Shape):
    """Whether a part answers."""

    ok: bool
    parts: dict[str, bool]


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The refusals of a route, as OpenAPI wants them; those that every route has are added."""
    fhir = {"application/fhir+json": {"schema": {"type": "object"}}}
    told = {404: "There is no such thing", 409: "Builds on a version that is not the newest", 413: "Too large"}
    told |= {403: "Not this organisation's, or not covered by consent", 422: "The document or a parameter is at fault"}
    told |= {421: "The request names another host", 503: "Something is away; try again", 500: "A defect of ours"}
    return {
        status: {"model": Findings, "description": told[status], "content": fhir}
        for status in sorted({*statuses, 421, 500, 503})
    }
