"""What is known of a meeting is said as precisely as it is known: no more, and no less."""

from __future__ import annotations

from typing import Any

import pytest

from mappings.fhir import fhir_from_sip, sip_from_fhir
from mappings.fhir.bundles import message_header
from schemas.messages import MessageKind
from tests.generated_plans.strategies import maximal_document
from tests.rules.examples import PSYK, consent, document

MEETING = {"id": "m", "kind": "sip"}
CALL = {"id": "k", "meeting": "m", "parties": [{"party": PSYK, "duty": "called"}]}
THERE = {"attendance": [{"who": PSYK, "attendance": "present"}]}


def _resources(type_: str, /, **changes: Any) -> list[dict[str, Any]]:
    whole = document(consent(), **changes)
    bundle = fhir_from_sip(whole)
    assert sip_from_fhir(bundle) == whole
    return [each["resource"] for each in bundle["entry"] if each["resource"]["resourceType"] == type_]


@pytest.mark.parametrize(
    ("state", "meeting", "calls", "status"),
    [
        ("called", {}, [CALL], "planned"),
        ("called", {}, [], "unknown"),
        ("called", THERE, [CALL], "finished"),
        ("called", {"person_took_part": "could-not"}, [CALL], "finished"),
        ("called", {"notes": {"text": "Vi träffades"}}, [CALL], "unknown"),
        ("established", {}, [CALL], "unknown"),
        ("followed-up", THERE, [], "finished"),
    ],
)
def test_a_meeting_is_planned_only_while_people_are_called_to_it(
    state: str, meeting: dict[str, Any], calls: list[Any], status: str
) -> None:
    """Who was there can be left out of a copy: of an agreed plan nobody can tell that a meeting is still to come."""
    [said] = _resources("Encounter", state=state, meetings=[MEETING | meeting], calls=calls)

    assert said["status"] == status


START, END = "2026-03-25T10:00:00+01:00", "2026-03-25T11:00:00+01:00"


def test_a_call_to_a_meeting_with_a_full_time_is_booked() -> None:
    [said] = _resources("Appointment", meetings=[MEETING | {"start": START, "end": END}], calls=[CALL])

    assert (said["status"], said["start"], said["end"]) == ("booked", START, END)
    assert "requestedPeriod" not in said


@pytest.mark.parametrize(
    ("start", "end", "asked_for"),
    [
        (START, None, [{"start": START}]),
        ("2026-03-25", None, [{"start": "2026-03-25"}]),
        ("2026-03", "2026-04", [{"start": "2026-03", "end": "2026-04"}]),
        (None, END, [{"end": END}]),
        (None, None, None),
    ],
)
def test_a_call_says_what_is_known_of_the_time_when_that_is_not_all(
    start: str | None, end: str | None, asked_for: list[Any] | None
) -> None:
    """R4 allows start and end only together (app-2), and their absence only while it is proposed (app-3)."""
    [said] = _resources("Appointment", meetings=[MEETING | {"start": start, "end": end}], calls=[CALL])

    assert said.get("requestedPeriod") == asked_for
    assert said["status"] == "proposed"
    assert not {"start", "end"} & said.keys()


def test_a_message_is_about_the_task_the_plan_and_the_consents_alone() -> None:
    entries = fhir_from_sip(maximal_document())["entry"]
    kinds = {each["fullUrl"]: each["resource"]["resourceType"] for each in entries}

    focus = [kinds[each["reference"]] for each in message_header(MessageKind.PLAN, entries)["focus"]]

    assert set(focus) == {"CarePlan", "Consent"}
    assert "Provenance" in kinds.values()


def test_an_l_sip_is_called_by_its_name() -> None:
    """Hjo: lokalt samordnad individuell plan."""
    [said] = _resources("CarePlan", kind="l-sip")

    assert said["title"] == "Lokalt samordnad individuell plan (L-SIP)"
