"""What is wrong in a SIP XML document is told all at once, with the path in the document and without the value."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from mappings.sip_xml import read_sip_xml, write_sip_xml
from mappings.sip_xml.schema import is_valid
from schemas.findings import Severity
from tests.generated_plans.strategies import maximal_document, sip_documents

NS = "{urn:samspel:sip:0.9}"
NEED = "Plan/Need[1]"


def tree():
    return etree.fromstring(write_sip_xml(maximal_document()))


def at(root, path):
    return root.find("/".join(f"{NS}{step}" for step in path.split("/")))


def errors(root):
    reading = read_sip_xml(etree.tostring(root))
    assert (reading.document is None) == any(each.severity is Severity.ERROR for each in reading.findings)
    return [(each.code, each.path) for each in reading.findings if each.severity is Severity.ERROR]


WRONG_VALUES = [
    ("Plan/Need/SubGoal/TargetDate", "2026-02-30", "SIP104", "/SipPlan/Plan/Need[1]/SubGoal[1]/TargetDate"),
    ("Plan/Need/SubGoal/TargetDate", "1/3 2026", "SIP104", "/SipPlan/Plan/Need[1]/SubGoal[1]/TargetDate"),
    ("Plan/Meeting/Start", "2026-03-02T09:30:00", "SIP104", "/SipPlan/Plan/Meeting[1]/Start"),
    ("Plan/Need/Area", "andligt", "SIP103", "/SipPlan/Plan/Need[1]/Area"),
    ("Plan/Need/Text", "  ", "SIP106", "/SipPlan/Plan/Need[1]/Text"),
    ("Plan/Need/Text", "x" * 50_001, "SIP107", "/SipPlan/Plan/Need[1]/Text"),
    ("Plan/Need/Icf", "q1", "SIP108", "/SipPlan/Plan/Need[1]/Icf[1]"),
    ("Plan/Attachment/Data", "AAA", "SIP109", "/SipPlan/Plan/Attachment[1]/Data"),
    ("Plan/Attachment/Data", "åäö", "SIP109", "/SipPlan/Plan/Attachment[1]/Data"),
    ("Plan/Person/Identity/Value", "191212121213", "SIP110", "/SipPlan/Plan/Person/Identity"),
    ("Plan/Person/Identity/Value", "1212121212", "SIP110", "/SipPlan/Plan/Person/Identity"),
    ("Plan/Participant/HsaId", "SE1", "SIP114", "/SipPlan/Plan/Participant[1]/HsaId"),
    (
        "Plan/Organisation/OrganisationNumber",
        "1212121212",
        "SIP115",
        "/SipPlan/Plan/Organisation[1]/OrganisationNumber",
    ),
    ("Plan/NoOtherMeasures", "ja", "SIP100", "/SipPlan/Plan/NoOtherMeasures"),
    ("Plan/Version", "två", "SIP100", "/SipPlan/Plan/Version"),
    ("Plan/Version", "0", "SIP100", "/SipPlan/Plan/Version"),
    ("Plan/Coordinator", "nobody", "SIP201", "/SipPlan/Plan/Coordinator"),
    ("Plan/Coordinator", "Need-1", "SIP202", "/SipPlan/Plan/Coordinator"),
    ("Plan/Intervention/NeedId", "nothing", "SIP201", "/SipPlan/Plan/Intervention[1]/NeedId[1]"),
    ("Plan/Guardian/Id", "Need-1", "SIP203", "/SipPlan/Plan/Need[1]/Id"),
    ("Consent/Recipient/To", "nobody", "SIP201", "/SipPlan/Consent[1]/Recipient[1]/To"),
    ("Consent/Withdrawal/At", "", "SIP104", "/SipPlan/Consent[1]/Withdrawal[1]/At"),
]


@pytest.mark.parametrize(("place", "value", "code", "path"), WRONG_VALUES)
def test_a_wrong_value_is_told_with_its_place(place, value, code, path):
    root = tree()
    at(root, place).text = value

    assert (code, path) in errors(root)


@pytest.mark.parametrize(
    ("place", "path"),
    [
        ("Plan/Need/Text", "/SipPlan/Plan/Need[1]/Text"),
        ("Plan/Person", "/SipPlan/Plan/Person"),
        ("Plan/State", "/SipPlan/Plan/State"),
        ("Plan/Meeting/Attendee/Who", "/SipPlan/Plan/Meeting[1]/Attendee[1]/Who"),
        ("Plan/Organisation/Name", "/SipPlan/Plan/Organisation[1]/Name"),
        ("Plan", "/SipPlan/Plan"),
    ],
)
def test_a_missing_element_is_told_where_it_should_be(place, path):
    root = tree()
    gone = at(root, place)
    gone.getparent().remove(gone)

    assert ("SIP101", path) in errors(root)


def test_all_faults_are_told_at_once():
    root = tree()
    at(root, "Plan/Need/Area").text = "andligt"
    at(root, "Plan/Need/SubGoal/TargetDate").text = "i vår"
    at(root, "Plan/Person/Identity/Value").text = "191212121213"
    etree.SubElement(root, "Foo")

    found = read_sip_xml(etree.tostring(root)).findings

    assert {each.code for each in found} == {"SIP103", "SIP104", "SIP110", "SIP210"}


def test_elements_in_the_wrong_order_are_told():
    root = tree()
    need = at(root, "Plan/Need")
    need.append(need.find(f"{NS}Area"))

    assert errors(root) == [("SIP013", "/SipPlan/Plan/Need[1]/Area")]


def test_an_element_that_stands_twice_is_told_and_accounted_for():
    root = tree()
    text = at(root, "Plan/Need/Text")
    again = etree.Element(f"{NS}Text")
    again.text = "en gång till"
    text.addnext(again)

    reading = read_sip_xml(etree.tostring(root))

    assert [(each.code, each.path) for each in reading.findings] == [("SIP013", "/SipPlan/Plan/Need[1]/Text[2]")]
    assert [entry.path for entry in reading.account.not_understood] == ["/SipPlan/Plan/Need[1]/Text[2]"]


def test_markup_inside_a_text_is_refused_since_its_text_would_be_cut():
    root = tree()
    etree.SubElement(at(root, "Plan/Need/Text"), f"{NS}b").text = "fet"

    assert errors(root) == [("SIP100", "/SipPlan/Plan/Need[1]/Text")]


@pytest.mark.parametrize(
    ("body", "code", "path"),
    [
        (b'<SipPlan xmlns="urn:samspel:sip:1.0" version="1.0"/>', "SIP008", "/SipPlan"),
        (b'<SipPlan version="0.9"/>', "SIP008", "/SipPlan"),
        (b'<SipPlan xmlns="urn:samspel:sip:0.9" version="1.0"/>', "SIP008", "/SipPlan/@version"),
        (b'<SipReceipt xmlns="urn:samspel:sip:0.9" version="0.9"/>', "SIP014", "/SipReceipt"),
        (b'<SipCall xmlns="urn:samspel:sip:0.9" version="0.9"/>', "SIP014", "/SipCall"),
    ],
)
def test_another_version_or_kind_of_document_is_told(body, code, path):
    assert [(each.code, each.path) for each in read_sip_xml(body).findings] == [(code, path)]


def test_a_missing_version_is_told():
    root = tree()
    del root.attrib["version"]

    assert errors(root) == [("SIP101", "/SipPlan/@version")]


def test_no_finding_quotes_a_value():
    root = tree()
    secrets = {"Plan/Need/Area": "hemligt1", "Plan/Person/Identity/Value": "hemligt2", "Plan/Version": "hemligt3"}
    for place, value in secrets.items():
        at(root, place).text = value
    etree.SubElement(root, "Foo").text = "hemligt4"

    reading = read_sip_xml(etree.tostring(root))

    assert "hemligt" not in repr(reading.report().as_json())


@given(sip_documents(most=1), st.data())
def test_nothing_that_the_schema_refuses_is_accepted(document, data):
    """Values and order are shuffled; what we accept is valid by the schema."""
    root = etree.fromstring(write_sip_xml(document))
    elements = [each for each in root.iter("*") if each is not root]
    place = data.draw(st.sampled_from(elements))
    change = data.draw(st.sampled_from(["value", "remove", "repeat", "last"]))
    if change == "value":
        place.text = data.draw(
            st.sampled_from(["", " ", "x", "1", "true", "2026", "person", "+5", "00", "\u00a0", "Å"])
        )
    elif change == "remove":
        place.getparent().remove(place)
    elif change == "repeat":
        place.addnext(etree.fromstring(etree.tostring(place)))
    else:
        place.getparent().append(place)
    body = etree.tostring(root)

    reading = read_sip_xml(body)

    if reading.valid and not reading.account.not_understood:
        assert is_valid(etree.fromstring(body)), (change, place.tag)
