"""The quick pass and the careful walk say the same of every document, right or wrong."""

from __future__ import annotations

import json
import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.sip_xml import write_sip_xml
from tests.generated_plans.strategies import sip_documents
from tests.tables.examples import ALL_SAMPLES, example
from tests.tables.mirror import mirror
from tests.tables.reading_tables import quickly, xml, xml_table

TABLES = {"mirror": mirror(), **{name: example(name) for name, _ in ALL_SAMPLES}}
BODIES = {name: sample.read_bytes() for name, sample in ALL_SAMPLES}


def agree(table, body):
    """Whether both ways say the same: what the quick pass reads, the careful one reads without a finding."""
    quick, careful = quickly(table, body), table.explain(body).reading
    if quick is None:
        return
    assert not careful.findings
    assert quick == careful.document
    assert quick.model_dump(mode="json") == careful.document.model_dump(mode="json")
    assert quick.model_fields_set == careful.document.model_fields_set
    assert table.read(body).account == careful.account


@given(sip_documents())
def test_every_generated_plan_is_read_quickly(document):
    body = write_sip_xml(document)
    assert quickly(mirror(), body) is not None
    agree(mirror(), body)


@pytest.mark.parametrize("name", BODIES)
def test_every_sample_is_read_quickly(name):
    assert quickly(TABLES[name], BODIES[name]) is not None
    agree(TABLES[name], BODIES[name])


@given(sip_documents(), st.randoms(use_true_random=False))
def test_both_say_the_same_of_damaged_documents_of_our_own_format(document, chance):
    agree(mirror(), damaged(write_sip_xml(document), chance))


@pytest.mark.parametrize("name", BODIES)
@given(chance=st.randoms(use_true_random=False))
def test_both_say_the_same_of_damaged_samples(name, chance):
    agree(TABLES[name], damaged(BODIES[name], chance))


def damaged(body: bytes, chance: random.Random) -> bytes:
    """A document of which some lines are lost, doubled, moved or changed in a character or a value."""
    lines = body.splitlines(keepends=True)
    for _ in range(chance.randint(1, 3)):
        at, other = chance.randrange(1, len(lines)), chance.randrange(1, len(lines))
        match chance.randrange(6):
            case 0 if len(lines) > 3:
                del lines[at]
            case 1:
                lines.insert(at, lines[other])
            case 2:
                lines[at], lines[other] = lines[other], lines[at]
            case 3:
                lines[at] = spoilt(lines[at], chance)
            case 4:
                lines[at] = lines[at].replace(b"</", b" x</", 1).replace(b'",', b'x",', 1).replace(b";", b"x;", 1)
            case 5:
                lines[at] = lines[at].replace(b"</", b"  </", 1).replace(b">", b"> ", 1).replace(b";", b" ;", 1)
    return b"".join(lines)


def spoilt(line: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(line))
    return line[:at] + chance.choice([b"", b" ", b"1", b"A", b"-", b"<b/>", b"x", b'" k="v']) + line[at + 1 :]


def test_most_wrong_documents_of_the_property_are_still_documents():
    """A property of documents that no parser takes would say nothing."""
    chance, read, told = random.Random(5), 0, 0
    for _ in range(60):
        body = damaged(BODIES["flat-xml"], chance)
        reading = TABLES["flat-xml"].explain(body).reading
        read += reading.document is not None
        told += bool(reading.findings) and reading.account.mapped != ()
    assert read > 5
    assert told > 5


def test_threads_share_a_reader():
    bodies = [
        body for body in (BODIES["flat-xml"], BODIES["flat-xml"].replace(b"Insats", b"Insatt")) for _ in range(20)
    ]
    table = example("flat-xml")
    alone = [report(table.explain(body).reading) for body in bodies]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda body: report(table.read(body)), bodies))
    assert together == alone


def report(reading):
    document = reading.document.model_dump_json() if reading.document is not None else None
    return document, json.dumps(reading.report().as_json())


AREAS = "codes: {area: {physical: ['1', ett]}}\nnothing: ['-']"
NEEDS = "needs: {each: N, text: T, area: {from: A, codes: area}}"


def test_what_is_remembered_of_one_document_says_the_same_of_another():
    table = xml_table(NEEDS, AREAS)
    for _ in range(2):
        for text, right in (("1", True), (" ett ", True), ("2", False), ("-", True), ("", True)):
            body = xml(f"<N><T>a</T><A>{text}</A></N>")
            assert (quickly(table, body) is not None) is right
            agree(table, body)


@pytest.mark.parametrize("number", [1, 2])
def test_a_text_of_nothing_but_separators_makes_no_part_that_is_counted(number):
    table = xml_table(
        """
organisations: {each: O, id: {value: SE2321000016-1003}, name: ., kind: {value: region}}
participants:
  - {from: A, name: {given: G}, organisation: {value: SE2321000016-1003}, contact: {phones: {from: Tel, split_by: ","}}}
  - {from: B, id: Id, name: {given: G}, organisation: {value: SE2321000016-1003}}
coordinator: {from: S, by: number}
"""
    )
    body = xml(f"<O>Regionen</O><A><Tel> , </Tel></A><B><Id>7</Id><G>Eva</G></B><S>{number}</S>")
    assert (quickly(table, body) is not None) is (number == 1)
    agree(table, body)


@given(chance=st.randoms(use_true_random=False))
def test_every_place_of_a_damaged_sample_is_in_one_list_of_the_account_only(chance):
    account = TABLES["flat-xml"].explain(damaged(BODIES["flat-xml"], chance)).reading.account
    paths = [each.path for each in (*account.mapped, *account.ignored, *account.not_understood)]
    assert len(paths) == len(set(paths))
