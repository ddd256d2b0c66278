"""Reading: plans, copies, the ledger, receipts. Ids and states in addresses, never a person's number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from gateway.api.answers import FHIR_JSON, JSON, json_answer
from gateway.api.filters import MOST_ROWS, Limit, NewerThan, OlderThan, OneCopy, OneMessage, OnePlan, With
from gateway.api.hosting import Hosted, PlanUuid, plan_id_of
from gateway.api.models import AnnouncementsShape, CopiesShape, LedgerShape, PlanShape, ReceiptsShape, refusals
from gateway.exchange.announcing import announcements
from gateway.exchange.copies_received import ending
from gateway.exchange.ledger import follow_ups, ledger, plan_view, wanted_of
from gateway.exchange.lists import announcement_json, copy_json, lists_of
from gateway.exchange.parts import Parts
from gateway.exchange.show import show_plan
from gateway.store.rows import CopyRow, HoldingRow
from mappings.formats import Format, write
from schemas.messages import CopyId
from schemas.states import CopyState

router = APIRouter()

XML = "application/xml"
_FORMATS = {JSON: Format.SIP_JSON, XML: Format.SIP_XML, FHIR_JSON: Format.FHIR_JSON}
_DOCUMENT: dict[str, Any] = {kind: {"schema": {}} for kind in _FORMATS}


@router.get(
    "/organisations/{organisation}/plans/{plan}",
    summary="A plan: ids and state",
    responses={200: {"model": PlanShape}, **refusals(404, 422)},
)
def plan(hosting: Hosted, plan: PlanUuid) -> Response:
    """What this organisation knows of the plan, without content."""
    view = plan_view(hosting.parts, hosting.organisation, plan_id_of(plan))
    with hosting.parts.store.transaction() as tx:
        row = tx.plan(hosting.organisation, view.plan_id)
        newest = tx.newest_version(hosting.organisation, view.plan_id)
    held = max((each.copy_id.version for each in view.holdings), default=None)
    return json_answer(
        {
            "plan_id": view.plan_id,
            "home": view.home,
            "at_home": view.home == hosting.organisation,
            "newest_version": view.version if view.version is not None else held,
            "state": newest.state.value if newest else None,
            "follow_up_on": newest.follow_up_on.isoformat() if newest and newest.follow_up_on else None,
            "ended": ending(row, held),
        }
    )


@router.get(
    "/organisations/{organisation}/plans/{plan}/document",
    summary="A plan as a document",
    responses={
        200: {"content": _DOCUMENT, "description": "In the format that Accept names"},
        **refusals(403, 404, 422),
    },
)
def document(
    request: Request,
    hosting: Hosted,
    plan: PlanUuid,
    version: Annotated[int | None, Query(ge=1, le=1_000_000)] = None,
) -> Response:
    """The plan as this organisation has it: SIP JSON, SIP XML (`Accept: application/xml`) or FHIR."""
    shown = show_plan(hosting.parts, hosting.organisation, plan_id_of(plan), version)
    kind = next((each for each in _FORMATS if each in request.headers.get("accept", "").lower()), JSON)
    return Response(write(shown, _FORMATS[kind]).body, media_type=kind)


@router.get(
    "/organisations/{organisation}/plans/{plan}/copies",
    summary="Every copy of a plan",
    responses={200: {"model": CopiesShape}, **refusals(404, 422)},
)
def copies(hosting: Hosted, plan: PlanUuid) -> Response:
    """At the home: the ledger's rows of the plan. Elsewhere: the copies that this organisation itself holds."""
    view = plan_view(hosting.parts, hosting.organisation, plan_id_of(plan))
    rows: Iterable[CopyRow | HoldingRow] = view.copies or view.holdings
    dates = follow_ups(hosting.parts, hosting.organisation, (view.plan_id,))
    return json_answer({"copies": _rows(hosting.parts, rows, dates)})


@router.get(
    "/organisations/{organisation}/plans/{plan}/receipts",
    summary="How we know what is recorded",
    responses={200: {"model": ReceiptsShape}, **refusals(404, 422)},
)
def receipts(hosting: Hosted, plan: PlanUuid) -> Response:
    """For each copy that has been answered for: state, journal entry, and on whose word."""
    view = plan_view(hosting.parts, hosting.organisation, plan_id_of(plan))
    rows: Iterable[CopyRow | HoldingRow] = view.copies or view.holdings
    return json_answer({"receipts": [_receipt(row) for row in rows if row.evidence is not None]})


def _receipt(row: CopyRow | HoldingRow) -> dict[str, Any]:
    return {
        "copy_id": str(row.copy_id),
        "state": row.state.value,
        "entry_id": row.entry_id,
        "evidence": row.evidence,
        "told_by": row.told_by,
        "at": row.since.isoformat(),
    }


@router.get(
    "/organisations/{organisation}/ledger",
    summary="The ledger of an organisation: copies of its own plans, and copies that it has received",
    responses={200: {"model": LedgerShape}, **refusals(404, 422)},
)
def ledger_of(
    hosting: Hosted,
    *,
    state: Annotated[list[CopyState] | None, Query(description="only these states")] = None,
    late: Annotated[bool, Query(description="only those whose deadline has passed")] = False,
    plan: OnePlan = None,
    copy: OneCopy = None,
    message: OneMessage = None,
    counterpart: With = None,
    older_than: OlderThan = None,
    newer_than: NewerThan = None,
    limit: Limit = MOST_ROWS,
) -> Response:
    """Who holds which version, and what has come here; newest first. `more`: how many the limit has left out."""
    parts = hosting.parts
    wanted = wanted_of(
        parts,
        plan_id=plan_id_of(plan) if plan else None,
        copy_id=CopyId.parse(copy) if copy else None,
        message_id=message,
        counterpart=counterpart,
        states=tuple(state or ()),
        late=late,
        older_than=older_than,
        newer_than=newer_than,
        limit=limit,
    )
    shown = lists_of(parts, hosting.organisation, wanted)
    answer = {"copies": _rows(parts, shown.sent, {}), "received": _rows(parts, shown.received, shown.follow_ups)}
    return json_answer(answer | {"more": shown.more})


@router.get(
    "/organisations/{organisation}/announcements",
    summary="What somebody should act on in time",
    responses={200: {"model": AnnouncementsShape}, **refusals(404, 422)},
)
def announced(hosting: Hosted) -> Response:
    """Consents that end and children that turn 18 soon, in the plans that this organisation keeps."""
    rows = ledger(hosting.parts, hosting.organisation, limit=MOST_ROWS)
    coming = announcements(hosting.parts, hosting.organisation, (row.copy_id.plan_id for row in rows))
    return json_answer({"coming": [announcement_json(each) for each in coming]})


def _rows(parts: Parts, rows: Iterable[CopyRow | HoldingRow], dates: Mapping[str, str]) -> list[dict[str, Any]]:
    now = parts.clock()
    return [copy_json(parts, row, now, dates) for row in rows]
