"""The log of what was accepted gives back what was said, and nothing that was cut off."""

from __future__ import annotations

import pytest

from tests.faults.accepted import AcceptedLog, End, Ended, marker, markers_in, read_accepted

PLAN = "urn:uuid:00000000-0000-4000-8000-000000000001"


@pytest.fixture
def log(tmp_path):
    written = AcceptedLog(tmp_path / "accepted.jsonl")
    yield written
    written.close()


def test_what_was_said_is_read_again(tmp_path, log):
    log.attempted("one/1", "HOME")
    log.version("one/1", "HOME", PLAN, 1, parts={"A": ["zq000000000000zq"]}, withheld=["B"])
    log.attempted("two/1", "HOME")
    log.refused("two/1", "HOME", ["SIP001"])
    log.ended(End.WITHDRAWAL, "HOME", PLAN, 1, ["A"])
    found = read_accepted(tmp_path / "accepted.jsonl")
    assert [each.name for each in found.attempted] == ["one/1", "two/1"]
    (version,) = found.versions
    assert (version.parts, version.withheld) == ({"A": ("zq000000000000zq",)}, ("B",))
    assert version.copy_id("A") == "00000000-0000-4000-8000-000000000001/1/A/plan"
    assert found.refused[0].codes == ("SIP001",)
    assert found.ended[0].covers(PLAN, 1, "A")
    assert found.attempted[0].at <= version.at <= found.ended[0].at


def test_a_line_that_was_cut_off_was_not_said(tmp_path, log):
    log.attempted("one/1", "HOME")
    with (tmp_path / "accepted.jsonl").open("ab") as file:
        file.write(b'{"kind": "attempted", "na')
    assert len(read_accepted(tmp_path / "accepted.jsonl").attempted) == 1


@pytest.mark.parametrize(("version", "recipient", "covered"), [(2, "A", True), (3, "A", False), (1, "B", False)])
def test_an_end_covers_older_versions_of_those_it_names(log, version, recipient, covered):
    ended = Ended(End.WITHDRAWAL, "HOME", PLAN, 2, ("A",), log._clock())
    assert ended.covers(PLAN, version, recipient) is covered
    assert not ended.covers(PLAN.replace("1", "2"), version, recipient)


def test_markers_are_found_in_whatever_bytes_and_differ():
    one, other = marker("plan", 1), marker("plan", 2)
    assert one != other
    assert markers_in(f"<a>{one}</a>".encode() + b"\xff" + other.encode() + one.encode()) == (one, other)
