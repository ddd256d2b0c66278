"""A small message that base R4 and our profiles accept, made anew for each test to break."""

from __future__ import annotations

from typing import Any

PATIENT = "urn:uuid:6b0c7b0e-5d0a-4f5e-9c1b-0a4f5d1e7a01"
NEED = "urn:uuid:6b0c7b0e-5d0a-4f5e-9c1b-0a4f5d1e7a02"
CARE_PLAN = "urn:uuid:6b0c7b0e-5d0a-4f5e-9c1b-0a4f5d1e7a03"
HEADER = "urn:uuid:6b0c7b0e-5d0a-4f5e-9c1b-0a4f5d1e7a04"
CANONICAL = "https://w3id.org/samspel/fhir"


def care_plan() -> dict[str, Any]:
    """A care plan alone."""
    return {
        "resourceType": "CarePlan",
        "status": "active",
        "intent": "plan",
        "title": "Samordnad individuell plan",
        "subject": {"reference": PATIENT},
        "addresses": [{"reference": NEED}],
        "activity": [{"detail": {"status": "not-started", "description": "Följa med till vårdcentralen"}}],
    }


def need() -> dict[str, Any]:
    """A need that claims our profile and obeys it."""
    return {
        "resourceType": "Condition",
        "meta": {"profile": [f"{CANONICAL}/StructureDefinition/sip-need"]},
        "identifier": [{"system": "urn:ietf:rfc:3986", "value": NEED}],
        "category": [{"coding": [{"system": f"{CANONICAL}/CodeSystem/condition-category", "code": "need"}]}],
        "code": {"text": "Behöver stöd för att komma iväg på morgonen"},
        "subject": {"reference": PATIENT},
    }


def bundle() -> dict[str, Any]:
    """A message of nobody's profile with the plan, the need and the person in it."""
    header = {
        "resourceType": "MessageHeader",
        "eventUri": "https://example.org/event",
        "source": {"endpoint": "urn:example:sender"},
        "focus": [{"reference": CARE_PLAN}],
    }
    patient = {"resourceType": "Patient", "name": [{"text": "Tolvan Testsson"}]}
    resources = [(HEADER, header), (CARE_PLAN, care_plan()), (NEED, need()), (PATIENT, patient)]
    return {
        "resourceType": "Bundle",
        "type": "message",
        "timestamp": "2026-03-02T10:00:00+01:00",
        "entry": [{"fullUrl": url, "resource": resource} for url, resource in resources],
    }
