"""The tables of states: total, and without moves that the law or the routines forbid."""

import pytest

from schemas.states import (
    COPY_MOVES,
    COPY_STATES,
    PLAN_STATES,
    TRANSITIONS,
    Answer,
    CarePlanStatus,
    CopyState,
    PlanEvent,
    PlanState,
    SetBy,
)


@pytest.mark.parametrize("state", PlanState)
def test_every_plan_state_has_a_row_and_a_way_in(state):
    assert state in PLAN_STATES
    assert state is PlanState.INITIATED or state in TRANSITIONS.values()


@pytest.mark.parametrize("event", PlanEvent)
def test_every_event_moves_some_plan(event):
    assert any(moved is event for _, moved in TRANSITIONS)


def test_an_ended_plan_is_only_ever_nullified():
    for (state, event), _ in TRANSITIONS.items():
        if PLAN_STATES[state].final:
            assert event is PlanEvent.FOUND_WRONG


def test_no_copy_leaves_a_preliminary_plan():
    """Halland: settled with the guardian before anything is sent."""
    assert not PLAN_STATES[PlanState.PRELIMINARY].copies_leave


def test_a_nullified_plan_is_entered_in_error():
    assert PLAN_STATES[PlanState.NULLIFIED].status is CarePlanStatus.ENTERED_IN_ERROR


@pytest.mark.parametrize("state", CopyState)
def test_every_copy_state_has_a_row_and_its_moves(state):
    assert state in COPY_STATES
    assert state in COPY_MOVES


def test_a_final_state_is_left_only_for_a_replay_by_a_person_for_a_new_consent_or_for_the_truth():
    for state, row in COPY_STATES.items():
        if row.final:
            by_consent = {CopyState.MADE} if state is CopyState.WITHDRAWN else set()
            assert COPY_MOVES[state] - by_consent <= {
                CopyState.PREPARED,
                CopyState.PARKED,
                CopyState.RECORDED,
                CopyState.HANDED_OVER,
            }


def test_only_the_recipient_says_that_a_copy_is_recorded():
    assert COPY_STATES[CopyState.RECORDED].set_by is SetBy.RECIPIENT
    assert COPY_STATES[CopyState.RECORDED].answer is Answer.STATUS


def test_every_copy_can_reach_an_end_that_somebody_sees():
    ends = {state for state, row in COPY_STATES.items() if row.final} | {CopyState.HANDED_OVER, CopyState.PARKED}
    for state in CopyState:
        reached, frontier = {state}, [state]
        while frontier:
            for following in COPY_MOVES[frontier.pop()] - reached:
                reached.add(following)
                frontier.append(following)
        assert reached & ends
