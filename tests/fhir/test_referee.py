"""HAPI's validator with our profiles judges what the mapping writes: no error, and no warning that nobody has read."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, seed, settings

from gateway.exchange.locked import Told
from mappings.fhir import fhir_from_sip, frozen_copy, message_bundle, wrap
from schemas.messages import Copy
from schemas.sip.document import SipDocument
from tests.fhir.messages import ENVELOPE_ID, controls, copies, copy_of, header, partner_messages, responses, statuses
from tests.generated_plans.strategies import maximal_document, sip_documents
from tests.referee.referee import Referee
from tests.referee.verdicts import unreviewed

pytestmark = pytest.mark.referee

_SAMPLE = settings(max_examples=12, suppress_health_check=list(HealthCheck))


def test_a_document_in_which_every_field_is_set_is_valid(referee: Referee) -> None:
    assert unreviewed(referee.validate([fhir_from_sip(maximal_document())])) == []


def test_a_copy_in_which_every_field_is_set_is_valid(referee: Referee) -> None:
    assert unreviewed(referee.validate([wrap(frozen_copy(copy_of()), header(), ENVELOPE_ID)])) == []


@seed(20260302)
@_SAMPLE
@given(sip_documents())
def test_generated_documents_are_valid(referee: Referee, document: SipDocument) -> None:
    assert unreviewed(referee.validate([fhir_from_sip(document)])) == []


@seed(20260302)
@_SAMPLE
@given(copies())
def test_generated_copies_are_valid(referee: Referee, copied: Copy) -> None:
    assert unreviewed(referee.validate([wrap(frozen_copy(copied), header(), ENVELOPE_ID)])) == []


@seed(20260302)
@_SAMPLE
@given(controls() | responses() | statuses() | partner_messages())
def test_generated_messages_without_a_plan_are_valid(referee: Referee, message: Told) -> None:
    assert unreviewed(referee.validate([message_bundle(message, ENVELOPE_ID)])) == []


def _without(bundle: dict[str, Any], kind: str, field: str) -> dict[str, Any]:
    broken = json.loads(json.dumps(bundle))
    for entry in broken["entry"]:
        if entry["resource"]["resourceType"] == kind:
            entry["resource"].pop(field)
    return broken


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("CarePlan", "title"),
        ("Consent", "policyRule"),
        ("Condition", "category"),
        ("Goal", "identifier"),
        ("ServiceRequest", "_status"),
        ("Encounter", "type"),
        ("Provenance", "activity"),
        ("DocumentReference", "identifier"),
        ("PractitionerRole", "organization"),
        ("Organization", "type"),
        ("MessageHeader", "definition"),
        ("RelatedPerson", "relationship"),
        ("Patient", "identifier"),
        ("Observation", "focus"),
        ("Appointment", "appointmentType"),
    ],
)
def test_our_profiles_miss_what_is_taken_away(referee: Referee, kind: str, field: str) -> None:
    [verdict] = referee.validate([_without(fhir_from_sip(maximal_document()), kind, field)])
    assert any(kind in error.location or kind.lower() in error.message.lower() for error in verdict.errors)
