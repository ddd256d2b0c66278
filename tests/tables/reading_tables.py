"""Small tables, and documents for them, for tests of reading."""

from __future__ import annotations

from functools import cache
from textwrap import dedent

from mappings.tables.loading.loader import load_table
from mappings.tables.table_format import TableFormat
from schemas.sip.document import SipDocument

PERSON = "191212121212"
"""A published test person."""

XML_HEAD = """\
table: t
format: xml
root: R
"""
JSON_HEAD = """\
table: t
format: json
"""
CSV_HEAD = """\
table: t
format: csv
"""
PLAN = """\
plan:
  source: {system: {value: s}, plan_id: Nr}
  state: {value: initiated}
  person: {identity: P, name: {given: F, family: E}}
"""


@cache
def table_of(text: str) -> TableFormat:
    """The table that a text says."""
    loaded = load_table(text)
    assert loaded.table is not None, loaded.findings
    return TableFormat(loaded.table)


def xml_table(rules: str = "", top: str = "") -> TableFormat:
    """A table of XML with the fields that every plan has; `rules` stand in the plan, `top` beside it."""
    return table_of(XML_HEAD + _top(top) + PLAN + _indented(rules))


def json_table(rules: str = "", top: str = "") -> TableFormat:
    """As `xml_table`, of JSON."""
    return table_of(JSON_HEAD + _top(top) + PLAN + _indented(rules))


def csv_table(rules: str = "", top: str = "") -> TableFormat:
    """As `xml_table`, of CSV."""
    return table_of(CSV_HEAD + _top(top) + PLAN + _indented(rules))


def xml(inside: str = "", around: str = "R") -> bytes:
    """A document for `xml_table`; what stands inside begins on its second line."""
    return f"<{around}><Nr>1</Nr><P>{PERSON}</P><F>Tolvan</F><E>Tolvansson</E>\n{inside}</R>".encode()


def csv(headings: str, *rows: str) -> bytes:
    """A document for `csv_table`: each row begins with the fields of the plan."""
    lines = (f"1;{PERSON};Tolvan;Tolvansson;{row}" for row in rows)
    return "\n".join((f"Nr;P;F;E;{headings}", *lines)).encode()


def codes_of(reading) -> list[str]:
    """The codes of the findings, in their order."""
    return [each.code for each in reading.findings]


def quickly(table: TableFormat, body: bytes) -> SipDocument | None:
    """What the quick pass alone makes of a document."""
    return table._reader._quick.read(body)


def _indented(rules: str) -> str:
    return "".join(f"  {line}\n" for line in dedent(rules).strip().splitlines() if line.strip())


def _top(top: str) -> str:
    return f"{dedent(top).strip()}\n" if top else ""
