"""Identifiers: one system is emitted for each, and what others emit for the same is accepted (SIP.md §6)."""

from __future__ import annotations

import json

import pytest

from mappings.fhir import fhir_from_sip, read_fhir_json
from schemas.identifiers import IdentityKind, PersonIdentity
from tests.generated_plans.strategies import maximal_document
from tests.generated_plans.values import IDENTITIES


def _text() -> str:
    return json.dumps(fhir_from_sip(maximal_document()))


@pytest.mark.parametrize(
    ("emitted", "accepted"),
    [
        ("urn:oid:1.2.752.129.2.1.4.1", "urn:oid:1.2.752.29.4.19"),
        ("http://electronichealth.se/identifier/personnummer", "urn:oid:1.2.752.129.2.1.3.1"),
        ("http://electronichealth.se/identifier/samordningsnummer", "urn:oid:1.2.752.129.2.1.3.3"),
    ],
)
def test_what_others_call_the_same_system_is_accepted(emitted: str, accepted: str) -> None:
    text = _text()
    assert accepted not in text
    reading = read_fhir_json(text.replace(f'"{emitted}"', f'"{accepted}"').encode())
    assert reading.document == maximal_document()
    assert reading.findings == ()


@pytest.mark.parametrize(
    ("kind", "system"),
    [
        (IdentityKind.PERSONNUMMER, "http://electronichealth.se/identifier/personnummer"),
        (IdentityKind.SAMORDNINGSNUMMER, "http://electronichealth.se/identifier/samordningsnummer"),
        (IdentityKind.NATIONELLT_RESERVNUMMER, "http://electronichealth.se/identifier/nationelltReservnummer"),
        (IdentityKind.STOCKHOLM_RESERVNUMMER, "urn:oid:1.2.752.97.3.1.3"),
        (IdentityKind.LOCAL, "urn:oid:1.2.752.129.2.1.2.1"),
    ],
)
def test_a_number_of_each_kind_has_its_system_and_comes_back(kind: IdentityKind, system: str) -> None:
    document = maximal_document()
    assigner = "TSTNMT2321000156-10A1" if kind is IdentityKind.LOCAL else None
    number = PersonIdentity(kind=kind, value=IDENTITIES[kind][0], assigner=assigner)
    person = document.plan.person.model_copy(update={"identity": number, "earlier_identities": ()})
    changed = document.model_copy(update={"plan": document.plan.model_copy(update={"person": person})})
    bundle = fhir_from_sip(changed)
    patient = next(each["resource"] for each in bundle["entry"] if each["resource"]["resourceType"] == "Patient")
    assert [each["system"] for each in patient["identifier"]] == [system]
    assert read_fhir_json(json.dumps(bundle).encode()).document == changed
