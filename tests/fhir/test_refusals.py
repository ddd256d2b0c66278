"""What can turn a meaning around is never read as an ordinary plan, wherever it stands."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mappings.fhir import fhir_from_sip, read_fhir_json, sip_from_fhir
from mappings.fhir.node import Log
from mappings.fhir.refusals import refuse
from schemas.errors import InvalidDocument
from schemas.states import PlanState
from tests.generated_plans.strategies import maximal_document

Json = dict[str, Any]


def _bundle() -> Json:
    return json.loads(json.dumps(fhir_from_sip(maximal_document())))


def _objects(value: Any, path: str) -> list[tuple[Json, str]]:
    found = []
    if isinstance(value, dict):
        found.append((value, path))
        for name, inner in value.items():
            found += _objects(inner, f"{path}.{name}")
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            found += _objects(inner, f"{path}[{place}]")
    return found


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("modifierExtension", [{"url": "https://example.org/not", "valueBoolean": True}], "SIP131"),
        ("implicitRules", "https://example.org/rules", "SIP132"),
        ("doNotPerform", True, "SIP133"),
    ],
)
def test_a_changed_meaning_is_found_wherever_it_stands(name: str, value: object, code: str) -> None:
    bundle = _bundle()
    for place, path in _objects(bundle, "Bundle"):
        place[name] = value
        log = Log()
        refuse(bundle, "Bundle", log)
        del place[name]
        assert (code, f"{path}.{name}") in {(each.code, each.path) for each in log.findings}


def test_do_not_perform_false_changes_nothing() -> None:
    log = Log()
    refuse({"resourceType": "ServiceRequest", "doNotPerform": False}, "ServiceRequest", log)
    assert log.findings == []


@pytest.mark.parametrize("kind", ["CarePlan", "Goal", "ServiceRequest", "Encounter", "Appointment", "Observation"])
def test_a_resource_that_is_marked_as_an_error_refuses_the_whole(kind: str) -> None:
    bundle = _bundle()
    name = "lifecycleStatus" if kind == "Goal" else "status"
    next(each["resource"] for each in bundle["entry"] if each["resource"]["resourceType"] == kind)[name] = (
        "entered-in-error"
    )
    with pytest.raises(InvalidDocument) as refused:
        sip_from_fhir(bundle)
    assert "SIP134" in {each.code for each in refused.value.findings}


def test_a_verification_status_entered_in_error_is_refused() -> None:
    bundle = _bundle()
    need = next(each["resource"] for each in bundle["entry"] if each["resource"]["resourceType"] == "Condition")
    need["verificationStatus"] = {
        "coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-ver-status", "code": "entered-in-error"}]
    }
    with pytest.raises(InvalidDocument):
        sip_from_fhir(bundle)


def test_a_plan_that_its_home_has_nullified_is_read_as_that() -> None:
    document = maximal_document()
    plan = document.plan.model_copy(update={"state": PlanState.NULLIFIED})
    nullified = document.model_copy(update={"plan": plan})
    assert sip_from_fhir(fhir_from_sip(nullified)) == nullified


@pytest.mark.parametrize(
    ("kind", "change", "code", "path"),
    [
        ("CarePlan", {"status": "on-hold"}, "SIP144", "status"),
        ("CarePlan", {"intent": "proposal"}, "SIP139", "intent"),
        ("CarePlan", {"goal": [{"reference": "urn:uuid:00000000-0000-4000-8000-000000000000"}]}, "SIP136", "goal[0]"),
        ("CarePlan", {"goal": {"reference": "x"}}, "SIP130", "goal"),
        ("CarePlan", {"created": "2026-02-30"}, "SIP104", "created"),
        ("CarePlan", {"created": 2026}, "SIP130", "created"),
        ("Patient", {"identifier": []}, "SIP145", "identifier"),
        ("Patient", {"name": []}, "SIP101", ""),
        ("Organization", {"type": [{"text": "skola"}]}, "SIP142", "type"),
        ("ServiceRequest", {"status": "unknown"}, "SIP144", "status"),
        ("Condition", {"code": {"text": "  "}}, "SIP106", "code.text"),
        ("Consent", {"policyRule": {"text": "permit"}}, "SIP147", "policyRule"),
    ],
)
def test_a_fault_is_told_with_its_path(kind: str, change: Json, code: str | None, path: str) -> None:
    bundle = _bundle()
    for place, entry in enumerate(bundle["entry"]):
        if entry["resource"]["resourceType"] == kind:
            entry["resource"].update(change)
            where = f"Bundle.entry[{place}].resource" + (f".{path}" if path else "")
            break
    else:
        return
    reading = read_fhir_json(json.dumps(bundle).encode())
    assert reading.document is None
    assert (code, where) in {(each.code, each.path.removesuffix(".reference")) for each in reading.findings}


def test_all_faults_are_told_at_once() -> None:
    bundle = _bundle()
    for entry in bundle["entry"]:
        if entry["resource"]["resourceType"] in {"CarePlan", "ServiceRequest"}:
            entry["resource"]["status"] = "unknown"
    found = [each for each in read_fhir_json(json.dumps(bundle).encode()).findings if each.code == "SIP144"]
    assert len(found) == 5


def test_an_unknown_code_of_ours_is_not_guessed() -> None:
    body = json.dumps(_bundle()).replace('"code": "physical"', '"code": "spiritual"').encode()
    reading = read_fhir_json(body)
    assert reading.document is None
    [found] = [each for each in reading.findings if each.code == "SIP140"]
    assert found.path.endswith("valueCoding.code")


def test_two_resources_with_one_address_are_refused() -> None:
    bundle = _bundle()
    bundle["entry"][2]["fullUrl"] = bundle["entry"][1]["fullUrl"]
    assert "SIP151" in {each.code for each in read_fhir_json(json.dumps(bundle).encode()).findings}


def test_findings_never_quote_what_was_found() -> None:
    bundle = _bundle()
    for entry in bundle["entry"]:
        if entry["resource"]["resourceType"] == "Patient":
            entry["resource"]["identifier"][0]["value"] = "191212121213"
            entry["resource"]["Tolvan Testsson"] = "hemligt"
    reading = read_fhir_json(json.dumps(bundle).encode())
    said = json.dumps(reading.report().as_json(), ensure_ascii=False)
    assert reading.document is None
    assert "191212121213" not in said
    assert "Tolvan" not in said
    assert "hemligt" not in said
