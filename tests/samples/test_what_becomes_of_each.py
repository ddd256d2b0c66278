"""What becomes of each recipient's copy, against what was written by hand from the law and the routines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from gateway.rules.completeness import Level, check
from gateway.rules.consent_givers import swedish_day
from gateway.rules.counties import county as county_profile
from gateway.rules.recipients import Disposition, RecipientKind
from mappings.sip_xml import read_sip_xml
from schemas.findings import has_errors
from schemas.states import COPY_MOVES, COPY_STATES, CopyState, SetBy
from tests.samples import Sample, Version, samples
from tests.samples.way import Outcome, accepted, outcomes

STEPS = [pytest.param(one, step, id=f"{one.name}/{step.name}") for one in samples() for step in one.steps]
PREPARED = "sent"
"""What the expectations call a copy that is prepared for another organisation."""


def outcomes_at(sample: Sample, step: Version) -> dict[str, Outcome]:
    """Recipient → outcome, for everybody but the home."""
    found = [each for each in outcomes(sample) if each.step.name == step.name]
    return {each.recipient: each for each in found if each.decided.kind is not RecipientKind.HOME}


@pytest.mark.parametrize(("sample", "step"), STEPS)
def test_the_home_records_every_version(sample: Sample, step: Version):
    found = [each for each in outcomes(sample) if each.step.name == step.name]

    homes = [each for each in found if each.decided.kind is RecipientKind.HOME]
    assert [(each.recipient, each.decided.disposition) for each in homes] == [(sample.home, Disposition.PREPARE)]
    assert homes[0].made is not None
    assert homes[0].made.document == accepted(sample, step)


@pytest.mark.parametrize(("sample", "step"), STEPS)
def test_every_recipient_is_treated_as_the_law_and_the_routine_say(sample: Sample, step: Version):
    expected = {
        recipient: (said["disposition"], sorted(said.get("reasons", ()))) for recipient, said in step.recipients.items()
    }

    assert {name: treated(each) for name, each in outcomes_at(sample, step).items()} == expected


def treated(outcome: Outcome) -> tuple[str, list[str]]:
    """The disposition as the expectations say it, and the codes of the reasons."""
    disposition = outcome.decided.disposition
    said = PREPARED if disposition is Disposition.PREPARE else disposition.value
    return said, sorted({each.code for each in outcome.decided.reasons})


@pytest.mark.parametrize(("sample", "step"), STEPS)
def test_a_copy_says_what_it_should_and_no_more(sample: Sample, step: Version):
    for recipient, outcome in outcomes_at(sample, step).items():
        expected = step.recipients[recipient]
        if outcome.made is None:
            continue
        said = all_that_is_said(outcome)
        assert [text for text in expected.get("present", ()) if text not in said] == [], recipient
        assert [text for text in expected.get("absent", ()) if text in said] == [], recipient
        assert [text for text in sample.expected["never"] if text in said] == [], recipient


@pytest.mark.parametrize(("sample", "step"), STEPS)
def test_a_copy_is_marked_when_anything_was_left_out(sample: Sample, step: Version):
    for recipient, outcome in outcomes_at(sample, step).items():
        if outcome.made is not None:
            assert outcome.made.redacted is step.recipients[recipient].get("redacted", False), recipient


@pytest.mark.parametrize(("sample", "step"), STEPS)
def test_the_document_of_a_plan_travels_whole_or_not_at_all(sample: Sample, step: Version):
    whole = [each.data for each in accepted(sample, step).plan.attachments]
    for recipient, outcome in outcomes_at(sample, step).items():
        if outcome.made is not None:
            carried = [each.data for each in outcome.made.document.plan.attachments]
            assert carried == (whole if step.recipients[recipient].get("pdf") else []), recipient
            assert all(each.startswith(b"%PDF-1.4") and each.endswith(b"%%EOF\n") for each in carried)


@pytest.mark.parametrize(("sample", "step"), STEPS)
def test_the_findings_are_those_of_the_law_and_the_county(sample: Sample, step: Version):
    document, today = accepted(sample, step), swedish_day(step.now)

    law = check(document, level=Level.LAW, county=None, today=today)
    riks = check(document, level=Level.LAW, county=county_profile("riks"), today=today)
    county = check(document, level=Level.MADE_HERE, county=county_profile(sample.expected["county"]), today=today)

    assert sorted({each.code for each in law}) == step.expected["law"]
    assert sorted({each.code for each in riks}) == step.expected["riks"]
    assert sorted({each.code for each in county}) == step.expected["county"]
    assert not has_errors((*law, *riks, *county))


@pytest.mark.parametrize(("sample", "step"), STEPS)
def test_a_copy_lacks_nothing_that_a_copy_must_have(sample: Sample, step: Version):
    for outcome in outcomes_at(sample, step).values():
        if outcome.made is not None:
            today = swedish_day(step.now)
            assert check(outcome.made.document, level=Level.PARTIAL, county=None, today=today) == ()


def test_a_board_that_does_not_know_the_person_gets_its_copy_and_waits_for_a_human():
    """SIP.md §3: never a reason to refuse a copy; `awaiting_registration` is the recipient's to say."""
    [sample] = [one for one in samples() if one.name == "04-l-sip"]
    [(step, recipient, then)] = [
        (step, recipient, said["then"])
        for step in sample.steps
        for recipient, said in step.recipients.items()
        if "then" in said
    ]
    document = read_sip_xml(step.document).document
    assert document is not None

    [contact] = [
        one.established_contact for call in document.plan.calls for one in call.parties if one.party == recipient
    ]
    assert contact == "no"
    assert outcomes_at(sample, step)[recipient].message is not None
    state = CopyState(then)
    assert COPY_STATES[state].set_by is SetBy.RECIPIENT
    assert state in COPY_MOVES[CopyState.RECEIVED]
    assert CopyState.RECORDED in COPY_MOVES[state]


def all_that_is_said(outcome: Outcome) -> str:
    """Every name and string of the message, or of the document where there is no message."""
    assert outcome.made is not None
    body = outcome.message or outcome.made.document.model_dump_json().encode()
    return "\n".join(strings(json.loads(body)))


def strings(value: Any) -> Iterator[str]:
    """All strings in JSON, names of members too."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)
    else:
        yield str(value)
