"""CSV and a tree of places, in both directions: a place `row` a row, with one place a cell that is not blank.

The first row holds the headings. Cells too few are blank; cells too many are told unless they are blank, and so are
headings that stand twice. Columns without a heading at the end of the headings hold nothing, or are told.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from mappings.limits import MAX_VALUES
from mappings.tables.language.rules import Layout, UnwritableError
from mappings.tables.nodes import Node
from mappings.tables.sources.encodings import decoded, encoded
from mappings.tables.sources.ordering import said_at
from mappings.tables.sources.source import Source
from schemas.findings import Finding, finding

DELIMITERS = frozenset({";", ",", "\t", "|"})
QUOTES = frozenset({'"', "'"})
ROW = "row"
_TOLD = 100
"""Rows that are told of before reading stops: more of the same help nobody."""

_TOO_LARGE = "field larger than field limit"


class _WrongRowError(Exception):
    """The rows from here on cannot be told apart."""

    def __init__(self, found: Finding) -> None:
        super().__init__(found.code)
        self.finding = found


def tree_of_csv(body: bytes, layout: Layout) -> Source:
    """The tree of a CSV document. Never raises; SIP006 and SIP230-SIP232 say what is wrong."""
    text = decoded(body, layout.encoding)
    if isinstance(text, Finding):
        return Source(None, (text,))
    rows = _rows(text, layout)
    try:
        _, first = next(rows)
        headings = _headings(first)
        if isinstance(headings, Finding):
            return Source(None, (headings,))
        return _filled(rows, headings)
    except _WrongRowError as fault:
        return Source(None, (fault.finding,))


def _rows(text: str, layout: Layout) -> Iterator[tuple[int, list[str]]]:
    """Every row with the line on which it begins. Raises _WrongRowError."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=layout.delimiter, quotechar=layout.quote, strict=True)
    line, cells = 1, 0
    try:
        for row in reader:
            cells += max(len(row), 1)
            if cells > MAX_VALUES:
                raise _WrongRowError(finding("SIP006", limit=MAX_VALUES))
            yield line, row
            line = reader.line_num + 1
    except csv.Error as fault:
        if str(fault).startswith(_TOO_LARGE):
            raise _WrongRowError(finding("SIP006", limit=csv.field_size_limit())) from None
        raise _WrongRowError(finding("SIP231", line=line)) from None


def _headings(row: list[str]) -> list[str] | Finding:
    headings = [each.strip() for each in row]
    while headings and not headings[-1]:
        headings.pop()
    seen: set[str] = set()
    for column, heading in enumerate(headings, 1):
        if not heading or heading in seen:
            return finding("SIP232", column=column)
        seen.add(heading)
    return headings or finding("SIP232", column=1)


def _filled(rows: Iterator[tuple[int, list[str]]], headings: list[str]) -> Source:
    root, found, width = Node(""), list[Finding](), len(headings)
    for line, cells in rows:
        if any(each.strip() for each in cells[width:]):
            found.append(finding("SIP231", line=line))
            if len(found) == _TOLD:
                break
        elif any(cells) and any(each.strip() for each in cells):
            row = root.add(ROW, None, line)
            for heading, cell in zip(headings, cells, strict=False):
                if cell and not cell.isspace():
                    row.add(heading, cell.replace("\r\n", "\n").replace("\r", "\n") if "\r" in cell else cell, line)
    return Source(None, tuple(found)) if found else Source(root)


def csv_of_tree(root: Node, layout: Layout) -> bytes:
    """The document: the headings that the table orders, then those that are used besides, then the rows.

    Raises UnwritableError for what a row cannot hold, and for characters that the encoding lacks.
    """
    headings = dict.fromkeys(steps[-1] for steps in layout.order if steps)
    rows = [_cells(each) for each in root.children]
    for row in rows:
        headings |= dict.fromkeys(row)
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=layout.delimiter, quotechar=layout.quote, lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows([row.get(each, "") for each in headings] for row in rows)
    return encoded(text.getvalue(), layout.encoding, bom=layout.bom)


def _cells(row: Node) -> dict[str, str]:
    if row.name != ROW or said_at(row):
        raise UnwritableError("a place of CSV that is no row")
    cells: dict[str, str] = {}
    for each in row.children:
        if each.children:
            raise UnwritableError("a place below a cell of CSV")
        if each.name in cells:
            raise UnwritableError("two values in one cell of CSV")
        if each.name != each.name.strip() or not each.name:
            raise UnwritableError("a heading of CSV with white space around it")
        cells[each.name] = said_at(each) or ""
    return cells
