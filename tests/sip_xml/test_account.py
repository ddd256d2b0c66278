"""Nothing is silently dropped: whatever is added to a valid document is found in the account, wherever it stands."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from mappings.sip_json import read_sip_json, write_sip_json
from mappings.sip_xml import read_sip_xml, write_sip_xml
from tests.generated_plans.strategies import maximal_document, sip_documents

NS = "{urn:samspel:sip:0.9}"
ADDED = ("Foo", f"{NS}Foo", f"{NS}Plan", "{urn:other}Need", "{urn:other}Foo")


def paths(entries):
    return [entry.path for entry in entries]


def told(reading):
    return len(reading.account.not_understood), {each.path for each in reading.findings}


@given(sip_documents(most=1), st.data())
def test_an_added_element_is_told_wherever_it_stands(document, data):
    root = etree.fromstring(write_sip_xml(document))
    place = data.draw(st.sampled_from(list(root.iter("*"))))
    held_text = len(place) == 0 and bool((place.text or "").strip())
    name = data.draw(st.sampled_from(ADDED))
    before = read_sip_xml(etree.tostring(root))
    place.insert(data.draw(st.integers(0, len(place))), etree.Element(name))

    reading = read_sip_xml(etree.tostring(root))

    known_there = name == f"{NS}Plan" and place.tag == f"{NS}SipPlan"
    if known_there:  # a second plan: whichever stands first is read, and all of the other is told
        assert reading.account.not_understood
    else:
        assert len(reading.account.not_understood) == 1 + len(before.account.not_understood)
    if known_there or held_text:
        assert not reading.valid
    else:
        assert reading.document == document
        assert [each.code for each in reading.findings] == ["SIP210"]
        assert reading.findings[0].path == reading.account.not_understood[0].path


@given(sip_documents(most=1), st.data())
def test_an_added_attribute_is_told_wherever_it_stands(document, data):
    root = etree.fromstring(write_sip_xml(document))
    place = data.draw(st.sampled_from(list(root.iter("*"))))
    place.set(
        data.draw(st.sampled_from(["foo", "{urn:other}foo", "{http://www.w3.org/2001/XMLSchema-instance}nil"])), "x"
    )

    reading = read_sip_xml(etree.tostring(root))

    assert reading.document == document
    assert len(reading.account.not_understood) == 1
    assert [(each.code, each.path) for each in reading.findings] == [("SIP210", reading.account.not_understood[0].path)]


@given(sip_documents(most=1), st.data())
def test_text_where_none_belongs_is_told(document, data):
    root = etree.fromstring(write_sip_xml(document))
    place = data.draw(st.sampled_from([each for each in root.iter("*") if len(each)]))
    place[data.draw(st.integers(0, len(place) - 1))].tail = "förlupen text"

    reading = read_sip_xml(etree.tostring(root))

    assert reading.document == document
    assert [entry.path.rsplit("/", 1)[-1] for entry in reading.account.not_understood] == ["text()"]


@given(sip_documents(most=1), st.data())
def test_an_added_key_is_told_wherever_it_stands(document, data):
    value = json.loads(write_sip_json(document))
    objects, waiting = [], [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            objects.append(each)
        waiting += each.values() if isinstance(each, dict) else each if isinstance(each, list) else []
    data.draw(st.sampled_from(objects))["foo"] = data.draw(st.sampled_from([None, "x", {"text": "y"}, [1]]))

    reading = read_sip_json(json.dumps(value).encode())

    assert reading.document == document
    assert [(each.code, each.path) for each in reading.findings] == [("SIP210", reading.account.not_understood[0].path)]
    assert reading.account.not_understood[0].path.endswith("/foo")


def test_what_stands_in_the_extension_is_ignored_with_a_reason():
    root = etree.fromstring(write_sip_xml(maximal_document()))
    extension = etree.SubElement(root.find(f"{NS}Plan"), f"{NS}Extension")
    own = etree.SubElement(extension, "{urn:vendor}Case", number="1")
    etree.SubElement(own, "{urn:vendor}Note").text = "eget"

    reading = read_sip_xml(etree.tostring(root))

    base = "/SipPlan/Plan/Extension"
    assert reading.valid
    assert reading.document == maximal_document()
    assert sorted(paths(reading.account.ignored)) == [
        base,
        f"{base}/Case[1]",
        f"{base}/Case[1]/@number",
        f"{base}/Case[1]/Note[1]",
    ]
    assert all(entry.reason for entry in reading.account.ignored)


def test_everything_inside_an_unknown_element_is_in_the_account():
    root = etree.fromstring(write_sip_xml(maximal_document()))
    unknown = etree.SubElement(root.find(f"{NS}Plan/{NS}Need"), f"{NS}Priority", level="1")
    etree.SubElement(unknown, f"{NS}Why")
    etree.SubElement(unknown, f"{NS}Why")

    reading = read_sip_xml(etree.tostring(root))

    base = "/SipPlan/Plan/Need[1]/Priority[1]"
    assert sorted(paths(reading.account.not_understood)) == [base, f"{base}/@level", f"{base}/Why[1]", f"{base}/Why[2]"]
    assert [each.path for each in reading.findings] == [base]


def test_where_the_schema_is_said_to_be_is_ignored_with_a_reason():
    root = etree.fromstring(write_sip_xml(maximal_document()))
    root.set("{http://www.w3.org/2001/XMLSchema-instance}schemaLocation", "urn:samspel:sip:0.9 sip.xsd")

    reading = read_sip_xml(etree.tostring(root))

    assert reading.findings == ()
    assert paths(reading.account.ignored) == ["/SipPlan/@schemaLocation"]


@pytest.mark.parametrize("name", ["n191212121212", "Åsa", "x" * 80])
def test_a_made_up_name_that_could_tell_of_a_person_is_not_shown(name):
    root = etree.fromstring(write_sip_xml(maximal_document()))
    etree.SubElement(root, name).set(name, "x")

    reading = read_sip_xml(etree.tostring(root, encoding="utf-8"))

    assert paths(reading.account.not_understood) == ["/SipPlan/?[1]", "/SipPlan/?[1]/@?"]


def test_the_account_is_shown_as_lists_with_their_counts():
    root = etree.fromstring(write_sip_xml(maximal_document()))
    etree.SubElement(root, "Foo")

    shown = read_sip_xml(etree.tostring(root)).report().as_json()

    assert shown["valid"] is True
    assert shown["format"] == "sip-xml"
    assert shown["account"]["summary"] == {
        "mapped": len(shown["account"]["mapped"]),
        "ignored": 0,
        "not_understood": 1,
    }
    assert {"path": "/SipPlan/Plan/Need[1]/Text", "reason": "/plan/needs/0/text"} in shown["account"]["mapped"]
    assert set(shown["findings"][0]) == {"severity", "code", "path", "sv", "en", "fault"}
