"""The table says what the verdict says, and finds its place in the page."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from tests.faults.report import main, page_part, put_into, row_of, table, total_of
from tests.faults.verdict import Kind, Offence, Verdict

VERDICT = Verdict(
    {"relay-killed": Counter(attempted=1200, accepted=1199, copies=3597, recorded=3000, parked=597)},
    [Offence(Kind.LOST, "relay-killed", "copy", "says"), Offence(Kind.ALTERED, "relay-killed", "copy", "says")],
)
SUMMARY = {
    "kind": "faults-short",
    "command": "make faults SEED=7",
    "seed": 7,
    "commit": "0123456789abcdef",
    "rows": [row_of("relay killed", VERDICT, "relay-killed", 3.456)],
    "last_line": VERDICT.last_line,
}


def test_a_row_says_counts_offences_and_recovery():
    row = SUMMARY["rows"][0]
    assert (row["copies"], row["parked"], row["lost"], row["altered"], row["recovery"]) == (3597, 597, 1, 1, 3.5)


def test_what_is_nowhere_has_no_column_and_what_must_be_named_has_one():
    head, _, row = table(SUMMARY["rows"]).splitlines()
    assert "leaked" in head
    assert "rejected" not in head
    assert "altered" in head
    assert "| 1 200 |" in row
    assert row.count("|") == head.count("|")


def test_the_last_row_sums_up_and_names_the_longest_recovery():
    rows = [*SUMMARY["rows"], row_of("nothing", VERDICT, "other", None)]
    assert (total_of(rows)["lost"], total_of(rows)["recovery"]) == (1, 3.5)


def test_the_page_gets_the_table_and_keeps_everything_else(tmp_path, capsys):
    page, file = tmp_path / "page.md", tmp_path / "summary.json"
    page.write_text("before\n<!-- faults-short -->\nold\n<!-- /faults-short -->\nafter\n", encoding="utf-8")
    file.write_text(json.dumps(SUMMARY), encoding="utf-8")
    for _ in range(2):
        main([str(file), "--into", str(page)])
    drawn = page.read_text(encoding="utf-8")
    assert drawn.startswith("before\n<!-- faults-short -->\n`make faults SEED=7`, commit 0123456789ab:")
    assert drawn.endswith("lost 1 duplicated 0 out-of-order 0 leaked 0 altered 1\n```\n<!-- /faults-short -->\nafter\n")
    assert "old" not in drawn
    main([str(file)])
    assert capsys.readouterr().out == page_part(SUMMARY) + "\n"


def test_a_page_without_place_is_refused():
    with pytest.raises(ValueError, match="faults-short"):
        put_into("nothing", SUMMARY)
