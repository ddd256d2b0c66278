"""Consent in FHIR: deny unless permitted, no time that is not the time of consent, and nothing unknown is skipped."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mappings.fhir import fhir_from_sip, read_fhir_json, sip_from_fhir
from schemas.errors import InvalidDocument
from tests.generated_plans.strategies import maximal_document

Json = dict[str, Any]


def _bundle() -> Json:
    return json.loads(json.dumps(fhir_from_sip(maximal_document())))


def _consents(bundle: Json) -> list[Json]:
    return [each["resource"] for each in bundle["entry"] if each["resource"]["resourceType"] == "Consent"]


def test_the_root_says_no_type_and_each_permit_names_one_recipient_and_its_subjects() -> None:
    for consent, said in zip(maximal_document().consents, _consents(_bundle()), strict=True):
        assert "type" not in said["provision"]
        assert "dateTime" not in said
        permits = [each for each in said["provision"]["provision"] if each["type"] == "permit"]
        assert len(permits) == len(consent.recipients)
        for permission, permit in zip(consent.recipients, permits, strict=True):
            assert len(permit["actor"]) == 1
            assert [each["code"] for each in permit.get("securityLabel", ())] == list(permission.subjects)


def test_each_giver_has_a_provenance_that_speaks_of_the_consent_alone() -> None:
    bundle = _bundle()
    urls = {each["fullUrl"] for each in bundle["entry"] if each["resource"]["resourceType"] == "Consent"}
    said = [each["resource"] for each in bundle["entry"] if each["resource"]["resourceType"] == "Provenance"]
    about = [each for each in said if each["target"][0]["reference"] in urls]
    assert len(about) == sum(len(each.givers) for each in maximal_document().consents)
    assert all(len(each["target"]) == 1 and len(each["agent"]) == 1 for each in about)


@pytest.mark.parametrize("type_", ["deny", "permit"])
def test_a_type_on_the_root_is_accepted(type_: str) -> None:
    bundle = _bundle()
    for consent in _consents(bundle):
        consent["provision"]["type"] = type_
    assert sip_from_fhir(bundle) == maximal_document()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("purpose", [{"system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "TREAT"}]),
        ("dataPeriod", {"start": "2026-01-01"}),
        ("class", [{"system": "http://hl7.org/fhir/resource-types", "code": "CarePlan"}]),
        ("action", [{"text": "read"}]),
    ],
)
@pytest.mark.parametrize("deep", [False, True])
def test_a_condition_that_is_not_understood_is_never_skipped(name: str, value: object, deep: bool) -> None:
    bundle = _bundle()
    root = _consents(bundle)[0]["provision"]
    (root["provision"][0] if deep else root)[name] = value
    with pytest.raises(InvalidDocument) as refused:
        sip_from_fhir(bundle)
    assert "SIP146" in {each.code for each in refused.value.findings}


def test_a_recipient_in_another_role_is_no_recipient() -> None:
    bundle = _bundle()
    permit = _consents(bundle)[0]["provision"]["provision"][0]
    permit["actor"][0]["role"]["coding"][0]["code"] = "CST"
    assert "SIP146" in {each.code for each in read_fhir_json(json.dumps(bundle).encode()).findings}


def test_a_consent_that_starts_from_yes_is_not_used() -> None:
    bundle = _bundle()
    for consent in _consents(bundle):
        consent["policyRule"] = {
            "coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "OPTIN"}]
        }
    reading = read_fhir_json(json.dumps(bundle).encode())
    assert reading.document is None
    assert "SIP147" in {each.code for each in reading.findings}
