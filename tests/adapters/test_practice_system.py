"""The practice system does what a real one should: parse, know the person, one entry, a receipt."""

from datetime import timedelta

import pytest

from adapters.contract import RECIPIENT, TestClock, a_copy, a_document
from adapters.file_drop import FileDrop, FileDropConfig, IncomingFormat
from adapters.file_drop.practice_system import PracticeSystem
from adapters.journal import AwaitingRegistration, Entry
from mappings.formats import write
from mappings.reading import Format
from schemas.states import CopyState


@pytest.fixture
def clock():
    return TestClock()


def drop(root, clock, incoming_format=IncomingFormat.SIP_XML):
    return FileDrop(FileDropConfig(root, incoming_format, quiet=timedelta(0)), clock)


def practice(root, clock, known=("191212121212",), organisation=RECIPIENT):
    return PracticeSystem(root, organisation, root / "journal" / "journal.jsonl", clock, set(known))


def test_an_imported_copy_is_an_entry_and_a_receipt(tmp_path, clock):
    copy = a_copy()
    drop(tmp_path, clock).record(copy)
    system = practice(tmp_path, clock)
    assert system.run_once() == 1
    (entry,) = system.entries()
    assert (entry["copy_id"], entry["content_hash"]) == (str(copy.copy_id), copy.content_hash)
    (receipt,) = drop(tmp_path, clock).confirmations()
    assert (receipt.state, receipt.entry_id) == (CopyState.RECORDED, entry["entry_id"])
    drop(tmp_path, clock).confirmed(receipt)
    assert isinstance(drop(tmp_path, clock).find(copy.copy_id), Entry)
    assert practice(tmp_path, clock).run_once() == 0


def test_a_person_that_is_not_registered_waits_and_gets_the_entry_afterwards(tmp_path, clock):
    copy = a_copy()
    drop(tmp_path, clock).record(copy)
    for _ in range(2):
        assert practice(tmp_path, clock, known=()).run_once() == 0
    (waiting,) = drop(tmp_path, clock).confirmations()
    assert waiting.state is CopyState.AWAITING_REGISTRATION
    drop(tmp_path, clock).confirmed(waiting)
    assert practice(tmp_path, clock, known=()).run_once() == 0
    assert list(drop(tmp_path, clock).confirmations()) == []
    assert isinstance(drop(tmp_path, clock).find(copy.copy_id), AwaitingRegistration)
    assert practice(tmp_path, clock).run_once() == 1
    (receipt,) = drop(tmp_path, clock).confirmations()
    assert receipt.entry_id == "JP-000001"


def test_a_copy_in_fhir_is_imported_just_as_well(tmp_path, clock):
    copy = a_copy(fhir=write(a_document(), Format.FHIR_JSON).body)
    drop(tmp_path, clock, IncomingFormat.FHIR_JSON).record(copy)
    assert practice(tmp_path, clock).run_once() == 1


def test_a_copy_for_somebody_else_is_rejected(tmp_path, clock):
    drop(tmp_path, clock).record(a_copy())
    assert practice(tmp_path, clock, organisation="2120001223.SKOLA").run_once() == 0
    (receipt,) = drop(tmp_path, clock).confirmations()
    assert receipt.state is CopyState.REJECTED


def test_a_document_that_cannot_be_read_is_rejected_and_gets_no_entry(tmp_path, clock):
    place = drop(tmp_path, clock).record(a_copy()).place
    (tmp_path / place).write_bytes(b"<SipPlan>")
    system = practice(tmp_path, clock)
    assert system.run_once() == 0
    assert system.entries() == []
    (receipt,) = drop(tmp_path, clock).confirmations()
    assert receipt.state is CopyState.REJECTED


def test_the_rest_of_a_line_that_a_crash_cut_off_is_no_entry_and_is_removed(tmp_path, clock):
    drop(tmp_path, clock).record(a_copy(1))
    system = practice(tmp_path, clock)
    system.run_once()
    with system.journal.open("ab") as file:
        file.write(b'{"copy_id": "half')
    drop(tmp_path, clock).record(a_copy(2))
    assert practice(tmp_path, clock).run_once() == 1
    assert [each["entry_id"] for each in practice(tmp_path, clock).entries()] == ["JP-000001", "JP-000002"]
    assert b"half" not in system.journal.read_bytes()
