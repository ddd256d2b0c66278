"""FHIR XML is read and written as what it is: FHIR JSON in other brackets."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from lxml import etree

from mappings.fhir import fhir_from_sip
from mappings.fhir.account import leaves
from mappings.fhir_xml import json_from_xml, xml_from_json
from mappings.formats import Format, read, write
from mappings.json_parser import parse_json
from mappings.xml_parser import parse_xml
from tests.generated_plans.strategies import maximal_document, sip_documents
from tests.shared_material import shared, shared_files

OURS = 'xmlns="http://hl7.org/fhir"'


def as_json(body: bytes) -> dict[str, Any]:
    root, findings = parse_xml(body)
    assert root is not None, findings
    return json_from_xml(root)


@settings(max_examples=15)
@given(sip_documents())
def test_every_plan_survives_fhir_xml(document):
    body = write(document, Format.FHIR_XML).body
    reading = read(body)

    assert (reading.format, reading.findings) == (Format.FHIR_XML, ())
    assert reading.document == document
    assert as_json(body) == fhir_from_sip(document)


def test_the_account_and_the_places_are_those_of_fhir_json():
    document = maximal_document()
    as_xml = read(write(document, Format.FHIR_XML).body)
    in_json = read(write(document, Format.FHIR_JSON).body)

    assert sorted(as_xml.account.mapped) == sorted(in_json.account.mapped)
    assert as_xml.account.complete
    assert as_xml.places == in_json.places


def test_what_is_written_follows_the_schema_of_r4():
    """The published XSD judges order, names and types of all that we write."""
    folder = shared("corpora", "1-fhir-r4", "xsd")
    schema = etree.XMLSchema(etree.parse(folder / "bundle.xsd"))

    schema.assertValid(etree.fromstring(write(maximal_document(), Format.FHIR_XML).body))


def test_a_list_of_one_a_number_and_what_stands_beside_a_value_are_told_apart():
    found = as_json(
        f"""<Patient {OURS}><id value="p"/><active value="true"/>
        <name id="n1"><given value="A"><extension url="u"><valueInteger value="3"/></extension></given>
        <given value="B"/><given><extension url="d"><valueDecimal value="1.50"/></extension></given></name>
        <birthDate id="b"/><multipleBirthInteger value="2"/>
        <contained><Organization><active value="false"/></Organization></contained></Patient>""".encode()
    )

    assert found == {
        "resourceType": "Patient",
        "id": "p",
        "active": True,
        "name": [
            {
                "id": "n1",
                "given": ["A", "B", None],
                "_given": [
                    {"extension": [{"url": "u", "valueInteger": 3}]},
                    None,
                    {"extension": [{"url": "d", "valueDecimal": 1.5}]},
                ],
            }
        ],
        "_birthDate": {"id": "b"},
        "multipleBirthInteger": 2,
        "contained": [{"resourceType": "Organization", "active": False}],
    }


def test_what_is_no_fhir_is_told_and_never_taken_for_a_field():
    body = f"""<CarePlan {OURS} xmlns:o="urn:o" status="active"><status>active</status><intent value="plan" o:x="1"/>
        <o:status value="active"/><subject><Patient/></subject>stray</CarePlan>""".encode()
    reading = read(body)

    assert reading.document is None
    told = {entry.path for entry in reading.account.not_understood}
    assert told >= {
        "CarePlan.attribute::status",
        "CarePlan._status.text::",
        "CarePlan._intent.attribute::x",
        "CarePlan.foreign::status",
        "CarePlan.subject.Patient",
        "CarePlan.text::",
    }
    assert "active" not in str(told)


@pytest.mark.parametrize("value", ["TRUE", "1", "", "99999999999999999999", "1e999"])
def test_a_value_of_the_wrong_kind_stays_a_text_and_is_refused_as_in_json(value):
    found = as_json(
        f'<Patient {OURS}><active value="{value}"/><multipleBirthInteger value="{value}"/></Patient>'.encode()
    )

    assert found["active"] == value
    assert found["multipleBirthInteger"] == (1 if value == "1" else value)


def test_an_element_that_stands_twice_where_one_may_is_refused():
    body = write(maximal_document(), Format.FHIR_XML).body
    subject = re.search(rb"<subject>.*?</subject>", body[body.index(b"<CarePlan>") :], re.DOTALL)
    assert subject is not None

    reading = read(body.replace(subject[0], subject[0] * 2))

    assert not reading.valid
    assert "SIP130" in {each.code for each in reading.findings}


def test_a_resource_that_r4b_does_not_have_is_told_whole():
    body = f"""<Bundle {OURS}><type value="collection"/><entry><resource><EffectEvidenceSynthesis>
        <status value="draft"/><effectEstimate><type><text value="x"/></type></effectEstimate>
        </EffectEvidenceSynthesis></resource></entry></Bundle>""".encode()
    told = {entry.path for entry in read(body).account.not_understood}

    assert "Bundle.entry[0].resource.effectEstimate.type.text" in told


def _twins() -> list[tuple[Path, Path]]:
    files = [
        *shared_files("corpora", "1-fhir-r4", "examples-xml", suffixes=(".xml",)),
        *shared_files("corpora", "2-medcom", suffixes=(".xml",)),
    ]
    beside = [path.with_suffix(".json") for path in files]
    moved = [Path(str(path).replace("examples-xml", "examples-json")) for path in beside]
    return [(path, twin) for path, twin in zip(files, moved, strict=True) if twin.exists()]


def _same_words(value: Any) -> Any:
    """Without what the two published forms of one example say differently.

    Narratives: the same XHTML with other white space, entities and attribute order. The mark "test health data",
    HTEST: a security label in the XML examples of R4, a tag in the JSON ones.
    """
    if isinstance(value, list):
        return [_same_words(each) for each in value]
    if not isinstance(value, dict):
        return value
    same = {name: _narrative(each) if name == "div" else _same_words(each) for name, each in value.items()}
    if "meta" in same:
        for name in ("tag", "security"):
            same["meta"][name] = [each for each in same["meta"].get(name, ()) if each.get("code") != "HTEST"]
        same["meta"] = {name: each for name, each in same["meta"].items() if each != []}
    return {name: each for name, each in same.items() if name != "meta" or each}


def _narrative(div: str) -> bytes:
    element = etree.fromstring(div, etree.XMLParser(remove_comments=True))
    for each in element.iter():
        each.text, each.tail = (" ".join((text or "").split()) for text in (each.text, each.tail))
    return etree.tostring(element, method="c14n")


@pytest.mark.corpora
def test_every_published_example_says_the_same_in_xml_and_in_json_both_ways():
    twins = _twins()
    assert len(twins) > 300
    for path, twin in twins:
        expected = _same_words(parse_json(twin.read_bytes()).value)
        assert _same_words(as_json(path.read_bytes())) == expected, path.name
        assert _same_words(as_json(xml_from_json(json.loads(twin.read_bytes())))) == expected, path.name


@pytest.mark.corpora
def test_every_published_example_gets_the_same_report_in_xml_as_in_json():
    for path, twin in _twins():
        in_xml, in_json = read(path.read_bytes()), read(twin.read_bytes())
        assert in_xml.format is Format.FHIR_XML, path.name
        assert in_xml.valid == in_json.valid, path.name
        assert sorted((each.code, each.path) for each in in_xml.findings) == sorted(
            (each.code, each.path) for each in in_json.findings
        ), path.name


@pytest.mark.corpora
def test_every_leaf_of_a_published_example_is_in_the_account_once():
    for path, _ in _twins():
        value, account = as_json(path.read_bytes()), read(path.read_bytes()).account
        kind = value["resourceType"]
        told = [entry.path for each in (account.mapped, account.ignored, account.not_understood) for entry in each]
        assert sorted(told) == sorted(where for where, _ in leaves(value, kind, {})), path.name
