"""Parts that the system calls by something that the plan has no field for, such as `ref="e1"`."""

from __future__ import annotations

import pytest

from mappings.tables.loading.loader import load_table
from mappings.tables.table_format import TableFormat

TABLE = """
table: t
format: xml
root: R
plan:
  state: S
  person: {identity: P, name: {given: G}}
  organisations: {each: E, id: "@hsa", name: "@namn", kind: {value: care-provider}}
  participants: {each: M, name: {given: "@namn"}, organisation: {from: "@enhet", by: "@ref"}}
"""
DOCUMENT = (
    '<R><S>established</S><P>191212121212</P><G>Tolvan</G><E ref="e1" hsa="TSTNMT2321000156-A1" namn="Ett"/>'
    '<E ref="e2" hsa="TSTNMT2321000156-A2" namn="Tva"/><M namn="Klas" enhet="e2"/></R>'
)


@pytest.fixture
def table():
    return TableFormat(load_table(TABLE).table)


def test_a_part_is_found_by_what_stands_at_a_place_in_it(table):
    reading = table.read(DOCUMENT.encode())
    assert not reading.findings
    assert reading.account.complete
    assert reading.document.plan.participants[0].organisation == "TSTNMT2321000156-A2"
    assert table.explain(DOCUMENT.encode()).reading.document == reading.document


def test_it_is_numbered_when_it_is_written_and_is_the_same_plan_again(table):
    document = table.read(DOCUMENT.encode()).document
    writing = table.write(document)
    assert not writing.account.not_understood
    assert b'enhet="organisations-2"' in writing.body
    assert table.read(writing.body).document == document


@pytest.mark.parametrize(("damaged", "code"), [('enhet="e9"', "SIP222"), ('enhet="e1"', "SIP223")])
def test_nobody_and_several_are_told(table, damaged, code):
    said = DOCUMENT.replace('enhet="e2"', damaged)
    if code == "SIP223":
        said = said.replace('ref="e2"', 'ref="e1"')
    (found,) = table.read(said.encode()).findings
    assert (found.code, found.path, found.rule) == (code, "/R/M/@enhet", "t, line 9")
