"""FHIR of others: what can honestly be read as a SIP is read, the rest is told, and nothing ever raises."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mappings.fhir import read_fhir_json
from mappings.fhir.account import leaves
from mappings.json_parser import parse_json
from schemas.states import PlanState
from tests.shared_material import shared, shared_files

Json = dict[str, Any]
_PERSON = "http://electronichealth.se/identifier/personnummer"


def _foreign() -> Json:
    """A care plan of a system that knows nothing of SIP, about one of the published test persons."""
    patient = {
        "resourceType": "Patient",
        "id": "p1",
        "identifier": [{"system": _PERSON, "value": "191212121212"}],
        "name": [{"family": "Testsson", "given": ["Tolvan", "Åke"]}],
        "telecom": [{"system": "phone", "value": "070-174 06 05", "use": "mobile"}],
    }
    need = {
        "resourceType": "Condition",
        "id": "1",
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": "193462001", "display": "Sömnsvårigheter"}]},
        "subject": {"reference": "Patient/p1"},
    }
    goal = {
        "resourceType": "Goal",
        "id": "1",
        "lifecycleStatus": "active",
        "description": {"text": "Sova hela natten"},
        "subject": {"reference": "Patient/p1"},
        "addresses": [{"reference": "Condition/1"}],
        "target": [{"dueDate": "2026-05"}],
        "achievementStatus": {
            "coding": [{"system": "http://terminology.hl7.org/CodeSystem/goal-achievement", "code": "achieved"}]
        },
    }
    plan = {
        "resourceType": "CarePlan",
        "id": "cp",
        "status": "active",
        "intent": "plan",
        "title": "Plan för sömn",
        "subject": {"reference": "https://ehr.example.org/fhir/Patient/p1"},
        "addresses": [{"reference": "Condition/1"}],
        "goal": [{"reference": "Goal/1"}],
        "activity": [
            {
                "detail": {
                    "status": "in-progress",
                    "description": "Samtal varje vecka",
                    "scheduledPeriod": {"start": "2026-03-01"},
                    "doNotPerform": False,
                    "goal": [{"reference": "Goal/1"}],
                    "quantity": {"value": 3},
                }
            },
            {"detail": {"status": "scheduled"}},
        ],
    }
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": each} for each in (plan, patient, need, goal)],
    }


def test_a_care_plan_of_others_becomes_the_plan_that_it_honestly_is() -> None:
    reading = read_fhir_json(json.dumps(_foreign()).encode())
    assert reading.document is not None
    plan = reading.document.plan
    assert plan.state is PlanState.ESTABLISHED
    assert plan.person.identity.value == "191212121212"
    assert plan.person.name.full == "Tolvan Åke Testsson"
    assert plan.summary is not None
    assert plan.summary.text == "Plan för sömn"
    [need] = plan.needs
    assert need.text == "Sömnsvårigheter"
    assert need.sub_goals[0].attainments[0].outcome.value == "fulfilled"
    [measure] = plan.interventions
    assert (measure.text, measure.status.value) == ("Samtal varje vecka", "ongoing")
    assert measure.goals == (need.sub_goals[0].id,)
    assert measure.schedule is not None
    assert measure.schedule.start == "2026-03-01"


def test_what_was_left_behind_of_a_care_plan_of_others_is_told() -> None:
    reading = read_fhir_json(json.dumps(_foreign()).encode())
    unread = {each.path for each in reading.account.not_understood}
    assert "Bundle.entry[0].resource.activity[0].detail.quantity.value" in unread
    assert "Bundle.entry[0].resource.activity[1].detail.status" in unread
    assert "Bundle.entry[1].resource.telecom[0].use" in unread
    codes = {each.code for each in reading.findings}
    assert codes == {"SIP148", "SIP153", "SIP154"}


def test_without_a_swedish_number_there_is_no_plan_and_it_says_what_is_missing() -> None:
    bundle = _foreign()
    bundle["entry"][1]["resource"]["identifier"][0]["system"] = "https://hospital.example.org/mrn"
    reading = read_fhir_json(json.dumps(bundle).encode())
    assert reading.document is None
    assert ("SIP145", "Bundle.entry[1].resource.identifier") in {(each.code, each.path) for each in reading.findings}


@pytest.mark.parametrize("status", ["on-hold", "revoked", "unknown", "aktiv"])
def test_a_status_that_means_several_things_is_not_guessed(status: str) -> None:
    bundle = _foreign()
    bundle["entry"][0]["resource"]["status"] = status
    reading = read_fhir_json(json.dumps(bundle).encode())
    assert reading.document is None
    assert "SIP141" in {each.code for each in reading.findings}


def test_a_measure_that_must_not_be_done_is_never_read_as_one_to_do() -> None:
    bundle = _foreign()
    bundle["entry"][0]["resource"]["activity"][0]["detail"]["doNotPerform"] = True
    reading = read_fhir_json(json.dumps(bundle).encode())
    assert reading.document is None
    assert "SIP133" in {each.code for each in reading.findings}


def test_a_goal_that_belongs_to_no_need_is_left_out_and_told() -> None:
    bundle = _foreign()
    del bundle["entry"][3]["resource"]["addresses"]
    reading = read_fhir_json(json.dumps(bundle).encode())
    assert "SIP149" in {each.code for each in reading.findings}
    assert "Bundle.entry[3].resource.description.text" in {each.path for each in reading.account.not_understood}


def test_contained_resources_are_found_by_their_fragment() -> None:
    plan = _foreign()["entry"][0]["resource"]
    plan["contained"] = [each["resource"] for each in _foreign()["entry"][1:]]
    text = json.dumps(plan).replace("https://ehr.example.org/fhir/Patient/p1", "#p1")
    plan = json.loads(text.replace('"Patient/p1"', '"#p1"'))
    for each, name in zip(plan["contained"], ("p1", "c1", "g1"), strict=True):
        each["id"] = name
    plan["addresses"], plan["goal"] = [{"reference": "#c1"}], [{"reference": "#g1"}]
    plan["contained"][2]["addresses"] = [{"reference": "#c1"}]
    plan["activity"][0]["detail"]["goal"] = [{"reference": "#g1"}]
    reading = read_fhir_json(json.dumps(plan).encode())
    assert reading.document is not None
    assert reading.document.plan.needs[0].sub_goals[0].text == "Sova hela natten"


def test_two_plans_in_one_bundle_are_not_mixed() -> None:
    bundle = _foreign()
    bundle["entry"].append(bundle["entry"][0])
    reading = read_fhir_json(json.dumps(bundle).encode())
    assert reading.document is None
    assert "SIP150" in {each.code for each in reading.findings}


def _accounted(path: Path) -> None:
    body = path.read_bytes()
    reading = read_fhir_json(body)
    value = parse_json(body).value
    assert reading.document is not None or reading.findings
    if isinstance(value, dict) and isinstance(value.get("resourceType"), str):
        account = reading.account
        listed = len(account.mapped) + len(account.ignored) + len(account.not_understood)
        assert listed == len(list(leaves(value, "", {})))
    for found in reading.findings:
        assert found.sv
        assert found.en


@pytest.mark.corpora
@pytest.mark.parametrize("name", ["careplan", "consent", "goal", "careteam"])
def test_the_official_examples_are_read_without_a_plan_being_made_up(name: str) -> None:
    for path in shared("corpora", "1-fhir-r4", "examples-json").glob(f"{name}*.json"):
        _accounted(path)
        assert read_fhir_json(path.read_bytes()).document is None


@pytest.mark.corpora
def test_every_example_of_a_care_plan_is_accounted_for_to_the_last_leaf() -> None:
    for path in shared_files("corpora", "4-careplans", suffixes=(".json",)):
        _accounted(path)


@pytest.mark.corpora
def test_every_official_example_and_all_hostile_json_gets_an_answer() -> None:
    for folder in ("1-fhir-r4", "5-sweden", "6-hostile"):
        for path in shared_files("corpora", folder, suffixes=(".json",))[::5]:
            _accounted(path)
