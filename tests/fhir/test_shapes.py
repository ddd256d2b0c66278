"""What DESIGN's table promises about the shape of a plan in FHIR."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings

from mappings.fhir import fhir_from_sip
from schemas.codes import Attained, MeasureStatus, Protection
from schemas.sip.content import Attainment
from schemas.sip.document import SipDocument
from tests.generated_plans.strategies import maximal_document, sip_documents

Json = dict[str, Any]


def _of(bundle: Json, *kinds: str) -> list[Json]:
    return [each["resource"] for each in bundle["entry"] if each["resource"]["resourceType"] in kinds]


def _maximal() -> Json:
    return fhir_from_sip(maximal_document())


@settings(max_examples=20)
@given(sip_documents())
def test_the_plan_has_a_title_and_never_says_a_measure_inside_itself(document: SipDocument) -> None:
    [plan] = _of(fhir_from_sip(document), "CarePlan")
    assert plan["title"]
    assert all(set(each) == {"reference"} for each in plan.get("activity", ()))


def test_the_plan_carries_the_national_type_and_our_kind() -> None:
    [plan] = _of(_maximal(), "CarePlan")
    assert [each["coding"][0]["code"] for each in plan["category"]] == ["SIP", maximal_document().plan.kind.value]


def test_a_need_is_no_diagnosis() -> None:
    for need in _of(_maximal(), "Condition"):
        [category] = need["category"]
        assert [each["code"] for each in category["coding"]] == ["need"]


def test_each_measure_has_at_most_one_performer_and_its_huvudman_beside() -> None:
    document = maximal_document()
    for measure, said in zip(document.plan.interventions, _of(_maximal(), "ServiceRequest"), strict=False):
        assert len(measure.performers) == 2
        assert len(said["performer"]) == 1
        assert any(each["url"].endswith("/responsible-huvudman") for each in said["extension"])


def test_a_measure_that_is_planned_or_goes_on_is_active_and_keeps_its_national_status() -> None:
    document = maximal_document()
    [first, *rest] = document.plan.interventions
    for status, expected in (
        (MeasureStatus.PLANNED, "active"),
        (MeasureStatus.ONGOING, "active"),
        (MeasureStatus.PERFORMED, "completed"),
        (MeasureStatus.NOT_PERFORMED, "revoked"),
        (MeasureStatus.INTERRUPTED, "revoked"),
        (MeasureStatus.CANCELLED, "revoked"),
    ):
        measures = (first.model_copy(update={"status": status}), *rest)
        changed = document.model_copy(update={"plan": document.plan.model_copy(update={"interventions": measures})})
        said = _of(fhir_from_sip(changed), "ServiceRequest")[0]
        codes = said["_status"]["extension"][0]["valueCodeableConcept"]["coding"]
        assert said["status"] == expected
        assert codes[0]["code"] == status.value
        assert codes[1]["system"] == "http://snomed.info/sct"


def test_partly_reached_is_said_in_our_code_alone_and_the_latest_counts() -> None:
    document = maximal_document()
    need, *others = document.plan.needs
    judged = (
        Attainment(outcome=Attained.PARTLY, on="2026-06-01"),
        Attainment(outcome=Attained.FULFILLED, on="2026-03"),
    )
    goals = (need.sub_goals[0].model_copy(update={"attainments": judged}), *need.sub_goals[1:])
    needs = (need.model_copy(update={"sub_goals": goals}), *others)
    bundle = fhir_from_sip(document.model_copy(update={"plan": document.plan.model_copy(update={"needs": needs})}))
    goal = next(each for each in _of(bundle, "Goal") if each["identifier"][0]["value"] == goals[0].id)
    assert [each["code"] for each in goal["achievementStatus"]["coding"]] == ["partly"]
    assert goal["statusDate"] == "2026-06-01"
    assert len(goal["outcomeReference"]) == 2


def test_everybody_with_protected_identity_is_labelled() -> None:
    """SIP.md §7: HL7 Sweden's labels in meta.security, on every natural person."""
    for each in _of(_maximal(), "Patient", "RelatedPerson", "Practitioner"):
        codes = {label["code"] for label in each["meta"]["security"]}
        assert codes & {protection.value for protection in Protection}


def test_a_goal_and_its_history_are_labelled_with_the_subjects_of_the_need() -> None:
    document = maximal_document()
    need = document.plan.needs[0]
    wanted = {each.value for each in need.subjects}
    ids = {goal.id for goal in need.sub_goals}
    goals = [each for each in _of(_maximal(), "Goal") if each["identifier"][0]["value"] in ids]
    assert goals
    for goal in goals:
        assert {label["code"] for label in goal["meta"]["security"]} == wanted


@settings(max_examples=20)
@given(sip_documents())
def test_no_time_is_invented(document: SipDocument) -> None:
    bundle = fhir_from_sip(document)
    written = document.model_dump_json()
    for resource in _of(bundle, "Appointment"):
        assert ("start" in resource) == ("end" in resource)
        assert all(json.dumps(resource[name]) in written for name in ("start", "end", "created") if name in resource)
    for resource in _of(bundle, "Provenance"):
        assert "recorded" not in resource
        assert all("T" in each["when"] for each in resource.get("signature", ()))
    assert "timestamp" not in bundle


def test_only_electronic_signatures_are_signatures() -> None:
    for said in _of(_maximal(), "Provenance"):
        form = said["activity"]["coding"][0]["code"]
        assert ("signature" in said) <= (form == "electronic")


def test_a_replaced_plan_is_named_and_not_carried() -> None:
    [plan] = _of(_maximal(), "CarePlan")
    assert plan["replaces"] == [
        {"type": "CarePlan", "identifier": {"system": "urn:ietf:rfc:3986", "value": maximal_document().plan.replaces}}
    ]


def test_no_resource_has_a_narrative() -> None:
    assert all("text" not in each["resource"] for each in _maximal()["entry"])


def test_a_bundle_addressed_to_nobody_names_no_receiver() -> None:
    [header] = _of(_maximal(), "MessageHeader")
    assert "destination" not in header
    assert "sender" not in header
