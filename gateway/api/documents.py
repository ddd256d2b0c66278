"""Handing in documents and receipts, asking what became of them, and checking without handing in."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any

from fastapi import APIRouter, Header
from fastapi import Path as InPath
from fastapi.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from adapters.file_drop.documents import read_receipt
from adapters.journal import Answer, HandedIn
from gateway.api.answers import findings_answer, json_answer, report_answer
from gateway.api.guard import capped_body
from gateway.api.hosting import Hosted
from gateway.api.models import DocumentShape, ReportShape, Taken, refusals
from gateway.exchange.accept import accept
from gateway.exchange.confirmations import take_receipt
from gateway.exchange.kept_documents import answer_of
from gateway.exchange.parts import Parts
from gateway.rules.consent_givers import swedish_day
from gateway.rules.report import report_on
from schemas.errors import InvalidDocument, NotFound
from schemas.findings import finding

router = APIRouter()

_RAW: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "One document as raw bytes, UTF-8: SIP XML, SIP JSON or FHIR JSON, told apart by content.",
        "content": {
            kind: {"schema": {"type": "string", "format": "binary"}}
            for kind in ("application/xml", "application/json", "application/fhir+json")
        },
    }
}
_CONFLICTS = frozenset({"SIP610", "SIP611"})
_KEY = "^[A-Za-z0-9_-]{8,64}$"
Token = Annotated[str, InPath(pattern="^http-[A-Za-z0-9_-]{8,64}$", description="the document's name")]


@router.post(
    "/organisations/{organisation}/documents",
    status_code=202,
    summary="Hand in a plan",
    responses={202: {"model": DocumentShape}, **refusals(404, 409, 413, 422)},
    openapi_extra=_RAW,
)
async def hand_in(
    request: Request, hosting: Hosted, idempotency_key: Annotated[str | None, Header(pattern=_KEY)] = None
) -> Response:
    """Take a document as the organisation's journal system does. 202: it is a version; its copies are the worker's.

    The same bytes twice, or the same `Idempotency-Key` with the same bytes, is one document with one answer.
    """
    body = await capped_body(request)
    parts, organisation = hosting.parts, hosting.organisation
    token = f"http-{idempotency_key or _digest(parts, organisation, body)}"
    answer = await run_in_threadpool(accept, parts, organisation, HandedIn(token, body))
    place = {"location": f"/organisations/{organisation}/documents/{token}"}
    if answer.accepted:
        return json_answer(document_json(answer), 202, place)
    conflict = any(each.code in _CONFLICTS for each in answer.findings)
    return findings_answer(request, answer.findings, 409 if conflict else 422, place)


def _digest(parts: Parts, organisation: str, body: bytes) -> str:
    """Keyed, since it stands in an address: a plain hash would let a reader of addresses guess at the content."""
    digest = parts.vault(organisation).keyed_digest(hashlib.sha256(body).hexdigest())
    return hashlib.sha256(digest.encode()).hexdigest()[:32]


@router.get(
    "/organisations/{organisation}/documents/{document}",
    summary="What became of a document",
    responses={200: {"model": DocumentShape}, **refusals(404, 422)},
)
def what_became_of(hosting: Hosted, document: Token) -> Response:
    """The same answer that handing it in gave."""
    with hosting.parts.store.transaction() as tx:
        row = tx.source(hosting.organisation, document)
        if row is None:
            raise NotFound(findings=(finding("SIP602"),))
        answer = answer_of(tx, hosting.parts, row, document)
    return json_answer(document_json(answer))


def document_json(answer: Answer) -> dict[str, Any]:
    """The answer to a document as JSON."""
    return {
        "document": answer.token,
        "accepted": answer.accepted,
        "plan_id": answer.plan_id,
        "version": answer.version,
        "content_hash": answer.content_hash,
        "findings": [each.as_json() for each in answer.findings],
        "account": answer.account,
    }


@router.post(
    "/organisations/{organisation}/receipts",
    status_code=202,
    summary="Tell what became of a copy in the journal",
    responses={202: {"model": Taken}, **refusals(404, 413, 422)},
    openapi_extra=_RAW,
)
async def hand_in_receipt(request: Request, hosting: Hosted) -> Response:
    """Take a receipt document (SipReceipt in XML, or JSON) of the organisation's journal system."""
    receipt, findings = read_receipt(await capped_body(request))
    if receipt is None:
        raise InvalidDocument(findings=findings)
    await run_in_threadpool(take_receipt, hosting.parts, hosting.organisation, receipt)
    return json_answer({"taken": True}, 202)


@router.post(
    "/check",
    summary="Say what is understood of a document, and keep nothing",
    responses={200: {"model": ReportShape}, **refusals(413)},
    openapi_extra=_RAW,
)
async def check(request: Request) -> Response:
    """As `samspel check`: format, structure, and what the law asks. 200 also for a document that is not valid."""
    today = swedish_day(request.app.state.parts.clock())
    report = await run_in_threadpool(report_on, await capped_body(request), today)
    return report_answer(request, report, 200)
