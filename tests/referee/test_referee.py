"""The referee refuses what is wrong and passes what is right, so that its silence means something."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.referee.examples import CANONICAL, CARE_PLAN, NEED, bundle, care_plan, need
from tests.referee.referee import MESSAGE_PROFILE, Referee
from tests.referee.verdicts import Issue, Verdict, reviewed_warnings, unreviewed

pytestmark = pytest.mark.referee

Json = dict[str, Any]


def test_a_valid_message_has_nothing_unreviewed(referee: Referee) -> None:
    assert unreviewed(referee.validate([bundle()])) == []


@pytest.mark.parametrize(
    ("break_it", "location", "word"),
    [
        (lambda plan: plan.update(status="aktiv"), "CarePlan.status", "aktiv"),
        (lambda plan: plan.pop("subject"), "CarePlan", "CarePlan.subject"),
        (
            lambda plan: plan["activity"][0].update(reference={"reference": "ServiceRequest/1"}),
            "activity[0]",
            "cpl-3",
        ),
        (lambda plan: plan.update(period={"start": "2026-05-02", "end": "2026-05-01"}), "period", "per-1"),
        (lambda plan: plan.update(created="2026-02-30"), "created", "date"),
        (lambda plan: plan.update(subjekt="x"), "CarePlan", "subjekt"),
        (lambda plan: plan.update(category=[]), "category", "empty"),
        (lambda plan: plan.update(extension=[unknown_extension()]), "extension[0]", "could not be found"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_broken_care_plan_is_refused_where_it_is_broken(
    referee: Referee, break_it: Callable[[Json], object], location: str, word: str
) -> None:
    broken = care_plan()
    break_it(broken)
    [verdict] = referee.validate([broken])
    assert [error for error in verdict.errors if location in error.location and word in error.message + error.id]


def unknown_extension() -> Json:
    return {"url": f"{CANONICAL}/StructureDefinition/never-defined", "valueString": "x"}


def test_a_fault_deep_in_a_message_is_found(referee: Referee) -> None:
    message = bundle()
    message["entry"][1]["resource"]["intent"] = "wish"
    [verdict] = referee.validate([message])
    assert any("entry[1]" in error.location and error.location.endswith("intent") for error in verdict.errors)


def test_a_reference_to_the_wrong_kind_of_resource_is_an_error(referee: Referee) -> None:
    message = bundle()
    message["entry"][1]["resource"]["subject"]["reference"] = NEED
    assert any("subject" in error.location for error in referee.validate([message])[0].errors)


def test_a_claimed_profile_of_ours_is_enforced(referee: Referee) -> None:
    wrong = need()
    del wrong["code"]["text"]
    [verdict] = referee.validate([wrong])
    assert [error for error in verdict.errors if "sip-need" in error.message and "code.text" in error.message]


def test_a_profile_asked_for_is_enforced_besides_base_r4(referee: Referee) -> None:
    unclaimed = need()
    del unclaimed["meta"]
    unclaimed["category"] = [{"text": "annat"}]
    assert referee.validate([unclaimed])[0].errors == []
    asked = referee.validate([unclaimed], profiles=[f"{CANONICAL}/StructureDefinition/sip-need"])[0]
    assert any("category" in error.location for error in asked.errors)
    unclaimed["recordedDate"] = "i maj"
    both = referee.validate([unclaimed], profiles=[f"{CANONICAL}/StructureDefinition/sip-need"])[0]
    assert any("recordedDate" in error.location for error in both.errors)


def test_a_code_that_our_code_system_lacks_is_refused(referee: Referee) -> None:
    wrong = need()
    wrong["category"][0]["coding"][0]["code"] = "wish"
    assert referee.validate([wrong])[0].errors


@pytest.mark.parametrize("coding", [{"system": "subject", "code": "skool"}, {"system": "subejct", "code": "school"}])
def test_a_misspelt_code_of_ours_is_an_error_even_beside_an_accepted_one(referee: Referee, coding: Json) -> None:
    wrong = need()
    ours = {**coding, "system": f"{CANONICAL}/CodeSystem/{coding['system']}"}
    wrong["code"]["coding"] = [{"system": "http://snomed.info/sct", "code": "397943006"}, ours]
    assert "Condition.code.coding[1]" in [error.location for error in referee.validate([wrong])[0].errors]


def test_a_profile_that_nobody_has_defined_is_an_error(referee: Referee) -> None:
    wrong = need()
    wrong["meta"]["profile"] = [f"{CANONICAL}/StructureDefinition/never-defined"]
    assert any("never-defined" in error.message for error in referee.validate([wrong])[0].errors)


@pytest.mark.parametrize(
    "system",
    [
        "http://snomed.info/sct",
        "http://hl7.org/fhir/sid/icf",
        "urn:oid:1.2.752.129.2.2.2.4",
        "https://example.org/cs",
    ],
)
def test_a_code_system_that_is_not_loaded_gives_no_error(referee: Referee, system: str) -> None:
    coded = need()
    coded["code"]["coding"] = [{"system": system, "code": "397943006"}]
    assert referee.validate([coded])[0].errors == []


def test_what_is_no_json_is_a_verdict_and_the_next_is_judged(referee: Referee) -> None:
    broken, empty, unknown, fine = referee.validate([b'{"resourceType": ', b"", {"resourceType": "Plan"}, need()])
    assert broken.errors
    assert empty.errors
    assert unknown.errors
    assert fine.errors == []


def test_text_with_line_breaks_and_swedish_letters_is_judged_as_one(referee: Referee, tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(bundle(), indent=2, ensure_ascii=False), "utf-8")
    [verdict] = referee.validate([path])
    assert verdict.input == "plan.json"
    assert verdict.errors == []


def test_a_long_message_of_the_validator_comes_whole(referee: Referee) -> None:
    wrong = care_plan()
    wrong["status"] = "å" * 20_000
    assert any("å" * 20_000 in error.message for error in referee.validate([wrong])[0].errors)


def test_many_messages_are_answered_in_order(referee: Referee) -> None:
    plans = [care_plan() | ({"status": "nej"} if odd % 2 else {}) for odd in range(40)]
    assert [bool(verdict.errors) for verdict in referee.validate(plans)] == [bool(odd % 2) for odd in range(40)]


def test_a_reviewed_warning_is_left_out_and_an_error_never_is() -> None:
    def issue(severity: str, id_: str) -> Issue:
        return Issue("x", severity, "CarePlan", "words", id_)

    best_practice = "http://hl7.org/fhir/StructureDefinition/DomainResource#dom-6"
    said = [
        issue("warning", best_practice),
        issue("error", best_practice),
        issue("warning", "other"),
        issue("information", "x"),
    ]
    assert unreviewed([Verdict("x", tuple(said))]) == said[1:3]


def test_a_reviewed_warning_without_a_reason_is_refused(tmp_path: Path) -> None:
    listed = tmp_path / "reviewed.toml"
    listed.write_text('[[reviewed]]\nid = "x"\nreason = " "\n', "utf-8")
    with pytest.raises(ValueError, match="reason"):
        reviewed_warnings(listed)


def test_the_reference_to_the_plan_must_be_in_the_message(referee: Referee) -> None:
    message = bundle()
    message["entry"] = [entry for entry in message["entry"] if entry["fullUrl"] != CARE_PLAN]
    assert any("focus" in issue.location for issue in unreviewed(referee.validate([message])))


def test_every_message_of_ours_must_obey_the_message_profile_claimed_or_not(tmp_path: Path) -> None:
    """With a profile that has no snapshot, so the referee makes one."""
    profile = {
        "resourceType": "StructureDefinition",
        "url": MESSAGE_PROFILE,
        "name": "SipMessage",
        "status": "draft",
        "kind": "resource",
        "abstract": False,
        "type": "Bundle",
        "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Bundle",
        "derivation": "constraint",
        "differential": {"element": [{"id": "Bundle.identifier", "path": "Bundle.identifier", "min": 1}]},
    }
    (tmp_path / "StructureDefinition-sip-message.json").write_text(json.dumps(profile), "utf-8")
    foreign, ours = bundle(), bundle()
    for message in (foreign, ours):
        del message["entry"][2]  # its own profile is not among those loaded here
        del message["entry"][1]["resource"]["addresses"]
    ours["entry"][0]["resource"]["definition"] = f"{CANONICAL}/MessageDefinition/copy"
    with Referee(tmp_path) as strict:
        judged_foreign, judged_ours = strict.validate([foreign, ours])
    assert judged_foreign.errors == []
    assert any("identifier" in error.message and "sip-message" in error.message for error in judged_ours.errors)
