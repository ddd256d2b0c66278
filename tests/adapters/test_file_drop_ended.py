"""What the system finds when a copy or a page holds no more: a notice, and nothing left to import."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.contract import PLAN_ID, RECIPIENT, TestClock, a_copy, a_receipt, an_end
from adapters.file_drop import FileDrop, FileDropConfig, Mode
from adapters.file_drop.practice_system import PracticeSystem
from adapters.journal import CopyEnded, PageToHandOut
from mappings.sip_xml import write_receipt_xml
from schemas.messages import CopyId
from schemas.states import CopyState


@pytest.fixture
def clock():
    return TestClock()


def drop(root, clock, **settings):
    return FileDrop(FileDropConfig(root, **{"quiet": timedelta(0), **settings}), clock)


def practice(root, clock):
    return PracticeSystem(root, RECIPIENT, root / "journal.jsonl", clock, {"191212121212"})


def test_the_notice_says_which_copy_why_and_when_in_ids_and_codes(tmp_path, clock):
    copy = a_copy()
    system = drop(tmp_path, clock)
    place = system.record(copy).place
    system.note_ended(an_end(copy))
    (path,) = (tmp_path / "in").iterdir()
    assert path.name == f"{(tmp_path / place).stem}.ended.json"
    notice = json.loads(path.read_bytes())
    assert notice.pop("sv").startswith("Samtycket är återtaget")
    assert notice.pop("en").startswith("The consent is withdrawn")
    assert notice == {
        "copy_id": str(copy.copy_id),
        "content_hash": copy.content_hash,
        "state": "withdrawn",
        "state_sv": "återtagen",
        "reason": "SIP623",
        "at": "2026-12-01T13:00:00+00:00",
        "recorded": False,
    }


def test_no_word_of_a_copy_that_nobody_had_imported_is_left(tmp_path, clock):
    copy = a_copy()
    system = drop(tmp_path, clock)
    system.record(copy)
    system.note_ended(an_end(copy))
    left = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"Tolvan" not in left
    assert b"191212121212" not in left


def test_a_notice_that_the_system_has_read_does_not_come_again(tmp_path, clock):
    copy = a_copy()
    system = drop(tmp_path, clock)
    system.record(copy)
    system.note_ended(an_end(copy))
    for each in (tmp_path / "in").iterdir():
        each.unlink()
    drop(tmp_path, clock).note_ended(an_end(copy))
    assert list((tmp_path / "in").iterdir()) == []


def test_a_system_that_has_recorded_the_copy_keeps_it_and_is_told(tmp_path, clock):
    """PDL 3 kap. 14 §: nothing in a journal is erased."""
    copy = a_copy()
    drop(tmp_path, clock).record(copy)
    system = practice(tmp_path, clock)
    system.run_once()
    drop(tmp_path, clock).note_ended(an_end(copy))
    (notice,) = (tmp_path / "in").glob("*.ended.json")
    assert json.loads(notice.read_bytes())["recorded"] is True
    for _ in range(2):
        system.run_once()
    assert [each["copy_id"] for each in system.entries()] == [str(copy.copy_id)]
    assert [(each["copy_id"], each["state"], each["reason"]) for each in system.notes()] == [
        (str(copy.copy_id), "withdrawn", "SIP623")
    ]
    assert not list((tmp_path / "in").glob("*.json"))


def test_what_only_the_ledger_knows_to_be_recorded_stays_too(tmp_path, clock):
    """A crash can come between a person's confirmation and the journal system's hearing of it."""
    copy = a_copy()
    system = drop(tmp_path, clock)
    place = system.record(copy).place
    system.note_ended(replace(an_end(copy), recorded=True))
    assert (tmp_path / place).is_file()
    (notice,) = (tmp_path / "in").glob("*.ended.json")
    assert json.loads(notice.read_bytes())["recorded"] is True


def test_a_system_that_never_imported_the_copy_notes_nothing(tmp_path, clock):
    copy = a_copy()
    drop(tmp_path, clock).record(copy)
    drop(tmp_path, clock).note_ended(an_end(copy))
    system = practice(tmp_path, clock)
    assert system.run_once() == 0
    assert (system.entries(), system.notes()) == ([], [])


def test_a_recorded_copy_that_ends_twice_for_two_reasons_is_told_of_both(tmp_path, clock):
    copy = a_copy()
    system = drop(tmp_path, clock)
    system.record(copy)
    system.confirmed(a_receipt(copy))
    system.note_ended(an_end(copy))
    nullified = replace(an_end(copy), reason="SIP624", at=clock() + timedelta(days=1))
    system.note_ended(nullified)
    (notice,) = (tmp_path / "in").glob("*.ended.json")
    assert json.loads(notice.read_bytes())["reason"] == "SIP624"


def test_a_copy_that_comes_anew_takes_the_notice_away(tmp_path, clock):
    copy = a_copy()
    system = drop(tmp_path, clock)
    system.record(copy)
    system.note_ended(an_end(copy))
    system.record(a_copy(fhir=b'{"resourceType":"Bundle","id":"renewed"}'))
    assert sorted(path.suffixes[0] for path in (tmp_path / "in").iterdir()) == [".copy", ".html", ".xml"]


def test_a_page_that_holds_no_more_is_moved_out_of_reach_of_who_hands_out(tmp_path, clock):
    system = drop(tmp_path, clock)
    page = PageToHandOut(CopyId(PLAN_ID, 1, "person"), b"<p>en</p>", a_copy().content_hash, clock())
    place = system.hand_out(page)
    system.note_ended(CopyEnded(page.copy_id, page.content_hash, CopyState.SUPERSEDED, "SIP628", clock()))
    assert not (tmp_path / place).exists()
    assert [path.read_bytes() for path in (tmp_path / "hand-out" / "ended").glob("*.html")] == [b"<p>en</p>"]


def test_where_another_adapter_hands_over_nothing_is_noted_here(tmp_path, clock):
    system = drop(tmp_path, clock, mode=Mode.RECEIPTS)
    (tmp_path / "receipts").mkdir()
    (tmp_path / "receipts" / "r.xml").write_bytes(write_receipt_xml(a_receipt(a_copy())))
    system.note_ended(an_end(a_copy()))
    assert not (tmp_path / "in").exists()
