"""Which format a document is in is told by its content; what we do not read is told truthfully."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from mappings.formats import Format, detect, read, write
from schemas.findings import Finding, has_errors
from tests.generated_plans.strategies import maximal_document
from tests.shared_material import shared_files

HANG_GUARD_SECONDS = 10

KNOWN = [
    (b'<SipPlan xmlns="urn:samspel:sip:0.9"/>', Format.SIP_XML),
    (b'\xef\xbb\xbf  <s:SipPlan xmlns:s="urn:samspel:sip:0.9"/>', Format.SIP_XML),
    (b'<SipPlan xmlns="urn:samspel:sip:7"/>', Format.SIP_XML),
    (b'<SipPlan version="0.9"/>', Format.SIP_XML),
    (b'{"plan": {}}', Format.SIP_JSON),
    (b' {"format": "samspel-sip"}', Format.SIP_JSON),
    (b'{"resourceType": "Bundle"}', Format.FHIR_JSON),
    (b'{"resourceType": "Patient", "plan": 1}', Format.FHIR_JSON),
    (b'<CarePlan xmlns="http://hl7.org/fhir"/>', Format.FHIR_XML),
]
UNKNOWN = [
    (b"", "SIP010"),
    (b"hej", "SIP001"),
    (b"%PDF-1.7", "SIP016"),
    (b"PK\x03\x04\x00", "SIP016"),
    ("<a>å</a>".encode("utf-16"), "SIP002"),
    (b"[1, 2]", "SIP001"),
    (b'{"a": 1}', "SIP001"),
    (b"<a><b></a>", "SIP003"),
    (b"<a><b/><c/></a>", "SIP007"),
    (b'<GetCarePlansResponse xmlns="urn:riv:clinicalprocess:logistics:logistics:GetCarePlansResponder:3"/>', "SIP015"),
    (b'<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:r="urn:riv:x"/>', "SIP015"),
]


@pytest.mark.parametrize(("body", "format_"), KNOWN)
def test_a_known_format_is_told_by_its_content(body, format_):
    assert detect(body) is format_


@pytest.mark.parametrize(("body", "code"), UNKNOWN)
def test_what_is_not_read_is_told_with_a_code(body, code):
    found = detect(body)

    assert isinstance(found, Finding)
    assert found.code == code
    reading = read(body)
    assert [each.code for each in reading.findings] == [code]
    assert (reading.format, reading.document) == (None, None)


def test_unknown_xml_is_told_with_its_root_and_how_much_there_is():
    reading = read(b'<Journal xmlns="urn:x"><Entry/><Entry><Text>hemligt</Text></Entry></Journal>')

    found = reading.findings[0]
    assert (found.code, found.path) == ("SIP007", "/Journal")
    assert "Journal" in found.sv
    assert "4 element" in found.sv
    assert "hemligt" not in found.sv + found.en
    assert [entry.path for entry in reading.account.not_understood] == ["/Journal"]


def test_a_root_whose_name_could_tell_of_a_person_is_not_shown():
    assert "191212121212" not in str(read(b"<n191212121212/>").report().as_json())


@pytest.mark.parametrize("format_", [Format.SIP_XML, Format.SIP_JSON])
def test_a_format_that_is_given_is_not_guessed(format_):
    body = write(maximal_document(), format_).body

    assert read(body, format_).document == maximal_document()
    for other in {Format.SIP_XML, Format.SIP_JSON} - {format_}:
        assert has_errors(read(body, other).findings)


def test_a_plan_goes_from_one_format_to_the_other_and_back():
    document = maximal_document()

    as_json = write(read(write(document, Format.SIP_XML).body).document, Format.SIP_JSON)
    back = read(as_json.body)

    assert back.document == document
    assert as_json.account.complete


def test_every_doubled_name_is_told_by_any_way_in():
    body = b'{"plan": {"a": 1, "a": 2}, "format": 1, "format": 2}'

    assert [each.code for each in read(body).findings] == ["SIP009", "SIP009"]
    assert read(body).findings == read(body, Format.SIP_JSON).findings


@pytest.mark.corpora
def test_hostile_documents_are_told_and_never_raise_or_hang():
    for path in shared_files("corpora", "6-hostile", suffixes=(".json", ".xml", ".txt", ".xsd")):
        body = path.read_bytes()
        for format_ in (Format.SIP_XML, Format.SIP_JSON):
            started = time.process_time()
            reading = read(body, format_)
            assert reading.document is None, path.name
            assert has_errors(reading.findings), path.name
            assert time.process_time() - started < HANG_GUARD_SECONDS, path.name
        found = detect(body)
        assert found in {Format.FHIR_JSON, Format.FHIR_XML} or isinstance(found, Finding), path.name


def test_the_formats_are_imported_without_fhir_and_without_each_other():
    """`samspel convert` has half a second: what it does not need must not be loaded."""
    late = ("lxml", "mappings.sip_xml", "mappings.fhir", "fhir", "fastapi")
    code = f"import sys, mappings.formats; print([name for name in {late!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)

    assert done.stdout.strip() == "[]"


def test_a_plan_goes_through_fhir_and_back():
    document = read(write(maximal_document(), Format.SIP_XML).body).document

    written = write(document, Format.FHIR_JSON)

    assert detect(written.body) is Format.FHIR_JSON
    assert read(written.body).document == document
