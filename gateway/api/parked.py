"""What waits for a person, to the organisation that it is about: listed, shown, replayed, discarded."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from gateway.api.answers import json_answer
from gateway.api.filters import MOST_ROWS, Limit, NewerThan, OlderThan, OneCopy, OneMessage, OnePlan, Settling, With
from gateway.api.hosting import Hosted, Hosting, plan_id_of
from gateway.api.models import ParkedListShape, ParkedShape, refusals
from gateway.exchange.lists import parked_json
from gateway.exchange.parked import count_parked, discard, list_parked, replay, show_parked
from gateway.store.parked_state import ParkedState
from gateway.store.rows import WantedParked

router = APIRouter()

Number = Annotated[int, Path(ge=1, le=2**53, description="number in the list")]
_ANSWERS = {200: {"model": ParkedShape}, **refusals(404, 422)}


@router.get(
    "/organisations/{organisation}/parked",
    summary="What waits for a person",
    responses={200: {"model": ParkedListShape}, **refusals(404, 422)},
)
def parked(
    hosting: Hosted,
    *,
    state: Settling = ParkedState.OPEN,
    reason: Annotated[str | None, Query(pattern="^SIP[0-9]{3}$", description="only for this reason")] = None,
    plan: OnePlan = None,
    copy: OneCopy = None,
    message: OneMessage = None,
    counterpart: With = None,
    older_than: OlderThan = None,
    newer_than: NewerThan = None,
    limit: Limit = MOST_ROWS,
) -> Response:
    """Oldest first, without content: what waits, or what is settled, or both."""
    now = hosting.parts.clock()
    wanted = WantedParked(
        organisation=hosting.organisation,
        reason=reason,
        parked_from=now - newer_than if newer_than is not None else None,
        parked_until=now - older_than if older_than is not None else None,
        resolved=state.resolved,
        limit=limit,
        plan_id=plan_id_of(plan) if plan else None,
        counterpart=counterpart,
        copy_id=copy,
        message_id=message,
    )
    rows = list_parked(hosting.parts, None, wanted)
    more = count_parked(hosting.parts, wanted) - len(rows) if len(rows) >= limit else 0
    return json_answer({"parked": [parked_json(row) for row in rows], "more": more})


@router.get("/organisations/{organisation}/parked/{number}", summary="One thing that waits", responses=_ANSWERS)
def one(hosting: Hosted, number: Number) -> Response:
    """What it is, why, and what became of it."""
    return _shown(hosting, number)


@router.post("/organisations/{organisation}/parked/{number}/replay", summary="Let it go on", responses=_ANSWERS)
def let_go(hosting: Hosted, number: Number) -> Response:
    """Try again; consent is asked anew on its way. The worker does what follows. Once: again is refused (SIP648)."""
    show_parked(hosting.parts, number, hosting.organisation, with_body=False)
    replay(hosting.parts, number)
    return _shown(hosting, number)


@router.post(
    "/organisations/{organisation}/parked/{number}/discard", summary="Do nothing more about it", responses=_ANSWERS
)
def leave(hosting: Hosted, number: Number) -> Response:
    """The row stays with its reason. Once: again is refused (SIP647)."""
    show_parked(hosting.parts, number, hosting.organisation, with_body=False)
    discard(hosting.parts, number)
    return _shown(hosting, number)


def _shown(hosting: Hosting, number: int) -> Response:
    return json_answer(parked_json(show_parked(hosting.parts, number, hosting.organisation, with_body=False)))
