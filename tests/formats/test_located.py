"""What rules find is told where the sender wrote it, in whatever format that was."""

from __future__ import annotations

from datetime import date

import orjson
import pytest

from gateway.rules.report import report_on
from mappings.formats import Format, read, write
from mappings.located import located
from schemas.findings import finding
from tests.generated_plans.strategies import maximal_document
from tests.rules.examples import document, plan

TODAY = date(2026, 3, 20)


def _without_answerable() -> bytes:
    measures = [each | {"responsible_huvudman": None} for each in plan()["interventions"]]
    return write(document(interventions=measures), Format.SIP_XML).body


def test_a_finding_of_the_law_in_sip_xml_points_at_the_element_that_the_sender_wrote() -> None:
    report = report_on(_without_answerable(), TODAY)

    assert [each.path for each in report.findings if each.code == "SIP311"] == [
        "/SipPlan/Plan/Intervention[1]",
        "/SipPlan/Plan/Intervention[2]",
    ]


def test_a_finding_of_the_law_in_fhir_points_at_the_resource_that_the_sender_wrote() -> None:
    body = write(read(_without_answerable()).document, Format.FHIR_JSON).body  # type: ignore[arg-type]
    entries = orjson.loads(body)["entry"]
    measures = [at for at, each in enumerate(entries) if each["resource"]["resourceType"] == "ServiceRequest"]

    report = report_on(body, TODAY)

    paths = [each.path for each in report.findings if each.code == "SIP311"]
    assert paths == [f"Bundle.entry[{at}].resource" for at in measures]


def test_every_finding_of_a_maximal_plan_stands_in_the_document_or_is_about_the_whole() -> None:
    """No pointer into the model is left, in no format but the one that is the model."""
    whole = maximal_document()
    for format_ in (Format.SIP_XML, Format.FHIR_JSON):
        body = write(whole, format_).body
        report = report_on(body, TODAY, profile="halland-barn")
        assert report.findings
        assert not [each.path for each in report.findings if each.path.startswith(("/plan", "/consents"))]


def test_a_field_that_stands_there_is_pointed_at_itself_and_one_that_does_not_by_what_holds_it() -> None:
    reading = read(write(document(), Format.SIP_XML).body)

    said = located(
        [
            finding("SIP313", "/plan/lead_huvudman", source="-"),
            finding("SIP313", "/plan/follow_up/on", source="-"),
            finding("SIP313", "/consents/0/givers/0/form", source="-"),
            finding("SIP313", "/consents/9", source="-"),
        ],
        reading,
    )

    assert [each.path for each in said] == [
        "/SipPlan/Plan/LeadHuvudman",
        "/SipPlan/Plan",
        "/SipPlan/Consent[1]/Giver[1]/Form",
        "/SipPlan",
    ]


def test_the_plan_itself_is_the_care_plan_and_a_consent_its_own_resource() -> None:
    body = write(document(), Format.FHIR_JSON).body
    kinds = [each["resource"]["resourceType"] for each in orjson.loads(body)["entry"]]

    said = located([finding("SIP330", "/plan/version"), finding("SIP330", "/consents/0/stage")], read(body))

    assert [each.path.split(".")[1] for each in said] == [
        f"entry[{kinds.index('CarePlan')}]",
        f"entry[{kinds.index('Consent')}]",
    ]


@pytest.mark.parametrize("format_", list(Format))
def test_locating_twice_changes_nothing(format_: Format) -> None:
    reading = read(write(document(), format_).body)
    found = [finding("SIP313", "/plan/lead_huvudman", source="-"), finding("SIP200")]

    once = located(found, reading)

    assert located(once, reading) == once


def test_in_sip_json_the_paths_are_those_of_the_model() -> None:
    found = (finding("SIP313", "/plan/follow_up", source="-"),)

    assert located(found, read(write(document(), Format.SIP_JSON).body)) == found
