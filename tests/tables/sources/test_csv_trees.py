"""CSV and trees of places."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.tables.language.rules import UnwritableError
from mappings.tables.nodes import Node
from mappings.tables.sources import DELIMITERS, QUOTES, write_source
from tests.tables.sources.trees import codes, names, read, root_of, shape, table

HEADINGS = ("Namn", "Insats; vad", 'Så "kallad"', "Datum")
CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0\r\ufeff"), min_size=1).filter(str.strip)
ROWS = st.lists(st.dictionaries(st.sampled_from(HEADINGS), CELLS, min_size=1), min_size=1, max_size=4)


def tree(rows: list[dict[str, str]]) -> Node:
    root = Node("")
    for row in rows:
        place = root.add("row")
        for heading in HEADINGS:
            if heading in row:
                place.add(heading, row[heading])
    return root


@given(ROWS, st.sampled_from(sorted(DELIMITERS)), st.sampled_from(sorted(QUOTES)), st.sampled_from(["utf-8", "utf-16"]))
def test_what_is_written_is_read_the_same(
    rows: list[dict[str, str]], delimiter: str, quote: str, encoding: str
) -> None:
    layout = {"delimiter": delimiter, "quote": quote, "encoding": encoding, "bom": True}
    layout["order"] = tuple((each,) for each in HEADINGS)  # type: ignore[assignment]
    root = tree(rows)
    assert shape(root_of(write_source(root, table("csv", **layout)), "csv", **layout)) == shape(root)


def test_rows_are_numbered_as_an_editor_numbers_them() -> None:
    root = root_of(b'a;b\r\n"one\r\ntwo";x\r\n;  ;\r\n\r\nlast;"1,5"\r\n', "csv")
    assert names(root) == ["row", "row"]
    assert [each.line for each in root.children] == [2, 6]
    assert [each.text for each in root.below(("row", "a"))] == ["one\ntwo", "last"]
    assert root.said(("row", "b")) == "x"


def test_cells_too_few_are_blank_and_a_mark_of_byte_order_is_no_part_of_a_heading() -> None:
    root = root_of(b"\xef\xbb\xbfa;b;c\n1\n;2\n", "csv")
    assert shape(root) == ("", None, [("row", None, [("a", "1", [])]), ("row", None, [("b", "2", [])])])


def test_cells_too_many_are_told_with_their_line_unless_they_are_blank() -> None:
    found = read(b"a;b\n1;2;\n1;2;3\n\n4;5;6;7\n", "csv")
    assert [(each.code, dict(each.words)["line"]) for each in found.findings] == [("SIP231", 3), ("SIP231", 5)]
    assert codes(b"a;b;\n1;2;\n", "csv") == []


@pytest.mark.parametrize("body", [b'a;b\n"1;2\n', b'a;b\n"1"x;2\n'])
def test_a_quotation_mark_that_goes_wrong_is_told(body: bytes) -> None:
    assert codes(body, "csv") == ["SIP231"]


@pytest.mark.parametrize(("head", "column"), [(b"a;;b", 2), (b"a; a ;b", 2), (b";;", 1), (b"\na;b", 1), (b"a;b;b", 3)])
def test_headings_that_are_empty_or_stand_twice_are_told_with_their_column(head: bytes, column: int) -> None:
    found = read(head + b"\n1;2;3\n", "csv")
    assert [(each.code, dict(each.words)["column"]) for each in found.findings] == [("SIP232", column)]


def test_faults_are_told_a_hundred_times_and_no_more() -> None:
    assert codes(b"a\n" + b"1;2\n" * 5000, "csv") == ["SIP231"] * 100


def test_rows_and_cells_have_limits() -> None:
    assert codes(b"a\n" + b"\n" * 100_000, "csv") == ["SIP006"]
    assert codes(b"a\n" + b";" * 100_000, "csv") == ["SIP006"]
    assert codes(b"a\n" + b"x" * (csv.field_size_limit() + 1), "csv") == ["SIP006"]


def test_the_limit_of_all_readers_of_csv_is_left_as_it_is() -> None:
    before = csv.field_size_limit()
    root_of(b"a\n1\n", "csv")
    assert csv.field_size_limit() == before


def test_writing_uses_the_headings_of_the_table_then_those_used_and_quotes_only_where_needed() -> None:
    root = Node("")
    row = root.add("row")
    for name, text in (("x", 'a "b"'), ("b", "1;2"), ("c", "plain\nmore")):
        row.add(name, text)
    root.add("row").add("b", value=7)
    body = write_source(root, table("csv", order=(("a",), ("b",)), bom=True))
    assert body == b'\xef\xbb\xbfa;b;x;c\r\n;"1;2";"a ""b""";"plain\nmore"\r\n;7;;\r\n'


@pytest.mark.parametrize("encoding", ["iso-8859-1", "iso-8859-15", "windows-1252"])
def test_a_character_that_the_encoding_lacks_is_never_a_question_mark(encoding: str) -> None:
    root = Node("")
    root.add("row").add("a", "漢")
    with pytest.raises(UnwritableError):
        write_source(root, table("csv", encoding=encoding))


def test_what_a_row_cannot_hold_is_refused() -> None:
    deep, double, other, spaced = Node(""), Node(""), Node(""), Node("")
    deep.add("row").add("a").add("b", "1")
    row = double.add("row")
    row.add("a", "1")
    row.add("a", "2")
    other.add("Insats", "1")
    spaced.add("row").add(" a", "1")
    for root in (deep, double, other, spaced):
        with pytest.raises(UnwritableError):
            write_source(root, table("csv"))
