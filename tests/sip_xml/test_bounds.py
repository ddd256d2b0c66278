"""However wide and wrong a document is, reading it takes bounded time and tells what is wrong."""

from __future__ import annotations

import time

import pytest

from mappings.formats import read
from mappings.sip_json import write_sip_json
from mappings.sip_xml import write_sip_xml
from tests.generated_plans.strategies import maximal_document

HANG_GUARD_SECONDS = 10
XML = write_sip_xml(maximal_document())
JSON = write_sip_json(maximal_document())

IN_XML = {
    "unknown elements": (b"<X/>" * 45_000, "SIP210"),
    "unknown attributes": (b"<Need " + b" ".join(b'a%d="1"' % n for n in range(45_000)) + b"/>", "SIP210"),
    "empty needs": (b"<Need/>" * 20_000, "SIP101"),
    "wrong codes": (b"<Need><Area>q</Area><Text>x</Text></Need>" * 14_000, "SIP103"),
    "one element many times": (b"<State>q</State>" * 45_000, "SIP013"),
    "many codes": (b"<Need><Text>x</Text>" + b"<Subject>q</Subject>" * 45_000 + b"</Need>", "SIP103"),
    "wrong by the schema alone": (b"<Need><Text>" + b" " * 50_001 + b"x</Text></Need>" + b"<X/>" * 100, "SIP107"),
}


@pytest.mark.parametrize(("added", "code"), IN_XML.values(), ids=IN_XML.keys())
def test_a_wide_and_wrong_sip_xml_is_told_in_time(added, code):
    place = XML.index(b"<Need>")
    started = time.process_time()

    reading = read(XML[:place] + added + XML[place:])

    assert time.process_time() - started < HANG_GUARD_SECONDS
    assert code in {each.code for each in reading.findings}


def test_a_wide_and_wrong_sip_json_is_told_in_time():
    place = JSON.index(b'"needs": [') + len(b'"needs": [')
    started = time.process_time()

    reading = read(JSON[:place] + b'{"text":1,"q":2},' * 25_000 + JSON[place:])

    assert time.process_time() - started < HANG_GUARD_SECONDS
    assert {"SIP100", "SIP210"} <= {each.code for each in reading.findings}


def test_a_large_attachment_is_read_in_time():
    started = time.process_time()

    reading = read(XML.replace(b"<Data>", b"<Data>" + b"AAAA" * 1_400_000, 1))

    assert reading.valid
    assert time.process_time() - started < HANG_GUARD_SECONDS
