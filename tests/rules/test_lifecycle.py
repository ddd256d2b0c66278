"""How a plan may move, and that the document about it is true."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gateway.rules import diagrams
from gateway.rules.lifecycle import care_plan_status, check_move, event_between, events_between
from schemas.sip.plan import Plan
from schemas.states import PLAN_STATES, TRANSITIONS, CarePlanStatus, PlanEvent, PlanState
from tests.rules.examples import document

DOCUMENT = Path(__file__).parents[2] / "docs" / "lifecycle.md"


def plan_in(state: str | None, **changes: Any) -> Plan | None:
    return document(state=state, **changes).plan if state is not None else None


def codes(old: str | None, new: str, **changes: Any) -> list[str]:
    later = plan_in(new, **changes)
    assert later is not None
    return [each.code for each in check_move(plan_in(old), later)]


@pytest.mark.parametrize(("start", "event"), list(TRANSITIONS))
def test_every_row_of_the_table_is_a_move(start: PlanState, event: PlanEvent):
    end = TRANSITIONS[start, event]
    consulted = {"preparation": {"consulted_on": "2026-03-01"}}
    assert not codes(start.value, end.value, **consulted)
    assert end is start or event_between(start, end) in {
        row for (one, row), to in TRANSITIONS.items() if one is start and to is end
    }


@pytest.mark.parametrize("state", list(PlanState))
def test_a_plan_may_come_for_the_first_time_in_any_state_that_has_a_path(state: PlanState):
    assert not codes(None, state.value)


@pytest.mark.parametrize("state", [each for each in PlanState if each is not PlanState.NULLIFIED])
def test_a_correction_stays_in_its_state_and_a_wrong_plan_is_nullified_from_everywhere(state: PlanState):
    """PDL 3 kap. 14 §: nothing is erased."""
    assert not codes(state.value, state.value)
    assert not codes(state.value, "nullified")


def test_several_events_may_lie_between_two_versions():
    assert events_between(PlanState.INITIATED, PlanState.REPLACED) == (PlanEvent.AGREED, PlanEvent.NEW_PLAN_WRITTEN)
    assert event_between(PlanState.INITIATED, PlanState.REPLACED) is None
    assert not codes("initiated", "closed")


@pytest.mark.parametrize(("old", "new", "code"), [
    ("established", "called", "SIP301"),
    ("called", "prepared", "SIP301"),
    ("established", "declined", "SIP301"),
    ("closed", "established", "SIP303"),
    ("replaced", "followed-up", "SIP303"),
    ("withdrawn", "established", "SIP303"),
    ("nullified", "nullified", "SIP302"),
    ("nullified", "established", "SIP302"),
])  # fmt: skip
def test_what_is_not_in_the_table_is_refused(old: str, new: str, code: str):
    assert codes(old, new) == [code]


def test_leaving_the_preliminary_state_needs_the_noted_consultation():
    """Halland: settled with the guardian before the plan goes to all concerned."""
    assert codes("preliminary", "established") == ["SIP304"]
    assert codes("preliminary", "followed-up") == ["SIP304"]
    assert codes("preliminary", "established", preparation={"notes": "ringt"}) == ["SIP304"]
    assert not codes("preliminary", "established", preparation={"consulted_on": "2026-03-01"})
    assert not codes("preliminary", "declined")
    assert not codes("preliminary", "preliminary")


def test_every_state_has_a_care_plan_status():
    assert {each: care_plan_status(each) for each in PlanState} == {e: row.status for e, row in PLAN_STATES.items()}
    assert care_plan_status(PlanState.NULLIFIED) is CarePlanStatus.ENTERED_IN_ERROR


@pytest.mark.parametrize("drawn", ["plan_table", "plan_diagram", "copy_table", "copy_diagram"])
def test_the_document_shows_the_tables_as_they_are(drawn: str):
    assert getattr(diagrams, drawn)() in DOCUMENT.read_text("utf-8")
