"""Documents that are wide on purpose are read in time that grows with them, right or wrong."""

from __future__ import annotations

from time import process_time

import pytest

from tests.tables.reading_tables import csv, csv_table, quickly, xml, xml_table

UNIT = "SE2321000016-1004"
NEEDS = xml_table("needs: {each: N, id: I, text: T}\nother_measures: {each: M, text: T, needs: {from: B, by: id}}")
PEOPLE = xml_table("participants: {each: D, name: {given: F, family: E}, role: R}\ncoordinator: {from: S, by: name}")
ROWS = csv_table("needs: {each: row, group: B, id: B, text: T}")

WIDE = {
    "parts": (NEEDS, lambda n: xml("".join(f"<N><I>{i}</I><T>a</T></N>" for i in range(n)))),
    "references": (
        NEEDS,
        lambda n: xml("".join(f"<N><I>{i}</I><T>a</T></N><M><T>a</T><B>{n - i}</B></M>" for i in range(n // 2))),
    ),
    "people by name": (
        PEOPLE,
        lambda n: xml("".join(f"<D><F>F{i}</F><E>E</E><R>r</R></D>" for i in range(n)) + "<S>F1 E</S>"),
    ),
    "strangers": (NEEDS, lambda n: xml("".join(f"<X{i}>a</X{i}>" for i in range(n)))),
    "strangers of one name": (NEEDS, lambda n: xml("<X><Y>a</Y></X>" * n)),
    "rows": (ROWS, lambda n: csv("B;T", *(f"{i};a" for i in range(n)))),
    "rows of one group": (ROWS, lambda n: csv("B;T", *("1;a" for _ in range(n)))),
}


HANG_GUARD_SECONDS = 10
"""Of the processor. What grows with the square of the width takes many times as long."""


@pytest.mark.parametrize("name", WIDE)
def test_a_wide_document_is_read_and_accounted_for_in_time(name):
    table, make = WIDE[name]
    body = make(4_000)
    quick, careful = seconds(lambda: quickly(table, body)), seconds(lambda: table.explain(body).reading.account)
    assert quick + careful < HANG_GUARD_SECONDS


def test_ten_thousand_rows_are_read():
    body = csv("B;T", *("1;a" for _ in range(10_000)))
    assert [each.text for each in quickly(ROWS, body).plan.needs] == ["a"]


def seconds(action):
    began = process_time()
    action()
    return process_time() - began
