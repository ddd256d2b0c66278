"""How a plan may move between two versions, read off the table `schemas.states.TRANSITIONS`.

A journal system hands in states, not events, and need not hand in every one: a plan may come for the first time when it
is agreed already, and several events may lie between two versions. So a move is right when the table has a path.
Sources: SIP.md §3; HSL 16 kap. 4 §; Halland (preliminary planning); PDL 3 kap. 14 § (nothing is erased).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping

from schemas.findings import Finding, finding
from schemas.sip.plan import Plan
from schemas.states import PLAN_STATES, TRANSITIONS, CarePlanStatus, PlanEvent, PlanState

FIRST_STATE = PlanState.INITIATED


def events_between(
    old: PlanState,
    new: PlanState,
    transitions: Mapping[tuple[PlanState, PlanEvent], PlanState] = TRANSITIONS,
) -> tuple[PlanEvent, ...] | None:
    """The fewest events that lead from one state to another; () when it is the same, None when there is no way."""
    reached: dict[PlanState, tuple[PlanEvent, ...]] = {old: ()}
    waiting = deque([old])
    while waiting:
        state = waiting.popleft()
        for (start, event), end in transitions.items():
            if start is state and end not in reached:
                reached[end] = (*reached[state], event)
                waiting.append(end)
    return reached.get(new)


def event_between(old: PlanState, new: PlanState) -> PlanEvent | None:
    """The one event that leads from one state to another; None when none does, or only several together."""
    events = events_between(old, new)
    return events[0] if events is not None and len(events) == 1 else None


def care_plan_status(state: PlanState) -> CarePlanStatus:
    """CarePlan.status of a plan's state (SIP.md §3)."""
    return PLAN_STATES[state].status


def check_move(old: Plan | None, new: Plan) -> tuple[Finding, ...]:
    """Whether `new` may follow `old` (None: the plan's first version). Empty when it may.

    A version in the same state is a correction and always allowed, except that nothing follows a nullified plan.
    Leaving the preliminary state for an agreed plan needs the noted consultation with the guardian (Halland).
    """
    where = "/plan/state"
    start = FIRST_STATE if old is None else old.state
    if start is PlanState.NULLIFIED:
        return (finding("SIP302", where),)
    events = events_between(start, new.state)
    if events is None:
        row, onwards = PLAN_STATES[start], new.state.value
        return (finding("SIP303" if row.final else "SIP301", where, old=start.value, new=onwards),)
    if old is not None and _unconsulted(old, new, events):
        return (finding("SIP304", "/plan/preparation/consulted_on"),)
    return ()


def _unconsulted(old: Plan, new: Plan, events: tuple[PlanEvent, ...]) -> bool:
    if old.state is not PlanState.PRELIMINARY or PlanEvent.AGREED not in events:
        return False
    return new.preparation is None or new.preparation.consulted_on is None
