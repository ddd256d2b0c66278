"""What the journal systems have written is read as what it says, and what is exposed is found."""

from __future__ import annotations

from tests.faults.accepted import marker
from tests.faults.seeing import exposed_in, journal_of


def test_lines_of_a_journal_become_what_the_oracle_looks_at():
    entry = {
        "copy_id": "c", "entry_id": "JS-1", "content_hash": "h", "file": "a.json~1", "sha256": "s",
        "markers": ["m"], "whole": True,
    }  # fmt: skip
    receipt = {"copy_id": "c", "state": "recorded", "entry_id": "JS-1", "content_hash": "h", "at": "now"}
    lines = [
        entry,
        {"said": receipt},
        {"ended": "c", "content_hash": "h", "state": "withdrawn"},
        {**entry, "file": "a.xml~2"},
    ]
    found = journal_of([*lines, {"refused": True, "copy_id": "d", "file": "f"}])
    assert [(each.sha256, each.place) for each in found.entries] == [("s", 0), (None, 3)]
    assert (found.notices[0].place, found.said[0].entry_id, found.refused) == (2, "JS-1", {"d"})


def test_markers_and_the_person_are_found_wherever_they_are():
    clean = exposed_in({"a log": b'{"event": "copy-sent", "copy_id": "21121212121212129/1/X/plan"}'})
    assert clean == []
    found = exposed_in(
        {"a log": f"behov {marker(1)}".encode(), "a header": b"person=19121212-1212", "it": b"T Testsson"}
    )
    assert [each.where for each in found] == ["a log", "a header", "it"]
