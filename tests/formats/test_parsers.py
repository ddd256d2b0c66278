"""The parsers refuse what is hostile, with a code, quickly, and without quoting it."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.json_parser import parse_json
from mappings.limits import MAX_BODY_BYTES, MAX_DEPTH
from mappings.xml_parser import parse_xml
from tests.shared_material import shared, shared_files

HANG_GUARD_SECONDS = 10

XML_REFUSALS = {
    "latin-1 declared": ('<?xml version="1.0" encoding="ISO-8859-1"?><a>å</a>'.encode("latin-1"), "SIP002"),
    "latin-1 undeclared": ("<a>å</a>".encode("latin-1"), "SIP002"),
    "utf-8 that says latin-1": (b'<?xml version="1.0" encoding="ISO-8859-1"?><a/>', "SIP002"),
    "utf-7": (b'<?xml version="1.0" encoding="UTF-7"?><a/>', "SIP002"),
    "utf-16": ("<a/>".encode("utf-16"), "SIP002"),
    "utf-32": ("<a/>".encode("utf-32-be"), "SIP002"),
    "cut off": (b"<a><b>text</b>", "SIP003"),
    "two roots": (b"<a/><b/>", "SIP003"),
    "unknown prefix": (b"<q:a/>", "SIP003"),
    "doubled attribute": (b'<a b="1" b="2"/>', "SIP003"),
    "control character": (b"<a>\x01</a>", "SIP003"),
    "undeclared entity": (b"<a>&b;</a>", "SIP003"),
    "text": (b"hej", "SIP003"),
    "bare doctype": (b"<!DOCTYPE a><a/>", "SIP004"),
    "entity": (b'<!DOCTYPE a [<!ENTITY b "x">]><a>&b;</a>', "SIP004"),
    "external entity": (b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>', "SIP004"),
    "parameter entity": (b'<!DOCTYPE a [<!ENTITY % b SYSTEM "http://localhost/x"> %b;]><a/>', "SIP004"),
    "too large": (b"<a>" + b"x" * MAX_BODY_BYTES + b"</a>", "SIP005"),
    "deep": (b"<a>" * (MAX_DEPTH + 1) + b"</a>" * (MAX_DEPTH + 1), "SIP006"),
    "very deep": (b"<a>" * 600_000, "SIP006"),
    "wide": (b"<a>" + b"<b/>" * 400_000 + b"</a>", "SIP006"),
    "very wide": (b"<a>" + b"<b/>" * 1_500_000 + b"</a>", "SIP006"),
    "attributes": (b"<a " + b" ".join(b'a%d="1"' % n for n in range(300_000)) + b"/>", "SIP006"),
    "empty": (b"", "SIP010"),
    "white space": (b" \n", "SIP010"),
}

JSON_REFUSALS = {
    "latin-1": ('["å"]'.encode("latin-1"), "SIP002"),
    "utf-16": ('["a"]'.encode("utf-16"), "SIP002"),
    "utf-16 without mark": ('["a"]'.encode("utf-16-le"), "SIP002"),
    "cut off": (b'{"a": [1,', "SIP003"),
    "NaN": (b"[NaN]", "SIP003"),
    "Infinity": (b"[-Infinity]", "SIP003"),
    "too large": (b'"' + b"x" * MAX_BODY_BYTES + b'"', "SIP005"),
    "deep": (b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1), "SIP006"),
    "very deep": (b'{"a":' * 100_000, "SIP006"),
    "wide": (b"[" + b",".join([b"[]"] * 1_500_000) + b"]", "SIP006"),
    "same name twice": (b'{"a": 1, "a": 1}', "SIP009"),
    "empty": (b"\n", "SIP010"),
    "large integer": (b"[9223372036854775808]", "SIP011"),
    "endless integer": (b"[" + b"9" * 5_000 + b"]", "SIP011"),
    "large number": (b"[1e999]", "SIP011"),
    "half a character": (b'["\\ud800"]', "SIP012"),
    "half a character in a name": (b'{"\\udc00": 1}', "SIP012"),
}


@pytest.mark.parametrize(("body", "code"), XML_REFUSALS.values(), ids=XML_REFUSALS.keys())
def test_hostile_xml_is_refused_with_its_code(body, code):
    root, findings = parse_xml(body)

    assert root is None
    assert [each.code for each in findings] == [code]


@pytest.mark.parametrize(("body", "code"), JSON_REFUSALS.values(), ids=JSON_REFUSALS.keys())
def test_hostile_json_is_refused_with_its_code(body, code):
    value, findings = parse_json(body)

    assert value is None
    assert [each.code for each in findings] == [code]


def test_a_byte_order_mark_is_no_part_of_the_document():
    assert parse_xml(b"\xef\xbb\xbf<a/>").root is not None
    assert parse_json(b"\xef\xbb\xbf{}").value == {}


def test_comments_do_not_cut_a_text_in_two():
    root, _ = parse_xml("<a>före<!-- x -->mellan<?pi x?>efter<![CDATA[<b>]]></a>".encode())

    assert root is not None
    assert root.text == "föremellanefter<b>"


def test_every_doubled_name_is_told_with_its_place():
    _, findings = parse_json(b'{"plan": {"a": 1, "a": 2}, "consents": [{}, {"b": 1, "c": 0, "b": 2}]}')

    assert [(each.code, each.path) for each in findings] == [("SIP009", "/plan/a"), ("SIP009", "/consents/1/b")]


def test_a_name_that_could_be_personal_data_is_not_shown():
    _, findings = parse_json(b'{"191212121212": {"a": 1, "a": 2}}')

    assert [each.path for each in findings] == ["/?/a"]


def test_whole_characters_written_as_pairs_are_read():
    assert parse_json(b'["\\ud83d\\ude00"]').value == ["😀"]


def test_the_largest_depth_is_read():
    assert not parse_xml(b"<a>" * MAX_DEPTH + b"</a>" * MAX_DEPTH).findings
    assert not parse_json(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH).findings


@given(st.binary(max_size=200))
def test_no_bytes_at_all_raise(body):
    for parse in (parse_xml, parse_json):
        parsed, findings = parse(body)
        assert parsed is None or not findings


@pytest.mark.corpora
def test_the_json_test_suite_is_judged_as_it_says():
    """y_ must be read and n_ refused, but for names that stand twice, which we refuse."""
    refused_by_choice = {"y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json"}
    wrong = []
    for path in shared_files("corpora", "6-hostile", "JSONTestSuite", "test_parsing", suffixes=(".json",)):
        findings = parse_json(path.read_bytes()).findings
        expected_to_read = path.name.startswith("y_") and path.name not in refused_by_choice
        if not path.name.startswith("i_") and expected_to_read == bool(findings):
            wrong.append(path.name)
    assert not wrong


@pytest.mark.corpora
def test_hostile_files_never_raise_and_never_hang():
    for path in shared_files("corpora", "6-hostile", suffixes=(".json", ".xml", ".txt", ".xsd")):
        body = path.read_bytes()
        for parse in (parse_xml, parse_json):
            started = time.process_time()
            parse(body)
            assert time.process_time() - started < HANG_GUARD_SECONDS, path.name


@pytest.mark.corpora
@pytest.mark.parametrize(
    "name",
    ["xmlbomb.xml", "xmlbomb2.xml", "quadratic.xml", "cyclic.xml", "external.xml", "external_file.xml", "dtd.xml"],
)
def test_entity_attacks_are_refused_for_their_dtd(name):
    body = shared("corpora", "6-hostile", "defusedxml", name).read_bytes()

    assert [each.code for each in parse_xml(body).findings] == ["SIP004"]


@pytest.mark.corpora
def test_naughty_strings_come_through_unchanged():
    body = shared("corpora", "6-hostile", "blns", "blns.json").read_bytes()

    assert parse_json(body).value == json.loads(body)
