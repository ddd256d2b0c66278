"""The tables say what the runs have written, and find their place in the page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.faults.report import fault_table, main, page_part, put_into, row_part

ROW = {
    "fault": "relay-killed", "says": "s", "attempted": 1200, "accepted": 1199, "copies": 3597, "recorded": 3000,
    "parked": 597, "rejected": 0, "lost": 1, "duplicated": 0, "out-of-order": 0, "leaked": 0, "altered": 2,
    "recovery_seconds": 3.456, "proof": "", "wrong": [],
}  # fmt: skip
TOTAL = {name: 2 * value for name, value in ROW.items() if isinstance(value, int)} | {"lost": 3}
"""One that is lost is of no fault: it is in no row."""
SUMMARY = {
    "seed": 7,
    "commit": "89ab",
    "rows": [ROW, {**ROW, "fault": "other", "recovery_seconds": None}],
    "total": TOTAL,
    "last_line": "lost 3 ...",
}
PAGE = "before\n<!-- faults-short -->\nold\n<!-- /faults-short -->\nafter\n"


def test_a_row_for_each_fault_and_their_sum():
    head, _, row, other, both = fault_table(SUMMARY["rows"], TOTAL).splitlines()
    assert "leaked" in head
    assert "rejected" not in head
    assert "altered" in head
    assert "1 200" in row
    assert row.endswith("| 3.5 s |")
    assert other.endswith("| – |")
    assert "2 400" in both
    assert "| 3 |" in both
    assert {line.count("|") for line in (head, row, other, both)} == {head.count("|")}


def test_the_page_gets_the_table_and_keeps_everything_else(tmp_path, capsys):
    page, file = tmp_path / "page.md", tmp_path / "summary.json"
    page.write_text(PAGE, encoding="utf-8")
    file.write_text(json.dumps(SUMMARY), encoding="utf-8")
    for _ in range(2):
        main([f"faults-short={file}", "--into", str(page)], "0123")
    drawn = page.read_text(encoding="utf-8")
    assert drawn.startswith("before\n<!-- faults-short -->\n`python -m tests.faults --seed 7` at commit 0123:\n")
    assert drawn.endswith("```\nlost 3 ...\n```\n<!-- /faults-short -->\nafter\n")
    assert "old" not in drawn
    main([f"faults-short={file}", "--machine", "two cores", "--commit", "4567"])
    assert capsys.readouterr().out == page_part("faults-short", SUMMARY, "4567", "two cores") + "\n"
    main([f"faults-short={file}"])
    assert capsys.readouterr().out == page_part("faults-short", SUMMARY, "89ab") + "\n"


def test_what_a_run_has_searched_and_what_it_ran_on_is_said():
    part = page_part("faults-long", {**SUMMARY, "searched": {"logs": 12, "headers": 300}}, "0123", "two cores")
    assert part.startswith("`python -m tests.faults --seed 7 --long` at commit 0123, on two cores:\n")
    assert part.endswith("lost 3 ...\nsearched: 12 logs, 300 headers\n```")


def test_the_command_has_the_number_of_plans_that_was_asked_for():
    part = page_part("faults-short", {**SUMMARY, "plans": 3}, "0123")
    assert part.startswith("`python -m tests.faults --seed 7 --plans 3` at commit 0123:\n")


def test_runs_in_a_row_have_a_line_each_and_their_sum():
    total = {name: value for name, value in TOTAL.items() if value}
    run = {**SUMMARY, "total": total, "seconds": 379.4, "clean": True}
    part = row_part([run, {**run, "seed": 8, "clean": False}], "two cores")
    assert part.startswith("`python -m tests.faults --seed SEED` at commit 89ab, on two cores:\n")
    assert [line.split(" | ")[0] for line in part.splitlines()[4:7]] == ["| 7", "| 8", "| **all**"]
    assert part.splitlines()[4].endswith("| 3 | 0 | 0 | 0 | 379 s |")
    assert part.splitlines()[6].startswith("| **all** | 4 800 | 4 796 |")
    assert part.endswith("1 of 2 without an offence.")
    with pytest.raises(ValueError, match="one commit"):
        row_part([run, {**run, "commit": "other"}])


def test_a_page_without_place_is_refused():
    with pytest.raises(ValueError, match="planted"):
        put_into(PAGE, "planted", "x")


def test_the_page_of_reliability_has_a_place_for_each_kind():
    page = (Path(__file__).parents[2] / "docs" / "reliability.md").read_text(encoding="utf-8")
    for kind in ("faults-short", "faults-row", "faults-long", "planted"):
        assert put_into(page, kind, "drawn").count("drawn") == page.count("drawn") + 1 - _in_place(page, kind)


def _in_place(page: str, kind: str) -> int:
    return page.partition(f"<!-- {kind} -->")[2].partition(f"<!-- /{kind} -->")[0].count("drawn")
