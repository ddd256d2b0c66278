"""What holds for every plan: SIP XML says everything, the schema agrees, and reading forgets nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from mappings.formats import Format, read, write
from mappings.sip_json import read_sip_json, write_sip_json
from mappings.sip_xml import read_sip_xml, write_sip_xml
from mappings.sip_xml.schema import judging
from tests.generated_plans.strategies import maximal_document, sip_documents


def canonical(body: bytes) -> bytes:
    return etree.tostring(etree.fromstring(body), method="c14n2")


def nodes_of(body: bytes) -> int:
    root = etree.fromstring(body)
    return sum(1 + len(element.attrib) for element in root.iter("*"))


@given(sip_documents())
def test_a_plan_written_and_read_is_the_same_plan(document):
    reading = read_sip_xml(write_sip_xml(document))

    assert reading.findings == ()
    assert reading.document == document


@given(sip_documents())
def test_sip_xml_read_and_written_is_canonically_identical(document):
    body = write_sip_xml(document)

    assert canonical(write_sip_xml(read_sip_xml(body).document)) == canonical(body)


@given(sip_documents())
def test_what_is_written_is_valid_by_the_schema(document):
    root = etree.fromstring(write_sip_xml(document))

    with judging() as judge:
        assert judge.validate(root), [entry.type_name for entry in judge.error_log]


@given(sip_documents())
def test_every_element_and_attribute_is_accounted_for_once(document):
    body = write_sip_xml(document)
    account = read_sip_xml(body).account

    assert len(account.mapped) == nodes_of(body)
    assert len({entry.path for entry in account.mapped}) == len(account.mapped)
    assert account.ignored == account.not_understood == ()


@given(sip_documents())
def test_sip_json_written_and_read_is_the_same_plan(document):
    reading = read_sip_json(write_sip_json(document))

    assert reading.findings == ()
    assert reading.document == document


@given(sip_documents(), st.sampled_from([Format.SIP_XML, Format.SIP_JSON]))
def test_a_format_is_recognised_by_content(document, chosen):
    reading = read(write(document, chosen).body)

    assert (reading.format, reading.document) == (chosen, document)


def test_the_plan_with_every_field_survives_both_formats():
    document = maximal_document()

    assert read_sip_xml(write_sip_xml(document)).document == document
    assert read_sip_json(write_sip_json(document)).document == document


def test_ids_given_while_reading_are_not_written():
    body = write_sip_xml(maximal_document())
    root = etree.fromstring(body)
    namespace = {"s": "urn:samspel:sip:0.9"}
    for strength in root.iterfind("s:Plan/s:Strength/s:Id", namespace):
        strength.getparent().remove(strength)
    without = etree.tostring(root)

    reading = read_sip_xml(without)

    assert [each.id for each in reading.document.plan.strengths] == ["unassigned-strength-1", "unassigned-strength-2"]
    assert canonical(write_sip_xml(reading.document)) == canonical(without)


def test_an_id_given_while_reading_is_written_when_something_refers_to_it():
    document = maximal_document()
    need = document.plan.needs[0]
    renamed = write_sip_json(document).replace(f'"{need.id}"'.encode(), b'"unassigned-need-1"')

    written = write_sip_xml(read_sip_json(renamed).document)

    assert b"<Id>unassigned-need-1</Id>" in written
    assert read_sip_xml(written).valid
