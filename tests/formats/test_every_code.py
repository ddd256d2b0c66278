"""Each code of a document has the smallest document that is told so: one thing is changed in a plan that is whole."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from gateway.rules.report import report_on
from mappings.formats import Format, read, write
from tests.formats.test_documentation import PLAN

Json = dict[str, Any]
TODAY = date(2026, 4, 1)
_DOCUMENT = read(PLAN).document
SIP_JSON = json.loads(write(_DOCUMENT, Format.SIP_JSON).body)
FHIR_JSON = json.loads(write(_DOCUMENT, Format.FHIR_JSON).body)


def found_in(value: Json, county: str | None = None) -> list[tuple[str, str]]:
    report = report_on(json.dumps(value).encode(), TODAY, profile=county)
    return [(each.code, each.path) for each in report.findings]


def test_nothing_is_found_in_the_plan_that_the_others_are_made_of():
    assert found_in(SIP_JSON) == found_in(FHIR_JSON) == []


def changed(path: str, value: Any) -> Json:
    """The plan with another value at a JSON Pointer; None takes the field away."""
    made = copy.deepcopy(SIP_JSON)
    inner: Any = made
    *steps, last = [int(step) if step.isdigit() else step for step in path.split("/")[1:]]
    for step in steps:
        inner = inner[step]
    if value is None:
        del inner[last]
    else:
        inner[last] = value
    return made


_IDENTITY = "/plan/person/identity"
_CASES: list[tuple[str, str, Any, str]] = [
    ("SIP100", "/plan/needs", 1, "/plan/needs"),
    ("SIP101", "/plan/state", None, "/plan/state"),
    ("SIP103", "/plan/state", "fixed", "/plan/state"),
    ("SIP104", "/plan/established_on", "2026-02-30", "/plan/established_on"),
    ("SIP105", "/plan/needs/0/text", "a\u0001b", "/plan/needs/0/text"),
    ("SIP106", "/plan/person/name/given", "", "/plan/person/name/given"),
    ("SIP107", "/plan/person/name/given", "a" * 501, "/plan/person/name/given"),
    ("SIP108", "/plan/needs/0/id", "behov 1", "/plan/needs/0/id"),
    ("SIP109", "/plan/attachments", [{"kind": "other", "media_type": "a/b", "data": "?"}], "/plan/attachments/0/data"),
    ("SIP110", _IDENTITY, {"kind": "personnummer", "value": "191212121213"}, _IDENTITY),
    ("SIP111", _IDENTITY, {"kind": "samordningsnummer", "value": "191212121212"}, _IDENTITY),
    ("SIP112", _IDENTITY, {"kind": "nationellt-reservnummer", "value": "1"}, _IDENTITY),
    ("SIP112", _IDENTITY, {"kind": "stockholm-reservnummer", "value": "a b"}, _IDENTITY),
    ("SIP113", _IDENTITY, {"kind": "local", "value": "A1"}, _IDENTITY),
    ("SIP113", _IDENTITY, {**SIP_JSON["plan"]["person"]["identity"], "assigner": "TSTNMT2321000156-SYS"}, _IDENTITY),
    (
        "SIP114",
        _IDENTITY,
        {"kind": "local", "value": "A1", "assigner": "SE1"},
        f"{_IDENTITY}/assigner",
    ),
    ("SIP115", "/plan/organisations/2/id", "2120000143", "/plan/organisations/2/id"),
    ("SIP116", "/plan/organisations/2/id", "SE1200000000-A", "/plan/organisations/2/id"),
    ("SIP120", "/plan/approved_for_person", False, "/plan"),
    (
        "SIP121",
        "/plan/other_measures",
        [{"text": "Går ut.", "performer": "person", "status": "planned"}],
        "/plan",
    ),
    ("SIP201", "/plan/coordinator", "nobody", "/plan/coordinator"),
    ("SIP202", "/plan/coordinator", "behov-1", "/plan/coordinator"),
    ("SIP203", "/plan/needs/0/id", "samordnare", "/plan/needs/0/id"),
    ("SIP210", "/plan/shoe", "44", "/plan/shoe"),
]


@pytest.mark.parametrize(("code", "path", "value", "place"), _CASES)
def test_a_value_that_is_wrong_is_told_at_its_place(code, path, value, place):
    assert found_in(changed(path, value)) == [(code, place)]


_RULES: list[tuple[str, str | None, str, Any]] = [
    ("SIP310", None, "/plan/interventions", []),
    ("SIP311", None, "/plan/interventions/0/responsible_huvudman", None),
    ("SIP312", None, "/plan/no_other_measures", None),
    ("SIP313", None, "/plan/lead_huvudman", None),
    ("SIP314", None, "/plan/lead_huvudman", "TSTNMT2321000156-1001"),
    ("SIP316", None, "/plan/organisations/2/kind", "authority"),
    ("SIP317", None, "/plan/organisations/2/kind", "private-provider"),
    ("SIP320", None, "/plan/content", "document"),
    ("SIP401", "gavleborg", "/plan/coordinator", None),
    ("SIP402", "gavleborg", "/plan/follow_up", None),
    ("SIP409", None, "/plan/participants/1/organisation", "TSTNMT2321000156-1001"),
    ("SIP411", None, "/plan/established_on", None),
    ("SIP432", None, "/plan/meetings", [{"kind": "sip", "start": "2026-03-02"}]),
    ("SIP439", "gavleborg", "/plan/meetings", [{"kind": "sip", "start": "2026-03-02", "person_took_part": "yes"}]),
    ("SIP440", "gavleborg", "/plan/preparation", {}),
    ("SIP443", None, "/plan/state", "closed"),
    ("SIP444", None, "/plan/organisations/1/part_of", None),
]


@pytest.mark.parametrize(("code", "county", "path", "value"), _RULES)
def test_what_a_plan_lacks_is_told_by_the_rules(code, county, path, value):
    plan = changed(path, value)
    if code == "SIP444":
        plan["plan"]["interventions"][0]["responsible_huvudman"] = "TSTNMT2321000156-1001"

    assert code in [each for each, _ in found_in(plan, county)]


def _resource(bundle: Json, kind: str) -> Json:
    return next(each["resource"] for each in bundle["entry"] if each["resource"]["resourceType"] == kind)


def _empty_entry(bundle: Json) -> None:
    bundle["entry"].append({"fullUrl": "urn:uuid:00000000-0000-4000-8000-000000000000"})


def _performed_by_a_need(bundle: Json) -> None:
    need = next(each for each in bundle["entry"] if each["resource"]["resourceType"] == "CareTeam")
    _resource(bundle, "ServiceRequest")["performer"] = [{"reference": need["fullUrl"]}]


def _led_from_far_away(bundle: Json) -> None:
    _resource(bundle, "CarePlan")["author"] = {"reference": "urn:uuid:00000000-0000-4000-8000-000000000000"}


def _without_plan(bundle: Json) -> None:
    bundle["entry"] = [each for each in bundle["entry"] if each["resource"]["resourceType"] != "CarePlan"]


def _only_a_patient(bundle: Json) -> None:
    patient = _resource(bundle, "Patient")
    bundle.clear()
    bundle.update(patient)


def _with_two_plans(bundle: Json) -> None:
    plan = next(each for each in bundle["entry"] if each["resource"]["resourceType"] == "CarePlan")
    bundle["entry"].append({**plan, "fullUrl": "urn:uuid:00000000-0000-4000-8000-000000000000"})


def _with_one_address_twice(bundle: Json) -> None:
    bundle["entry"][3]["fullUrl"] = bundle["entry"][2]["fullUrl"]


_FHIR: list[tuple[str, Callable[[Json], None]]] = [
    ("SIP130", lambda bundle: _resource(bundle, "CarePlan").update(subject=[])),
    ("SIP131", lambda bundle: _resource(bundle, "CarePlan").update(modifierExtension=[{"url": "urn:x"}])),
    ("SIP132", lambda bundle: _resource(bundle, "CarePlan").update(implicitRules="urn:x")),
    ("SIP133", lambda bundle: _resource(bundle, "ServiceRequest").update(doNotPerform=True)),
    ("SIP134", lambda bundle: _resource(bundle, "CarePlan").update(status="entered-in-error")),
    ("SIP135", _empty_entry),
    ("SIP136", _led_from_far_away),
    ("SIP137", _performed_by_a_need),
    ("SIP139", lambda bundle: _resource(bundle, "CarePlan").update(intent="proposal")),
    ("SIP142", lambda bundle: _resource(bundle, "Organization").pop("type")),
    ("SIP143", _without_plan),
    ("SIP145", lambda bundle: _resource(bundle, "Patient").pop("identifier")),
    ("SIP148", lambda bundle: _resource(bundle, "CarePlan").pop("category")),
    ("SIP150", _with_two_plans),
    ("SIP151", _with_one_address_twice),
    ("SIP152", _only_a_patient),
]


@pytest.mark.parametrize(("code", "change"), _FHIR)
def test_a_message_that_is_no_plan_of_ours_is_told_why(code, change):
    bundle = copy.deepcopy(FHIR_JSON)
    change(bundle)

    assert code in [each for each, _ in found_in(bundle)]


def test_an_identifier_of_an_unknown_system_names_nobody():
    plan = copy.deepcopy(SIP_JSON)
    plan["consents"][0]["excluded_parties"] = ["TSTNMT5590000013-FAM"]
    document = read(json.dumps(plan).encode()).document
    body = write(document, Format.FHIR_JSON).body
    strange = body.replace(b'"system": "https://w3id.org/samspel/fhir/sid/party"', b'"system": "urn:x"')
    strange = strange.replace(b'"system": "urn:oid:1.2.752.129.2.1.4.1",\n', b'"system": "urn:x",\n')
    assert strange != body

    assert "SIP138" in [each.code for each in read(strange).findings]
