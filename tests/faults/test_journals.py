"""The journal systems of a fault run, behind the real file drop: what is delivered is written, whatever is said."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.contract import RECIPIENT, TestClock, a_copy
from adapters.file_drop import FileDrop, FileDropConfig
from adapters.journal import CopyEnded, Entry, HandedOver
from schemas.errors import JournalUnavailable
from schemas.states import CopyState
from tests.faults.behaving import Behaviour, Control, behave, journal_lines
from tests.faults.journals import Journal
from tests.platform.page import until


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "journals"
    made.mkdir()
    return made


@pytest.fixture
def journal(tmp_path, folder):
    return Journal(folder, RECIPIENT, tmp_path / "root")


@pytest.fixture
def drop(tmp_path, journal):
    return FileDrop(FileDropConfig(tmp_path / "root", quiet=timedelta(0)), TestClock())


def entries(folder):
    return [line for line in journal_lines(folder, RECIPIENT) if "entry_id" in line]


def take(drop):
    """What the gateway does with receipts that wait."""
    for receipt in list(drop.confirmations()):
        drop.confirmed(receipt)


def test_a_delivered_copy_becomes_an_entry_of_what_it_holds_and_a_receipt(folder, journal, drop):
    copy = a_copy()
    drop.record(copy)
    journal.run_once()
    journal.run_once()
    (entry,) = entries(folder)
    assert (entry["copy_id"], entry["content_hash"]) == (str(copy.copy_id), copy.content_hash)
    assert entry["whole"]
    take(drop)
    assert drop.find(copy.copy_id) == Entry(entry["entry_id"], drop.find(copy.copy_id).recorded_at, copy.content_hash)


def test_a_copy_that_is_delivered_twice_is_two_entries(tmp_path, folder, journal, drop):
    copy = a_copy()
    for _ in range(2):
        drop.record(copy)
        journal.run_once()
        for note in (tmp_path / "root" / ".samspel" / "copies").iterdir():
            note.unlink()  # the gateway's memory of it
        for each in ("receipts", ".samspel/told"):
            for file in (tmp_path / "root" / each).glob("*.json*"):
                file.unlink()
    assert [entry["copy_id"] for entry in entries(folder)] == [str(copy.copy_id)] * 2
    assert len({entry["entry_id"] for entry in entries(folder)}) == 2


@pytest.mark.parametrize("cut", ["claimed", "entered"])
def test_what_a_kill_interrupts_is_done_at_the_next_start_once(tmp_path, folder, journal, drop, cut):
    copy = a_copy()
    drop.record(copy)
    (document,) = journal._documents()
    claimed = journal._claim(document)
    if cut == "entered":
        journal._say = lambda *_: None  # killed before the receipt
        journal._enter(claimed, Control())
    for _ in range(2):
        Journal(folder, RECIPIENT, tmp_path / "root").run_once()
    assert len(entries(folder)) == 1
    take(drop)
    assert isinstance(drop.find(copy.copy_id), Entry)


def test_a_folder_that_is_away_raises_and_comes_back_as_it_was(tmp_path, folder, journal, drop):
    copy = a_copy()
    drop.record(copy)
    behave(folder, RECIPIENT, Behaviour.AWAY)
    journal.run_once()
    with pytest.raises(JournalUnavailable):
        drop.find(copy.copy_id)
    with pytest.raises(JournalUnavailable):
        drop.record(copy)
    behave(folder, RECIPIENT, Behaviour.WELL)
    journal.run_once()
    assert len(entries(folder)) == 1


def test_a_dead_one_does_nothing(folder, journal, drop):
    copy = a_copy()
    drop.record(copy)
    behave(folder, RECIPIENT, Behaviour.DEAD)
    journal.run_once()
    assert journal_lines(folder, RECIPIENT) == []
    assert isinstance(drop.find(copy.copy_id), HandedOver)


@pytest.mark.parametrize(
    ("behaviour", "written", "receipts", "refused", "state"),
    [
        (Behaviour.REFUSING, 0, ["rejected"], 0, None),
        (Behaviour.LYING_NO_ENTRY, 0, ["recorded"], 0, Entry),
        (Behaviour.LYING_HASH, 1, [], 1, HandedOver),
        (Behaviour.LYING_UNKNOWN, 1, ["recorded"], 1, Entry),
        (Behaviour.LOST, 1, [], 0, HandedOver),
        (Behaviour.REPEATED, 1, ["recorded"] * 3, 0, Entry),
    ],
)
def test_each_behaviour_is_what_it_is_called(
    tmp_path, folder, journal, drop, behaviour, written, receipts, refused, state
):
    copy = a_copy()
    behave(folder, RECIPIENT, behaviour)
    drop.record(copy)
    journal.run_once()
    journal.run_once()
    assert len(entries(folder)) == written
    assert [each.state.value for each in drop.confirmations()] == receipts
    assert len(list((tmp_path / "root" / "receipts" / "refused").glob("*.findings.json"))) == refused
    take(drop)
    found = drop.find(copy.copy_id)
    assert found is None if state is None else isinstance(found, state)


def test_a_late_receipt_comes_when_its_time_has_come(folder, journal, drop):
    copy = a_copy()
    behave(folder, RECIPIENT, Behaviour.LATE, 3600)
    drop.record(copy)
    journal.run_once()
    assert (len(entries(folder)), list(drop.confirmations())) == (1, [])
    journal._owed[:] = [(0.0, entry) for _, entry in journal._owed]
    journal.run_once()
    assert [each.state for each in drop.confirmations()] == [CopyState.RECORDED]


def test_a_copy_that_was_taken_back_is_no_entry_and_the_notice_is_noted(folder, journal, drop):
    copy = a_copy()
    drop.record(copy)
    drop.note_ended(CopyEnded(copy.copy_id, copy.content_hash, CopyState.WITHDRAWN, "SIP623", TestClock()()))
    journal.run_once()
    (line,) = journal_lines(folder, RECIPIENT)
    assert (line["ended"], line["state"]) == (str(copy.copy_id), "withdrawn")


def test_the_process_serves_many_and_ends_when_it_is_told(tmp_path, folder):
    roots = {each: tmp_path / each for each in (RECIPIENT, "OTHER")}
    command = [sys.executable, "-m", "tests.faults.journals", str(folder), *(f"{o}={r}" for o, r in roots.items())]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]) as running:
        try:
            assert running.stdout.readline() == b"ready\n"
            drop = FileDrop(FileDropConfig(roots[RECIPIENT], quiet=timedelta(0)), TestClock())
            drop.record(a_copy())
            assert until(lambda: len(entries(folder)) == 1, 20)
        finally:
            running.send_signal(signal.SIGTERM)
            assert running.wait(20) == 0
